//! Makes documents: from the events to a signed file in the store. Whoever asks for one gets it at once; the others
//! are made in quiet, so that receipts never hold up those who file.

use std::sync::{Arc, PoisonError};

use onething_api::problem::Code;
use onething_domain::canonical::sha256;
use onething_domain::case::CaseDocumentKind;

use super::letter::{Letter, Source};
use super::press::Press;
use super::printed::{Imprint, Printed};
use super::store::{self, DocumentRow};
use crate::app::App;
use crate::cases::file::edition;
use crate::cases::store as cases;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::outbox;
use crate::pades::{self, Authority, Stamp};
use crate::session::store as people;
use crate::{signatures, verify};

/// Makes the oldest document that is not made; whether there was one.
///
/// # Errors
/// Where it cannot be made.
pub async fn next(app: &App) -> Result<bool> {
    let Some(row) = store::take(app).await? else { return Ok(false) };
    ready(app, row).await.map(|_| true)
}

/// A document that is made, here and now where it is not yet.
///
/// # Errors
/// Unavailable where there is no font; the database's, the store's, the typesetter's.
pub async fn ready(app: &App, row: DocumentRow) -> Result<DocumentRow> {
    if !row.sha256.is_empty() {
        return Ok(row);
    }
    let (printed, pdf) = print(app, &row).await?;
    let mut made = row;
    made.sha256 = sha256(&pdf);
    made.pages = i64::try_from(printed.pages.len()).unwrap_or(0);
    app.files.put(&app.keys, &made.pdf(), &pdf).await?;
    let pictures = serde_json::to_vec(&printed.pages)?;
    app.files.put(&app.keys, &made.pictures(), &pictures).await?;
    let mut tx = app.db.write().await?;
    if store::made(&mut tx, &made).await? {
        tx.commit().await?;
        return Ok(made);
    }
    // Another was quicker: theirs is the document. Signed in the same second, ours is the same.
    let known = store::by_code(&mut tx, &made.code).await?;
    drop(tx);
    let known = known.ok_or_else(|| Error::new(Code::NotFound))?;
    if known.sha256 != made.sha256 {
        app.files.delete(&made.pdf()).await?;
        app.files.delete(&made.pictures()).await?;
    }
    Ok(known)
}

/// Sets and signs a document, off the threads that answer requests.
async fn print(app: &App, row: &DocumentRow) -> Result<(Printed, Vec<u8>)> {
    let (letter, stamp) = {
        let mut tx = app.db.read().await?;
        write(app, &mut tx, row).await?
    };
    let kind = row.kind()?;
    let (app, code, at) = (app.clone(), row.code.clone(), row.issued_at);
    let task = tokio::task::spawn_blocking(move || -> std::result::Result<_, String> {
        let authority = authority(&app)?;
        let printed = press(&app)?.set(
            template(kind),
            &letter,
            &Imprint { ident: &code, at },
            stamp.as_deref(),
        )?;
        let name = pades::name(&authority);
        let stamp = Stamp { at: app.clock.now(), name: &name, reason: &kind.title().zh };
        let signed = pades::sign(&printed.pdf, &authority, &stamp)?;
        Ok((printed, signed))
    });
    let done = task.await.map_err(|error| Error::Broken(format!("typesetting: {error}")))?;
    done.map_err(|reason| {
        tracing::error!(reason, "a document cannot be made");
        match reason.starts_with("fonts:") {
            true => {
                Error::detail(Code::Unavailable, "documents cannot be set here: no Chinese font")
            }
            false => Error::Broken(format!("document: {reason}")),
        }
    })
}

