//! Booking, changing, cancelling: each in one transaction, in which the person is held and a slot's count changes with
//! the booking.

use chrono::{DateTime, Utc};
use onething_api::bookings::{BookingCommand, NewBooking};
use onething_api::problem::Code;
use onething_domain::booking::{
    BookingPlace, BookingRefusal, BookingService, BookingStatus, changeable_until, check_slot,
    remind_at,
};
use onething_domain::city::Window;
use onething_domain::message::MessageKind;

use super::store::{self, Row, Slot, Stepped};
use super::tell::tell;
use crate::app::App;
use crate::city::catalogue::Catalogue;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::session::Citizen;

/// A service at one of its places.
pub struct Offer<'a> {
    /// The service.
    pub service: &'a BookingService,
    /// Its place.
    pub place: &'a BookingPlace,
    /// The same in the list of places.
    pub window: &'a Window,
}

/// Finds what can be booked.
///
/// # Errors
/// No such service, or not at this place; the field is named.
pub fn offer<'a>(catalogue: &'a Catalogue, service: &str, place: &str) -> Result<Offer<'a>> {
    let none = |field: &str| Error::field(Code::NotFound, field, "nothing that can be booked");
    let found = catalogue.bookings.service.iter().find(|known| known.id == service);
    let service = found.ok_or_else(|| none("service"))?;
    let found = service.place(place).zip(catalogue.windows.iter().find(|known| known.id == place));
    let (place, window) = found.ok_or_else(|| none("place"))?;
    Ok(Offer { service, place, window })
}

impl Offer<'_> {
    fn check(
        &self,
        catalogue: &Catalogue,
        start: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<DateTime<Utc>> {
        let calendar = catalogue.calendar()?;
        Ok(check_slot(self.service, self.place, self.window, calendar, start, now)?)
    }

    fn slot(&self, starts_at: DateTime<Utc>) -> Slot<'_> {
        Slot { service: &self.service.id, place: &self.place.place, starts_at }
    }
}

/// Until when a person cannot book.
///
/// # Errors
/// The database's.
pub async fn blocked_until(app: &App, tx: &mut Tx, person: &str) -> Result<Option<DateTime<Utc>>> {
    let rule = app.shelf.catalogue().bookings.missed;
    let now = app.clock.now();
    let since = now - chrono::TimeDelta::days(rule.within_days.into());
    Ok(rule.blocked_until(&store::missed(tx, person, since).await?, now))
}

/// Books a slot for a person. Gives the booking's id.
///
/// # Errors
/// No such slot, full, too late, too many, or blocked.
pub async fn book(app: &App, tx: &mut Tx, citizen: &Citizen, new: &NewBooking) -> Result<String> {
    let catalogue = app.shelf.catalogue();
    let offer = offer(&catalogue, &new.service, &new.place)?;
    let now = app.clock.now();
    let ends_at = offer.check(&catalogue, new.starts_at, now)?;
    store::hold_person(tx, &citizen.id).await?;
    if blocked_until(app, tx, &citizen.id).await?.is_some() {
        return Err(BookingRefusal::Blocked.into());
    }
    let has = store::count_open(tx, &citizen.id, &offer.service.id, now).await?;
    if has >= i64::from(offer.service.per_person) {
        return Err(BookingRefusal::Limit.into());
    }
    let slot = offer.slot(new.starts_at);
    if !store::take(tx, slot, offer.place.capacity.into()).await? {
        return Err(BookingRefusal::Full.into());
    }
    let id = app.clock.id();
    let remind = remind_at(catalogue.calendar()?, new.starts_at, now);
    store::insert(tx, (&id, &citizen.id), slot, ends_at, (now, remind)).await?;
    let row = own(tx, citizen, &id).await?;
    tell(app, tx, MessageKind::BookingMade, &row).await?;
    Ok(id)
}

/// A booking of a person.
///
/// # Errors
/// None of theirs.
pub async fn own(tx: &mut Tx, citizen: &Citizen, id: &str) -> Result<Row> {
    let row = store::get(tx, id).await?.filter(|row| row.person == citizen.id);
    row.ok_or_else(|| Error::new(Code::NotFound))
}

/// Changes or cancels a booking of a person.
///
/// # Errors
/// None of theirs, too late, or the new slot cannot be had; the old one stays then.
pub async fn command(
    app: &App,
    tx: &mut Tx,
    citizen: &Citizen,
    id: &str,
    command: &BookingCommand,
) -> Result<()> {
    store::hold_person(tx, &citizen.id).await?;
    let row = own(tx, citizen, id).await?;
    let catalogue = app.shelf.catalogue();
    let now = app.clock.now();
    if row.status()? != BookingStatus::Booked {
        return Err(BookingRefusal::Status.into());
    }
    let service = catalogue.bookings.service.iter().find(|known| known.id == row.service);
    // A service that is offered no longer can still be cancelled, until it begins.
    let end = service.map_or(row.starts_at, |known| changeable_until(known, row.starts_at));
    if end <= now {
        return Err(BookingRefusal::Closed.into());
    }
    let old = row.slot();
    match command {
        BookingCommand::Cancel {} => {
            store::give_back(tx, old).await?;
            if !store::step(tx, &row, BookingStatus::Cancelled, Stepped::default()).await? {
                return Err(BookingRefusal::Status.into());
            }
            tell(app, tx, MessageKind::BookingCancelled, &row).await
        }
        BookingCommand::Change { place, starts_at } => {
            let offer = offer(&catalogue, &row.service, place)?;
            let ends_at = offer.check(&catalogue, *starts_at, now)?;
            let new = offer.slot(*starts_at);
            if new == old {
                return Ok(());
            }
            let capacity = offer.place.capacity.into();
            // Both slots are touched in one order whoever changes, so that two who swap never wait for each other.
            let had = if new < old {
                let had = store::take(tx, new, capacity).await?;
                store::give_back(tx, old).await?;
                had
            } else {
                store::give_back(tx, old).await?;
                store::take(tx, new, capacity).await?
            };
            if !had {
                return Err(BookingRefusal::Full.into()); // the transaction is dropped, and the old slot stays
            }
            let remind = remind_at(catalogue.calendar()?, *starts_at, now);
            if !store::change(tx, &row, new, ends_at, remind).await? {
                return Err(BookingRefusal::Status.into());
            }
            let row = own(tx, citizen, id).await?;
            tell(app, tx, MessageKind::BookingChanged, &row).await
        }
    }
}
