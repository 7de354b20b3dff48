//! The journal of what people say about the service and what comes of it: ratings and tickets. One chain for all of
//! them, each record with the hash of the one before, so that none can be changed, moved or left out unseen (E1, X6).
//!
//! A record is sealed at its place; the chain binds its digest, so that it holds even where the words themselves
//! must one day be deleted.

use chrono::{DateTime, Utc};
use onething_domain::canonical;
use onething_domain::chain::{self, Link};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use sqlx::FromRow;

use crate::app::App;
use crate::db::{self, Tx};
use crate::error::Result;
use crate::{all, exec, one};

/// A number that names the lock among all of a PostgreSQL database's advisory locks.
const LOCK: i64 = 0x6a6f_7572_6e61_6c31;

/// A record as it is stored.
#[derive(FromRow)]
struct Row {
    seq: i64,
    at: DateTime<Utc>,
    actor: String,
    subject: String,
    payload: Vec<u8>,
    digest: String,
    before_hash: String,
    hash: String,
}

impl Link for Row {
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
        let Self { seq, actor, subject, digest, before_hash, .. } = self;
        let at = self.at.timestamp_micros();
        canonical::digest(&json!([before_hash, seq, at, actor, subject, digest]))
    }
}

/// A record of one subject.
#[derive(Clone, Debug)]
pub struct Record<E> {
    /// When.
    pub at: DateTime<Utc>,
    /// Id of who did it; empty for the system and for those without a name.
    pub actor: String,
    /// What happened.
    pub event: E,
}

fn place(seq: i64) -> String {
    format!("journal/{seq}")
}

/// Holds the journal until the end of the transaction. Whoever decides by what it says holds it first.
///
/// # Errors
/// The database's.
pub async fn hold(tx: &mut Tx) -> Result<()> {
    Ok(db::lock(tx, LOCK).await?)
}

/// Writes a record down; the caller holds the journal.
///
/// # Errors
/// The database's.
pub async fn append(
    app: &App,
    tx: &mut Tx,
    subject: &str,
    actor: &str,
    at: DateTime<Utc>,
    event: &impl Serialize,
) -> Result<()> {
    let last =
        one!(&mut *tx, (i64, String), "SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1")?;
    let (last, before_hash) = last.unwrap_or_default();
    let plain = serde_json::to_vec(event)?;
    let mut row = Row {
        seq: last + 1,
        at,
        actor: actor.to_owned(),
        subject: subject.to_owned(),
        payload: app.keys.seal(&place(last + 1), &plain),
        digest: canonical::sha256(&plain),
        before_hash,
        hash: String::new(),
    };
    row.hash = row.sealed();
    exec!(
        &mut *tx,
        "INSERT INTO journal (seq, at, actor, subject, payload, digest, before_hash, hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        row.seq,
        row.at,
        &row.actor,
        &row.subject,
        &row.payload,
        &row.digest,
        &row.before_hash,
        &row.hash
    )?;
    Ok(())
}

/// What has happened to a subject, oldest first.
///
/// # Errors
/// The database's, or where a record does not open.
pub async fn of<E: DeserializeOwned>(
    app: &App,
    tx: &mut Tx,
    subject: &str,
) -> Result<Vec<Record<E>>> {
    let rows = all!(
        tx,
        Row,
        "SELECT seq, at, actor, subject, payload, digest, before_hash, hash FROM journal
         WHERE subject = $1 ORDER BY seq",
        subject
    )?;
    rows.into_iter()
        .map(|row| {
            let plain = app.keys.open(&place(row.seq), &row.payload)?;
            Ok(Record { at: row.at, actor: row.actor, event: serde_json::from_slice(&plain)? })
        })
        .collect()
}

/// All subjects of a kind, as `rating/`, in the order in which they began.
///
/// # Errors
/// The database's.
pub async fn subjects(tx: &mut Tx, kind: &str) -> Result<Vec<String>> {
    let rows = all!(
        tx,
        (String, i64),
        "SELECT subject, MIN(seq) AS first FROM journal WHERE subject LIKE $1
         GROUP BY subject ORDER BY first",
        format!("{kind}%")
    )?;
    Ok(rows.into_iter().map(|(subject, _)| subject).collect())
}

/// Checks the whole chain, and that every record opens and says what its digest says: how many there are, the first
/// that does not hold, and the last hash.
///
/// # Errors
/// The database's.
pub async fn verify(app: &App, tx: &mut Tx) -> Result<(usize, Option<i64>, String)> {
    let rows = all!(
        tx,
        Row,
        "SELECT seq, at, actor, subject, payload, digest, before_hash, hash FROM journal ORDER BY seq"
    )?;
    let bent = rows.iter().find(|row| {
        let plain = app.keys.open(&place(row.seq), &row.payload);
        plain.map_or(true, |plain| canonical::sha256(&plain) != row.digest)
    });
    Ok(match (chain::verify(&rows, ""), bent) {
        (Ok(last), None) => (rows.len(), None, last.to_owned()),
        (Ok(_), Some(row)) => (rows.len(), Some(row.seq), String::new()),
        (Err(seq), _) => (rows.len(), Some(seq), String::new()),
    })
}
