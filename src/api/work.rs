//! The workbench: queues, people who are looked for, views that are kept, and guides with their drafts.

use onething_api::{
    guides::GuideView,
    paths,
    sentences::Sentences,
    work::{
        Colleagues, FoundPeople, PersonSearch, Queue, SampleList, SavedView, SavedViews, WorkGuides,
    },
};
use onething_domain::sentence::Sentence;

use super::{ApiError, Body, at, get, post, send, to_json, with_query};
use crate::router::Query;

/// A page of a queue, as an address asks for it.
pub async fn queue(asked: &Query) -> Result<Queue, ApiError> {
    get(&asked.on(paths::QUEUE)).await
}

/// Looks for people; what was found is named by its id in the address of a queue.
pub async fn look_for(asked: &PersonSearch) -> Result<FoundPeople, ApiError> {
    post(paths::WORK_SEARCHES, asked).await
}

/// Colleagues to whom a department's tasks can be given; the intake's share where `department` is empty.
pub async fn colleagues(department: &str) -> Result<Colleagues, ApiError> {
    get(&with_query(paths::WORK_COLLEAGUES, &[("department", department)])).await
}

/// The queues that are kept under a name.
pub async fn views() -> Result<SavedViews, ApiError> {
    get(paths::WORK_VIEWS).await
}

/// Keeps a queue under a name.
pub async fn keep_view(view: &SavedView) -> Result<SavedViews, ApiError> {
    let path = at(paths::WORK_VIEW, &[&view.id]);
    send("PUT", &path, Body::Json(&to_json(view)), &[]).await?.json()
}

/// Keeps it no longer.
pub async fn drop_view(id: &str) -> Result<SavedViews, ApiError> {
    send("DELETE", &at(paths::WORK_VIEW, &[id]), Body::Empty, &[]).await?.json()
}

/// The sentences of the department, or of the intake.
pub async fn sentences() -> Result<Sentences, ApiError> {
    get(paths::WORK_SENTENCES).await
}

/// Keeps a sentence for the department.
pub async fn keep_sentence(id: &str, sentence: &Sentence) -> Result<Sentences, ApiError> {
    let path = at(paths::WORK_SENTENCE, &[id]);
    send("PUT", &path, Body::Json(&to_json(sentence)), &[]).await?.json()
}

/// Keeps it no longer.
pub async fn drop_sentence(id: &str) -> Result<Sentences, ApiError> {
    send("DELETE", &at(paths::WORK_SENTENCE, &[id]), Body::Empty, &[]).await?.json()
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
