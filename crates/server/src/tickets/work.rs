//! Tickets as staff answer them.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::{Method, StatusCode};
use onething_api::paths;
use onething_api::problem::Code;
use onething_api::ratings::Moment;
use onething_api::tickets::{
    CallTicket, StaleTicketWork, TicketAsked, TicketDesk, TicketList, TicketRequest, TicketShelf,
    TicketWork, WorkTicketQuery,
};
use onething_domain::city::Role;
use onething_domain::identifier;
use onething_domain::ticket::{self, Channel, TicketAct, TicketEvent};

use super::citizen::list_row;
use super::store::{self, Filter, Loaded, Reports};
use super::{asked, code, file, note, row, tell, today, with_facts};
use crate::app::App;
use crate::cases::access;
use crate::city::catalogue::Catalogue;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::extract::{Json, Path, Query, client_id};
use crate::guard::Guard;
use crate::names::name;
use crate::ratings::staff_names;
use crate::reply::{self, Begun};
use crate::router::Route;
use crate::session::Staff;
use crate::session::store as people;
use crate::{journal, one, page};

/// Who has to do with tickets.
const DESK: Guard =
    Guard::Staff(&[Role::Clerk, Role::Reviewer, Role::Chief, Role::Publisher, Role::Supervisor]);

/// Routes of tickets for staff.
pub fn routes() -> Vec<Route> {
    vec![
        Route::new(Method::GET, paths::WORK_TICKETS, DESK, list, "Tickets, most urgent first.")
            .asks::<WorkTicketQuery>()
            .gives::<TicketList>(200),
        Route::new(
            Method::POST,
            paths::WORK_TICKETS,
            Guard::Staff(&[Role::Clerk]),
            call,
            "Write down what a caller asks; whoever writes it down owns it until it is answered.",
        )
        .takes::<CallTicket>()
        .gives::<TicketAsked>(201)
        .gives::<TicketAsked>(200),
        Route::new(Method::GET, paths::WORK_TICKET, DESK, get, "A ticket with everything about it.")
            .gives::<TicketWork>(200),
        Route::new(
            Method::POST,
            paths::WORK_TICKET_COMMANDS,
            DESK,
            command,
            "The one door for staff's commands to a ticket; sent twice with the same id, one is done once.",
        )
        .takes::<TicketRequest>()
        .gives::<TicketWork>(200)
        .gives::<StaleTicketWork>(412),
    ]
}

/// At which department somebody answers; all where it is empty. Clerks answer for whoever answers for the city.
fn sight(staff: &Staff, catalogue: &Catalogue, asked: Option<String>) -> String {
    if staff.has(Role::Supervisor) || staff.has(Role::Publisher) {
        return asked.unwrap_or_default();
    }
    match &staff.department {
        Some(department) => department.clone(),
        None => catalogue.pledges().owner,
    }
}

/// Which reports a list names to somebody: those that they may open.
fn reports(staff: &Staff, catalogue: &Catalogue) -> Reports {
    let (actor, pledges) = (staff.actor(), catalogue.pledges());
    let reads = |department: &String| ticket::reads_reports(&actor, department, &pledges);
    let places = [staff.department.clone().unwrap_or_default(), pledges.owner.clone()];
    Reports {
        all: staff.has(Role::Supervisor),
        at: places.map(|place| if reads(&place) { place } else { String::new() }),
        of: if staff.has(Role::Clerk) { staff.id.clone() } else { String::new() },
    }
}

