//! What was done to the catalogue, by whom and when: a chain that shows tampering (X6).

use chrono::{DateTime, SubsecRound, Utc};
use onething_domain::authoring::Author;
use onething_domain::canonical;
use serde_json::json;

use crate::db::Tx;
use crate::error::Result;
use crate::{all, exec, one};

/// Writes down an act; the caller holds the catalogue's lock.
///
/// # Errors
/// The database's.
pub async fn record(
    tx: &mut Tx,
    at: DateTime<Utc>,
    by: &Author,
    act: &str,
    subject: &str,
    detail: &str,
) -> Result<()> {
    let last = one!(
        &mut *tx,
        (i64, String),
        "SELECT seq, hash FROM catalogue_log ORDER BY seq DESC LIMIT 1"
    )?;
    let (seq, before) = last.map_or((1, String::new()), |(seq, hash)| (seq + 1, hash));
    let at = at.trunc_subsecs(3); // both databases keep as much
    let hash = hash(&before, seq, at, &by.id, act, subject, detail);
    exec!(
        &mut *tx,
        "INSERT INTO catalogue_log (seq, at, staff, act, subject, detail, before_hash, hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        seq,
        at,
        &by.id,
        act,
        subject,
        detail,
        &before,
        &hash
    )?;
    Ok(())
}

fn hash(
    before: &str,
    seq: i64,
    at: DateTime<Utc>,
    staff: &str,
    act: &str,
    subject: &str,
    detail: &str,
) -> String {
    let row = json!([before, seq, at.timestamp_millis(), staff, act, subject, detail]);
    canonical::sha256(&canonical::canonical(&row))
}

/// Checks the chain: how many acts there are, where it breaks, and its last hash.
///
/// # Errors
/// The database's.
pub async fn verify(tx: &mut Tx) -> Result<(usize, Option<i64>, String)> {
    let rows = all!(
        tx,
        (i64, DateTime<Utc>, String, String, String, String, String, String),
        "SELECT seq, at, staff, act, subject, detail, before_hash, hash FROM catalogue_log ORDER BY seq"
    )?;
    let (count, mut before) = (rows.len(), String::new());
    for (place, (seq, at, staff, act, subject, detail, linked, own)) in rows.into_iter().enumerate()
    {
        let expected = hash(&before, seq, at, &staff, &act, &subject, &detail);
        if linked != before || own != expected || usize::try_from(seq).ok() != Some(place + 1) {
            return Ok((count, Some(seq), before));
        }
        before = own;
    }
    Ok((count, None, before))
}
