//! Tickets as people ask them and read the answers.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode};
use chrono::{DateTime, Utc};
use onething_api::paths;
use onething_api::problem::Code;
use onething_api::tickets::{
    AskTicket, StaleTicket, TicketAsked, TicketList, TicketLookUp, TicketQuery, TicketRequest,
    TicketRow, TicketView,
};
use onething_domain::case::Actor;
use onething_domain::identifier;
use onething_domain::ticket::{self, TicketAct};

use super::store::{self, Loaded, Row};
use super::{asked, code, file, read_number, row, tell, today, with_facts};
use crate::app::App;
use crate::cases::access;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::extract::{Json, Path, Query, client_id};
use crate::guard::Guard;
use crate::limit::Peer;
use crate::reply::{self, Begun};
use crate::router::Route;
use crate::session::{self, Citizen, Identity};
use crate::{journal, names, page};

/// Whose requests are kept that came without a name.
const NOBODY: &str = "nobody";

/// Routes of tickets for those who ask.
pub fn routes() -> Vec<Route> {
    vec![
        Route::new(
            Method::GET,
            paths::TICKETS,
            Guard::Citizen,
            list,
            "What I have asked, last first.",
        )
        .asks::<TicketQuery>()
        .gives::<TicketList>(200),
        Route::new(
            Method::POST,
            paths::TICKETS,
            Guard::Public,
            ask,
            "Ask, complain, suggest or report; a report without a name gives a code to look it up with.",
        )
        .takes::<AskTicket>()
        .gives::<TicketAsked>(201)
        .gives::<TicketAsked>(200),
        Route::new(Method::GET, paths::TICKET, Guard::Citizen, get, "What I have asked, with answers.")
            .gives::<TicketView>(200),
        Route::new(
            Method::POST,
            paths::TICKET_COMMANDS,
            Guard::Citizen,
            command,
            "Add to what I have asked, send the answer back, or end it.",
        )
        .takes::<TicketRequest>()
        .gives::<TicketView>(200)
        .gives::<StaleTicket>(412),
        Route::new(
            Method::POST,
            paths::TICKET_LOOKUPS,
            Guard::Public,
            look_up,
            "Look up what was asked without an account, by its number and code.",
        )
        .takes::<TicketLookUp>()
        .gives::<TicketView>(200),
    ]
}

async fn list(
    State(app): State<App>,
    citizen: Citizen,
    Query(query): Query<TicketQuery>,
) -> Result<Answer<TicketList>> {
    let limit = page::limit(query.limit, 20)?;
    let begin: Option<(DateTime<Utc>, String)> = page::begin(query.cursor.as_deref())?;
    let mut tx = app.db.read().await?;
    let begin = begin.unwrap_or_else(page::newest);
    let mut rows = store::of_person(&mut tx, &citizen.id, begin, limit + 1).await?;
    let next = page::cut(&mut rows, limit, |row| (row.asked_at, row.number.clone()))?;
    let rows = rows.iter().map(|row| list_row(&app, row)).collect::<Result<_>>()?;
    Ok(Answer(TicketList { rows, next }))
}

/// A ticket in a list.
pub fn list_row(app: &App, row: &Row) -> Result<TicketRow> {
    let catalogue = app.shelf.catalogue();
    let today = today(app, &catalogue)?;
    let due = row.due.parse().unwrap_or(today);
    Ok(TicketRow {
        number: row.number.clone(),
        kind: names::value(&row.kind)?,
        title: row.title(app)?,
        status: names::value(&row.status)?,
        department: catalogue.department_name(&row.department),
        channel: names::value(&row.channel)?,
        at: row.asked_at,
        late: matches!(row.status.as_str(), "open" | "taken") && due < today,
        due,
    })
}

