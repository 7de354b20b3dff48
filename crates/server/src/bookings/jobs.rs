//! What happens to bookings by itself: reminders, those who did not come, and what is gone.

use chrono::{TimeDelta, Utc};
use onething_domain::booking::BookingStatus;
use onething_domain::message::MessageKind;
use sqlx::AssertSqlSafe;

use super::gone;
use super::store::{self, Row, Stepped};
use super::tell::tell;
use crate::app::App;
use crate::db::{Tx, skip_locked};
use crate::error::Result;
use crate::names::name;
use crate::{all, exec, one};

/// Bookings that a node takes at once.
const AT_ONCE: i64 = 50;
/// Minutes after the end of a slot from which somebody who was not checked in counts as missing.
const GRACE: i64 = 30;
/// Days for which bookings are kept.
const KEPT_DAYS: i64 = 365;

/// Cancels what is gone, reminds and marks what is due; gives how many.
///
/// # Errors
/// The database's.
pub async fn do_due(app: &App) -> Result<usize> {
    let closed = gone::look(app).await?;
    let now = app.clock.now();
    let over = now - TimeDelta::minutes(GRACE);
    let booked = name(&BookingStatus::Booked);
    let mut tx = app.db.read().await?;
    let due = one!(
        &mut tx,
        (String,),
        "SELECT id FROM booking WHERE remind_at <= $1 OR (status = $2 AND ends_at <= $3) LIMIT 1",
        now,
        &booked,
        over
    )?;
    drop(tx);
    if due.is_none() {
        return Ok(closed);
    }
    let mut tx = app.db.write().await?;
    let mut off = Vec::new();
    // The rows are held until the message is written with them: no other node takes them, and each is told once.
    let reminders = take(&mut tx, "remind_at <= $1 AND status = $2", now, &booked).await?;
    let missing = take(&mut tx, "ends_at <= $1 AND status = $2", over, &booked).await?;
    remind(app, &mut tx, &reminders, &mut off).await?;
    miss(app, &mut tx, &missing, &mut off).await?;
    tx.commit().await?;
    for row in &off {
        gone::close(app, row).await?;
    }
    Ok(closed + reminders.len() + missing.len())
}

/// Reminds of bookings, but of those that are gone.
async fn remind(app: &App, tx: &mut Tx, due: &[String], off: &mut Vec<Row>) -> Result<()> {
    let catalogue = app.shelf.catalogue();
    for id in due {
        exec!(&mut *tx, "UPDATE booking SET remind_at = NULL WHERE id = $1", id)?;
        let ahead = store::get(tx, id).await?.filter(|row| row.starts_at > app.clock.now());
        let Some(row) = ahead else { continue };
        match gone::is_gone(&catalogue, &row)? {
            true => off.push(row),
            false => tell(app, tx, MessageKind::BookingReminder, &row).await?,
        }
    }
    Ok(())
}

/// Marks those who did not come. What is gone, nobody can miss: it was booked while the content changed.
async fn miss(app: &App, tx: &mut Tx, over: &[String], off: &mut Vec<Row>) -> Result<()> {
    let catalogue = app.shelf.catalogue();
    for id in over {
        let Some(row) = store::get(tx, id).await? else { continue };
        if gone::is_gone(&catalogue, &row)? {
            off.push(row);
            continue;
        }
        let more = Stepped { missed_at: Some(app.clock.now()), ..Stepped::default() };
        if store::step(tx, &row, BookingStatus::Missed, more).await? {
            tell(app, tx, MessageKind::BookingMissed, &row).await?;
        }
    }
    Ok(())
}

async fn take(
    tx: &mut Tx,
    which: &'static str,
    at: chrono::DateTime<Utc>,
    status: &str,
) -> Result<Vec<String>> {
    let held = skip_locked(tx);
    let sql = format!("SELECT id FROM booking WHERE {which} ORDER BY id LIMIT $3{held}");
    let rows = all!(tx, (String,), AssertSqlSafe(sql.as_str()), at, status, AT_ONCE)?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Deletes what has had its time.
///
/// # Errors
/// The database's.
pub async fn sweep(app: &App, tx: &mut Tx) -> Result<()> {
    let old = app.clock.now() - TimeDelta::days(KEPT_DAYS);
    exec!(&mut *tx, "DELETE FROM booking WHERE ends_at < $1", old)?;
    exec!(
        &mut *tx,
        "DELETE FROM booking_slot WHERE starts_at < $1 AND NOT EXISTS (SELECT 1 FROM booking
         WHERE booking.service = booking_slot.service AND booking.place = booking_slot.place
         AND booking.starts_at = booking_slot.starts_at)",
        old
    )?;
    exec!(tx, "DELETE FROM booking_serial WHERE day < $1", old.date_naive().to_string())?;
    Ok(())
}
