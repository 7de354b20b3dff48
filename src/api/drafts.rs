//! Drafts of applications.

use onething_api::{
    drafts::{Draft, DraftList, NewDraft},
    paths,
};
use onething_domain::draft::DraftContent;

use super::{ApiError, Body, at, current, get, post, send, to_json};

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

/// How saving went.
pub enum Saved {
    /// The server has it, under a new revision.
    Stored(Box<Draft>),
    /// Someone else saved in between; this is the server's copy, to be merged.
    Stale(Box<Draft>),
}

/// Saves what was written on top of `revision`.
pub async fn save(id: &str, revision: i64, content: &DraftContent) -> Result<Saved, ApiError> {
    let tag = format!("\"{revision}\"");
    let body = to_json(content);
    match send("PUT", &at(paths::DRAFT, &[id]), Body::Json(&body), &[("if-match", &tag)]).await {
        Ok(answer) => Ok(Saved::Stored(Box::new(answer.json()?))),
        Err(error) => match current(&error) {
            Some(theirs) => Ok(Saved::Stale(Box::new(theirs))),
            None => Err(error),
        },
    }
}

/// Deletes a draft.
pub async fn delete(id: &str) -> Result<(), ApiError> {
    send("DELETE", &at(paths::DRAFT, &[id]), Body::Empty, &[]).await.map(|_| ())
}
