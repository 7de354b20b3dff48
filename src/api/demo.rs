//! What exists in a demonstration only: messages that would have been sent, people to log in as.

use onething_api::{
    account::{DemoPeople, Outbox},
    paths,
};

use super::{ApiError, get};

/// The last messages, newest first.
pub async fn outbox() -> Result<Outbox, ApiError> {
    get(paths::OUTBOX).await
}

/// The demo people.
pub async fn people() -> Result<DemoPeople, ApiError> {
    get(paths::PEOPLE).await
}
