//! Signatures over HTTP.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use onething_api::drafts::{FiledDraft, StaleDraft};
use onething_api::paths;
use onething_api::problem::Code;
use onething_api::seals::{LogInLevel, SealAlgorithm, SealKeys, Sealed, Stamp, Statement};
use onething_api::uploads::{SignRequest, Signature};
use onething_domain::canonical;
use onething_domain::case::{self, Refusal};
use onething_domain::narrow::narrow;
use onething_domain::submission::Submission;

use super::store::{self, Bound, SignatureRow};
use super::unfiled;
use crate::app::App;
use crate::cases::access;
use crate::cases::file::{edition, submission_of};
use crate::cases::store as cases;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::extract::{Json, Path, client_id};
use crate::guard::Guard;
use crate::one;
use crate::reply::{self, Begun};
use crate::router::Route;
use crate::session::store::person;
use crate::session::{Citizen, Identity};
use crate::{companies, documents, drafts, seal, uploads, verify};

/// Format of what is sealed.
const FORMAT: &str = "onething-signature-1";

/// Largest image in bytes.
const IMAGE_BYTES: usize = 300 * 1024;

/// Routes of signatures.
pub fn routes() -> Vec<Route> {
    vec![
        Route::new(
            Method::POST,
            paths::SIGNATURES,
            Guard::Citizen,
            sign,
            "Sign a draft or a correction.",
        )
        .takes::<SignRequest>()
        .gives::<Signature>(201)
        .gives::<FiledDraft>(409)
        .gives::<StaleDraft>(412),
        Route::new(
            Method::GET,
            paths::SIGNATURE,
            Guard::LoggedIn,
            image,
            "The image of a signature, for its owner and for staff who handle its case.",
        )
        .gives_bytes(200, "image/png"),
        Route::new(
            Method::GET,
            paths::SIGNATURE_STAMP,
            Guard::LoggedIn,
            stamp_image,
            "The company's seal beside a signature, for its owner and for staff who handle its case.",
        )
        .gives_bytes(200, "image/png"),
        Route::new(
            Method::GET,
            paths::SEAL,
            Guard::LoggedIn,
            sealed,
            "What the service says of a signature, sealed, for its owner and for staff who handle its case.",
        )
        .gives::<Sealed>(200),
        Route::new(
            Method::GET,
            paths::SIGNATURE_PACKAGE,
            Guard::Citizen,
            package,
            "A signature with everything that is needed to check it, for its owner: an archive.",
        )
        .gives_bytes(200, "application/zip"),
        Route::new(
            Method::GET,
            paths::SEAL_KEYS,
            Guard::Public,
            keys,
            "The public keys under which the service seals, the active one first, and the certificate that documents are signed under.",
        )
        .gives::<SealKeys>(200),
    ]
}

/// The picture of a signature, checked.
pub struct Drawn {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// PNG or JPEG.
    pub media: &'static str,
}

impl Drawn {
    /// Reads a picture in Base64.
    ///
    /// # Errors
    /// It is too large, or neither PNG nor JPEG.
    pub fn read(base64: &str) -> Result<Self> {
        let bytes = STANDARD.decode(base64).map_err(|_| bad_image("Base64 that cannot be read"))?;
        if bytes.len() > IMAGE_BYTES {
            return Err(bad_image("more than 300 kB"));
        }
        match uploads::image(&bytes).map_err(bad_image)? {
            "image/webp" => Err(bad_image("neither PNG nor JPEG")),
            media => Ok(Self { bytes, media }),
        }
    }
}

/// Keeps a signature with what the service says of it, until a case takes it or a day has passed.
///
/// # Errors
/// Its id is taken, too many of the person's wait, or the database's.
pub async fn keep(
    app: &App,
    tx: &mut Tx,
    signer: &Citizen,
    bound: Bound<'_>,
    drawn: &Drawn,
    stamp: Option<&Stamped>,
) -> Result<()> {
    unfiled::check_limit(app, tx, &signer.id).await?;
    let Bound { id, digests, .. } = bound;
    let person = person(app, tx, &signer.id).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    let statement = Statement {
        format: FORMAT.to_owned(),
        signature: id.to_owned(),
        signer: signer.name.clone(),
        identity: app.keys.hash("signer", &person.id_card(app)?),
        login: match signer.window {
            Some(_) => LogInLevel::AtWindow,
            None => LogInLevel::OneTimeCode,
        },
        signed_at: app.clock.now(),
        digests: digests.clone(),
        image: canonical::sha256(&drawn.bytes),
        stamp: stamp.map(|stamp| stamp.said.clone()),
        // How it is sealed is written when it is.
        algorithm: SealAlgorithm::default(),
        key: String::new(),
    };
    let sealed = app.seals.seal(statement).map_err(Error::Broken)?;
    let new = store::NewSignature {
        id,
        code: &verify::code(&app.keys, "signature", id),
        owner: &signer.id,
        digests,
        media: drawn.media,
        image: &drawn.bytes,
        sealed: &sealed,
        stamp: stamp.map(|stamp| (stamp.media.as_str(), stamp.image.as_slice())),
    };
    match store::add(app, tx, new).await? {
        true => unfiled::add(app, tx, &signer.id, &bound).await,
        false => Err(Error::field(Code::IdReused, "id", "taken")),
    }
}

