//! What administrators see of deliveries: how many wait, what was given up and why, and trying it again.

use chrono::{DateTime, Utc};
use onething_api::messages::{DeliveryList, DeliveryQuery, DeliveryStatus, DeliveryView};
use onething_api::problem::Code;
use sqlx::FromRow;

use crate::app::App;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::names::{name, value};
use crate::page;
use crate::{all, exec};

/// Deliveries of a page, where nobody says how many.
const ROWS: u32 = 50;
/// Deliveries that are tried again in one request.
const MOST: usize = 100;

#[derive(FromRow)]
struct Row {
    id: String,
    kind: String,
    channel: String,
    tries: i64,
    error: String,
    at: DateTime<Utc>,
    due_at: DateTime<Utc>,
}

/// Deliveries of a status, newest first.
///
/// # Errors
/// A cursor or limit that is none, or the database's.
pub async fn list(tx: &mut Tx, query: &DeliveryQuery) -> Result<DeliveryList> {
    let limit = page::limit(query.limit, ROWS)?;
    let status = query.status.unwrap_or_default();
    let (before, id) = page::begin::<(DateTime<Utc>, String)>(query.cursor.as_deref())?
        .unwrap_or_else(page::newest);
    let mut rows = all!(
        &mut *tx,
        Row,
        "SELECT delivery.id, message.kind, delivery.channel, delivery.tries, delivery.error, delivery.at, delivery.due_at
         FROM delivery JOIN message ON message.id = delivery.message
         WHERE delivery.status = $1 AND (delivery.at < $2 OR (delivery.at = $2 AND delivery.id < $3))
         ORDER BY delivery.at DESC, delivery.id DESC LIMIT $4",
        name(&status),
        before,
        &id,
        limit + 1
    )?;
    let next = page::cut(&mut rows, limit, |row| (row.at, row.id.clone()))?;
    let counts = all!(
        tx,
        (String, i64),
        "SELECT status, COUNT(*) FROM delivery WHERE status <> 'sent' GROUP BY status"
    )?;
    let count = |status: DeliveryStatus| {
        let found = counts.iter().find(|(known, _)| *known == name(&status));
        found.and_then(|(_, count)| u32::try_from(*count).ok()).unwrap_or(0)
    };
    let view = |row: Row| -> Result<DeliveryView> {
        Ok(DeliveryView {
            id: row.id,
            kind: value(&row.kind)?,
            channel: value(&row.channel)?,
            status,
            tries: u32::try_from(row.tries).unwrap_or(0),
            error: row.error,
            at: row.at,
            due_at: row.due_at,
        })
    };
    Ok(DeliveryList {
        deliveries: rows.into_iter().map(view).collect::<Result<_>>()?,
        waiting: count(DeliveryStatus::Waiting),
        dead: count(DeliveryStatus::Dead),
        next,
    })
}

/// Tries deliveries again that were given up: some, or all where none is named. Codes that have had their time are
/// passed over. Gives how many.
///
/// # Errors
/// Too many at once, or the database's.
pub async fn retry(app: &App, tx: &mut Tx, ids: &[String]) -> Result<u64> {
    if ids.len() > MOST {
        return Err(Error::field(Code::WrongShape, "ids", format!("at most {MOST}")));
    }
    let now = app.clock.now();
    if ids.is_empty() {
        return Ok(exec!(
            tx,
            "UPDATE delivery SET status = 'waiting', tries = 0, due_at = $1
             WHERE status = 'dead' AND (expires_at IS NULL OR expires_at > $1)",
            now
        )?);
    }
    let mut retried = 0;
    for id in ids {
        retried += exec!(
            &mut *tx,
            "UPDATE delivery SET status = 'waiting', tries = 0, due_at = $1
             WHERE status = 'dead' AND (expires_at IS NULL OR expires_at > $1) AND id = $2",
            now,
            id
        )?;
    }
    Ok(retried)
}
