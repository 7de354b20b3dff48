//! Filing at a window (窗口申报, A9): a clerk has the person before them, compares them with their identity card and files
//! with them, in the person's own name. The clerk's session is the person's for as long as the visit lasts, may do only
//! what a filing needs, and is the clerk's again afterwards. Who was at whose window is kept for good.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::{HeaderMap, Method};
use onething_api::paths;
use onething_api::problem::Code;
use onething_api::session::{Session, Visitor};
use onething_domain::city::Role;
use onething_domain::text::Text;

use super::identity::{AtWindow, Citizen, Identity, Staff, identify, token};
use super::routes::session;
use super::store::{self, NewPerson, PersonRow};
use crate::app::App;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::exec;
use crate::extract::Json;
use crate::guard::Guard;
use crate::router::Route;

/// What may be done at a window: filling in, signing, filing, paying and seeing what came of it. Licences, messages and
/// whatever else is the person's alone stay theirs.
const ALLOWED: [&str; 29] = [
    paths::SESSION,
    paths::WINDOW,
    paths::ACTING,
    paths::PROFILE,
    paths::DRAFTS,
    paths::DRAFT,
    paths::COSIGNERS,
    paths::COSIGNER,
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

/// Whether a route, by its path as it is documented, may be used at a window.
pub fn allows(path: &str) -> bool {
    ALLOWED.contains(&path)
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
    hand_over(&app, &mut tx, &headers, (&person, false), &staff.id).await?;
    exec!(
        &mut tx,
        "INSERT INTO window_visit (id, clerk, person, begun_at) VALUES ($1, $2, $3, $4)",
        app.clock.id(),
        &staff.id,
        &person,
        app.clock.now()
    )?;
    tx.commit().await?;
    now(&app, &headers).await
}

async fn end(
    State(app): State<App>,
    headers: HeaderMap,
    citizen: Citizen,
) -> Result<Answer<Session>> {
    let Some(AtWindow { id, .. }) = citizen.window else {
        return Err(Error::detail(Code::NotFound, "no visit at a window"));
    };
    let mut tx = app.db.write().await?;
    hand_over(&app, &mut tx, &headers, (&id, true), "").await?;
    tx.commit().await?;
    now(&app, &headers).await
}

/// Makes the session another's: who it is and whether staff, and the clerk at whose window.
async fn hand_over(
    app: &App,
    tx: &mut Tx,
    headers: &HeaderMap,
    (holder, is_staff): (&str, bool),
    clerk: &str,
) -> Result<()> {
    exec!(
        tx,
        "UPDATE session SET holder = $2, is_staff = $3, acting = '', clerk = $4 WHERE token_hash = $1",
        app.keys.hash("session", token(headers).unwrap_or_default()),
        holder,
        is_staff,
        clerk
    )?;
    Ok(())
}

/// Whose the session is from now on.
async fn now(app: &App, headers: &HeaderMap) -> Result<Answer<Session>> {
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
        None => made(app, tx, visitor).await,
    }
}

fn is_theirs(app: &App, row: &PersonRow, visitor: &Visitor) -> Result<bool> {
    Ok(row.name == visitor.name && row.id_card(app)?.eq_ignore_ascii_case(&visitor.id_card))
}

async fn made(app: &App, tx: &mut Tx, visitor: &Visitor) -> Result<String> {
    let id = app.clock.id();
    let new = NewPerson {
        id: &id,
        name: &visitor.name,
        phone: &visitor.phone,
        id_card: &visitor.id_card,
        spouse: "",
        about: &Text::default(),
        demo: false,
    };
    store::add_person(app, tx, &new).await?;
    Ok(id)
}
