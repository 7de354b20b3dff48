//! Payments in the database.

use chrono::{DateTime, Utc};
use onething_api::payments::{Payment, PaymentStatus};
use sqlx::FromRow;

use crate::db::Tx;
use crate::error::Result;
use crate::names::name;
use crate::{exec, one};

#[derive(FromRow)]
struct Row {
    id: String,
    number: String,
    cents: i64,
    status: String,
    created_at: DateTime<Utc>,
}

/// A payment by id.
///
/// # Errors
/// The database's.
pub async fn get(tx: &mut Tx, id: &str) -> Result<Option<Payment>> {
    let row = one!(
        tx,
        Row,
        "SELECT id, number, cents, status, created_at FROM payment WHERE id = $1",
        id
    )?;
    row.map(|row| {
        Ok(Payment {
            id: row.id,
            number: row.number,
            cents: row.cents,
            status: crate::names::value(&row.status)?,
            created_at: row.created_at,
        })
    })
    .transpose()
}

/// Adds a payment; false where the id is taken.
///
/// # Errors
/// The database's.
pub async fn add(tx: &mut Tx, payment: &Payment) -> Result<bool> {
    let added = exec!(
        tx,
        "INSERT INTO payment (id, number, cents, status, created_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (id) DO NOTHING",
        &payment.id,
        &payment.number,
        payment.cents,
        name(&payment.status),
        payment.created_at
    )?;
    Ok(added == 1)
}

/// Decides a payment that waits; false where it was decided before.
///
/// # Errors
/// The database's.
pub async fn decide(tx: &mut Tx, id: &str, status: PaymentStatus) -> Result<bool> {
    let decided = exec!(
        tx,
        "UPDATE payment SET status = $2 WHERE id = $1 AND status = 'pending'",
        id,
        name(&status)
    )?;
    Ok(decided == 1)
}

/// Gives up the payments of a case that still wait: only the newest can succeed.
///
/// # Errors
/// The database's.
pub async fn give_up(tx: &mut Tx, number: &str) -> Result<()> {
    exec!(
        tx,
        "UPDATE payment SET status = 'failed' WHERE number = $1 AND status = 'pending'",
        number
    )?;
    Ok(())
}
