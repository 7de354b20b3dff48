//! What happened to a notice, each row with the hash of the one before, so that tampering shows (X6).

use chrono::{DateTime, Utc};
use onething_domain::canonical;
use onething_domain::chain::{self, Link};
use serde::Serialize;
use sqlx::FromRow;

use crate::db::Tx;
use crate::error::Result;
use crate::{all, exec, one};

/// What the first row names as the hash before it.
const NONE: &str = "";

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Entry {
    /// Id of the notice.
    pub notice: String,
    /// Sequence number, the notice's revision from then on.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Id of the member of staff; empty for an import.
    pub actor: String,
    /// `created`, `written`, `published`, `withdrawn` or `imported`.
    pub act: String,
    /// Why, or for when.
    pub note: String,
    /// What was written then, as JSON.
    pub written: String,
    /// Hash of the row before.
    pub before_hash: String,
    /// SHA-256 over the canonical bytes of all above.
    pub hash: String,
}

#[derive(Serialize)]
struct Sealed<'a> {
    notice: &'a str,
    seq: i64,
    at: i64,
    actor: &'a str,
    act: &'a str,
    note: &'a str,
    written: &'a str,
    before: &'a str,
}

impl Link for Entry {
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
        canonical::digest(&Sealed {
            notice: &self.notice,
            seq: self.seq,
            at: self.at.timestamp_micros(),
            actor: &self.actor,
            act: &self.act,
            note: &self.note,
            written: &self.written,
            before: &self.before_hash,
        })
    }
}

/// Adds a row behind the last; its `before_hash` and `hash` are filled in here.
///
/// # Errors
/// The database's; a unique violation where somebody else was quicker.
pub async fn append(tx: &mut Tx, mut entry: Entry) -> std::result::Result<(), sqlx::Error> {
    let before = one!(
        &mut *tx,
        (String,),
        "SELECT hash FROM notice_event WHERE notice = $1 AND seq = $2",
        &entry.notice,
        entry.seq - 1
    )?;
    entry.before_hash = before.map_or(NONE.to_owned(), |(hash,)| hash);
    entry.hash = entry.sealed();
    exec!(
        &mut *tx,
        "INSERT INTO notice_event (notice, seq, at, actor, act, note, written, before_hash, hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &entry.notice,
        entry.seq,
        entry.at,
        &entry.actor,
        &entry.act,
        &entry.note,
        &entry.written,
        &entry.before_hash,
        &entry.hash
    )?;
    Ok(())
}

/// What happened to a notice, newest first.
///
/// # Errors
/// The database's.
pub async fn of(tx: &mut Tx, notice: &str) -> Result<Vec<Entry>> {
    Ok(all!(
        tx,
        Entry,
        "SELECT notice, seq, at, actor, act, note, written, before_hash, hash FROM notice_event
         WHERE notice = $1 ORDER BY seq DESC",
        notice
    )?)
}

/// Ids of those who have written since it was last published or imported.
///
/// # Errors
/// The database's.
pub async fn writers(tx: &mut Tx, notice: &str) -> Result<Vec<String>> {
    let writers = all!(
        tx,
        (String,),
        "SELECT DISTINCT actor FROM notice_event WHERE notice = $1 AND act IN ('created', 'written')
         AND seq > COALESCE((SELECT MAX(seq) FROM notice_event WHERE notice = $1 AND act IN ('published', 'imported')), 0)",
        notice
    )?;
    Ok(writers.into_iter().map(|(id,)| id).collect())
}

/// Checks every chain: gives the last hashes in the order of notices, and what does not hold together.
///
/// # Errors
/// The database's.
pub async fn verify(tx: &mut Tx) -> Result<(Vec<(String, String)>, Vec<(String, String)>)> {
    let mut heads = Vec::new();
    let mut faults = Vec::new();
    let notices = all!(
        &mut *tx,
        (String, i64, String),
        "SELECT id, revision, written FROM notice ORDER BY id"
    )?;
    for (id, revision, written) in notices {
        let mut entries = of(tx, &id).await?;
        entries.reverse();
        match check(&entries, revision, &written) {
            Ok(head) => heads.push((id, head)),
            Err(fault) => faults.push((format!("notice {id}"), fault)),
        }
    }
    let lost = all!(
        &mut *tx,
        (String,),
        "SELECT DISTINCT notice FROM notice_event WHERE notice NOT IN (SELECT id FROM notice)"
    )?;
    faults.extend(lost.into_iter().map(|(id,)| (format!("notice {id}"), "was removed".to_owned())));
    Ok((heads, faults))
}

fn check(entries: &[Entry], revision: i64, written: &str) -> std::result::Result<String, String> {
    chain::verify(entries, NONE).map_err(|seq| format!("the chain breaks at event {seq}"))?;
    match entries.last() {
        Some(last) if last.seq == revision && last.written == written => Ok(last.hash.clone()),
        _ => Err("what is written is not what its history says".to_owned()),
    }
}
