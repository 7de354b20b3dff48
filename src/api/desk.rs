//! Notices as staff write and publish them.

use onething_api::{
    notices::{NewNotice, NoticePreview, NoticeRows, NoticeWork, PublishNotice, WithdrawNotice},
    paths,
};
use onething_domain::notice::Notice;
use serde::Serialize;

use super::{ApiError, Body, Wrote, at, get, post, to_json, with_query, write_over};

/// A page of notices, last changed first.
pub async fn notices(cursor: &str) -> Result<NoticeRows, ApiError> {
    get(&with_query(paths::WORK_NOTICES, &[("cursor", cursor)])).await
}

/// Begins a notice.
pub async fn begin(new: &NewNotice) -> Result<NoticeWork, ApiError> {
    post(paths::WORK_NOTICES, new).await
}

/// A notice as it is written.
pub async fn notice(id: &str) -> Result<NoticeWork, ApiError> {
    get(&at(paths::WORK_NOTICE, &[id])).await
}

/// How it would look.
pub async fn preview(notice: &Notice) -> Result<NoticePreview, ApiError> {
    post(paths::NOTICE_PREVIEW, notice).await
}

/// Writes over the revision that is known.
pub async fn save(known: &NoticeWork, notice: &Notice) -> Result<Wrote<NoticeWork>, ApiError> {
    over("PUT", paths::WORK_NOTICE, known, notice).await
}

/// Publishes what is written.
pub async fn publish(
    known: &NoticeWork,
    wanted: &PublishNotice,
) -> Result<Wrote<NoticeWork>, ApiError> {
    over("POST", paths::NOTICE_PUBLICATION, known, wanted).await
}

/// Takes it back.
pub async fn withdraw(
    known: &NoticeWork,
    wanted: &WithdrawNotice,
) -> Result<Wrote<NoticeWork>, ApiError> {
    over("POST", paths::NOTICE_WITHDRAWAL, known, wanted).await
}

async fn over(
    method: &str,
    path: &str,
    known: &NoticeWork,
    body: &impl Serialize,
) -> Result<Wrote<NoticeWork>, ApiError> {
    let path = at(path, &[&known.id]);
    write_over(method, &path, Some(known.revision), Body::Json(&to_json(body))).await
}
