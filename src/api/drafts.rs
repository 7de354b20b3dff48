//! Drafts of applications.

use onething_api::{
    drafts::{Draft, DraftList, KnownAnswers, NewDraft},
    paths,
};
use onething_domain::draft::DraftContent;

use super::{ApiError, Body, Wrote, at, get, post, send, to_json, write_over};

/// My drafts, last saved first.
pub async fn mine() -> Result<DraftList, ApiError> {
    get(paths::DRAFTS).await
}

/// Begins a draft; the one that is already there comes back unless it is to be begun anew.
pub async fn begin(new: &NewDraft) -> Result<Draft, ApiError> {
    post(paths::DRAFTS, new).await
}

/// One draft.
pub async fn draft(id: &str) -> Result<Draft, ApiError> {
    get(&at(paths::DRAFT, &[id])).await
}

/// What earlier cases and licences say about the fields of a draft.
pub async fn known(id: &str) -> Result<KnownAnswers, ApiError> {
    get(&at(paths::DRAFT_KNOWN, &[id])).await
}

/// Saves what was written on top of `revision`.
pub async fn save(
    id: &str,
    revision: i64,
    content: &DraftContent,
) -> Result<Wrote<Draft>, ApiError> {
    let body = to_json(content);
    write_over("PUT", &at(paths::DRAFT, &[id]), Some(revision), Body::Json(&body)).await
}

/// Deletes a draft.
pub async fn delete(id: &str) -> Result<(), ApiError> {
    send("DELETE", &at(paths::DRAFT, &[id]), Body::Empty, &[]).await.map(|_| ())
}
