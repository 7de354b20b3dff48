//! Entity tags (RFC 9110 §8.8.3): an answer that has not changed is not sent again.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use onething_api::problem::Code;

use crate::error::{Error, Result};
use crate::extract::text;

/// Gives an answer the tag of a revision.
pub fn tagged(revision: i64, answer: impl IntoResponse) -> Response {
    let mut response = answer.into_response();
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{revision}\"")) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// A strong tag of a digest in an encoding; none is the plain bytes.
pub fn strong(digest: &str, encoding: &str) -> String {
    let digest = digest.get(..32).unwrap_or(digest);
    let dash = if encoding.is_empty() { "" } else { "-" };
    format!("\"{digest}{dash}{encoding}\"")
}

/// A tag for comparing: `If-None-Match` takes weak ones for equal (RFC 9110 §8.8.3.2).
fn weak(tag: &str) -> &str {
    tag.trim_start_matches("W/")
}

/// The revision that `If-Match` names, as in `"3"`.
///
/// # Errors
/// Where the header is missing or names none.
pub fn if_match(headers: &HeaderMap) -> Result<i64> {
    let tag = text(headers, "if-match").ok_or_else(|| Error::new(Code::PreconditionRequired))?;
    let number = tag
        .strip_prefix('"')
        .and_then(|tag| tag.strip_suffix('"'))
        .and_then(|tag| tag.parse().ok());
    number.ok_or_else(|| {
        Error::field(Code::BadParameter, "if-match", "the ETag that you know, as \"3\"")
    })
}

/// Answers with a tag, or that nothing has changed.
pub fn answer(
    headers: &HeaderMap,
    tag: &str,
    caching: &'static str,
    body: impl FnOnce() -> Response,
) -> Response {
    let known = text(headers, "if-none-match").is_some_and(|known| {
        known.split(',').map(str::trim).any(|known| known == "*" || weak(known) == weak(tag))
    });
    let mut response = if known { StatusCode::NOT_MODIFIED.into_response() } else { body() };
    if let Ok(tag) = HeaderValue::from_str(tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    response
}
