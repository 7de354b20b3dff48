//! Filing at a window (窗口申报, A9): a clerk has the person before them, compares them with their identity card and files
//! with them, in the person's own name. The clerk's session is the person's for as long as the visit lasts, may do only
//! what a filing needs, and is the clerk's again afterwards. Who was at whose window is kept for good.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::{HeaderMap, Method};
use axum::response::IntoResponse;
use onething_api::paths;
use onething_api::problem::Code;
use onething_api::session::{Session, Visit, Visitor};
use onething_domain::city::Role;

use super::identity::{AtWindow, Citizen, Identity, Staff, identify, token};
use super::routes::{FORGET, session};
use super::store::{self, NewPerson, PersonRow};
use super::visit::{self, End};
use crate::app::App;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::exec;
use crate::extract::Json;
use crate::guard::Guard;
use crate::router::Route;

/// What may be done at a window: filling in, signing, filing, paying and seeing what came of it. Which licences there are is
/// seen, for one may be a material; showing them, messages and whatever else is the person's alone stay theirs.
const ALLOWED: [&str; 31] = [
    paths::SESSION,
    paths::WINDOW,
    paths::ACTING,
    paths::PROFILE,
    paths::DRAFTS,
    paths::DRAFT,
    paths::DRAFT_KNOWN,
    paths::COSIGNERS,
    paths::COSIGNER,
    paths::CASE_COSIGNERS,
    paths::UPLOADS,
    paths::UPLOAD,
    paths::MATERIALS,
    paths::FILE,
    paths::LICENCES,
    paths::COMPANY_SEAL,
    paths::COMPANY_SEAL_IMAGE,
    paths::SIGNATURE_STAMP,
    paths::SIGNATURES,
    paths::SIGNATURE,
    paths::CASES,
    paths::CASE,
    paths::ADDRESSES,
    paths::COMMANDS,
    paths::EVENTS,
    paths::DOCUMENTS,
    paths::DOCUMENT,
    paths::DOCUMENT_PAGES,
    paths::DOCUMENT_PAGE,
    paths::PAYMENTS,
    paths::PAYMENT,
];

/// Whether a route, by its method and its path as it is documented, may be used at a window. A company's seal may stand
/// beside a signature there; keeping another or none is no part of a filing.
pub fn allows(method: &Method, path: &str) -> bool {
    let reads = matches!(*method, Method::GET | Method::HEAD);
    ALLOWED.contains(&path) && (reads || path != paths::COMPANY_SEAL)
}

/// Routes of windows.
pub fn routes() -> Vec<Route> {
    vec![
        Route::new(
            Method::POST,
            paths::WINDOW,
            Guard::Staff(&[Role::Clerk]),
            begin,
            "File with a person who came to the window; their session begins in place of the clerk's.",
        )
        .takes::<Visitor>()
        .gives::<Session>(200),
        Route::new(
            Method::GET,
            paths::WINDOW,
            Guard::LoggedIn,
            stands,
            "How long the visit at the window lasts without a request; asking this is none.",
        )
        .gives::<Visit>(200),
        Route::new(
            Method::PUT,
            paths::WINDOW,
            Guard::Citizen,
            go_on,
            "The visit at the window goes on: its time counts anew.",
        )
        .gives::<Visit>(200),
        Route::new(
            Method::DELETE,
            paths::WINDOW,
            Guard::Citizen,
            end,
            "The visit at the window is over: the session is the clerk's again.",
        )
        .gives::<Session>(200),
    ]
}

async fn begin(
    State(app): State<App>,
    headers: HeaderMap,
    staff: Staff,
    Json(visitor): Json<Visitor>,
) -> Result<Answer<Session>> {
    let visitor = checked(&visitor)?;
    let mut tx = app.db.write().await?;
    let person = found_or_made(&app, &mut tx, &visitor).await?;
    let (id, now) = (app.clock.id(), app.clock.now());
    exec!(
        &mut tx,
        "INSERT INTO window_visit (id, clerk, person, begun_at) VALUES ($1, $2, $3, $4)",
        &id,
        &staff.id,
        &person,
        now
    )?;
    exec!(
        &mut tx,
        "UPDATE session SET holder = $2, is_staff = $3, acting = '', clerk = $4, visit = $5, seen_at = $6
         WHERE token_hash = $1",
        hash(&app, &headers),
        &person,
        false,
        &staff.id,
        &id,
        now
    )?;
    tx.commit().await?;
    whose(&app, &headers).await
}

