//! Health: whether the process lives, and whether it can serve.

use axum::extract::State;
use onething_api::problem::Code;

use crate::app::App;
use crate::error::{Error, Result};
use crate::one;

/// The process lives.
pub async fn alive() -> &'static str {
    "ok\n"
}

/// The database answers, and we are not stopping.
pub async fn ready(State(app): State<App>) -> Result<&'static str> {
    if app.is_stopping() {
        return Err(Error::detail(Code::Unavailable, "stopping"));
    }
    let mut tx = app.db.read().await.map_err(|_| Error::detail(Code::Unavailable, "database"))?;
    one!(&mut tx, (i64,), "SELECT version FROM schema_version ORDER BY version DESC LIMIT 1")
        .map_err(|_| Error::detail(Code::Unavailable, "database"))?;
    Ok("ready\n")
}
