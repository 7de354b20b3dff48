//! Bookings in the database. A slot's row counts what is taken, under a constraint; a booking and its count change in
//! one transaction.

use chrono::{DateTime, Utc};
use onething_domain::booking::BookingStatus;
use onething_domain::text::Text;
use sqlx::FromRow;

use crate::db::Tx;
use crate::error::{Error, Result};
use crate::names::{name, value};
use crate::{all, exec, one};

/// A booking as it is stored.
#[derive(Clone, Debug, FromRow)]
pub struct Row {
    /// Id.
    pub id: String,
    /// Id of the service.
    pub service: String,
    /// Id of the place.
    pub place: String,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
    /// Whose it is.
    pub person: String,
    status: String,
    /// Queue number; empty before arrival.
    pub queue: String,
    counter: String,
    /// Counts its changes.
    pub revision: i64,
}

impl Row {
    /// Where it stands.
    ///
    /// # Errors
    /// Never, for rows that we wrote.
    pub fn status(&self) -> Result<BookingStatus> {
        value(&self.status)
    }

    /// Its slot.
    pub fn slot(&self) -> Slot<'_> {
        Slot { service: &self.service, place: &self.place, starts_at: self.starts_at }
    }

    /// The counter that called; empty before.
    ///
    /// # Errors
    /// Never, for rows that we wrote.
    pub fn counter(&self) -> Result<Text> {
        match self.counter.as_str() {
            "" => Ok(Text::default()),
            json => Ok(serde_json::from_str(json)?),
        }
    }
}

/// A slot: of a service, at a place, at a time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot<'a> {
    /// Id of the service.
    pub service: &'a str,
    /// Id of the place.
    pub place: &'a str,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
}

/// Lets no other request of a person in until this transaction ends.
///
/// # Errors
/// The database's.
pub async fn hold_person(tx: &mut Tx, person: &str) -> Result<()> {
    exec!(
        tx,
        "INSERT INTO booking_person (person, requests) VALUES ($1, 1)
         ON CONFLICT (person) DO UPDATE SET requests = booking_person.requests + 1",
        person
    )?;
    Ok(())
}

/// Takes a place in a slot; says whether there was one. The content's capacity holds, but never less than what is
/// taken already.
///
/// # Errors
/// The database's.
pub async fn take(tx: &mut Tx, slot: Slot<'_>, capacity: i64) -> Result<bool> {
    exec!(
        &mut *tx,
        "INSERT INTO booking_slot (service, place, starts_at, capacity, taken) VALUES ($1, $2, $3, $4, 0)
         ON CONFLICT (service, place, starts_at) DO UPDATE SET capacity =
         CASE WHEN booking_slot.taken > excluded.capacity THEN booking_slot.taken ELSE excluded.capacity END",
        slot.service,
        slot.place,
        slot.starts_at,
        capacity
    )?;
    let taken = exec!(
        tx,
        "UPDATE booking_slot SET taken = taken + 1
         WHERE service = $1 AND place = $2 AND starts_at = $3 AND taken < capacity",
        slot.service,
        slot.place,
        slot.starts_at
    )?;
    Ok(taken == 1)
}

/// Gives a place in a slot back.
///
/// # Errors
/// The database's.
pub async fn give_back(tx: &mut Tx, slot: Slot<'_>) -> Result<()> {
    exec!(
        tx,
        "UPDATE booking_slot SET taken = taken - 1 WHERE service = $1 AND place = $2 AND starts_at = $3",
        slot.service,
        slot.place,
        slot.starts_at
    )?;
    Ok(())
}

/// What is taken of the slots of a service at a place, within a time.
///
/// # Errors
/// The database's.
pub async fn taken(
    tx: &mut Tx,
    service: &str,
    place: &str,
    (from, until): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<(DateTime<Utc>, i64)>> {
    Ok(all!(
        tx,
        (DateTime<Utc>, i64),
        "SELECT starts_at, taken FROM booking_slot
         WHERE service = $1 AND place = $2 AND starts_at >= $3 AND starts_at < $4",
        service,
        place,
        from,
        until
    )?)
}

/// Writes a booking.
///
/// # Errors
/// The database's.
pub async fn insert(
    tx: &mut Tx,
    (id, person): (&str, &str),
    slot: Slot<'_>,
    ends_at: DateTime<Utc>,
    (now, remind_at): (DateTime<Utc>, Option<DateTime<Utc>>),
) -> Result<()> {
    exec!(
        tx,
        "INSERT INTO booking (id, service, place, starts_at, ends_at, person, status, queue, counter, revision, made_at, remind_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, '', '', 1, $8, $9)",
        id,
        slot.service,
        slot.place,
        slot.starts_at,
        ends_at,
        person,
        name(&BookingStatus::Booked),
        now,
        remind_at
    )?;
    Ok(())
}

/// Moves a booking to another slot, from the revision that was read; says whether it still stood there. The desk does not
/// hold the person: it may have checked them in meanwhile.
///
/// # Errors
/// The database's.
pub async fn change(
    tx: &mut Tx,
    row: &Row,
    slot: Slot<'_>,
    ends_at: DateTime<Utc>,
    remind_at: Option<DateTime<Utc>>,
) -> Result<bool> {
    let moved = exec!(
        tx,
        "UPDATE booking SET place = $3, starts_at = $4, ends_at = $5, remind_at = $6, revision = revision + 1
         WHERE id = $1 AND revision = $2",
        &row.id,
        row.revision,
        slot.place,
        slot.starts_at,
        ends_at,
        remind_at
    )?;
    Ok(moved == 1)
}

/// A booking. With the person held, or by one statement that changes it, it stays as it was read.
///
/// # Errors
/// The database's.
pub async fn get(tx: &mut Tx, id: &str) -> Result<Option<Row>> {
    Ok(one!(
        tx,
        Row,
        "SELECT id, service, place, starts_at, ends_at, person, status, queue, counter, revision
         FROM booking WHERE id = $1",
        id
    )?)
}

/// What a step changes of a booking.
#[derive(Default)]
pub struct Stepped<'a> {
    /// Queue number, where it gets one.
    pub queue: Option<&'a str>,
    /// Counter, where one calls.
    pub counter: Option<&'a Text>,
    /// When it arrived.
    pub arrived_at: Option<DateTime<Utc>>,
    /// When it was missed; a step that is not that takes it away.
    pub missed_at: Option<DateTime<Utc>>,
}

