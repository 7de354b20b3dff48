//! The workbench: queues, and guides with their drafts.

use onething_api::{
    guides::GuideView,
    paths,
    work::{Queue, WorkGuides},
};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Response, Url};

use super::{ApiError, at, get, uploads, with_query};

/// A page of a queue. `desk` is `intake`, `tasks`, `all` or empty for the first one open.
pub async fn queue(desk: &str, number: &str, cursor: &str) -> Result<Queue, ApiError> {
    get(&with_query(paths::QUEUE, &[("desk", desk), ("number", number), ("cursor", cursor)])).await
}

/// All guides with their versions, drafts among them.
pub async fn guides() -> Result<WorkGuides, ApiError> {
    get(paths::WORK_GUIDES).await
}

/// Any version of a guide, a draft too.
pub async fn guide(thing: &str, version: u32) -> Result<GuideView, ApiError> {
    get(&at(paths::WORK_GUIDE, &[thing, &version.to_string()])).await
}

/// A stored document as an address that the page can show: the server hands files out as downloads
/// only. The address is good until the page is left.
pub async fn document(id: String) -> Result<String, ApiError> {
    let fetched =
        JsFuture::from(crate::platform::window().fetch_with_str(&uploads::file_address(&id)));
    let response: Response =
        fetched.await.and_then(JsCast::dyn_into).map_err(|_| ApiError::offline())?;
    if !response.ok() {
        return Err(ApiError::strange(response.status()));
    }
    let content = response.blob().map_err(|_| ApiError::offline())?;
    let content: Blob = JsFuture::from(content)
        .await
        .and_then(JsCast::dyn_into)
        .map_err(|_| ApiError::offline())?;
    Url::create_object_url_with_blob(&content).map_err(|_| ApiError::strange(response.status()))
}