/// A signature of a person that no case has yet, taken for one: one signs once, for what is filed with it. Whoever takes
/// it compares what it binds to.
///
/// # Errors
/// There is none of theirs, or it has done its work.
pub async fn unused(
    tx: &mut Tx,
    owner: &str,
    id: &str,
    field: &'static str,
) -> Result<SignatureRow> {
    let signature = store::get(tx, id).await?.filter(|signature| signature.owner == owner);
    let none = || Error::field(Code::BadSignature, field, "no such signature");
    let signature = signature.ok_or_else(none)?;
    match unfiled::take(tx, owner, id).await? {
        true => Ok(signature),
        false => Err(Error::field(Code::BadSignature, field, "it was filed with before")),
    }
}

async fn sign(
    State(app): State<App>,
    citizen: Citizen,
    Json(request): Json<SignRequest>,
) -> Result<(StatusCode, Answer<Signature>)> {
    client_id(&request.id)?;
    let drawn = Drawn::read(&request.image)?;
    let mut tx = app.db.write().await?;
    let begun = reply::begin(&app, &mut tx, &citizen.id, &request.id, &request).await?;
    // One that was not filed with in time is gone: the same request makes it anew.
    if let Begun::Before(_) = begun
        && store::get(&mut tx, &request.id).await?.is_some()
    {
        return stored(&mut tx, citizen, &request.id).await;
    }
    check_digests(&app, &mut tx, &citizen, &request).await?;
    let stamp = stamp(&app, &mut tx, &citizen, &request).await?;
    let SignRequest { id, digests, draft, .. } = &request;
    let bound = Bound { id, digests, checked: draft.is_some() };
    keep(&app, &mut tx, &citizen, bound, &drawn, stamp.as_ref()).await?;
    reply::end(&mut tx, &citizen.id, &request.id, "").await?;
    let answer = stored(&mut tx, citizen, &request.id).await?;
    tx.commit().await?;
    Ok(answer)
}

/// The seal of a company, as it stands beside a signature.
pub struct Stamped {
    said: Stamp,
    media: String,
    image: Vec<u8>,
}

/// The seal that is asked for: of the company that the draft is for, that is named, or that one acts for.
async fn stamp(
    app: &App,
    tx: &mut Tx,
    citizen: &Citizen,
    request: &SignRequest,
) -> Result<Option<Stamped>> {
    if !request.stamp {
        return Ok(None);
    }
    let none = |why| Error::field(Code::BadSignature, "stamp", why);
    let company = match &request.draft {
        Some(signed) => {
            let draft = drafts::store::get(app, tx, &citizen.id, &signed.id).await?;
            draft.and_then(|draft| draft.company)
        }
        None => request.company.clone().or_else(|| citizen.acting.clone()),
    };
    let company = company.ok_or_else(|| none("it is not for a company"))?;
    let known = citizen.companies.iter().find(|known| known.code == company);
    let known = known
        .ok_or_else(|| Error::field(Code::Forbidden, "company", "you may no longer act for it"))?;
    let seal = companies::store::get(tx, &company).await?;
    let seal = seal.ok_or_else(|| none("the company keeps no seal here"))?;
    let said = Stamp { company, name: known.name.clone(), image: seal.sha256.clone() };
    Ok(Some(Stamped { said, image: seal.image(app)?, media: seal.media }))
}

async fn stored(
    tx: &mut Tx,
    citizen: Citizen,
    id: &str,
) -> Result<(StatusCode, Answer<Signature>)> {
    let row = store::get(tx, id).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    let digests = row.digests();
    let signature =
        Signature { id: row.id, digests, signed_at: row.signed_at, signer: citizen.name };
    Ok((StatusCode::CREATED, Answer(signature)))
}

fn bad_image(reason: &str) -> Error {
    Error::field(Code::BadSignature, "image", reason)
}

