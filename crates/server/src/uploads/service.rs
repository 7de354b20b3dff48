//! Uploads: parts come in, the whole is checked and stored under its digest.

use std::sync::Arc;

use chrono::TimeDelta;
use onething_api::problem::Code;
use onething_domain::canonical;
use onething_domain::submission::{Evidence, EvidenceList, FileRef, Submission};
use onething_domain::validate::{Problem, ProblemCode};

use super::scan;
use super::sniff::{self, Unfit};
use super::store::{self, Upload};
use crate::app::App;
use crate::db::Tx;
use crate::drafts;
use crate::error::{Error, Result};
use crate::licences;

/// Hours for which an upload is kept that no draft and no case names.
pub const HOURS: i64 = 24;
/// Days for which it is kept at most while a case waits for something of the person's: what a correction will bring, the
/// device keeps for as long as the person takes over it.
const WAITED_DAYS: i64 = 30;
/// Parts of an upload that may be as small as they come: a network that breaks cuts them anywhere.
const SMALL_PARTS: usize = 256;
/// Bytes that each further part has, but for the last; half of the least that our own pages send.
const LEAST: usize = 16 * 1024;

/// Stores a part that begins where the upload stands, and the whole once everything has come.
///
/// # Errors
/// The upload has moved on, has too many small parts, or its content is not taken.
pub async fn append(app: &App, upload: &Upload, bytes: &[u8]) -> Result<Upload> {
    check_part(app, upload, bytes.len()).await?;
    let object = store::part(&upload.id, &app.clock.id());
    if !bytes.is_empty() {
        app.files.put(&app.keys, &object, bytes).await?;
        let mut tx = app.db.write().await?;
        let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        if !store::add_part(&mut tx, upload, &object, size).await? {
            drop(tx);
            app.files.delete(&object).await?;
            return Err(Error::new(Code::WrongOffset));
        }
        tx.commit().await?;
    }
    complete(app, &upload.id).await
}

/// Each part is an object and a row of its own: an upload has only so many that are tiny.
async fn check_part(app: &App, upload: &Upload, size: usize) -> Result<()> {
    let left = usize::try_from(upload.length - upload.received).unwrap_or(0);
    if size == 0 || size >= LEAST.min(left) {
        return Ok(());
    }
    let mut tx = app.db.read().await?;
    if store::parts(&mut tx, &upload.id).await?.len() < SMALL_PARTS {
        return Ok(());
    }
    let least =
        format!("after {SMALL_PARTS} parts each has at least {LEAST} bytes, or is the last");
    Err(Error::field(Code::BadParameter, "content-length", least))
}

/// Checks and stores the whole where everything has come and that has not been done yet; an upload whose
/// content is not taken is deleted.
///
/// # Errors
/// The content is not of a type that is taken.
pub async fn complete(app: &App, id: &str) -> Result<Upload> {
    let mut tx = app.db.write().await?;
    let gone = || Error::new(Code::NotFound);
    let upload = store::get(&mut tx, id).await?.ok_or_else(gone)?;
    if upload.is_complete() || upload.received < upload.length {
        return Ok(upload);
    }
    let parts = store::parts(&mut tx, id).await?;
    drop(tx); // checking takes a while; nobody can change a complete upload meanwhile
    let mut bytes = Vec::with_capacity(usize::try_from(upload.length).unwrap_or(0));
    for part in &parts {
        match app.files.get(&app.keys, part).await {
            Ok(part) => bytes.extend(part),
            Err(error) => return completed_meanwhile(app, id, error).await,
        }
    }
    let bytes = Arc::new(bytes);
    let content = match checked(app, &bytes).await {
        Ok(content) => content,
        // What cannot be scanned now stays, and is scanned when the client asks where it stands.
        Err(error) if error.code() == Code::Unavailable => return Err(error),
        Err(error) => {
            remove(app, &upload).await?;
            return Err(error);
        }
    };
    let sha256 = canonical::sha256(&bytes);
    app.files.put(&app.keys, &store::object(id, &sha256), &bytes).await?;
    let mut tx = app.db.write().await?;
    store::complete(&mut tx, id, &content, &sha256).await?;
    let upload = store::get(&mut tx, id).await?.ok_or_else(gone)?;
    tx.commit().await?;
    for part in &parts {
        app.files.delete(part).await?;
    }
    Ok(upload)
}

/// Looks into a file: its type, its pages, and whether the scanner finds anything.
async fn checked(app: &App, bytes: &Arc<Vec<u8>>) -> Result<sniff::Content> {
    let looked_at = bytes.clone();
    // A crafted PDF takes a while to be refused; nobody else waits for it.
    let content = tokio::task::spawn_blocking(move || sniff::content(&looked_at))
        .await
        .map_err(|error| Error::Broken(format!("looking into a file: {error}")))?;
    let content = content.map_err(|unfit| match unfit {
        Unfit::Content(reason) => Error::field(Code::WrongContent, "file", reason),
        Unfit::Encrypted => Error::field(Code::EncryptedFile, "file", "opens with a password only"),
    })?;
    if let Some(scanner) = &app.settings.clamd {
        scan::clean(scanner, bytes).await?;
    }
    Ok(content)
}

