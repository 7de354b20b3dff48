//! The desk of those who receive people: the day's list of a place, checking in, calling, no-shows.

use chrono::{DateTime, NaiveDate, Utc};
use onething_api::bookings::{
    BookingDesk, BookingStepRequest, CallNext, DeskBooking, DeskBookingQuery, DeskPlace,
};
use onething_api::problem::Code;
use onething_domain::booking::{BookingRefusal, BookingStatus, BookingStep, moment, queue_number};
use onething_domain::identifier::mask_phone;
use onething_domain::message::MessageKind;
use onething_domain::opening::DAY;
use onething_domain::text::Text;

use super::store::{self, Row, Stepped};
use super::tell::tell;
use crate::app::App;
use crate::city::catalogue::Catalogue;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::session::store as people;

/// The places where something can be booked, each once, in the order of the services.
fn places(catalogue: &Catalogue) -> Vec<DeskPlace> {
    let mut places: Vec<DeskPlace> = Vec::new();
    for place in catalogue.bookings.service.iter().flat_map(|service| &service.places) {
        let window = catalogue.windows.iter().find(|known| known.id == place.place);
        if let Some(window) = window.filter(|known| places.iter().all(|one| one.id != known.id)) {
            places.push(DeskPlace { id: window.id.clone(), name: window.name.clone() });
        }
    }
    places
}

/// The counters of a place, of all services.
fn counters(catalogue: &Catalogue, place: &str) -> Vec<Text> {
    let mut counters: Vec<Text> = Vec::new();
    for service in &catalogue.bookings.service {
        for counter in service.place(place).into_iter().flat_map(|known| &known.counters) {
            if !counters.contains(counter) {
                counters.push(counter.clone());
            }
        }
    }
    counters
}

fn within(catalogue: &Catalogue, day: NaiveDate) -> Result<(DateTime<Utc>, DateTime<Utc>)> {
    let calendar = catalogue.calendar()?;
    Ok((moment(calendar, day, 0), moment(calendar, day, DAY)))
}

/// The day's list of a place.
///
/// # Errors
/// No such place, or the database's.
pub async fn list(app: &App, tx: &mut Tx, query: &DeskBookingQuery) -> Result<BookingDesk> {
    let catalogue = app.shelf.catalogue();
    let places = places(&catalogue);
    let today = catalogue.calendar()?.day(app.clock.now());
    let day = query.day.unwrap_or(today);
    let first = places.first().map(|place| place.id.clone()).unwrap_or_default();
    let place = query.place.clone().unwrap_or(first);
    if query.place.is_some() && places.iter().all(|known| known.id != place) {
        return Err(Error::field(Code::NotFound, "place", "nothing can be booked there"));
    }
    let rows = store::at_place(tx, &place, within(&catalogue, day)?).await?;
    let mut bookings = Vec::with_capacity(rows.len());
    for row in &rows {
        bookings.push(view(app, tx, row).await?);
    }
    let waits = |row: &&DeskBooking| row.status == BookingStatus::Arrived;
    Ok(BookingDesk {
        waiting: u32::try_from(bookings.iter().filter(waits).count()).unwrap_or(0),
        counters: counters(&catalogue, &place),
        today: day == today,
        places,
        place,
        day,
        bookings,
    })
}

/// A booking as staff see it.
///
/// # Errors
/// The database's.
pub async fn view(app: &App, tx: &mut Tx, row: &Row) -> Result<DeskBooking> {
    let catalogue = app.shelf.catalogue();
    let service = catalogue.bookings.service.iter().find(|known| known.id == row.service);
    let (person, phone) = match people::person(app, tx, &row.person).await? {
        Some(person) => (person.name.clone(), mask_phone(&person.phone(app)?)),
        None => (String::new(), String::new()),
    };
    let status = row.status()?;
    Ok(DeskBooking {
        id: row.id.clone(),
        service: service.map(|known| known.name.clone()).unwrap_or_default(),
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        person,
        phone,
        status,
        queue: row.queue.clone(),
        counter: row.counter()?,
        steps: status.steps(catalogue.calendar()?, row.starts_at, app.clock.now()),
    })
}