/// What was shown must be what is stored. For a correction, whose content comes later, the command compares.
async fn check_digests(
    app: &App,
    tx: &mut Tx,
    citizen: &Citizen,
    request: &SignRequest,
) -> Result<()> {
    let hexadecimal = |text: &str| {
        text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    if !hexadecimal(&request.digests.sm3) || !hexadecimal(&request.digests.sha256) {
        return Err(Error::field(Code::WrongShape, "digests", "64 hexadecimal digits, lower case"));
    }
    let Some(signed) = &request.draft else {
        return Ok(());
    };
    let draft = drafts::store::own(app, tx, &citizen.id, &signed.id).await?;
    if draft.revision != signed.revision {
        return Err(Error::stale(Code::StaleRevision, &draft));
    }
    let submission = submission_of(app, &citizen.id, &draft).await?;
    let guide = edition(app, &draft.thing, draft.version).await?;
    if narrow(&guide.guide, &submission.situation, &submission.answers).paper.is_some() {
        return Err(Refusal::PaperNeeded.into());
    }
    if canonical::digests(&submission) != request.digests {
        return Err(Error::field(
            Code::DigestMismatch,
            "digests",
            "not those of the draft at this revision",
        ));
    }
    Ok(())
}

/// A signature that the reader may see.
async fn visible(app: &App, identity: &Identity, id: &str) -> Result<SignatureRow> {
    let mut tx = app.db.read().await?;
    let signature = store::get(&mut tx, id).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    if signature.owner != identity.id() && !access::may_see_file(&mut tx, identity, id).await? {
        return Err(Error::new(Code::NotFound));
    }
    Ok(signature)
}

async fn sealed(
    State(app): State<App>,
    identity: Identity,
    Path(id): Path<String>,
) -> Result<Answer<Sealed>> {
    let sealed = visible(&app, &identity, &id).await?.sealed(&app)?;
    unfiled::check_word(&mut app.db.read().await?, &id).await?;
    sealed.map(Answer).ok_or_else(|| Error::new(Code::NotFound))
}

async fn keys(State(app): State<App>) -> Result<Answer<SealKeys>> {
    let authority = documents::make::authority(&app).map_err(Error::Broken)?;
    Ok(Answer(seal::published(&app.seals, &authority)))
}

async fn package(
    State(app): State<App>,
    citizen: Citizen,
    Path(id): Path<String>,
) -> Result<Response> {
    let mut tx = app.db.read().await?;
    let row = store::get(&mut tx, &id).await?.filter(|row| row.owner == citizen.id);
    let row = row.ok_or_else(|| Error::new(Code::NotFound))?;
    unfiled::check_word(&mut tx, &id).await?;
    let sealed = row.sealed(&app)?.ok_or_else(|| Error::new(Code::NotFound))?;
    let key = app.seals.published().iter().find(|key| key.id == sealed.statement.key);
    let key = key.ok_or_else(|| Error::Broken("a seal under a key that is gone".to_owned()))?;
    let submission = signed(&app, &mut tx, &row).await?;
    let image = row.image(&app)?;
    let contents = seal::package::Contents {
        sealed: &sealed,
        key,
        image: &image,
        submission: submission.as_ref(),
    };
    let bytes = seal::package::write(&contents).map_err(Error::Broken)?;
    Ok(uploads::inline(bytes, "application/zip", "signature.zip"))
}

/// What was filed with a signature, or corrected with it; none where nothing was.
async fn signed(app: &App, tx: &mut Tx, row: &SignatureRow) -> Result<Option<Submission>> {
    let sql = "SELECT number FROM case_file WHERE file = $1 LIMIT 1";
    let Some((number,)) = one!(&mut *tx, (String,), sql, &row.id)? else { return Ok(None) };
    let loaded = cases::load(app, tx, &number).await?;
    let events = loaded.records.iter().map(|record| &record.event);
    Ok(case::signed_by(events, &row.id).cloned())
}

async fn stamp_image(
    State(app): State<App>,
    identity: Identity,
    Path(id): Path<String>,
) -> Result<Response> {
    let signature = visible(&app, &identity, &id).await?;
    let stamp = signature.stamp(&app)?.ok_or_else(|| Error::new(Code::NotFound))?;
    Ok(uploads::inline(stamp, &signature.stamp_media, "seal"))
}

async fn image(
    State(app): State<App>,
    identity: Identity,
    Path(id): Path<String>,
) -> Result<Response> {
    let signature = visible(&app, &identity, &id).await?;
    Ok(uploads::inline(signature.image(&app)?, &signature.media, "signature"))
}
