//! Documents in the database: what there is, and what of it is made.

use chrono::{DateTime, TimeDelta, Utc};
use onething_api::documents::CaseDocument;
use onething_domain::case::{Case, CaseDocumentKind};
use sqlx::{AssertSqlSafe, FromRow};

use crate::app::App;
use crate::cases::store::Loaded;
use crate::db::{Tx, skip_locked};
use crate::error::Result;
use crate::verify::code;
use crate::{all, exec, insert, one};

/// Seconds for which a node holds a document that it makes.
const LEASE: i64 = 60;

/// A document.
#[derive(Clone, Debug, FromRow)]
pub struct DocumentRow {
    /// The code printed on it; its id.
    pub code: String,
    /// Number of the case.
    pub number: String,
    /// Sequence number of its event.
    pub seq: i64,
    kind: String,
    item: String,
    /// When its event happened.
    pub issued_at: DateTime<Utc>,
    /// Digest of the PDF file; empty until it is made.
    pub sha256: String,
    /// Pages; 0 until it is made.
    pub pages: i64,
}

impl DocumentRow {
    /// Which document it is.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn kind(&self) -> Result<CaseDocumentKind> {
        Ok(serde_json::from_value(self.kind.clone().into())?)
    }

    /// The item that it is about.
    pub fn item(&self) -> Option<&str> {
        (!self.item.is_empty()).then_some(self.item.as_str())
    }

    /// As it crosses the wire.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn show(&self, case: &Case) -> Result<CaseDocument> {
        let task = self.item().and_then(|item| case.task(item));
        Ok(CaseDocument {
            id: self.code.clone(),
            kind: self.kind()?,
            item: task.map(|task| task.name.clone()),
            issued_at: self.issued_at,
        })
    }

    /// Name of the PDF file in the store.
    pub fn pdf(&self) -> String {
        format!("documents/{}/{}.pdf", self.code, self.sha256)
    }

    /// Name of the pictures of its pages in the store.
    pub fn pictures(&self) -> String {
        format!("documents/{}/{}.svg", self.code, self.sha256)
    }
}

/// Writes a row for each document that events of a case bring; part of its projections. Codes follow from the key and
/// the event, so that making the projections anew changes nothing.
///
/// # Errors
/// The database's.
pub async fn project(app: &App, tx: &mut Tx, loaded: &Loaded) -> Result<()> {
    let event = |seq: i64| format!("{}/{seq}", loaded.number);
    let rows = loaded.records.iter().filter_map(|record| {
        let (kind, item) = CaseDocumentKind::of(&record.event)?;
        Some((code(&app.keys, "document", &event(record.seq)), record, kind, item))
    });
    insert!(
        tx,
        "INSERT INTO case_document (code, number, seq, kind, item, issued_at, sha256, pages) ",
        " ON CONFLICT (number, seq) DO NOTHING",
        rows,
        |row| row.0,
        &loaded.number,
        row.1.seq,
        row.2.name(),
        row.3.unwrap_or_default(),
        row.1.at,
        "",
        0_i64
    )?;
    Ok(())
}

/// The documents of a case, oldest first.
///
/// # Errors
/// The database's.
pub async fn of_case(tx: &mut Tx, number: &str) -> Result<Vec<DocumentRow>> {
    Ok(all!(
        tx,
        DocumentRow,
        "SELECT code, number, seq, kind, item, issued_at, sha256, pages FROM case_document WHERE number = $1 ORDER BY seq",
        number
    )?)
}

/// A document by its code.
///
/// # Errors
/// The database's.
pub async fn by_code(tx: &mut Tx, code: &str) -> Result<Option<DocumentRow>> {
    Ok(one!(
        tx,
        DocumentRow,
        "SELECT code, number, seq, kind, item, issued_at, sha256, pages FROM case_document WHERE code = $1",
        code
    )?)
}

/// Takes the oldest document that is not made, with a lease.
///
/// # Errors
/// The database's.
pub async fn take(app: &App) -> Result<Option<DocumentRow>> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let sql = format!(
        "UPDATE case_document SET leased_until = $1 WHERE code IN (
           SELECT code FROM case_document WHERE sha256 = '' AND (leased_until IS NULL OR leased_until < $2)
           ORDER BY issued_at LIMIT 1{})
         RETURNING code, number, seq, kind, item, issued_at, sha256, pages",
        skip_locked(&tx)
    );
    let until = now + TimeDelta::seconds(LEASE);
    let row = one!(&mut tx, DocumentRow, AssertSqlSafe(sql.as_str()), until, now)?;
    tx.commit().await?;
    Ok(row)
}

/// Notes that a document is made; false where it was before.
///
/// # Errors
/// The database's.
pub async fn made(tx: &mut Tx, row: &DocumentRow) -> Result<bool> {
    let done = exec!(
        tx,
        "UPDATE case_document SET sha256 = $2, pages = $3, leased_until = NULL WHERE code = $1 AND sha256 = ''",
        &row.code,
        &row.sha256,
        row.pages
    )?;
    Ok(done == 1)
}
