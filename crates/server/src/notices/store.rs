//! Notices in the database.

use chrono::{DateTime, Utc};
use onething_api::notices::{NoticeState, Prose};
use onething_domain::notice::{Notice, NoticeKind, Standing};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use super::log::{self, Entry};
use crate::db::{Tx, is_unique};
use crate::error::Result;
use crate::{all, exec, one};

/// A notice as it is stored.
#[derive(Clone, Debug, FromRow)]
pub struct Row {
    /// Id.
    pub id: String,
    /// Revision, counted from 1.
    pub revision: i64,
    /// Kind, of what is shown or else of what is written.
    pub kind: String,
    /// Department, likewise.
    pub department: String,
    /// What is written, as JSON.
    pub written: String,
    /// Who wrote it last; empty for an import.
    pub written_by: String,
    /// What people read, as JSON; empty before the first publication.
    pub shown: String,
    /// Since when, or from when on, people read it.
    pub published_at: Option<DateTime<Utc>>,
    /// When it was corrected last.
    pub corrected_at: Option<DateTime<Utc>>,
    /// Whether it was taken back.
    pub withdrawn: bool,
    /// Digest of the file that was imported last; empty where none was.
    pub imported: String,
    /// When it was changed last.
    pub changed_at: DateTime<Utc>,
}

/// What people read: the text with its Markdown read once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// The notice.
    pub notice: Notice,
    /// Its text.
    pub body: Prose,
}

impl Row {
    /// A notice that nobody has stored yet.
    pub fn new(id: String) -> Self {
        Self {
            id,
            revision: 0,
            kind: String::new(),
            department: String::new(),
            written: String::new(),
            written_by: String::new(),
            shown: String::new(),
            published_at: None,
            corrected_at: None,
            withdrawn: false,
            imported: String::new(),
            changed_at: DateTime::UNIX_EPOCH,
        }
    }

    /// What is written.
    ///
    /// # Errors
    /// Where the row is broken.
    pub fn written(&self) -> Result<Notice> {
        Ok(serde_json::from_str(&self.written)?)
    }

    /// What people read; none before the first publication.
    ///
    /// # Errors
    /// Where the row is broken.
    pub fn shown(&self) -> Result<Option<Shown>> {
        if self.shown.is_empty() { Ok(None) } else { Ok(Some(serde_json::from_str(&self.shown)?)) }
    }

    /// Where it stands.
    pub fn state(&self, now: DateTime<Utc>) -> NoticeState {
        match self.published_at {
            _ if self.withdrawn => NoticeState::Withdrawn,
            None => NoticeState::Draft,
            Some(at) if at > now => NoticeState::Scheduled,
            Some(_) => NoticeState::Published,
        }
    }

    /// What decides who may do what with it; `writers` are those since it was last published.
    ///
    /// # Errors
    /// Where what is stored cannot be read.
    pub fn standing<'a>(&self, now: DateTime<Utc>, writers: &'a [String]) -> Result<Standing<'a>> {
        let written = self.written()?;
        let changed = self.shown()?.is_some_and(|shown| shown.notice != written);
        Ok(Standing { state: self.state(now), changed, writers })
    }

    /// Takes over what is written now.
    ///
    /// # Errors
    /// Never, for notices.
    pub fn write(&mut self, notice: &Notice, by: &str) -> Result<()> {
        self.written = serde_json::to_string(notice)?;
        by.clone_into(&mut self.written_by);
        if self.shown.is_empty() {
            self.list_as(notice);
        }
        Ok(())
    }

    /// Shows what is written.
    ///
    /// # Errors
    /// Where the row is broken.
    pub fn show(&mut self, body: Prose) -> Result<()> {
        let notice = self.written()?;
        self.list_as(&notice);
        self.shown = serde_json::to_string(&Shown { notice, body })?;
        self.withdrawn = false;
        Ok(())
    }

    fn list_as(&mut self, notice: &Notice) {
        kind_name(notice.kind).clone_into(&mut self.kind);
        self.department.clone_from(&notice.department);
    }
}

/// A kind as it is stored.
pub fn kind_name(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::Notice => "notice",
        NoticeKind::Reading => "reading",
    }
}

/// A notice by its id.
///
/// # Errors
/// The database's.
pub async fn get(tx: &mut Tx, id: &str) -> Result<Option<Row>> {
    Ok(one!(
        tx,
        Row,
        "SELECT id, revision, kind, department, written, written_by, shown, published_at, corrected_at, withdrawn,
         imported, changed_at FROM notice WHERE id = $1",
        id
    )?)
}

