//! What was done to the catalogue, by whom and when: a chain that shows tampering (X6).

use chrono::{DateTime, SubsecRound, Utc};
use onething_domain::authoring::Author;
use onething_domain::canonical;
use onething_domain::chain::{self, Link};
use serde_json::json;
use sqlx::FromRow;

use crate::db::Tx;
use crate::error::Result;
use crate::{all, exec, one};

/// An act.
#[derive(FromRow)]
struct Act {
    seq: i64,
    at: DateTime<Utc>,
    staff: String,
    act: String,
    subject: String,
    detail: String,
    before_hash: String,
    hash: String,
}

impl Link for Act {
    fn seq(&self) -> i64 {
        self.seq
    }

    fn before(&self) -> &str {
        &self.before_hash
    }

    fn hash(&self) -> &str {
        &self.hash
    }

    fn sealed(&self) -> String {
        let at = self.at.timestamp_millis();
        let Self { before_hash, seq, staff, act, subject, detail, .. } = self;
        canonical::digest(&json!([before_hash, seq, at, staff, act, subject, detail]))
    }
}

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
    let (last, before_hash) = last.unwrap_or_default();
    let mut row = Act {
        seq: last + 1,
        at: at.trunc_subsecs(3), // both databases keep as much
        staff: by.id.clone(),
        act: act.to_owned(),
        subject: subject.to_owned(),
        detail: detail.to_owned(),
        before_hash,
        hash: String::new(),
    };
    row.hash = row.sealed();
    exec!(
        &mut *tx,
        "INSERT INTO catalogue_log (seq, at, staff, act, subject, detail, before_hash, hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        row.seq,
        row.at,
        &row.staff,
        &row.act,
        &row.subject,
        &row.detail,
        &row.before_hash,
        &row.hash
    )?;
    Ok(())
}

/// Checks the chain: how many acts there are, where it breaks, and its last hash.
///
/// # Errors
/// The database's.
pub async fn verify(tx: &mut Tx) -> Result<(usize, Option<i64>, String)> {
    let acts = all!(
        tx,
        Act,
        "SELECT seq, at, staff, act, subject, detail, before_hash, hash FROM catalogue_log ORDER BY seq"
    )?;
    Ok(match chain::verify(&acts, "") {
        Ok(last) => (acts.len(), None, last.to_owned()),
        Err(seq) => (acts.len(), Some(seq), String::new()),
    })
}