/// What the document says, from the events up to its own.
async fn write(app: &App, tx: &mut Tx, row: &DocumentRow) -> Result<(Letter, Option<Vec<u8>>)> {
    let loaded = as_of(cases::load(app, tx, &row.number).await?, row.seq);
    let broken = || Error::Broken(format!("document {} without its event", row.seq));
    let record = loaded.records.iter().find(|record| record.seq == row.seq);
    let record = record.ok_or_else(broken)?;
    let submission = loaded.case.submission.as_ref().ok_or_else(broken)?;
    let edition = edition(app, &submission.thing, submission.version).await?;
    let catalogue = app.shelf.catalogue();
    let to = holder(app, tx, &loaded).await?;
    let address = verify::address(app, &row.code);
    let applicant = loaded.case.applicant.as_ref().ok_or_else(broken)?;
    let english = outbox::choice(tx, &applicant.person).await?.language == "en";
    // What an applicant has sealed is shown where it is acknowledged.
    let stamp = match row.kind()? {
        CaseDocumentKind::Receipt => {
            let signature = signatures::store::get(tx, &loaded.case.signature).await?;
            signature.map(|signature| signature.stamp(app)).transpose()?.flatten()
        }
        _ => None,
    };
    let source = Source {
        kind: row.kind()?,
        record,
        case: &loaded.case,
        filed_at: loaded.filed_at(),
        guide: &edition.guide,
        catalogue: &catalogue,
        calendar: catalogue.calendar()?,
        to: &to,
        stamped: stamp.is_some(),
        english,
        code: &row.code,
        address: &address,
        signature: match loaded.case.signature.is_empty() {
            true => String::new(),
            false => verify::code(&app.keys, "signature", &loaded.case.signature),
        },
        font: press(app).map_err(|_| Error::detail(Code::Unavailable, "no Chinese font"))?.family(),
    };
    Ok((source.write(), stamp))
}

/// Refuses a picture that documents could not bear.
///
/// # Errors
/// It cannot be set; unavailable where nothing can be.
pub async fn takes_picture(app: &App, picture: &[u8]) -> Result<()> {
    let (app, picture) = (app.clone(), picture.to_vec());
    let tried = tokio::task::spawn_blocking(move || press(&app).map(|press| press.takes(&picture)));
    match tried.await.map_err(|error| Error::Broken(format!("typesetting: {error}")))? {
        Ok(true) => Ok(()),
        Ok(false) => Err(Error::field(Code::BadSignature, "image", "a picture that is broken")),
        Err(_) => Err(Error::detail(Code::Unavailable, "no Chinese font")),
    }
}

/// A case as it was after an event, with what the same decision brought along, which bears the same time: an
/// acceptance names the ends of the clocks that it started.
fn as_of(loaded: cases::Loaded, seq: i64) -> cases::Loaded {
    let at = loaded.records.iter().find(|record| record.seq == seq).map(|record| record.at);
    let later = loaded.records.iter().filter(|record| record.seq > seq);
    let along = later.take_while(|record| Some(record.at) == at);
    let end = along.last().map_or(seq, |record| record.seq);
    loaded.up_to(end)
}

/// Whom a case belongs to, by name.
///
/// # Errors
/// The database's.
pub async fn holder(app: &App, tx: &mut Tx, loaded: &cases::Loaded) -> Result<String> {
    let party = loaded.case.applicant.clone().unwrap_or_default();
    if let Some(code) = party.company {
        return Ok(people::company(tx, &code).await?.map_or(code, |company| company.name));
    }
    let person = people::person(app, tx, &party.person).await?;
    Ok(person.map_or(party.person, |person| person.name))
}

/// The press of this process, with its fonts read once.
///
/// # Errors
/// That there is no font.
pub fn press(app: &App) -> std::result::Result<&Press, String> {
    if app.press.get().is_none() {
        let press = Press::open(app.settings.fonts.as_deref())?;
        let _ = app.press.set(press); // another thread was quicker: its fonts are the same
    }
    app.press.get().ok_or_else(|| "fonts: gone".to_owned())
}

/// The authority under which this deployment signs.
///
/// # Errors
/// What is wrong with its files.
pub fn authority(app: &App) -> std::result::Result<Arc<Authority>, String> {
    let mut known = app.authority.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(authority) = known.as_ref() {
        return Ok(authority.clone());
    }
    let catalogue = app.shelf.catalogue();
    let city = catalogue.city.as_ref().map_or("onething", |city| city.name.zh.as_str());
    let folder = app.settings.document_keys_folder();
    let opened = Arc::new(Authority::open(&folder, city, app.clock.now())?);
    *known = Some(opened.clone());
    Ok(opened)
}

fn template(kind: CaseDocumentKind) -> &'static str {
    match kind {
        CaseDocumentKind::Receipt => include_str!("receipt.typ"),
        CaseDocumentKind::Acceptance => include_str!("acceptance.typ"),
        CaseDocumentKind::Corrections => include_str!("corrections.typ"),
        CaseDocumentKind::Decline => include_str!("decline.typ"),
        CaseDocumentKind::Approval => include_str!("approval.typ"),
        CaseDocumentKind::Extension => include_str!("extension.typ"),
        CaseDocumentKind::Refusal => include_str!("refusal.typ"),
        CaseDocumentKind::Result => include_str!("result.typ"),
    }
}