/// Stores a notice as its next revision, with what happened; false where somebody else was quicker.
///
/// # Errors
/// The database's.
pub async fn put(
    tx: &mut Tx,
    row: &mut Row,
    now: DateTime<Utc>,
    actor: &str,
    act: &str,
    note: &str,
) -> Result<bool> {
    row.revision += 1;
    row.changed_at = now;
    let entry = Entry {
        notice: row.id.clone(),
        seq: row.revision,
        at: now,
        actor: actor.to_owned(),
        act: act.to_owned(),
        note: note.to_owned(),
        written: row.written.clone(),
        before_hash: String::new(),
        hash: String::new(),
    };
    match log::append(tx, entry).await {
        Ok(()) => {}
        Err(error) if is_unique(&error) => return Ok(false),
        Err(error) => return Err(error.into()),
    }
    exec!(
        &mut *tx,
        "INSERT INTO notice (id, revision, kind, department, written, written_by, shown, published_at, corrected_at,
         withdrawn, imported, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, kind = excluded.kind,
         department = excluded.department, written = excluded.written, written_by = excluded.written_by,
         shown = excluded.shown, published_at = excluded.published_at, corrected_at = excluded.corrected_at,
         withdrawn = excluded.withdrawn, imported = excluded.imported, changed_at = excluded.changed_at",
        &row.id,
        row.revision,
        &row.kind,
        &row.department,
        &row.written,
        &row.written_by,
        &row.shown,
        row.published_at,
        row.corrected_at,
        row.withdrawn,
        &row.imported,
        row.changed_at
    )?;
    exec!(&mut *tx, "DELETE FROM notice_thing WHERE notice = $1", &row.id)?;
    for thing in row.shown()?.map(|shown| shown.notice.things).unwrap_or_default() {
        exec!(
            &mut *tx,
            "INSERT INTO notice_thing (thing, notice) VALUES ($1, $2) ON CONFLICT (thing, notice) DO NOTHING",
            &thing,
            &row.id
        )?;
    }
    Ok(true)
}

/// Which of the notices that people read.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of a kind; empty for any.
    pub kind: String,
    /// Of a department; empty for any.
    pub department: String,
    /// Touching a thing; empty for any.
    pub thing: String,
}

/// Notices that people read now, newest first, behind a place in that order.
///
/// # Errors
/// The database's.
pub async fn published(
    tx: &mut Tx,
    filter: &Filter,
    now: DateTime<Utc>,
    behind: &(DateTime<Utc>, String),
    limit: i64,
) -> Result<Vec<Row>> {
    Ok(all!(
        tx,
        Row,
        "SELECT id, revision, kind, department, written, written_by, shown, published_at, corrected_at, withdrawn,
         imported, changed_at FROM notice
         WHERE withdrawn = $1 AND published_at <= $2
         AND ($3 = '' OR kind = $3) AND ($4 = '' OR department = $4)
         AND ($5 = '' OR id IN (SELECT notice FROM notice_thing WHERE thing = $5))
         AND (published_at < $6 OR (published_at = $6 AND id < $7))
         ORDER BY published_at DESC, id DESC LIMIT $8",
        false,
        now,
        &filter.kind,
        &filter.department,
        &filter.thing,
        behind.0,
        &behind.1,
        limit
    )?)
}

/// Ids of departments whose notices people read now.
///
/// # Errors
/// The database's.
pub async fn issuers(tx: &mut Tx, now: DateTime<Utc>) -> Result<Vec<String>> {
    let rows = all!(
        tx,
        (String,),
        "SELECT DISTINCT department FROM notice WHERE withdrawn = $1 AND published_at <= $2 ORDER BY department",
        false,
        now
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// All notices of a department (or of all, where it is empty), last changed first, behind a place in that order.
///
/// # Errors
/// The database's.
pub async fn changed(
    tx: &mut Tx,
    department: &str,
    behind: &(DateTime<Utc>, String),
    limit: i64,
) -> Result<Vec<Row>> {
    Ok(all!(
        tx,
        Row,
        "SELECT id, revision, kind, department, written, written_by, shown, published_at, corrected_at, withdrawn,
         imported, changed_at FROM notice
         WHERE ($1 = '' OR department = $1) AND (changed_at < $2 OR (changed_at = $2 AND id < $3))
         ORDER BY changed_at DESC, id DESC LIMIT $4",
        department,
        behind.0,
        &behind.1,
        limit
    )?)
}

/// All notices, for an export.
///
/// # Errors
/// The database's.
pub async fn every(tx: &mut Tx) -> Result<Vec<Row>> {
    Ok(all!(
        tx,
        Row,
        "SELECT id, revision, kind, department, written, written_by, shown, published_at, corrected_at, withdrawn,
         imported, changed_at FROM notice ORDER BY id"
    )?)
}