async fn end(
    State(app): State<App>,
    headers: HeaderMap,
    citizen: Citizen,
) -> Result<impl IntoResponse> {
    let Some(AtWindow { id, .. }) = citizen.window else {
        return Err(Error::detail(Code::NotFound, "no visit at a window"));
    };
    let mut tx = app.db.write().await?;
    let session = hash(&app, &headers);
    visit::close(&mut tx, &session, app.clock.now(), End::Clerk).await?;
    exec!(
        &mut tx,
        "UPDATE session SET holder = $2, is_staff = $3, acting = '', clerk = '', visit = '', seen_at = NULL
         WHERE token_hash = $1",
        session,
        id,
        true
    )?;
    tx.commit().await?;
    Ok(([FORGET], whose(&app, &headers).await?))
}

async fn stands(State(app): State<App>, identity: Identity) -> Answer<Visit> {
    Answer(standing(&app, &identity))
}

async fn go_on(
    State(app): State<App>,
    headers: HeaderMap,
    citizen: Citizen,
) -> Result<Answer<Visit>> {
    if citizen.window.is_none() {
        return Err(Error::detail(Code::NotFound, "no visit at a window"));
    }
    // The guard has written this request down: what is left now is more than when it came.
    let identity = identify(&app, &headers).await?.ok_or_else(|| Error::new(Code::NotLoggedIn))?;
    Ok(Answer(standing(&app, &identity)))
}

fn standing(app: &App, identity: &Identity) -> Visit {
    let limit_seconds = app.settings.visit_seconds;
    match identity {
        Identity::Citizen(citizen) => {
            let seconds_left = citizen.window.as_ref().map(|window| window.seconds_left);
            Visit { limit_seconds, seconds_left, lapsed: false }
        }
        Identity::Staff(staff) => Visit { limit_seconds, seconds_left: None, lapsed: staff.lapsed },
    }
}

/// The hash by which the session of a request is kept.
fn hash(app: &App, headers: &HeaderMap) -> String {
    app.keys.hash("session", token(headers).unwrap_or_default())
}

/// Whose the session is from now on.
async fn whose(app: &App, headers: &HeaderMap) -> Result<Answer<Session>> {
    let identity: Identity =
        identify(app, headers).await?.ok_or_else(|| Error::new(Code::NotLoggedIn))?;
    Ok(Answer(session(app, &identity)))
}

fn checked(visitor: &Visitor) -> Result<Visitor> {
    let visitor = visitor.tidy();
    let Some(field) = visitor.wrong().first().copied() else { return Ok(visitor) };
    let detail = match field {
        "name" => "the name on the identity card",
        "id_card" => "18 characters of an identity card, the last of which checks them",
        _ => "a mobile number of 11 digits",
    };
    Err(Error::field(Code::WrongShape, field, detail))
}

/// The account of a visitor: theirs by their phone, or a new one.
async fn found_or_made(app: &App, tx: &mut Tx, visitor: &Visitor) -> Result<String> {
    let hash = app.keys.hash("phone", &visitor.phone);
    if store::staff_by_phone(app, tx, &hash).await?.is_some() {
        return Err(Error::field(Code::WrongShape, "phone", "the number of a member of staff"));
    }
    match store::person_by_phone(app, tx, &hash).await? {
        Some(row) if is_theirs(app, &row, visitor)? => Ok(row.id),
        Some(_) => Err(Error::field(
            Code::WrongShape,
            "phone",
            "an account with another name or card has it",
        )),
        None => {
            alone(app, tx, visitor).await?;
            made(app, tx, visitor).await
        }
    }
}

fn is_theirs(app: &App, row: &PersonRow, visitor: &Visitor) -> Result<bool> {
    Ok(row.name == visitor.name && row.id_card(app)?.eq_ignore_ascii_case(&visitor.id_card))
}

/// Nobody has the card under another number, and the person has looked at this one: a slip of the clerk's would give
/// their account to a stranger.
async fn alone(app: &App, tx: &mut Tx, visitor: &Visitor) -> Result<()> {
    let wrong = |field: &str, detail: &str| Err(Error::field(Code::WrongShape, field, detail));
    for row in store::people_by_name(app, tx, &visitor.name).await? {
        if row.id_card(app)?.eq_ignore_ascii_case(&visitor.id_card) {
            return wrong("id_card", "an account with another number has it");
        }
    }
    if visitor.looked { Ok(()) } else { wrong("looked", "the person looks at the number first") }
}

async fn made(app: &App, tx: &mut Tx, visitor: &Visitor) -> Result<String> {
    let id = app.clock.id();
    let new = NewPerson::known(&id, &visitor.name, &visitor.phone, &visitor.id_card);
    store::add_person(app, tx, &new).await?;
    Ok(id)
}