async fn list(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<WorkTicketQuery>,
) -> Result<Answer<TicketList>> {
    let limit = page::limit(query.limit, 50)?;
    let catalogue = app.shelf.catalogue();
    // Publishers see what waits to be published, and nothing of what people say.
    let publishes =
        staff.roles.iter().all(|role| *role == Role::Publisher || *role == Role::Editor);
    let first = if publishes { TicketShelf::Proposed } else { TicketShelf::default() };
    let shelf = query.shelf.unwrap_or(first);
    if publishes && shelf != TicketShelf::Proposed {
        return Err(Error::field(Code::Forbidden, "shelf", "proposed"));
    }
    let mine = query.desk == Some(TicketDesk::Mine);
    let department = sight(&staff, &catalogue, query.department);
    let filter = Filter {
        department: if mine { String::new() } else { department },
        staff: if mine { staff.id.clone() } else { String::new() },
        kind: query.kind.map(|kind| name(&kind)).unwrap_or_default(),
        shelf: match shelf {
            TicketShelf::Waiting | TicketShelf::Late => "waiting",
            TicketShelf::Answered => "answered",
            TicketShelf::Closed => "closed",
            TicketShelf::Proposed => "proposed",
        },
        late_on: match shelf {
            TicketShelf::Late => today(&app, &catalogue)?.to_string(),
            _ => String::new(),
        },
        reports: reports(&staff, &catalogue),
    };
    let begin = page::begin(query.cursor.as_deref())?.unwrap_or_default();
    let mut tx = app.db.read().await?;
    let mut rows = store::shelf(&mut tx, &filter, begin, limit + 1).await?;
    let next = page::cut(&mut rows, limit, |row| (row.due.clone(), row.number.clone()))?;
    let rows = rows.iter().map(|row| list_row(&app, row)).collect::<Result<_>>()?;
    Ok(Answer(TicketList { rows, next }))
}

async fn call(
    State(app): State<App>,
    staff: Staff,
    Json(request): Json<CallTicket>,
) -> Result<(StatusCode, Answer<TicketAsked>)> {
    client_id(&request.id)?;
    let mut tx = app.db.write().await?;
    journal::hold(&mut tx).await?;
    let begun = reply::begin(&app, &mut tx, &staff.id, &request.id, &request).await?;
    if let Begun::Before(number) = begun {
        let gone = || Error::Broken("a ticket without records".to_owned());
        let loaded = store::load(&app, &mut tx, &number).await?.ok_or_else(gone)?;
        return Ok((StatusCode::OK, Answer(asked(&app, &loaded)?)));
    }
    let known = match request.ticket.number.as_str() {
        "" => true,
        number => {
            one!(&mut tx, (String,), "SELECT number FROM case_summary WHERE number = $1", number)?
                .is_some()
        }
    };
    if !known {
        return Err(Error::field(Code::NotFound, "ticket.number", "no such case"));
    }
    // Whoever is known by the number that they call from reads the answer on line as well.
    let hash = app.keys.hash("phone", &request.ticket.phone);
    let person = people::person_by_phone(&app, &mut tx, &hash).await?;
    let person = person.map(|person| person.id).unwrap_or_default();
    let loaded = file(&app, &mut tx, &staff.actor(), &staff.id, &person, request.ticket).await?;
    note(&app, &mut tx, &loaded).await?;
    reply::end(&mut tx, &staff.id, &request.id, &loaded.number).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Answer(asked(&app, &loaded)?)))
}

/// A ticket that the member of staff may see; what is not theirs does not exist.
async fn find(app: &App, tx: &mut Tx, staff: &Staff, number: &str) -> Result<Loaded> {
    let pledges = app.shelf.catalogue().pledges();
    let loaded = store::load(app, tx, number).await?;
    let seen = loaded.filter(|loaded| ticket::may_see(&loaded.ticket, &staff.actor(), &pledges));
    seen.ok_or_else(|| Error::new(Code::NotFound))
}

async fn get(
    State(app): State<App>,
    staff: Staff,
    Path(number): Path<String>,
) -> Result<Answer<TicketWork>> {
    let mut tx = app.db.write().await?;
    let loaded = find(&app, &mut tx, &staff, &number).await?;
    let answer = view(&app, &mut tx, &staff, &loaded).await?;
    if !answer.phone.is_empty() && answer.may.contains(&TicketAct::Answer) {
        access::log(&app, &mut tx, &staff, &number, "ticket.phone", "答复留言").await?;
    }
    tx.commit().await?;
    Ok(Answer(answer))
}