async fn ask(
    State(app): State<App>,
    Peer(peer): Peer,
    headers: HeaderMap,
    Json(request): Json<AskTicket>,
) -> Result<(StatusCode, Answer<TicketAsked>)> {
    client_id(&request.id)?;
    app.limits.ask.take(&peer, app.clock.now())?;
    let identity = session::identify(&app, &headers).await?;
    let citizen = match &identity {
        // What is asked is the person's alone, also at a clerk's window.
        Some(Identity::Citizen(citizen)) if citizen.window.is_some() => {
            return Err(Error::new(Code::Forbidden));
        }
        Some(Identity::Citizen(citizen)) if !request.anonymous => Some(citizen),
        Some(Identity::Staff(_)) => return Err(Error::new(Code::Forbidden)),
        _ => None,
    };
    let person = citizen.map(|citizen| citizen.id.clone()).unwrap_or_default();
    let owner = if person.is_empty() { NOBODY } else { &person };
    let mut tx = app.db.write().await?;
    journal::hold(&mut tx).await?;
    let begun = reply::begin(&app, &mut tx, owner, &request.id, &request).await?;
    if let Begun::Before(number) = begun {
        let gone = || Error::Broken("a ticket without records".to_owned());
        let loaded = store::load(&app, &mut tx, &number).await?.ok_or_else(gone)?;
        return Ok((StatusCode::OK, Answer(asked(&app, &loaded)?)));
    }
    let ticket = request.ticket;
    if !ticket.number.is_empty() {
        let own = identity.as_ref().filter(|_| citizen.is_some());
        let own = own.ok_or_else(|| Error::field(Code::NotFound, "number", "no case of yours"))?;
        access::find(&mut tx, own, &ticket.number).await?;
    }
    let loaded = file(&app, &mut tx, &Actor::Applicant, &person, &person, ticket).await?;
    reply::end(&mut tx, owner, &request.id, &loaded.number).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Answer(asked(&app, &loaded)?)))
}

/// A ticket of one's own; others' do not exist.
async fn find(app: &App, tx: &mut Tx, citizen: &Citizen, number: &str) -> Result<Loaded> {
    let loaded = store::load(app, tx, number).await?;
    let own = loaded.filter(|loaded| loaded.ticket.person == citizen.id);
    own.ok_or_else(|| Error::new(Code::NotFound))
}

async fn get(
    State(app): State<App>,
    citizen: Citizen,
    Path(number): Path<String>,
) -> Result<Answer<TicketView>> {
    let mut tx = app.db.read().await?;
    let loaded = find(&app, &mut tx, &citizen, &number).await?;
    view(&app, &loaded).map(Answer)
}

async fn command(
    State(app): State<App>,
    citizen: Citizen,
    Path(number): Path<String>,
    Json(request): Json<TicketRequest>,
) -> Result<Answer<TicketView>> {
    client_id(&request.id)?;
    let mut tx = app.db.write().await?;
    journal::hold(&mut tx).await?;
    let mut loaded = find(&app, &mut tx, &citizen, &number).await?;
    let sent = (&number, &request);
    if let Begun::Before(_) = reply::begin(&app, &mut tx, &citizen.id, &request.id, &sent).await? {
        return view(&app, &loaded).map(Answer);
    }
    if loaded.ticket.seq != request.expected_seq {
        return Err(Error::stale(Code::StaleRevision, &view(&app, &loaded)?));
    }
    let catalogue = app.shelf.catalogue();
    let event = with_facts(&app, &catalogue, &Actor::Applicant, |facts| {
        ticket::decide(&loaded.ticket, &request.command, facts, |_| false)
    })??;
    store::append(&app, &mut tx, &mut loaded, &citizen.id, event.clone()).await?;
    tell(&app, &mut tx, &loaded, &event).await?;
    reply::end(&mut tx, &citizen.id, &request.id, "").await?;
    tx.commit().await?;
    view(&app, &loaded).map(Answer)
}

async fn look_up(
    State(app): State<App>,
    Peer(peer): Peer,
    Json(request): Json<TicketLookUp>,
) -> Result<Answer<TicketView>> {
    let now = app.clock.now();
    app.limits.lookup.take(&peer, now)?;
    let nothing = || Error::detail(Code::NotFound, "nothing under this number and code");
    let number = read_number(&request.number).ok_or_else(nothing)?;
    app.limits.guess.take(&number, now)?;
    let typed = identifier::read_verify_code(&request.code);
    if typed.as_deref() != Some(&code(&app, &number)) {
        return Err(nothing());
    }
    app.limits.guess.give_back(&number);
    let mut tx = app.db.read().await?;
    let loaded = store::load(&app, &mut tx, &number).await?.ok_or_else(nothing)?;
    let mut view = view(&app, &loaded)?;
    view.may.clear(); // who has only a code reads only
    Ok(Answer(view))
}

fn view(app: &App, loaded: &Loaded) -> Result<TicketView> {
    let catalogue = app.shelf.catalogue();
    let today = today(app, &catalogue)?;
    let may = with_facts(app, &catalogue, &Actor::Applicant, |facts| {
        let may = |act: &TicketAct| ticket::permit(&loaded.ticket, facts, *act).is_ok();
        TicketAct::ALL.into_iter().filter(may).collect()
    })?;
    Ok(TicketView {
        seq: loaded.ticket.seq,
        row: row(&catalogue, loaded, today)?,
        entries: loaded.ticket.entries.clone(),
        until: loaded.ticket.until,
        may,
    })
}
