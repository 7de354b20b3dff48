//! Requests with a client's id: sent twice, done once, answered alike.

use onething_api::problem::Code;
use onething_domain::canonical;
use serde::Serialize;

use crate::app::App;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::{exec, one};

/// Whether a request has been seen before.
pub enum Begun {
    /// Never: go on, and end with [`end`] in the same transaction.
    Now,
    /// It was answered before, with this.
    Before(String),
}

/// Begins a request. A second one with the same id waits until the first has committed.
///
/// # Errors
/// The same id with another request, or the database's.
pub async fn begin(
    app: &App,
    tx: &mut Tx,
    owner: &str,
    id: &str,
    request: &impl Serialize,
) -> Result<Begun> {
    let digest = canonical::digest(request);
    let begun = exec!(
        &mut *tx,
        "INSERT INTO reply (owner, id, request, answer, at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (owner, id) DO NOTHING",
        owner,
        id,
        &digest,
        "",
        app.clock.now()
    )?;
    if begun == 1 {
        return Ok(Begun::Now);
    }
    let row = one!(
        &mut *tx,
        (String, String),
        "SELECT request, answer FROM reply WHERE owner = $1 AND id = $2",
        owner,
        id
    )?;
    match row {
        Some((known, answer)) if known == digest => Ok(Begun::Before(answer)),
        Some(_) => Err(Error::field(Code::IdReused, "id", "used for another request")),
        None => Err(Error::new(Code::Unavailable)), // the first one was rolled back just now
    }
}

/// Ends a request with what identifies its answer; never personal data.
///
/// # Errors
/// The database's.
pub async fn end(tx: &mut Tx, owner: &str, id: &str, answer: &str) -> Result<()> {
    exec!(
        &mut *tx,
        "UPDATE reply SET answer = $3 WHERE owner = $1 AND id = $2",
        owner,
        id,
        answer
    )?;
    Ok(())
}
