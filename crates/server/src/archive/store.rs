//! Packages in the database: which there should be, and which is made.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{AssertSqlSafe, FromRow};

use super::Reader;
use crate::app::App;
use crate::cases::store::Loaded;
use crate::db::{Tx, skip_locked};
use crate::error::Result;
use crate::{exec, one};

/// Seconds for which a node holds a package that it makes.
const LEASE: i64 = 300;
/// Minutes that pass after an event before a package is made in quiet: refund and hand-out often follow the end.
const REST: i64 = 10;

/// A package.
#[derive(Clone, Debug, FromRow)]
pub struct ArchiveRow {
    /// Number of the case.
    pub number: String,
    /// Hash of the last event that it should hold.
    pub head: String,
    /// Hash of the last event that the made one holds; empty until one is made.
    pub made_head: String,
    /// Digest of the made one, as staff have it; empty until then.
    pub sha256: String,
}

impl ArchiveRow {
    /// Whether what is made holds everything.
    pub fn is_ready(&self) -> bool {
        self.made_head == self.head
    }

    /// Name of the made one in the store of files.
    pub fn object(&self, reader: Reader) -> String {
        object(&self.number, &self.sha256, reader)
    }
}

/// Name of a package in the store of files: the applicant's lies beside the whole one, under its digest.
pub fn object(number: &str, sha256: &str, reader: Reader) -> String {
    match reader {
        Reader::Staff => format!("archives/{number}/{sha256}.zip"),
        Reader::Applicant => format!("archives/{number}/{sha256}.applicant.zip"),
    }
}

/// Writes that a case that has ended wants a package, and a new one when more has happened; part of its projections.
///
/// # Errors
/// The database's.
pub async fn project(tx: &mut Tx, loaded: &Loaded) -> Result<()> {
    if !loaded.case.status.is_ended() {
        return Ok(());
    }
    let last = loaded.records.last().map_or(DateTime::UNIX_EPOCH, |record| record.at);
    exec!(
        tx,
        "INSERT INTO case_archive (number, head, made_head, sha256, bytes, due_at) VALUES ($1, $2, '', '', 0, $3)
         ON CONFLICT (number) DO UPDATE SET head = excluded.head, due_at = excluded.due_at
         WHERE case_archive.head <> excluded.head",
        &loaded.number,
        loaded.head(),
        last + TimeDelta::minutes(REST)
    )?;
    Ok(())
}

/// The package of a case.
///
/// # Errors
/// The database's.
pub async fn get(tx: &mut Tx, number: &str) -> Result<Option<ArchiveRow>> {
    Ok(one!(
        tx,
        ArchiveRow,
        "SELECT number, head, made_head, sha256 FROM case_archive WHERE number = $1",
        number
    )?)
}

/// Takes the package that has been due longest, with a lease.
///
/// # Errors
/// The database's.
pub async fn take(app: &App) -> Result<Option<ArchiveRow>> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let sql = format!(
        "UPDATE case_archive SET leased_until = $1 WHERE number IN (
           SELECT number FROM case_archive WHERE due_at <= $2 AND (leased_until IS NULL OR leased_until < $2)
           ORDER BY due_at LIMIT 1{})
         RETURNING number, head, made_head, sha256",
        skip_locked(&tx)
    );
    let until = now + TimeDelta::seconds(LEASE);
    let row = one!(&mut tx, ArchiveRow, AssertSqlSafe(sql.as_str()), until, now)?;
    tx.commit().await?;
    Ok(row)
}

/// Notes that a package is made, over the one that was there; false where another was quicker, or more has happened.
///
/// # Errors
/// The database's.
pub async fn made(
    tx: &mut Tx,
    before: &ArchiveRow,
    sha256: &str,
    bytes: usize,
    at: DateTime<Utc>,
) -> Result<bool> {
    let done = exec!(
        tx,
        "UPDATE case_archive SET made_head = $2, sha256 = $3, bytes = $4, made_at = $5, due_at = NULL, leased_until = NULL
         WHERE number = $1 AND head = $2 AND made_head = $6",
        &before.number,
        &before.head,
        sha256,
        i64::try_from(bytes).unwrap_or(i64::MAX),
        at,
        &before.made_head
    )?;
    Ok(done == 1)
}