/// Those with a number at a place today, in the order in which they are called: by slot, then by arrival.
async fn queue(app: &App, tx: &mut Tx, place: &str) -> Result<Vec<Row>> {
    let catalogue = app.shelf.catalogue();
    let today = catalogue.calendar()?.day(app.clock.now());
    let mut waiting = store::at_place(tx, place, within(&catalogue, today)?).await?;
    waiting.retain(|row| row.status().is_ok_and(|status| status == BookingStatus::Arrived));
    // Numbers of one place and day count up across services; the letter says nothing about the turn.
    let number = |row: &Row| row.queue.get(1..).and_then(|digits| digits.parse::<i64>().ok());
    waiting.sort_by_key(|row| (row.starts_at, number(row)));
    Ok(waiting)
}

/// How many are before a booking that has a number.
///
/// # Errors
/// The database's.
pub async fn ahead(app: &App, tx: &mut Tx, row: &Row) -> Result<u32> {
    let queue = queue(app, tx, &row.place).await?;
    let before = queue.iter().position(|waiting| waiting.id == row.id).unwrap_or(0);
    Ok(u32::try_from(before).unwrap_or(u32::MAX))
}

/// Moves a booking on.
///
/// # Errors
/// No such booking, a step that does not follow, or no such counter.
pub async fn step(app: &App, tx: &mut Tx, id: &str, request: &BookingStepRequest) -> Result<()> {
    let row = store::get(tx, id).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    take_step(app, tx, &row, request.step, request.counter).await
}

async fn take_step(
    app: &App,
    tx: &mut Tx,
    row: &Row,
    step: BookingStep,
    counter: u16,
) -> Result<()> {
    let catalogue = app.shelf.catalogue();
    let now = app.clock.now();
    let calendar = catalogue.calendar()?;
    let to = row.status()?.step(step, calendar, row.starts_at, now)?;
    let counters = counters(&catalogue, &row.place);
    let number;
    let more = match step {
        BookingStep::CheckIn => {
            let day = calendar.day(now).to_string();
            let count = store::next_number(tx, &row.place, &day).await?;
            let services = &catalogue.bookings.service;
            let index = services.iter().position(|known| known.id == row.service).unwrap_or(0);
            number = queue_number(index, count);
            Stepped { queue: Some(&number), arrived_at: Some(now), ..Stepped::default() }
        }
        BookingStep::Call => {
            let found = counters.get(usize::from(counter));
            if found.is_none() && !counters.is_empty() {
                return Err(Error::field(Code::WrongShape, "counter", "one of the list, from 0"));
            }
            Stepped { counter: found, ..Stepped::default() }
        }
        BookingStep::Serve => Stepped::default(),
        BookingStep::Miss => Stepped { missed_at: Some(now), ..Stepped::default() },
    };
    if !store::step(tx, row, to, more).await? {
        return Err(BookingRefusal::Status.into()); // somebody else was quicker
    }
    if step == BookingStep::Miss {
        tell(app, tx, MessageKind::BookingMissed, row).await?;
    }
    Ok(())
}

/// Calls whoever is next; gives the booking's id. Two counters that call at once get two people.
///
/// # Errors
/// No such place or counter, or the database's.
pub async fn call_next(app: &App, tx: &mut Tx, request: &CallNext) -> Result<Option<String>> {
    let catalogue = app.shelf.catalogue();
    if places(&catalogue).iter().all(|known| known.id != request.place) {
        return Err(Error::field(Code::NotFound, "place", "nothing can be booked there"));
    }
    for row in queue(app, tx, &request.place).await? {
        match take_step(app, tx, &row, BookingStep::Call, request.counter).await {
            Ok(()) => return Ok(Some(row.id)),
            // Somebody else has just called this one.
            Err(error) if error.code() == Code::BookingRefused => {}
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}
