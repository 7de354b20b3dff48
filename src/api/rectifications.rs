//! Bad ratings, as staff put them right.

use onething_api::{
    paths,
    ratings::{Rectification, RectificationRequest, Rectifications},
};

use super::{ApiError, Body, Wrote, at, get, to_json, with_query, write_over};

/// A page of bad ratings.
pub async fn list(shelf: &str, department: &str, cursor: &str) -> Result<Rectifications, ApiError> {
    let query = [("shelf", shelf), ("department", department), ("cursor", cursor)];
    get(&with_query(paths::RECTIFICATIONS, &query)).await
}

/// One of them.
pub async fn one(id: &str) -> Result<Rectification, ApiError> {
    get(&at(paths::RECTIFICATION, &[id])).await
}

/// Does something with it.
pub async fn give(
    id: &str,
    request: &RectificationRequest,
) -> Result<Wrote<Rectification>, ApiError> {
    let path = at(paths::RECTIFICATION_COMMANDS, &[id]);
    write_over("POST", &path, None, Body::Json(&to_json(request))).await
}