/// A part that is gone: another request has completed the upload in the meantime, or it is lost.
async fn completed_meanwhile(app: &App, id: &str, lost: Error) -> Result<Upload> {
    let mut tx = app.db.read().await?;
    store::get(&mut tx, id).await?.filter(Upload::is_complete).ok_or(lost)
}

/// Deletes an upload, its parts and its content, unless a case has it by now.
///
/// # Errors
/// The database's or the store's.
pub async fn remove(app: &App, upload: &Upload) -> Result<()> {
    let mut tx = app.db.write().await?;
    let mut objects = store::parts(&mut tx, &upload.id).await?;
    if !store::delete(&mut tx, &upload.id).await? {
        return Ok(());
    }
    if upload.is_complete() {
        objects.push(store::object(&upload.id, &upload.sha256));
    }
    tx.commit().await?;
    for object in &objects {
        app.files.delete(object).await?;
    }
    Ok(())
}

/// Deletes uploads whose time is over, but not what somebody has ready for a case that waits for them.
///
/// # Errors
/// The database's or the store's.
pub async fn sweep(app: &App) -> Result<()> {
    let now = app.clock.now();
    let mut tx = app.db.read().await?;
    let expired = store::expired(&mut tx, now, now - TimeDelta::days(WAITED_DAYS)).await?;
    drop(tx);
    for upload in expired {
        remove(app, &upload).await?;
    }
    Ok(())
}

fn files(evidence: &EvidenceList) -> impl Iterator<Item = (&String, &FileRef)> {
    evidence.iter().flat_map(|(material, how)| {
        let files = match how {
            Evidence::Upload { files } => files.as_slice(),
            _ => &[],
        };
        files.iter().map(move |file| (material, file))
    })
}

/// A draft that was saved holds its files.
///
/// # Errors
/// The database's.
pub async fn hold(app: &App, tx: &mut Tx, owner: &str, evidence: &EvidenceList) -> Result<()> {
    // A day longer than the draft itself.
    let until = app.clock.now() + TimeDelta::days(i64::from(app.settings.draft_days) + 1);
    for (_, file) in files(evidence) {
        store::hold(tx, owner, &file.id, until).await?;
    }
    Ok(())
}

fn names(evidence: &EvidenceList, id: &str) -> bool {
    files(evidence).any(|(_, file)| file.id == id)
}

/// A draft that named files no longer does, or is gone: they go when an upload goes that nothing names. What a case has or
/// another draft names stays as it is.
///
/// # Errors
/// The database's.
pub async fn release(
    app: &App,
    tx: &mut Tx,
    owner: &str,
    before: &EvidenceList,
    now: &EvidenceList,
) -> Result<()> {
    let before = files(before).map(|(_, file)| file.id.as_str());
    let mut gone: Vec<&str> = before.filter(|id| !names(now, id)).collect();
    if gone.is_empty() {
        return Ok(());
    }
    for draft in drafts::store::list(app, tx, owner).await? {
        gone.retain(|id| !names(&draft.content.evidence, id));
    }
    let until = app.clock.now() + TimeDelta::hours(HOURS);
    for id in gone {
        store::release(tx, owner, id, until).await?;
    }
    Ok(())
}

/// Checks that a submission names only complete files of its owner, each as it is stored, that they are kept from
/// now on and not too old to serve, and that its licences are the applicant's to use. Files that were there before a correction stay whoever
/// uploaded them.
///
/// # Errors
/// Every material that names another file or licence.
pub async fn check_evidence(
    app: &App,
    tx: &mut Tx,
    owner: &str,
    submission: &Submission,
    before: Option<&Submission>,
) -> Result<()> {
    let mut problems = licences::check_evidence(app, tx, submission, before).await?;
    let mut problem = |material: &str, code| {
        let path = format!("evidence.{material}");
        problems.push(Problem { path, code, params: Default::default() });
    };
    let was_there = |file: &FileRef| {
        before.is_some_and(|before| files(&before.evidence).any(|(_, known)| known == file))
    };
    let edition = app.shelf.edition(app, &submission.thing, submission.version).await?;
    let catalogue = app.shelf.catalogue();
    let calendar = catalogue.calendar()?;
    let today = calendar.day(app.clock.now());
    let too_old = |material: &str, upload: &Upload| {
        let known = edition.as_ref().and_then(|edition| edition.guide.material(material));
        let uploaded = upload.uploaded_at.map(|at| calendar.day(at));
        known.zip(uploaded).is_some_and(|(known, day)| !known.serves(day, today))
    };
    for (material, file) in files(&submission.evidence) {
        let upload = store::get(tx, &file.id).await?.filter(Upload::is_complete);
        match upload {
            _ if was_there(file) => {}
            Some(upload) if upload.owner == owner && upload.file(app)? == *file => {
                if too_old(material, &upload) {
                    problem(material, ProblemCode::FilesTooOld);
                } else if !store::keep(tx, &file.id).await? {
                    problem(material, ProblemCode::Unknown);
                }
            }
            _ => problem(material, ProblemCode::Unknown),
        }
    }
    if problems.is_empty() {
        return Ok(());
    }
    Err(onething_domain::case::Refusal::Invalid { problems }.into())
}
