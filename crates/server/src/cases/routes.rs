//! Cases over HTTP.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::{Method, StatusCode};
use chrono::{DateTime, Utc};
use onething_api::cases::{
    AddressList, CaseList, CaseRow, CaseView, CommandRequest, FileCase, LookUp, PageQuery,
    PublicProgress, RevealRequest, Revealed, StaleCase,
};
use onething_api::drafts::StaleDraft;
use onething_api::paths;
use onething_domain::city::Role;

use super::store::{Loaded, Summary};
use super::{access, addresses, commands, events, file, lookup, reveal, store, view};
use crate::all;
use crate::app::App;
use crate::error::Result;
use crate::extract::{Json, Path, Query};
use crate::guard::Guard;
use crate::limit::Peer;
use crate::page;
use crate::router::Route;
use crate::session::{Citizen, Identity, Staff};

/// Staff who may see cases at all.
pub const HANDLERS: [Role; 4] = [Role::Clerk, Role::Reviewer, Role::Chief, Role::Supervisor];

/// Routes of cases.
pub fn routes() -> Vec<Route> {
    vec![
        Route::new(
            Method::GET,
            paths::CASES,
            Guard::Citizen,
            list,
            "My cases, or those of the company that I act for; newest first.",
        )
        .asks::<PageQuery>()
        .gives::<CaseList>(200),
        Route::new(
            Method::POST,
            paths::CASES,
            Guard::Citizen,
            file_draft,
            "File a draft; sent twice with the same id, it is filed once.",
        )
        .takes::<FileCase>()
        .gives::<CaseView>(201)
        .gives::<StaleDraft>(412),
        Route::new(
            Method::GET,
            paths::CASE,
            Guard::LoggedIn,
            get,
            "A case as its reader may see it.",
        )
        .gives::<CaseView>(200),
        Route::new(
            Method::POST,
            paths::COMMANDS,
            Guard::LoggedIn,
            command,
            "The one door for commands; sent twice with the same id, one is done once.",
        )
        .takes::<CommandRequest>()
        .gives::<CaseView>(200)
        .gives::<StaleCase>(409),
        Route::new(
            Method::GET,
            paths::ADDRESSES,
            Guard::Citizen,
            addresses::list,
            "Addresses to which I have had something sent, the last first.",
        )
        .gives::<AddressList>(200),
        Route::new(
            Method::GET,
            paths::EVENTS,
            Guard::LoggedIn,
            events::events,
            "Tells each time when the case has moved.",
        )
        .header("last-event-id", false)
        .gives_bytes(200, "text/event-stream"),
        Route::new(
            Method::POST,
            paths::REVEAL,
            Guard::Staff(&HANDLERS),
            reveal_value,
            "Uncover a masked value, with a reason that is logged.",
        )
        .takes::<RevealRequest>()
        .gives::<Revealed>(200),
        Route::new(
            Method::POST,
            paths::LOOKUP,
            Guard::Public,
            look_up,
            "Look a case up by its number and the tail of the identity number.",
        )
        .takes::<LookUp>()
        .gives::<PublicProgress>(200),
    ]
}

async fn list(
    State(app): State<App>,
    citizen: Citizen,
    Query(query): Query<PageQuery>,
) -> Result<Answer<CaseList>> {
    let limit = page::limit(query.limit, 20)?;
    let begin: Option<(DateTime<Utc>, String)> = page::begin(query.cursor.as_deref())?;
    let (at, number) = begin.unwrap_or_else(page::newest);
    let company = citizen.acting.clone().unwrap_or_default();
    let mut tx = app.db.read().await?;
    // For a company all of its cases, whoever filed them; for oneself those without a company.
    let mut rows = all!(
        &mut tx,
        Summary,
        "SELECT number, seq, head, thing, version, title, status, applicant, company, filed_at, received_at, accepted, done, tasks, owed_cents
         FROM case_summary
         WHERE company = $1 AND (applicant = $2 OR company <> '') AND (filed_at < $3 OR (filed_at = $3 AND number < $4))
         ORDER BY filed_at DESC, number DESC LIMIT $5",
        &company,
        &citizen.id,
        at,
        &number,
        limit + 1
    )?;
    let next = page::cut(&mut rows, limit, |row| (row.filed_at, row.number.clone()))?;
    let mut cases = Vec::with_capacity(rows.len());
    for row in rows {
        cases.push(case_row(&app, &mut tx, row).await?);
    }
    Ok(Answer(CaseList { cases, next }))
}

async fn case_row(app: &App, tx: &mut crate::db::Tx, row: Summary) -> Result<CaseRow> {
    use crate::session::store::{company, person};
    let applicant = person(app, tx, &row.applicant).await?.map(|person| person.name);
    let company = if row.company.is_empty() { None } else { company(tx, &row.company).await? };
    Ok(CaseRow {
        title: row.title()?,
        status: row.status()?,
        applicant: applicant.unwrap_or_default(),
        company: company.map(|company| company.name),
        number: row.number,
        thing: row.thing,
        filed_at: row.filed_at,
        done: u32::try_from(row.done).unwrap_or(0),
        tasks: u32::try_from(row.tasks).unwrap_or(0),
        owed_cents: row.owed_cents,
    })
}

async fn file_draft(
    State(app): State<App>,
    citizen: Citizen,
    Json(request): Json<FileCase>,
) -> Result<(StatusCode, Answer<CaseView>)> {
    let loaded = file::file(&app, &citizen, &request).await?;
    let view = show(&app, &Identity::Citizen(citizen), &loaded).await?;
    Ok((StatusCode::CREATED, Answer(view)))
}

async fn show(app: &App, identity: &Identity, loaded: &Loaded) -> Result<CaseView> {
    let mut tx = app.db.read().await?;
    view::view(app, &mut tx, identity, loaded).await
}

async fn get(
    State(app): State<App>,
    identity: Identity,
    Path(number): Path<String>,
) -> Result<Answer<CaseView>> {
    let mut tx = app.db.read().await?;
    access::find(&mut tx, &identity, &number).await?;
    let loaded = store::load(&app, &mut tx, &number).await?;
    Ok(Answer(view::view(&app, &mut tx, &identity, &loaded).await?))
}

async fn command(
    State(app): State<App>,
    identity: Identity,
    Path(number): Path<String>,
    Json(request): Json<CommandRequest>,
) -> Result<Answer<CaseView>> {
    let loaded = commands::command(&app, &identity, &number, &request).await?;
    show(&app, &identity, &loaded).await.map(Answer)
}

async fn reveal_value(
    State(app): State<App>,
    staff: Staff,
    Path(number): Path<String>,
    Json(request): Json<RevealRequest>,
) -> Result<Answer<Revealed>> {
    reveal::reveal(&app, &staff, &number, &request).await.map(Answer)
}

async fn look_up(
    State(app): State<App>,
    Peer(peer): Peer,
    Json(request): Json<LookUp>,
) -> Result<Answer<PublicProgress>> {
    app.limits.lookup.take(&peer, app.clock.now())?;
    lookup::look_up(&app, &request).await.map(Answer)
}
