//! Questions, complaints, suggestions and reports (E2): asked on line or by the hotline, answered by whoever they
//! concern, and owned by whoever was asked first.

mod answers;
mod citizen;
mod job;
mod store;
mod work;

pub use job::do_due;
pub use store::{move_days, rebuild};

use chrono::NaiveDate;
use onething_api::problem::Code;
use onething_api::tickets::{TicketAsked, TicketRow};
use onething_domain::case::Actor;
use onething_domain::identifier;
use onething_domain::message::MessageKind;
use onething_domain::text::Text;
use onething_domain::ticket::{self, NewTicket, TicketEvent, TicketFacts};

use crate::app::App;
use crate::city::catalogue::Catalogue;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::outbox;
use crate::outbox::Message;
use crate::router::Route;
use crate::session::store as people;
use crate::verify;
use store::Loaded;

/// Routes of tickets.
pub fn routes() -> Vec<Route> {
    [citizen::routes(), answers::routes(), work::routes()].into_iter().flatten().collect()
}

/// The page on which a ticket is looked up by its code.
const FIND: &str = "/tickets/find";

/// What stands before a ticket's number, so that nobody takes it for a case's.
const PREFIX: &str = "T";

/// A ticket's number as people type it, in its plain form.
fn read_number(typed: &str) -> Option<String> {
    let typed = typed.trim();
    let rest = typed.strip_prefix(['T', 't']).unwrap_or(typed);
    identifier::read_case_number(rest).map(|number| format!("{PREFIX}{number}"))
}

/// The code under which a ticket without a name is looked up.
fn code(app: &App, number: &str) -> String {
    verify::code(&app.keys, "ticket", number)
}

/// Decides something with the facts of now.
fn with_facts<T>(
    app: &App,
    catalogue: &Catalogue,
    actor: &Actor,
    decide: impl FnOnce(&TicketFacts) -> T,
) -> Result<T> {
    let pledges = catalogue.pledges();
    let calendar = catalogue.calendar()?;
    Ok(decide(&TicketFacts { now: app.clock.now(), actor, calendar, pledges: &pledges }))
}

/// The day that it is in the city.
fn today(app: &App, catalogue: &Catalogue) -> Result<NaiveDate> {
    Ok(catalogue.calendar()?.day(app.clock.now()))
}

/// Files a ticket; the caller holds the journal.
async fn file(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    signer: &str,
    person: &str,
    new: NewTicket,
) -> Result<Loaded> {
    let catalogue = app.shelf.catalogue();
    if !new.thing.is_empty() && !catalogue.knows(&new.thing) {
        return Err(Error::field(Code::WrongShape, "thing", "a thing of the city, or nothing"));
    }
    // A thing is asked about where its first item is at home.
    let of_thing = catalogue
        .published(&new.thing)
        .and_then(|edition| edition.guide.nodes.first().map(|node| node.item.department.clone()));
    let event = with_facts(app, &catalogue, actor, |facts| {
        let knows = |id: &str| catalogue.departments.contains_key(id);
        ticket::ask(new, person, of_thing.as_deref(), facts, knows)
    })??;
    let day = today(app, &catalogue)?;
    let region = catalogue.city.as_ref().map_or("000000", |city| city.region.as_str());
    let serial = u32::try_from(store::count_of_day(tx, day).await?)
        .map_err(|_| Error::Broken("serials are used up".to_owned()))?;
    let number = format!("{PREFIX}{}", identifier::case_number(region, day, serial));
    let mut loaded = Loaded::new(number);
    store::append(app, tx, &mut loaded, signer, event).await?;
    Ok(loaded)
}

/// A ticket in a list.
fn row(catalogue: &Catalogue, loaded: &Loaded, today: NaiveDate) -> Result<TicketRow> {
    let ticket = &loaded.ticket;
    let broken = || Error::Broken("a ticket that nobody asked".to_owned());
    Ok(TicketRow {
        number: loaded.number.clone(),
        kind: ticket.kind(),
        title: ticket.asked.title.clone(),
        status: ticket.status,
        department: catalogue.department_name(&ticket.department),
        channel: ticket.channel,
        at: ticket.at.ok_or_else(broken)?,
        due: ticket.due.ok_or_else(broken)?,
        late: ticket.is_late(today),
    })
}

/// Where the answer will be found; whoever has no account looks it up by a code.
fn asked(app: &App, loaded: &Loaded) -> Result<TicketAsked> {
    let broken = || Error::Broken("a ticket without a limit".to_owned());
    Ok(TicketAsked {
        number: loaded.number.clone(),
        code: loaded.ticket.person.is_empty().then(|| code(app, &loaded.number)),
        due: loaded.ticket.due.ok_or_else(broken)?,
    })
}

/// Sends a caller without an account the code under which the answer will be found.
async fn note(app: &App, tx: &mut Tx, loaded: &Loaded) -> Result<()> {
    let phone = loaded.ticket.asked.phone.as_str();
    if phone.is_empty() || !loaded.ticket.person.is_empty() {
        return Ok(());
    }
    let message = message(app, MessageKind::TicketNoted, loaded);
    outbox::tell_phone(app, tx, "", phone, message).await
}

/// Tells whoever asked that there is an answer: by their account, where the number is its own or none was given; else
/// by the number that they gave, with the code to look it up where they have no account.
async fn tell(app: &App, tx: &mut Tx, loaded: &Loaded, event: &TicketEvent) -> Result<()> {
    if !matches!(event, TicketEvent::Answered { .. }) {
        return Ok(());
    }
    let ticket = &loaded.ticket;
    let phone = ticket.asked.phone.as_str();
    let Some(person) = people::person(app, tx, &ticket.person).await? else {
        if phone.is_empty() {
            return Ok(());
        }
        let message = message(app, MessageKind::TicketAnsweredCode, loaded);
        return outbox::tell_phone(app, tx, "", phone, message).await;
    };
    let message = message(app, MessageKind::TicketAnswered, loaded);
    if phone.is_empty() || person.phone(app)? == phone {
        return outbox::tell(app, tx, &person.id, message).await;
    }
    outbox::tell_phone(app, tx, &person.id, phone, message).await
}

/// A message about a ticket: to its page, or with its code to where it is looked up.
fn message(app: &App, kind: MessageKind, loaded: &Loaded) -> Message {
    let number = &loaded.number;
    let mut with = vec![("number", Text::zh(number.clone()))];
    let mut about = format!("/tickets/{number}");
    if kind != MessageKind::TicketAnswered {
        with.push(("code", Text::zh(code(app, number))));
        about = FIND.to_owned();
    }
    Message { kind, key: format!("ticket/{number}/{}", loaded.ticket.seq), about, with }
}
