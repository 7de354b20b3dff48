//! Verification over HTTP.

use axum::Json;
use axum::extract::State;
use axum::http::Method;
use onething_api::paths;
use onething_api::problem::Code;
use onething_api::verify::{CaseNamed, Subject, Verification};
use onething_domain::canonical::sha256;
use onething_domain::case::Event;
use onething_domain::identifier;

use crate::app::App;
use crate::cases::file::edition;
use crate::cases::store::{self as cases, Loaded};
use crate::db::Tx;
use crate::documents::store::{self as documents, DocumentRow};
use crate::documents::{issuer, make};
use crate::error::{Error, Result};
use crate::extract::Path;
use crate::guard::Guard;
use crate::limit::Peer;
use crate::router::Route;
use crate::signatures::store::{self as signatures, SignatureRow};
use crate::{licences, one, pades, seal};

/// Routes of verification.
pub fn routes() -> Vec<Route> {
    vec![
        Route::new(
            Method::GET,
            paths::VERIFICATION,
            Guard::Public,
            verify,
            "Whether what a code stands for is genuine, by whom, when, and what it covers; nothing personal.",
        )
        .gives::<Verification>(200),
    ]
}

async fn verify(
    State(app): State<App>,
    Peer(peer): Peer,
    Path(typed): Path<String>,
) -> Result<Json<Verification>> {
    app.limits.lookup.take(&peer, app.clock.now())?;
    let code = identifier::read_verify_code(&typed);
    let code = code.ok_or_else(|| {
        Error::field(Code::BadParameter, "code", "sixteen characters; one of them is mistyped")
    })?;
    let (document, signature) = {
        let mut tx = app.db.read().await?;
        let document = documents::by_code(&mut tx, &code).await?;
        (document, signatures::by_code(&mut tx, &code).await?)
    };
    let answer = match (document, signature) {
        (Some(row), _) => of_document(&app, row).await?,
        (None, Some(row)) => of_signature(&app, code, &row).await?,
        (None, None) => return Err(Error::new(Code::NotFound)),
    };
    Ok(Json(answer))
}

async fn of_signature(app: &App, code: String, row: &SignatureRow) -> Result<Verification> {
    let sealed = row.sealed(app)?.ok_or_else(|| Error::new(Code::NotFound))?;
    let said = &sealed.statement;
    let genuine = seal::keys::verify(&sealed, app.seals.published()).is_ok()
        && said.signature == row.id
        && said.digests == row.digests()
        && said.image == sha256(&row.image(app)?)
        && said.stamp.as_ref().map(|stamp| stamp.image.clone())
            == row.stamp(app)?.map(|image| sha256(&image));
    let mut tx = app.db.read().await?;
    let loaded = case_of(app, &mut tx, &row.id).await?;
    // A co-signer's binds what was filed as the applicant's does: what it was made over tells, not whose it is.
    let replaced = loaded.as_ref().is_some_and(|loaded| loaded.case.digests != Some(row.digests()));
    Ok(Verification {
        code,
        genuine,
        case: loaded.as_ref().map(named),
        subject: Subject::Signature {
            signer: identifier::mask_name(&said.signer),
            signed_at: said.signed_at,
            login: said.login,
            digests: said.digests.clone(),
            company: said.stamp.as_ref().map(|stamp| stamp.name.clone()),
            replaced,
            algorithm: said.algorithm,
            key: said.key.clone(),
        },
    })
}

/// The case that was filed or corrected with a signature.
async fn case_of(app: &App, tx: &mut Tx, signature: &str) -> Result<Option<Loaded>> {
    let row = one!(
        &mut *tx,
        (String,),
        "SELECT number FROM case_file WHERE file = $1 LIMIT 1",
        signature
    )?;
    match row {
        Some((number,)) => Ok(Some(cases::load(app, tx, &number).await?)),
        None => Ok(None),
    }
}

fn named(loaded: &Loaded) -> CaseNamed {
    CaseNamed { number: loaded.number.clone(), title: loaded.case.title.clone() }
}

async fn of_document(app: &App, row: DocumentRow) -> Result<Verification> {
    let row = make::ready(app, row).await?;
    let genuine = is_genuine(app, &row).await?;
    let mut tx = app.db.read().await?;
    let loaded = cases::load(app, &mut tx, &row.number).await?;
    let broken = || Error::Broken("a document without its case".to_owned());
    let submission = loaded.case.submission.as_ref().ok_or_else(broken)?;
    let edition = edition(app, &submission.thing, submission.version).await?;
    let catalogue = app.shelf.catalogue();
    let (result, valid_until) = match event(&loaded, &row) {
        Some(Event::ResultIssued { number, valid_months, .. }) => {
            let until =
                crate::documents::valid_until(catalogue.calendar()?, row.issued_at, *valid_months);
            (Some(number.clone()), until)
        }
        _ => (None, None),
    };
    let revoked = match (&result, row.item()) {
        (Some(_), Some(item)) => licences::revoked(&mut tx, &row.number).await?.remove(item),
        _ => None,
    };
    let company = loaded.case.applicant.as_ref().is_some_and(|party| party.company.is_some());
    let name = make::holder(app, &mut tx, &loaded).await?;
    let shown = row.show(&loaded.case)?;
    Ok(Verification {
        code: row.code.clone(),
        genuine,
        case: Some(named(&loaded)),
        subject: Subject::Document {
            kind: shown.kind,
            item: shown.item,
            issuer: issuer(&catalogue, &edition.guide, row.item()),
            holder: if company { name } else { identifier::mask_name(&name) },
            issued_at: row.issued_at,
            result,
            valid_until,
            revoked: match revoked {
                Some(at) => Some(catalogue.calendar()?.day(at)),
                None => None,
            },
            sha256: row.sha256,
        },
    })
}

fn event<'a>(loaded: &'a Loaded, row: &DocumentRow) -> Option<&'a Event> {
    let record = loaded.records.iter().find(|record| record.seq == row.seq)?;
    Some(&record.event)
}

/// Whether the stored file is the one that was made, and its signature holds.
async fn is_genuine(app: &App, row: &DocumentRow) -> Result<bool> {
    let Ok(bytes) = app.files.get(&app.keys, &row.pdf()).await else { return Ok(false) };
    let authority = make::authority(app).map_err(Error::Broken)?;
    Ok(sha256(&bytes) == row.sha256 && pades::check(&bytes, authority.certificate()).is_ok())
}
