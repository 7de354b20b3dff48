//! The outbox: messages to people, written in the transaction of what they tell, sealed at rest.

use onething_api::account::OutboxMessage;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::db::Tx;
use crate::error::Result;
use crate::{all, exec};

/// Messages that the viewer shows.
const SHOWN: i64 = 100;

#[derive(Serialize, Deserialize)]
struct Body {
    text: String,
    code: Option<String>,
}

fn places(id: &str) -> (String, String) {
    (format!("outbox/{id}/phone"), format!("outbox/{id}/body"))
}

/// Puts a message.
///
/// # Errors
/// The database's.
pub async fn put(
    app: &App,
    tx: &mut Tx,
    phone: &str,
    text: &str,
    code: Option<&str>,
) -> Result<()> {
    let id = app.clock.id();
    let (phone_place, body_place) = places(&id);
    let body = serde_json::to_vec(&Body { text: text.to_owned(), code: code.map(str::to_owned) })?;
    exec!(
        tx,
        "INSERT INTO outbox (id, phone, body, at) VALUES ($1, $2, $3, $4)",
        &id,
        app.keys.seal(&phone_place, phone.as_bytes()),
        app.keys.seal(&body_place, &body),
        app.clock.now()
    )?;
    Ok(())
}

/// The last messages, newest first.
///
/// # Errors
/// The database's.
pub async fn last(app: &App, tx: &mut Tx) -> Result<Vec<OutboxMessage>> {
    let rows = all!(
        tx,
        (String, Vec<u8>, Vec<u8>, chrono::DateTime<chrono::Utc>),
        "SELECT id, phone, body, at FROM outbox ORDER BY at DESC, id DESC LIMIT $1",
        SHOWN
    )?;
    rows.into_iter()
        .map(|(id, phone, body, at)| {
            let (phone_place, body_place) = places(&id);
            let body: Body = serde_json::from_slice(&app.keys.open(&body_place, &body)?)?;
            let phone = app.keys.open_text(&phone_place, &phone)?;
            Ok(OutboxMessage { id, phone, text: body.text, code: body.code, at })
        })
        .collect()
}
