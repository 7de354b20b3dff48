//! Signing beside the applicant, over HTTP.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::{Method, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use onething_api::cosign::{Cosign, CosignerList, DeclineCosign, Invitation, Invite};
use onething_api::drafts::Draft;
use onething_api::paths;
use onething_api::problem::Code;
use onething_domain::message::MessageKind;

use super::{service, store};
use crate::app::App;
use crate::crypto;
use crate::db::Tx;
use crate::drafts;
use crate::error::{Error, Result};
use crate::extract::{Json, Path, client_id};
use crate::guard::Guard;
use crate::reply::{self, Begun};
use crate::router::Route;
use crate::session::Citizen;
use crate::signatures;

/// Routes of signing beside the applicant.
pub fn routes() -> Vec<Route> {
    vec![
        Route::new(
            Method::GET,
            paths::COSIGNERS,
            Guard::Citizen,
            list,
            "Who signs my draft beside me, and where each of them stands.",
        )
        .gives::<CosignerList>(200),
        Route::new(
            Method::POST,
            paths::COSIGNERS,
            Guard::Citizen,
            invite,
            "Invite one of them by a link; an older invitation no longer holds.",
        )
        .takes::<Invite>()
        .gives::<CosignerList>(200),
        Route::new(
            Method::DELETE,
            paths::COSIGNER,
            Guard::Citizen,
            withdraw,
            "Take an invitation back, with its signature.",
        )
        .gives::<CosignerList>(200),
        Route::new(
            Method::GET,
            paths::INVITATION,
            Guard::Citizen,
            read,
            "What I was invited to sign; the first who opens it answers it.",
        )
        .gives::<Invitation>(200),
        Route::new(
            Method::POST,
            paths::INVITATION_SIGNATURE,
            Guard::Citizen,
            sign,
            "Sign beside the applicant; sent twice with the same id, it is done once.",
        )
        .takes::<Cosign>()
        .gives::<Invitation>(200),
        Route::new(
            Method::POST,
            paths::INVITATION_DECLINE,
            Guard::Citizen,
            decline,
            "Decline to sign, with a reason for the applicant.",
        )
        .takes::<DeclineCosign>()
        .gives::<Invitation>(200),
    ]
}

/// My draft.
async fn own(app: &App, tx: &mut Tx, citizen: &Citizen, id: &str) -> Result<Draft> {
    let draft = drafts::store::get(app, tx, &citizen.id, id).await?;
    draft.ok_or_else(|| Error::new(Code::NotFound))
}

async fn list(
    State(app): State<App>,
    citizen: Citizen,
    Path(id): Path<String>,
) -> Result<Answer<CosignerList>> {
    let mut tx = app.db.read().await?;
    let draft = own(&app, &mut tx, &citizen, &id).await?;
    Ok(Answer(service::list(&app, &mut tx, &draft).await?))
}

async fn invite(
    State(app): State<App>,
    citizen: Citizen,
    Path(id): Path<String>,
    Json(request): Json<Invite>,
) -> Result<Answer<CosignerList>> {
    client_id(&request.id)?;
    let mut tx = app.db.write().await?;
    let draft = own(&app, &mut tx, &citizen, &id).await?;
    let begun = reply::begin(&app, &mut tx, &citizen.id, &request.id, &request).await?;
    if let Begun::Now = begun {
        if !service::needed(&app, &draft).await?.iter().any(|one| one.id == request.cosigner) {
            return Err(Error::field(Code::NotFound, "cosigner", "nobody of this id has to sign"));
        }
        let token = URL_SAFE_NO_PAD.encode(crypto::random::<24>());
        let who = (&*draft.id, &*citizen.id, &*request.cosigner);
        store::invite(&app, &mut tx, who, &token, service::until(app.clock.now())).await?;
        reply::end(&mut tx, &citizen.id, &request.id, "").await?;
    }
    let list = service::list(&app, &mut tx, &draft).await?;
    tx.commit().await?;
    Ok(Answer(list))
}

async fn withdraw(
    State(app): State<App>,
    citizen: Citizen,
    Path((id, cosigner)): Path<(String, String)>,
) -> Result<Answer<CosignerList>> {
    let mut tx = app.db.write().await?;
    let draft = own(&app, &mut tx, &citizen, &id).await?;
    if !store::withdraw(&mut tx, &draft.id, &cosigner).await? {
        return Err(Error::new(Code::NotFound));
    }
    let list = service::list(&app, &mut tx, &draft).await?;
    tx.commit().await?;
    Ok(Answer(list))
}

async fn read(
    State(app): State<App>,
    citizen: Citizen,
    Path(token): Path<String>,
) -> Result<Answer<Invitation>> {
    let mut tx = app.db.write().await?;
    let opened = service::open(&app, &mut tx, &citizen, &token).await?;
    let view = service::invitation(&app, &mut tx, opened).await?;
    tx.commit().await?;
    Ok(Answer(view))
}

async fn sign(
    State(app): State<App>,
    citizen: Citizen,
    Path(token): Path<String>,
    Json(request): Json<Cosign>,
) -> Result<(StatusCode, Answer<Invitation>)> {
    client_id(&request.id)?;
    let drawn = signatures::Drawn::read(&request.image)?;
    let mut tx = app.db.write().await?;
    let opened = service::open(&app, &mut tx, &citizen, &token).await?;
    let begun = reply::begin(&app, &mut tx, &citizen.id, &request.id, &request).await?;
    if let Begun::Now = begun {
        let (draft, digests) = service::answerable(&app, &opened).await?;
        if digests != request.digests {
            return Err(Error::field(
                Code::DigestMismatch,
                "digests",
                "not those of the draft as it stands",
            ));
        }
        signatures::keep(&app, &mut tx, &citizen, &request.id, &digests, &drawn).await?;
        store::sign(&mut tx, &opened.row.id, &request.id, &digests, app.clock.now()).await?;
        let told = (&*opened.row.owner, &*citizen.name);
        service::tell_applicant(&app, &mut tx, MessageKind::CosignSigned, &draft, told).await?;
        reply::end(&mut tx, &citizen.id, &request.id, "").await?;
    }
    let opened = service::open(&app, &mut tx, &citizen, &token).await?;
    let view = service::invitation(&app, &mut tx, opened).await?;
    tx.commit().await?;
    Ok((StatusCode::OK, Answer(view)))
}

async fn decline(
    State(app): State<App>,
    citizen: Citizen,
    Path(token): Path<String>,
    Json(request): Json<DeclineCosign>,
) -> Result<Answer<Invitation>> {
    let reason = service::reason(&request.reason)?;
    let mut tx = app.db.write().await?;
    let opened = service::open(&app, &mut tx, &citizen, &token).await?;
    let (draft, _) = service::answerable(&app, &opened).await?;
    store::decline(&app, &mut tx, &opened.row.id, reason, app.clock.now()).await?;
    let told = (&*opened.row.owner, &*citizen.name);
    service::tell_applicant(&app, &mut tx, MessageKind::CosignDeclined, &draft, told).await?;
    let opened = service::open(&app, &mut tx, &citizen, &token).await?;
    let view = service::invitation(&app, &mut tx, opened).await?;
    tx.commit().await?;
    Ok(Answer(view))
}
