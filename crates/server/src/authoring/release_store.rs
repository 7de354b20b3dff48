//! Releases in the database.

use chrono::{DateTime, Utc};
use onething_api::catalogue::{Comment, ReleaseDocument, ReleaseRow, ReleaseStep, ReleaseStepKind};
use onething_domain::authoring::{
    Author, Document, DocumentRef, NewComment, Release, ReleaseStatus,
};
use sqlx::{AssertSqlSafe, FromRow};

use super::{log, store};
use crate::db::Tx;
use crate::error::Result;
use crate::names::{self, name};
use crate::{all, exec, one};

/// A release as it is stored.
#[derive(Clone, Debug)]
pub struct Stored {
    /// Its row in lists, without documents.
    pub row: ReleaseRow,
    /// Where it stands.
    pub status: ReleaseStatus,
    /// Ids of who wrote a part of it.
    pub writers: Vec<String>,
}

impl Stored {
    /// As its rules know it.
    pub fn release(&self) -> Release {
        Release {
            status: self.status,
            writers: self.writers.clone(),
            publish_at: self.row.publish_at,
        }
    }
}

#[derive(FromRow)]
struct Row {
    id: String,
    seq: i64,
    status: String,
    note: String,
    writers: String,
    submitted_by: String,
    submitted_name: String,
    submitted_at: DateTime<Utc>,
    publish_at: Option<DateTime<Utc>>,
}

impl Row {
    fn read(self) -> Result<Stored> {
        let status: ReleaseStatus = names::value(&self.status)?;
        Ok(Stored {
            row: ReleaseRow {
                id: self.id,
                seq: self.seq,
                status,
                note: self.note,
                submitted_by: Author { id: self.submitted_by, name: self.submitted_name },
                submitted_at: self.submitted_at,
                publish_at: self.publish_at,
                documents: Vec::new(),
            },
            status,
            writers: serde_json::from_str(&self.writers)?,
        })
    }
}

/// A release.
///
/// # Errors
/// The database's.
pub async fn load(tx: &mut Tx, id: &str) -> Result<Option<Stored>> {
    let row = one!(
        tx,
        Row,
        "SELECT id, seq, status, note, writers, submitted_by, submitted_name, submitted_at, publish_at
         FROM guide_release WHERE id = $1",
        id
    )?;
    row.map(Row::read).transpose()
}

/// A page of releases, newest first, behind a time and id.
///
/// # Errors
/// The database's.
pub async fn list(
    tx: &mut Tx,
    status: Option<ReleaseStatus>,
    (at, id): (DateTime<Utc>, String),
    limit: i64,
) -> Result<Vec<Stored>> {
    let status = status.map(|status| name(&status)).unwrap_or_default();
    let rows = all!(
        tx,
        Row,
        "SELECT id, seq, status, note, writers, submitted_by, submitted_name, submitted_at, publish_at
         FROM guide_release WHERE ($1 = '' OR status = $1)
         AND (submitted_at < $2 OR (submitted_at = $2 AND id < $3))
         ORDER BY submitted_at DESC, id DESC LIMIT $4",
        &status,
        at,
        &id,
        limit
    )?;
    rows.into_iter().map(Row::read).collect()
}

/// A document of a release, with what was in force.
pub struct Part {
    /// As lists show it.
    pub told: ReleaseDocument,
    /// What was in force as JSON; empty for something new.
    pub base: String,
}

/// The statuses in which a release holds its documents, as a list of SQL.
pub fn open_statuses() -> String {
    let open = ReleaseStatus::ALL.into_iter().filter(|status| status.is_open());
    open.map(|status| format!("'{}'", name(&status))).collect::<Vec<_>>().join(", ")
}

/// The open release that holds a document, with its status.
///
/// # Errors
/// The database's.
pub async fn holding(tx: &mut Tx, of: &DocumentRef) -> Result<Option<(String, ReleaseStatus)>> {
    let sql = format!(
        "SELECT r.id, r.status FROM guide_release AS r JOIN guide_release_document AS d ON d.release_id = r.id
         WHERE d.kind = $1 AND d.id = $2 AND r.status IN ({})",
        open_statuses()
    );
    let row = one!(tx, (String, String), AssertSqlSafe(sql.as_str()), of.kind.name(), &of.id)?;
    row.map(|(id, status)| Ok((id, names::value(&status)?))).transpose()
}

/// The documents of a release: things before items.
///
/// # Errors
/// The database's.
pub async fn parts(tx: &mut Tx, id: &str) -> Result<Vec<Part>> {
    let rows = all!(
        tx,
        (String, String, i64, String, String),
        "SELECT kind, id, revision, title, base FROM guide_release_document
         WHERE release_id = $1 ORDER BY kind DESC, id",
        id
    )?;
    let read = |(kind, id, revision, title, base): (String, String, i64, String, String)| {
        let told = ReleaseDocument {
            kind: names::value(&kind)?,
            id,
            revision,
            title: serde_json::from_str(&title)?,
            is_new: base.is_empty(),
        };
        Ok(Part { told, base })
    };
    rows.into_iter().map(read).collect()
}

