//! Signing beside the applicant, over HTTP.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::{Method, StatusCode};
use onething_api::cosign::{Cosign, CosignerList, DeclineCosign, Invitation, Invite};
use onething_api::drafts::Draft;
use onething_api::paths;
use onething_api::problem::Code;
use onething_domain::message::MessageKind;

use super::{invite, service, store};
use crate::app::App;
use crate::cases::access;
use crate::cases::store as cases;
use crate::db::Tx;
use crate::drafts;
use crate::error::{Error, Result};
use crate::extract::{Json, Path, client_id};
use crate::guard::Guard;
use crate::reply::{self, Begun};
use crate::router::Route;
use crate::session::{Citizen, Identity};
use crate::signatures::{self, Bound};

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
            "Invite one of them by a link; the link before no longer holds, a signature is not thrown away.",
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
            paths::CASE_COSIGNERS,
            Guard::Citizen,
            list_of_case,
            "Who signed my case beside me, and where those stand who have to sign it again.",
        )
        .gives::<CosignerList>(200),
        Route::new(
            Method::POST,
            paths::CASE_COSIGNERS,
            Guard::Citizen,
            invite_again,
            "Send a new link to one who has to sign my corrected case again; the link before no longer holds.",
        )
        .takes::<Invite>()
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
    drafts::store::own(app, tx, &citizen.id, id).await
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
        invite::to_draft(&app, &mut tx, &citizen, &draft, &request.cosigner).await?;
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
    if !store::withdraw(&mut tx, &draft.id, &cosigner, app.clock.now()).await? {
        return Err(Error::new(Code::NotFound));
    }
    let list = service::list(&app, &mut tx, &draft).await?;
    tx.commit().await?;
    Ok(Answer(list))
}

async fn list_of_case(
    State(app): State<App>,
    identity: Identity,
    Path(number): Path<String>,
) -> Result<Answer<CosignerList>> {
    let mut tx = app.db.read().await?;
    access::find(&mut tx, &identity, &number).await?;
    let loaded = cases::load(&app, &mut tx, &number).await?;
    Ok(Answer(invite::of_case(&app, &mut tx, &loaded).await?))
}

async fn invite_again(
    State(app): State<App>,
    citizen: Citizen,
    Path(number): Path<String>,
    Json(request): Json<Invite>,
) -> Result<Answer<CosignerList>> {
    client_id(&request.id)?;
    let mut tx = app.db.write().await?;
    access::find(&mut tx, &Identity::Citizen(citizen.clone()), &number).await?;
    let begun = reply::begin(&app, &mut tx, &citizen.id, &request.id, &(&number, &request)).await?;
    cases::hold(&mut tx, &number).await?;
    let loaded = cases::load(&app, &mut tx, &number).await?;
    if let Begun::Now = begun {
        invite::to_case(&app, &mut tx, &citizen, &loaded, &request.cosigner).await?;
        reply::end(&mut tx, &citizen.id, &request.id, "").await?;
    }
    let list = invite::of_case(&app, &mut tx, &loaded).await?;
    tx.commit().await?;
    Ok(Answer(list))
}

async fn read(
    State(app): State<App>,
    citizen: Citizen,
    Path(token): Path<String>,
) -> Result<Answer<Invitation>> {
    let mut tx = app.db.write().await?;
    if let Some(view) = service::replaced(&app, &mut tx, &citizen, &token).await? {
        return Ok(Answer(view));
    }
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
    let mut moved = None;
    if let Begun::Now = begun {
        let (title, digests) = service::answerable(&app, &opened).await?;
        if digests != request.digests {
            return Err(Error::field(
                Code::DigestMismatch,
                "digests",
                "not those of the draft as it stands",
            ));
        }
        let bound = Bound { id: &request.id, digests: &digests, checked: true };
        signatures::keep(&app, &mut tx, &citizen, bound, &drawn, None).await?;
        store::sign(&mut tx, &opened.row.id, &request.id, &digests, app.clock.now()).await?;
        let told = (&*opened.row.owner, &*citizen.name);
        service::tell_applicant(&app, &mut tx, MessageKind::CosignSigned, &title, told).await?;
        moved = service::signed_again(&app, &mut tx, opened, &request.id).await?;
        reply::end(&mut tx, &citizen.id, &request.id, "").await?;
    }
    let opened = service::open(&app, &mut tx, &citizen, &token).await?;
    let view = service::invitation(&app, &mut tx, opened).await?;
    tx.commit().await?;
    if let Some(loaded) = moved {
        app.live.tell(&loaded.number, loaded.moved());
    }
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
    let (title, _) = service::answerable(&app, &opened).await?;
    store::decline(&app, &mut tx, &opened.row.id, reason, app.clock.now()).await?;
    let told = (&*opened.row.owner, &*citizen.name);
    service::tell_applicant(&app, &mut tx, MessageKind::CosignDeclined, &title, told).await?;
    let opened = service::open(&app, &mut tx, &citizen, &token).await?;
    let view = service::invitation(&app, &mut tx, opened).await?;
    tx.commit().await?;
    Ok(Answer(view))
}
