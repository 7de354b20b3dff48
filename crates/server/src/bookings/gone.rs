//! Bookings whose slots are gone: the calendar, the hours or what is offered has changed since. The office cancels them and
//! says so; whoever booked has missed nothing.

use onething_domain::booking::{BookingStatus, stands};
use onething_domain::message::MessageKind;

use super::store::{self, Row, Stepped};
use super::tell::tell;
use crate::app::App;
use crate::city::catalogue::Catalogue;
use crate::error::Result;
use crate::names::name;
use crate::{all, exec, one};

/// Names the revision of the content for which it was looked what is gone.
const LOOKED: &str = "bookings";

/// Whether the slot of a booking is gone.
///
/// # Errors
/// Before the first import.
pub fn is_gone(catalogue: &Catalogue, row: &Row) -> Result<bool> {
    let calendar = catalogue.calendar()?;
    let service = catalogue.bookings.service.iter().find(|known| known.id == row.service);
    let window = catalogue.windows.iter().find(|known| known.id == row.place);
    let place = service.and_then(|service| service.place(&row.place));
    Ok(match (service, place, window) {
        (Some(service), Some(place), Some(window)) => {
            !stands(service, place, window, calendar, row.starts_at)
        }
        _ => true,
    })
}

/// Looks, once after the city's content has changed, at everything that is booked, and cancels what is gone; gives how
/// many.
///
/// # Errors
/// The database's; it is looked again then.
pub async fn look(app: &App) -> Result<usize> {
    let catalogue = app.shelf.catalogue();
    let mut tx = app.db.read().await?;
    let looked = one!(&mut tx, (i64,), "SELECT value FROM revision WHERE name = $1", LOOKED)?;
    if looked.map_or(0, |(revision,)| revision) >= catalogue.revision {
        return Ok(0);
    }
    let ahead = all!(
        &mut tx,
        Row,
        "SELECT id, service, place, starts_at, ends_at, person, status, queue, counter, revision FROM booking
         WHERE status = $1 AND ends_at > $2 AND starts_at > $2 ORDER BY starts_at, id",
        name(&BookingStatus::Booked),
        app.clock.now()
    )?;
    drop(tx);
    let mut closed = 0;
    for row in &ahead {
        if is_gone(&catalogue, row)? && close(app, row).await? {
            closed += 1;
        }
    }
    let mut tx = app.db.write().await?;
    exec!(
        &mut tx,
        "INSERT INTO revision (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value
         WHERE revision.value < excluded.value",
        LOOKED,
        catalogue.revision
    )?;
    tx.commit().await?;
    Ok(closed)
}

/// Cancels a booking that is gone: its place is given back, and whoever booked is told. Says whether it still stood as it
/// was read. Each in a transaction of its own, in which the person is held before anything is touched, as where they
/// change it themselves: neither waits for the other.
///
/// # Errors
/// The database's.
pub async fn close(app: &App, row: &Row) -> Result<bool> {
    let mut tx = app.db.write().await?;
    store::hold_person(&mut tx, &row.person).await?;
    if !store::step(&mut tx, row, BookingStatus::Cancelled, Stepped::default()).await? {
        return Ok(false); // moved, cancelled or checked in meanwhile
    }
    store::give_back(&mut tx, row.slot()).await?;
    tell(app, &mut tx, MessageKind::BookingClosed, row).await?;
    tx.commit().await?;
    Ok(true)
}