/// Moves a booking on from the revision that was read; says whether it still stood there.
///
/// # Errors
/// The database's.
pub async fn step(tx: &mut Tx, row: &Row, to: BookingStatus, more: Stepped<'_>) -> Result<bool> {
    let counter = match more.counter {
        Some(counter) => serde_json::to_string(counter)?,
        None => row.counter.clone(),
    };
    let moved = exec!(
        tx,
        "UPDATE booking SET status = $3, queue = $4, counter = $5, missed_at = $6, remind_at = NULL,
         arrived_at = COALESCE($7, arrived_at), revision = revision + 1
         WHERE id = $1 AND revision = $2",
        &row.id,
        row.revision,
        name(&to),
        more.queue.unwrap_or(&row.queue),
        counter,
        more.missed_at,
        more.arrived_at
    )?;
    Ok(moved == 1)
}

/// How many bookings of a service a person has before them.
///
/// # Errors
/// The database's.
pub async fn count_open(
    tx: &mut Tx,
    person: &str,
    service: &str,
    now: DateTime<Utc>,
) -> Result<i64> {
    let row = one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM booking WHERE person = $1 AND service = $2 AND status = $3 AND ends_at > $4",
        person,
        service,
        name(&BookingStatus::Booked),
        now
    )?;
    Ok(row.map_or(0, |(count,)| count))
}

/// When a person missed bookings, since a time.
///
/// # Errors
/// The database's.
pub async fn missed(tx: &mut Tx, person: &str, since: DateTime<Utc>) -> Result<Vec<DateTime<Utc>>> {
    let rows = all!(
        tx,
        (DateTime<Utc>,),
        "SELECT missed_at FROM booking WHERE person = $1 AND missed_at > $2",
        person,
        since
    )?;
    Ok(rows.into_iter().map(|(at,)| at).collect())
}

/// A person's bookings before a place in the list, the latest first.
///
/// # Errors
/// The database's.
pub async fn of_person(
    tx: &mut Tx,
    person: &str,
    (before, id): (DateTime<Utc>, &str),
    limit: i64,
) -> Result<Vec<Row>> {
    Ok(all!(
        tx,
        Row,
        "SELECT id, service, place, starts_at, ends_at, person, status, queue, counter, revision FROM booking
         WHERE person = $1 AND (starts_at < $2 OR (starts_at = $2 AND id < $3))
         ORDER BY starts_at DESC, id DESC LIMIT $4",
        person,
        before,
        id,
        limit
    )?)
}

/// The bookings at a place within a time, those that were cancelled left out.
///
/// # Errors
/// The database's.
pub async fn at_place(
    tx: &mut Tx,
    place: &str,
    (from, until): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<Row>> {
    Ok(all!(
        tx,
        Row,
        "SELECT id, service, place, starts_at, ends_at, person, status, queue, counter, revision FROM booking
         WHERE place = $1 AND starts_at >= $2 AND starts_at < $3 AND status <> $4
         ORDER BY starts_at, queue, id",
        place,
        from,
        until,
        name(&BookingStatus::Cancelled)
    )?)
}

/// Gives out the next queue number of a place on a day.
///
/// # Errors
/// The database's.
pub async fn next_number(tx: &mut Tx, place: &str, day: &str) -> Result<i64> {
    let row = one!(
        tx,
        (i64,),
        "INSERT INTO booking_serial (place, day, given) VALUES ($1, $2, 1)
         ON CONFLICT (place, day) DO UPDATE SET given = booking_serial.given + 1 RETURNING given",
        place,
        day
    )?;
    row.map(|(given,)| given).ok_or_else(|| Error::Broken("no queue number".to_owned()))
}