async fn command(
    State(app): State<App>,
    staff: Staff,
    Path(number): Path<String>,
    Json(request): Json<TicketRequest>,
) -> Result<Answer<TicketWork>> {
    client_id(&request.id)?;
    let mut tx = app.db.write().await?;
    journal::hold(&mut tx).await?;
    let sent = (&number, &request);
    let begun = reply::begin(&app, &mut tx, &staff.id, &request.id, &sent).await?;
    if let Begun::Before(_) = begun {
        // Done before: it may be another department's by now.
        let gone = || Error::new(Code::NotFound);
        let loaded = store::load(&app, &mut tx, &number).await?.ok_or_else(gone)?;
        return view(&app, &mut tx, &staff, &loaded).await.map(Answer);
    }
    let mut loaded = find(&app, &mut tx, &staff, &number).await?;
    if loaded.ticket.seq != request.expected_seq {
        let current = view(&app, &mut tx, &staff, &loaded).await?;
        return Err(Error::stale(Code::StaleRevision, &current));
    }
    let catalogue = app.shelf.catalogue();
    let event = with_facts(&app, &catalogue, &staff.actor(), |facts| {
        let knows = |id: &str| catalogue.departments.contains_key(id);
        ticket::decide(&loaded.ticket, &request.command, facts, knows)
    })??;
    store::append(&app, &mut tx, &mut loaded, &staff.id, event.clone()).await?;
    tell(&app, &mut tx, &loaded, &event).await?;
    reply::end(&mut tx, &staff.id, &request.id, "").await?;
    let answer = view(&app, &mut tx, &staff, &loaded).await?;
    tx.commit().await?;
    Ok(Answer(answer))
}

async fn view(app: &App, tx: &mut Tx, staff: &Staff, loaded: &Loaded) -> Result<TicketWork> {
    let ticket = &loaded.ticket;
    let catalogue = app.shelf.catalogue();
    let today = today(app, &catalogue)?;
    let may: Vec<TicketAct> = with_facts(app, &catalogue, &staff.actor(), |facts| {
        let may = |act: &TicketAct| ticket::permit(ticket, facts, *act).is_ok();
        TicketAct::ALL.into_iter().filter(may).collect()
    })?;
    let person = people::person(app, tx, &ticket.person).await?;
    let phone = match (&person, ticket.asked.phone.as_str()) {
        (Some(person), "") => person.phone(app)?,
        (_, phone) => phone.to_owned(),
    };
    let answers = may.contains(&TicketAct::Answer);
    // Read aloud to who calls again; who reported on line without a name has it alone.
    let caller = ticket.channel == Channel::Hotline && ticket.person.is_empty();
    let speaks = caller && ticket::speaks_for(ticket, &staff.actor(), &catalogue.pledges());
    let names = staff_names(tx).await?;
    let named = |id: &str| names.get(id).cloned().unwrap_or_default();
    Ok(TicketWork {
        seq: ticket.seq,
        row: row(&catalogue, loaded, today)?,
        department_id: ticket.department.clone(),
        person: person.map(|person| identifier::mask_name(&person.name)).unwrap_or_default(),
        phone: if answers { phone } else { identifier::mask_phone(&phone) },
        code: if speaks { code(app, &loaded.number) } else { String::new() },
        thing: ticket.asked.thing.clone(),
        about: ticket.asked.number.clone(),
        owner: ticket.owner.as_ref().map(|owner| named(&owner.staff)).unwrap_or_default(),
        taken_by: named(&ticket.taken_by),
        entries: ticket.entries.clone(),
        faq: ticket.faq.clone(),
        may,
        history: loaded
            .records
            .iter()
            .map(|record| Moment {
                at: record.at,
                who: named(&record.actor),
                what: what(&record.event),
                note: said(&catalogue, &record.event),
            })
            .collect(),
    })
}

/// The name of an event as the wire and keys of texts spell it.
fn what(event: &TicketEvent) -> String {
    let value = serde_json::to_value(event).unwrap_or_default();
    value["event"].as_str().unwrap_or_default().to_owned()
}

/// What was said with an event, beside what stands in the conversation.
fn said(catalogue: &Catalogue, event: &TicketEvent) -> String {
    match event {
        TicketEvent::HandedOn { department, reason, .. } => {
            format!("{}：{reason}", catalogue.department_name(department).zh)
        }
        TicketEvent::Unpublished { reason } => reason.clone(),
        TicketEvent::Moved { to } => to.to_string(),
        _ => String::new(),
    }
}
