//! Uploads in the database; their names sealed.

use chrono::{DateTime, Utc};
use onething_domain::submission::FileRef;
use sqlx::{AssertSqlSafe, FromRow};

use super::sniff::Content;
use crate::app::App;
use crate::db::Tx;
use crate::error::Result;
use crate::{all, exec, one};

/// An upload.
#[derive(Clone, Debug, FromRow)]
pub struct Upload {
    /// Id.
    pub id: String,
    /// Id of the person.
    pub owner: String,
    name: Vec<u8>,
    /// Bytes in all.
    pub length: i64,
    /// Bytes that have come.
    pub received: i64,
    /// Media type once complete, else empty.
    pub media: String,
    /// Pages of a PDF; 0 for an image.
    pub pages: i64,
    /// Digest once complete, else empty.
    pub sha256: String,
    /// Whether a case has it.
    pub kept: bool,
    /// When it is deleted, unless a case has it.
    pub expires_at: DateTime<Utc>,
    /// When it was begun; none of those from before that was noted.
    pub uploaded_at: Option<DateTime<Utc>>,
}

impl Upload {
    /// Whether its content has been checked and stored.
    pub fn is_complete(&self) -> bool {
        !self.sha256.is_empty()
    }

    /// The file that it has become.
    ///
    /// # Errors
    /// Where its name does not open.
    pub fn file(&self, app: &App) -> Result<FileRef> {
        Ok(FileRef {
            id: self.id.clone(),
            name: app.keys.open_text(&name_place(&self.id), &self.name)?,
            media: self.media.clone(),
            pages: u32::try_from(self.pages).ok().filter(|pages| *pages > 0),
            size: u64::try_from(self.length).unwrap_or(0),
            sha256: self.sha256.clone(),
        })
    }
}

fn name_place(id: &str) -> String {
    format!("upload/{id}/name")
}

/// The folder of parts.
pub const PARTS: &str = "parts";
/// The folder of wholes.
pub const OBJECTS: &str = "files";

/// The name of a part's object.
pub fn part(id: &str, part: &str) -> String {
    format!("{PARTS}/{id}/{part}")
}

/// The name of a file's object: by its digest, and by its upload, so that deleting one never takes
/// another's content away.
pub fn object(id: &str, sha256: &str) -> String {
    format!("{OBJECTS}/{}/{sha256}/{id}", sha256.get(..2).unwrap_or("00"))
}

/// Begins an upload.
///
/// # Errors
/// The database's.
pub async fn add(
    app: &App,
    tx: &mut Tx,
    owner: &str,
    name: &str,
    length: i64,
    expires_at: DateTime<Utc>,
) -> Result<String> {
    let id = app.clock.id();
    exec!(
        tx,
        "INSERT INTO upload (id, owner, name, length, received, media, sha256, kept, expires_at, uploaded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &id,
        owner,
        app.keys.seal(&name_place(&id), name.as_bytes()),
        length,
        0_i64,
        "",
        "",
        false,
        expires_at,
        app.clock.now()
    )?;
    Ok(id)
}

/// An upload by id.
///
/// # Errors
/// The database's.
pub async fn get(tx: &mut Tx, id: &str) -> Result<Option<Upload>> {
    Ok(one!(
        tx,
        Upload,
        "SELECT id, owner, name, length, received, media, pages, sha256, kept, expires_at, uploaded_at FROM upload
         WHERE id = $1",
        id
    )?)
}

/// Bytes that a person has here and no case has: of drafts, and on their way. Those of cases are never deleted, so that
/// they would take the room away for good.
///
/// # Errors
/// The database's.
pub async fn total(tx: &mut Tx, owner: &str) -> Result<i64> {
    let sql = "SELECT length FROM upload WHERE owner = $1 AND kept = $2";
    let lengths = all!(tx, (i64,), sql, owner, false)?;
    Ok(lengths.into_iter().map(|(length,)| length).sum())
}

/// Adds a part behind what has come; false where something else has come in between.
///
/// # Errors
/// The database's.
pub async fn add_part(tx: &mut Tx, upload: &Upload, object: &str, bytes: i64) -> Result<bool> {
    let moved = exec!(
        &mut *tx,
        "UPDATE upload SET received = received + $3 WHERE id = $1 AND received = $2",
        &upload.id,
        upload.received,
        bytes
    )?;
    if moved == 0 {
        return Ok(false);
    }
    exec!(
        &mut *tx,
        "INSERT INTO upload_part (upload, at, object) VALUES ($1, $2, $3)",
        &upload.id,
        upload.received,
        object
    )?;
    Ok(true)
}

