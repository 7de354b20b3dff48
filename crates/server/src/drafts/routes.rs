//! Drafts over HTTP.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use onething_api::drafts::{Draft, DraftList, FiledDraft, KnownAnswers, NewDraft, StaleDraft};
use onething_api::paths;
use onething_api::problem::Code;
use onething_domain::draft::DraftContent;

use super::{known, store};
use crate::app::App;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::etag::{self, if_match};
use crate::extract::{Json, Path};
use crate::guard::Guard;
use crate::router::Route;
use crate::session::Citizen;
use crate::{cosign, uploads};

/// Routes of drafts.
pub fn routes() -> Vec<Route> {
    vec![
        Route::new(
            Method::GET,
            paths::DRAFTS,
            Guard::Citizen,
            list,
            "My drafts, last saved first.",
        )
        .gives::<DraftList>(200),
        Route::new(
            Method::POST,
            paths::DRAFTS,
            Guard::Citizen,
            begin,
            "Begin a draft, or go on with the one there is.",
        )
        .takes::<NewDraft>()
        .gives::<Draft>(201)
        .gives::<Draft>(200),
        Route::new(Method::GET, paths::DRAFT, Guard::Citizen, get, "A draft.")
            .gives::<Draft>(200)
            .gives::<FiledDraft>(409),
        Route::new(
            Method::GET,
            paths::DRAFT_KNOWN,
            Guard::Citizen,
            known::list,
            "What earlier cases and licences say about the fields of a draft.",
        )
        .gives::<KnownAnswers>(200)
        .gives::<FiledDraft>(409),
        Route::new(
            Method::PUT,
            paths::DRAFT,
            Guard::Citizen,
            save,
            "Save a draft over the revision that If-Match names.",
        )
        .header("if-match", true)
        .takes::<DraftContent>()
        .gives::<Draft>(200)
        .gives::<FiledDraft>(409)
        .gives::<StaleDraft>(412),
        Route::new(Method::DELETE, paths::DRAFT, Guard::Citizen, delete, "Delete a draft.")
            .gives_nothing(204)
            .gives::<FiledDraft>(409),
    ]
}

async fn list(State(app): State<App>, citizen: Citizen) -> Result<Answer<DraftList>> {
    let mut tx = app.db.read().await?;
    Ok(Answer(DraftList { drafts: store::list(&app, &mut tx, &citizen.id).await? }))
}

async fn begin(
    State(app): State<App>,
    citizen: Citizen,
    Json(request): Json<NewDraft>,
) -> Result<Response> {
    let version = published(&app, &request.thing)?;
    let company = citizen.acting.clone();
    let code = company.clone().unwrap_or_default();
    let mut tx = app.db.write().await?;
    let mut known = store::find(&app, &mut tx, &citizen.id, &request.thing, &code).await?;
    if request.anew
        && let Some(old) = known.take()
    {
        throw_away(&app, &mut tx, &citizen.id, &old).await?;
    }
    if let Some(known) = known {
        return Ok(tagged(StatusCode::OK, known));
    }
    let now = app.clock.now();
    let draft = Draft {
        id: app.clock.id(),
        title: title(&app, &request.thing, version),
        thing: request.thing,
        version,
        revision: 1,
        company,
        content: request.content,
        saved_at: now,
        kept_until: store::kept_until(&app, now),
    };
    if store::add(&app, &mut tx, &citizen.id, &draft).await? {
        uploads::hold(&app, &mut tx, &citizen.id, &draft.content.evidence).await?;
        tx.commit().await?;
        return Ok(tagged(StatusCode::CREATED, draft));
    }
    // Another request of the same person was quicker.
    let known = store::find(&app, &mut tx, &citizen.id, &draft.thing, &code).await?;
    known.map(|known| tagged(StatusCode::OK, known)).ok_or_else(|| Error::new(Code::Unavailable))
}

/// The published version of a guide.
fn published(app: &App, thing: &str) -> Result<u32> {
    let catalogue = app.shelf.catalogue();
    if let Some(edition) = catalogue.published(thing) {
        return Ok(edition.version.version);
    }
    let was = catalogue.versions.iter().any(|version| {
        version.thing == thing && version.status == onething_api::guides::GuideStatus::Retired
    });
    Err(Error::field(
        if was { Code::GuideRetired } else { Code::NotFound },
        "thing",
        "not on offer",
    ))
}

fn title(app: &App, thing: &str, version: u32) -> onething_domain::text::Text {
    let catalogue = app.shelf.catalogue();
    catalogue.version(thing, version).map(|known| known.title.clone()).unwrap_or_default()
}

async fn get(State(app): State<App>, citizen: Citizen, Path(id): Path<String>) -> Result<Response> {
    let mut tx = app.db.read().await?;
    Ok(tagged(StatusCode::OK, store::own(&app, &mut tx, &citizen.id, &id).await?))
}

async fn save(
    State(app): State<App>,
    citizen: Citizen,
    Path(id): Path<String>,
    headers: HeaderMap,
    Json(content): Json<DraftContent>,
) -> Result<Response> {
    let revision = if_match(&headers)?;
    let mut tx = app.db.write().await?;
    let known = store::own(&app, &mut tx, &citizen.id, &id).await?;
    // A guide that has a newer version takes the draft along: the answers are kept, the rules are new.
    let version = published(&app, &known.thing)?;
    let saved =
        known.revision == revision && store::save(&app, &mut tx, &known, version, &content).await?;
    let current = store::own(&app, &mut tx, &citizen.id, &id).await?;
    if !saved {
        return Err(Error::stale(Code::StaleRevision, &current));
    }
    uploads::release(&app, &mut tx, &citizen.id, &known.content.evidence, &content.evidence)
        .await?;
    uploads::hold(&app, &mut tx, &citizen.id, &content.evidence).await?;
    cosign::look_again(&app, &mut tx, &citizen.id, &current).await?;
    tx.commit().await?;
    Ok(tagged(StatusCode::OK, current))
}

async fn delete(
    State(app): State<App>,
    citizen: Citizen,
    Path(id): Path<String>,
) -> Result<StatusCode> {
    let mut tx = app.db.write().await?;
    let draft = store::own(&app, &mut tx, &citizen.id, &id).await?;
    throw_away(&app, &mut tx, &citizen.id, &draft).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Deletes a draft; its files go with the uploads that nothing names.
async fn throw_away(app: &App, tx: &mut Tx, owner: &str, draft: &Draft) -> Result<()> {
    cosign::forget(tx, &draft.id).await?;
    store::delete(tx, owner, &draft.id).await?;
    uploads::release(app, tx, owner, &draft.content.evidence, &Default::default()).await
}

fn tagged(status: StatusCode, draft: Draft) -> Response {
    etag::tagged(draft.revision, (status, Answer(draft)))
}
