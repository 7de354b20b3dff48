//! The workbench: queues, and guides with their drafts.

use onething_api::{
    guides::GuideView,
    paths,
    work::{Queue, SampleList, WorkGuides},
};

use super::{ApiError, at, get, with_query};

/// A page of a queue. `desk` is `intake`, `tasks`, `all` or empty for the first one open.
pub async fn queue(desk: &str, number: &str, cursor: &str) -> Result<Queue, ApiError> {
    get(&with_query(paths::QUEUE, &[("desk", desk), ("number", number), ("cursor", cursor)])).await
}

/// A page of instant approvals that were drawn by lot; `state` is `open`, `agreed`, `disagreed` or empty for the first.
pub async fn samples(state: &str, cursor: &str) -> Result<SampleList, ApiError> {
    get(&with_query(paths::WORK_SAMPLES, &[("state", state), ("cursor", cursor)])).await
}

/// A page of all guides with their versions, drafts among them.
pub async fn guides(cursor: &str) -> Result<WorkGuides, ApiError> {
    get(&with_query(paths::WORK_GUIDES, &[("cursor", cursor)])).await
}

/// All versions of the guide of a thing, newest first.
pub async fn versions(thing: &str) -> Result<WorkGuides, ApiError> {
    get(&with_query(paths::WORK_GUIDES, &[("thing", thing)])).await
}

/// Any version of a guide, a draft too.
pub async fn guide(thing: &str, version: u32) -> Result<GuideView, ApiError> {
    get(&at(paths::WORK_GUIDE, &[thing, &version.to_string()])).await
}