/// The documents of a release as they were submitted; none where there is no such release.
///
/// # Errors
/// The database's.
pub async fn documents(tx: &mut Tx, id: &str) -> Result<Option<Vec<Document>>> {
    if load(tx, id).await?.is_none() {
        return Ok(None);
    }
    let mut documents = Vec::new();
    for part in parts(tx, id).await? {
        let of = DocumentRef { kind: part.told.kind, id: part.told.id };
        let body = store::revision_body(tx, &of, part.told.revision).await?;
        documents.push(store::read(of.kind, &body.ok_or_else(|| store::gone("a revision"))?)?);
    }
    Ok(Some(documents))
}

/// Who wrote on a document since it was last in force.
///
/// # Errors
/// The database's.
pub async fn writers(tx: &mut Tx, of: &DocumentRef, until: i64) -> Result<Vec<String>> {
    let rows = all!(
        tx,
        (String,),
        "SELECT DISTINCT author FROM document_revision
         WHERE kind = $1 AND id = $2 AND how = 'saved' AND revision <= $3 AND revision >
           (SELECT COALESCE(MAX(revision), 0) FROM document_revision
            WHERE kind = $1 AND id = $2 AND how IN ('published', 'discarded', 'retired'))",
        of.kind.name(),
        &of.id,
        until
    )?;
    Ok(rows.into_iter().map(|(author,)| author).collect())
}

/// Adds a release that waits for review.
///
/// # Errors
/// The database's.
pub async fn add(tx: &mut Tx, stored: &Stored, parts: &[Part]) -> Result<()> {
    let row = &stored.row;
    exec!(
        &mut *tx,
        "INSERT INTO guide_release (id, seq, status, note, writers, submitted_by, submitted_name, submitted_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &row.id,
        0i64,
        name(&stored.status),
        &row.note,
        serde_json::to_string(&stored.writers)?,
        &row.submitted_by.id,
        &row.submitted_by.name,
        row.submitted_at
    )?;
    for part in parts {
        exec!(
            &mut *tx,
            "INSERT INTO guide_release_document (release_id, kind, id, revision, title, base)
             VALUES ($1, $2, $3, $4, $5, $6)",
            &row.id,
            part.told.kind.name(),
            &part.told.id,
            part.told.revision,
            serde_json::to_string(&part.told.title)?,
            &part.base
        )?;
    }
    Ok(())
}

/// Something done to a release.
pub struct Step<'a> {
    /// What.
    pub what: ReleaseStepKind,
    /// A note or reason.
    pub text: &'a str,
    /// Comments on places.
    pub comments: &'a [NewComment],
    /// Who.
    pub by: &'a Author,
    /// When.
    pub at: DateTime<Utc>,
}

/// Brings a release to a status, and writes down how.
///
/// # Errors
/// The database's.
pub async fn step(
    tx: &mut Tx,
    stored: &Stored,
    status: ReleaseStatus,
    publish_at: Option<DateTime<Utc>>,
    step: &Step<'_>,
) -> Result<()> {
    let (id, seq) = (&stored.row.id, stored.row.seq + 1);
    let what = name(&step.what);
    exec!(
        &mut *tx,
        "UPDATE guide_release SET seq = $2, status = $3, publish_at = $4, leased_until = NULL WHERE id = $1",
        id,
        seq,
        name(&status),
        publish_at
    )?;
    exec!(
        &mut *tx,
        "INSERT INTO guide_release_step (release_id, seq, what, text, comments, staff, staff_name, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        id,
        seq,
        &what,
        step.text,
        serde_json::to_string(step.comments)?,
        &step.by.id,
        &step.by.name,
        step.at
    )?;
    log::record(tx, step.at, step.by, &what, &format!("releases/{id}"), step.text).await
}

#[derive(FromRow)]
struct StepRow {
    what: String,
    text: String,
    comments: String,
    staff: String,
    staff_name: String,
    at: DateTime<Utc>,
}

/// What was done to a release and what reviews said, oldest first.
///
/// # Errors
/// The database's.
pub async fn history(tx: &mut Tx, id: &str) -> Result<(Vec<ReleaseStep>, Vec<Comment>)> {
    let rows = all!(
        tx,
        StepRow,
        "SELECT what, text, comments, staff, staff_name, at FROM guide_release_step
         WHERE release_id = $1 ORDER BY seq",
        id
    )?;
    let (mut steps, mut comments) = (Vec::new(), Vec::new());
    for row in rows {
        let by = Author { id: row.staff, name: row.staff_name };
        for comment in serde_json::from_str::<Vec<NewComment>>(&row.comments)? {
            comments.push(Comment {
                by: by.clone(),
                at: row.at,
                document: comment.document,
                path: comment.path,
                text: comment.text,
            });
        }
        let what = names::value(&row.what)?;
        steps.push(ReleaseStep { at: row.at, by, what, text: row.text });
    }
    Ok((steps, comments))
}

/// What the last review wants of a document; nothing where that did not send it back.
///
/// # Errors
/// The database's.
pub async fn comments_on(tx: &mut Tx, of: &DocumentRef) -> Result<Vec<Comment>> {
    let last = one!(
        &mut *tx,
        (String, String),
        "SELECT r.id, r.status FROM guide_release AS r JOIN guide_release_document AS d ON d.release_id = r.id
         WHERE d.kind = $1 AND d.id = $2 ORDER BY r.submitted_at DESC, r.id DESC LIMIT 1",
        of.kind.name(),
        &of.id
    )?;
    let Some((id, _)) = last.filter(|(_, status)| status == "returned") else {
        return Ok(Vec::new());
    };
    let (_, mut comments) = history(tx, &id).await?;
    comments.retain(|comment| comment.document == *of);
    Ok(comments)
}