/// Names of the parts, in order.
///
/// # Errors
/// The database's.
pub async fn parts(tx: &mut Tx, id: &str) -> Result<Vec<String>> {
    let rows =
        all!(tx, (String,), "SELECT object FROM upload_part WHERE upload = $1 ORDER BY at", id)?;
    Ok(rows.into_iter().map(|(object,)| object).collect())
}

/// Notes that the content is checked and stored; its parts are forgotten.
///
/// # Errors
/// The database's.
pub async fn complete(tx: &mut Tx, id: &str, content: &Content, sha256: &str) -> Result<()> {
    exec!(
        &mut *tx,
        "UPDATE upload SET media = $2, pages = $3, sha256 = $4 WHERE id = $1",
        id,
        content.media,
        i64::from(content.pages),
        sha256
    )?;
    exec!(&mut *tx, "DELETE FROM upload_part WHERE upload = $1", id)?;
    Ok(())
}

/// Puts off when an upload of a person is deleted.
///
/// # Errors
/// The database's.
pub async fn hold(tx: &mut Tx, owner: &str, id: &str, until: DateTime<Utc>) -> Result<()> {
    exec!(
        tx,
        "UPDATE upload SET expires_at = $3 WHERE id = $1 AND owner = $2 AND expires_at < $3",
        id,
        owner,
        until
    )?;
    Ok(())
}

/// Brings forward when an upload is deleted that a draft no longer names, unless a case has it.
///
/// # Errors
/// The database's.
pub async fn release(tx: &mut Tx, owner: &str, id: &str, until: DateTime<Utc>) -> Result<()> {
    exec!(
        tx,
        "UPDATE upload SET expires_at = $3 WHERE id = $1 AND owner = $2 AND expires_at > $3 AND kept = $4",
        id,
        owner,
        until,
        false
    )?;
    Ok(())
}

/// A case has it: it is never deleted with the uploads. False where it has just been.
///
/// # Errors
/// The database's.
pub async fn keep(tx: &mut Tx, id: &str) -> Result<bool> {
    Ok(exec!(tx, "UPDATE upload SET kept = $2 WHERE id = $1", id, true)? == 1)
}

/// Deletes an upload's row with its parts; false where a case has it by now.
///
/// # Errors
/// The database's.
pub async fn delete(tx: &mut Tx, id: &str) -> Result<bool> {
    Ok(exec!(tx, "DELETE FROM upload WHERE id = $1 AND kept = $2", id, false)? == 1)
}

/// A case waits for something that its applicant uploads: a correction, or a material that is still to follow.
const WAITS: &str = "(case_summary.status = 'correcting' OR EXISTS (SELECT 1 FROM deadline
    WHERE deadline.number = case_summary.number AND deadline.kind IN ('remind', 'lapse')))";

/// Uploads whose time is over; of those that are finished and were begun after `since`, none of a person for whom a case of
/// theirs, or of their company, waits.
///
/// # Errors
/// The database's.
pub async fn expired(tx: &mut Tx, now: DateTime<Utc>, since: DateTime<Utc>) -> Result<Vec<Upload>> {
    // LENGTH: by "no company" SQLite would look through everybody's cases, of which most are for no company.
    let sql = format!(
        "SELECT id, owner, name, length, received, media, pages, sha256, kept, expires_at, uploaded_at FROM upload
         WHERE kept = $1 AND expires_at < $2 AND (sha256 = '' OR uploaded_at IS NULL OR uploaded_at < $3 OR NOT (
           EXISTS (SELECT 1 FROM case_summary
                   WHERE case_summary.applicant = upload.owner AND LENGTH(case_summary.company) = 0 AND {WAITS})
           OR EXISTS (SELECT 1 FROM company_member JOIN case_summary ON case_summary.company = company_member.company
                      WHERE company_member.person = upload.owner AND {WAITS})))
         LIMIT 100"
    );
    Ok(all!(tx, Upload, AssertSqlSafe(sql.as_str()), false, now, since)?)
}
