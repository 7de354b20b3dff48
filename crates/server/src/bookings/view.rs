//! Bookings and what can be booked, as the wire has them.

use chrono::{DateTime, Utc};
use onething_api::bookings::{
    BookablePlace, BookableService, BookableServices, BookingView, SlotDay, SlotDays, SlotQuery,
    SlotView,
};
use onething_domain::booking::{
    BookingPlace, BookingService, BookingStatus, changeable_until, days, moment, slots,
};
use onething_domain::city::Window;
use onething_domain::text::Text;

use super::service::offer;
use super::store::{self, Row};
use super::{desk, ics};
use crate::app::App;
use crate::city::catalogue::Catalogue;
use crate::db::Tx;
use crate::error::Result;

/// What can be booked.
pub fn services(catalogue: &Catalogue) -> BookableServices {
    let services = catalogue.bookings.service.iter().map(|service| BookableService {
        id: service.id.clone(),
        name: service.name.clone(),
        summary: service.summary.clone(),
        kind: service.kind,
        thing: service.thing.clone(),
        minutes: service.minutes,
        cancel_minutes: service.cancel_minutes,
        per_person: service.per_person,
        bring: service.bring.clone(),
        places: service.places.iter().filter_map(|place| place_of(catalogue, place)).collect(),
    });
    BookableServices { services: services.collect() }
}

fn place_of(catalogue: &Catalogue, place: &BookingPlace) -> Option<BookablePlace> {
    let window = catalogue.windows.iter().find(|known| known.id == place.place)?;
    Some(place_view(window, &place.room))
}

fn place_view(window: &Window, room: &Text) -> BookablePlace {
    BookablePlace {
        id: window.id.clone(),
        name: window.name.clone(),
        room: room.clone(),
        address: window.address.clone(),
        phone: window.phone.clone(),
        hours: window.hours.clone(),
    }
}

/// The days that may be booked, and the slots of one.
///
/// # Errors
/// No such service or place.
pub async fn slot_days(app: &App, tx: &mut Tx, query: &SlotQuery) -> Result<SlotDays> {
    let catalogue = app.shelf.catalogue();
    let offer = offer(&catalogue, &query.service, &query.place)?;
    let calendar = catalogue.calendar()?;
    let now = app.clock.now();
    let last_call = now + chrono::TimeDelta::minutes(offer.service.notice_minutes.into());
    let days = days(offer.service, calendar, now);
    let (Some(first), Some(last)) = (days.first(), days.last()) else {
        return Ok(SlotDays { days: Vec::new(), day: None, slots: Vec::new() });
    };
    let within =
        (moment(calendar, *first, 0), moment(calendar, *last, onething_domain::opening::DAY));
    let taken = store::taken(tx, &query.service, &query.place, within).await?;
    let left = |start: DateTime<Utc>| {
        let taken = taken.iter().find(|(at, _)| *at == start).map_or(0, |(_, taken)| *taken);
        let room = i64::from(offer.place.capacity) - taken;
        if start <= last_call { 0 } else { u32::try_from(room).unwrap_or(0) }
    };
    let mut found: Vec<(SlotDay, Vec<SlotView>)> = Vec::new();
    for day in days {
        let views: Vec<SlotView> = slots(offer.service, offer.place, offer.window, calendar, day)
            .into_iter()
            .map(|(from, until)| {
                let starts_at = moment(calendar, day, from);
                let ends_at = moment(calendar, day, until);
                SlotView { starts_at, ends_at, left: left(starts_at) }
            })
            .collect();
        let sum = views.iter().map(|slot| slot.left).sum();
        found.push((SlotDay { day, open: !views.is_empty(), left: sum }, views));
    }
    let chosen = match query.day {
        Some(day) => found.iter().position(|(known, _)| known.day == day),
        None => found.iter().position(|(known, _)| known.left > 0),
    };
    let day = chosen.map(|at| found[at].0.day);
    let slots = chosen.map(|at| std::mem::take(&mut found[at].1)).unwrap_or_default();
    Ok(SlotDays { days: found.into_iter().map(|(day, _)| day).collect(), day, slots })
}

/// A booking of one's own.
///
/// # Errors
/// The database's.
pub async fn own(app: &App, tx: &mut Tx, row: &Row) -> Result<BookingView> {
    let catalogue = app.shelf.catalogue();
    let service = catalogue.bookings.service.iter().find(|known| known.id == row.service);
    let now = app.clock.now();
    let status = row.status()?;
    let until = service.map_or(row.starts_at, |known| changeable_until(known, row.starts_at));
    let ahead = match status {
        BookingStatus::Arrived => desk::ahead(app, tx, row).await?,
        _ => 0,
    };
    Ok(BookingView {
        id: row.id.clone(),
        service: row.service.clone(),
        service_name: service.map(|known| known.name.clone()).unwrap_or_default(),
        place: stored_place(&catalogue, service, &row.place),
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        status,
        queue: row.queue.clone(),
        counter: row.counter()?,
        ahead,
        bring: service.map(|known| known.bring.clone()).unwrap_or_default(),
        changeable_until: until,
        changeable: status == BookingStatus::Booked && until > now,
        calendar: match status {
            BookingStatus::Booked => ics::link(app, &row.id),
            _ => String::new(),
        },
    })
}

/// The place of a booking; nothing but its id where the city has it no longer.
pub fn stored_place(
    catalogue: &Catalogue,
    service: Option<&BookingService>,
    id: &str,
) -> BookablePlace {
    let room = service.and_then(|known| known.place(id)).map(|place| place.room.clone());
    match catalogue.windows.iter().find(|known| known.id == id) {
        Some(window) => place_view(window, &room.unwrap_or_default()),
        None => BookablePlace {
            id: id.to_owned(),
            name: Text::zh(id),
            room: Text::default(),
            address: Text::default(),
            phone: String::new(),
            hours: Text::default(),
        },
    }
}
