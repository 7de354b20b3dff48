//! Messages and deliveries in the database.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use onething_domain::message::{Channel, Choice, MessageKind};
use sqlx::{AssertSqlSafe, FromRow};

use super::templates::Values;
use crate::app::App;
use crate::db::{Tx, skip_locked};
use crate::error::Result;
use crate::names::{name, value};
use crate::{all, exec, one};

/// Days for which messages are kept for their receivers.
const KEPT_DAYS: i64 = 365;
/// Days for which codes are kept, and deliveries that have arrived.
const SENT_DAYS: i64 = 30;

/// A message to be written.
pub struct NewMessage<'a> {
    /// Id.
    pub id: &'a str,
    /// To whom.
    pub receiver: &'a str,
    /// What it tells.
    pub kind: MessageKind,
    /// What makes it the same message.
    pub dedupe: &'a str,
    /// Path of the page that it leads to.
    pub about: &'a str,
    /// Whether the receiver finds it in the list.
    pub listed: bool,
}

/// A message as it is stored.
#[derive(FromRow)]
pub struct MessageRow {
    /// Id.
    pub id: String,
    /// To whom.
    pub receiver: String,
    kind: String,
    /// Path of the page that it leads to.
    pub about: String,
    body: Vec<u8>,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// When it was read.
    pub read_at: Option<DateTime<Utc>>,
}

impl MessageRow {
    /// What it tells.
    ///
    /// # Errors
    /// Never, for rows that we wrote.
    pub fn kind(&self) -> Result<MessageKind> {
        value(&self.kind)
    }

    /// What its words are filled with.
    ///
    /// # Errors
    /// Where it does not open.
    pub fn values(&self, app: &App) -> Result<Values> {
        Ok(serde_json::from_slice(&app.keys.open(&body_place(&self.id), &self.body)?)?)
    }
}

fn body_place(id: &str) -> String {
    format!("message/{id}/body")
}

fn address_place(id: &str) -> String {
    format!("delivery/{id}/address")
}

/// Writes a message; says whether it is new.
///
/// # Errors
/// The database's.
pub async fn insert(app: &App, tx: &mut Tx, new: &NewMessage<'_>, values: &Values) -> Result<bool> {
    let written = exec!(
        tx,
        "INSERT INTO message (id, receiver, kind, dedupe, about, body, listed, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (receiver, dedupe) DO NOTHING",
        new.id,
        new.receiver,
        name(&new.kind),
        new.dedupe,
        new.about,
        app.keys.seal(&body_place(new.id), &serde_json::to_vec(values)?),
        new.listed,
        app.clock.now()
    )?;
    Ok(written == 1)
}

/// A delivery to be written.
pub struct NewDelivery<'a> {
    /// The message.
    pub message: &'a str,
    /// By which way.
    pub channel: Channel,
    /// Where to.
    pub address: &'a str,
    /// In which language.
    pub language: &'a str,
    /// Whether it goes before others.
    pub urgent: bool,
    /// When it may come.
    pub due_at: DateTime<Utc>,
    /// When it is of no use any more.
    pub expires_at: Option<DateTime<Utc>>,
}

/// Writes a delivery.
///
/// # Errors
/// The database's.
pub async fn insert_delivery(app: &App, tx: &mut Tx, new: &NewDelivery<'_>) -> Result<()> {
    let id = app.clock.id();
    exec!(
        tx,
        "INSERT INTO delivery (id, message, channel, address, language, status, tries, error, urgent, at, due_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, 'waiting', 0, '', $6, $7, $8, $9)",
        &id,
        new.message,
        name(&new.channel),
        app.keys.seal(&address_place(&id), new.address.as_bytes()),
        new.language,
        new.urgent,
        app.clock.now(),
        new.due_at,
        new.expires_at
    )?;
    Ok(())
}

/// A delivery that this node has taken.
#[derive(FromRow)]
pub struct Taken {
    /// Id.
    pub id: String,
    /// The message.
    pub message: String,
    channel: String,
    address: Vec<u8>,
    /// In which language.
    pub language: String,
    /// How often it was tried, this time among them.
    pub tries: i64,
    /// When it is of no use any more.
    pub expires_at: Option<DateTime<Utc>>,
}

impl Taken {
    /// By which way.
    ///
    /// # Errors
    /// Never, for rows that we wrote.
    pub fn channel(&self) -> Result<Channel> {
        value(&self.channel)
    }

    /// Where to.
    ///
    /// # Errors
    /// Where it does not open.
    pub fn address(&self, app: &App) -> Result<String> {
        Ok(app.keys.open_text(&address_place(&self.id), &self.address)?)
    }
}

/// Whether anything is due; asked before a node writes.
///
/// # Errors
/// The database's.
pub async fn is_due(tx: &mut Tx, now: DateTime<Utc>) -> Result<bool> {
    let row = one!(
        tx,
        (String,),
        "SELECT id FROM delivery WHERE status = 'waiting' AND due_at <= $1
         AND (leased_until IS NULL OR leased_until <= $1) LIMIT 1",
        now
    )?;
    Ok(row.is_some())
}

/// Takes what is due until a moment, codes first.
///
/// # Errors
/// The database's.
pub async fn take(
    tx: &mut Tx,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    most: i64,
) -> Result<Vec<Taken>> {
    let sql = format!(
        "UPDATE delivery SET leased_until = $1, tries = tries + 1 WHERE id IN (
           SELECT id FROM delivery WHERE status = 'waiting' AND due_at <= $2
           AND (leased_until IS NULL OR leased_until <= $2)
           ORDER BY urgent DESC, due_at, id LIMIT $3{}
         ) RETURNING id, message, channel, address, language, tries, expires_at",
        skip_locked(tx)
    );
    Ok(all!(tx, Taken, AssertSqlSafe(sql.as_str()), until, now, most)?)
}

/// How a try ended.
pub struct Ended {
    /// Where the delivery stands now.
    pub status: &'static str,
    /// Why it failed; empty where it has not.
    pub error: String,
    /// How often it has been tried.
    pub tries: i64,
    /// When it is tried again.
    pub due_at: DateTime<Utc>,
}

/// Writes how a try ended, unless the lease ran out and another node has it.
///
/// # Errors
/// The database's.
pub async fn end(tx: &mut Tx, id: &str, leased: DateTime<Utc>, ended: &Ended) -> Result<()> {
    exec!(
        tx,
        "UPDATE delivery SET status = $3, error = $4, due_at = $5, tries = $6, leased_until = NULL
         WHERE id = $1 AND leased_until = $2",
        id,
        leased,
        ended.status,
        &ended.error,
        ended.due_at,
        ended.tries
    )?;
    Ok(())
}

/// A message by id.
///
/// # Errors
/// The database's.
pub async fn message(tx: &mut Tx, id: &str) -> Result<Option<MessageRow>> {
    Ok(one!(
        tx,
        MessageRow,
        "SELECT id, receiver, kind, about, body, at, read_at FROM message WHERE id = $1",
        id
    )?)
}

/// What a person has chosen.
///
/// # Errors
/// The database's.
pub async fn choice(tx: &mut Tx, person: &str) -> Result<Choice> {
    let row = one!(tx, (String,), "SELECT body FROM message_choice WHERE person = $1", person)?;
    Ok(row.map(|(body,)| serde_json::from_str(&body)).transpose()?.unwrap_or_default())
}

/// Keeps what a person has chosen.
///
/// # Errors
/// The database's.
pub async fn choose(tx: &mut Tx, person: &str, choice: &Choice) -> Result<()> {
    exec!(
        tx,
        "INSERT INTO message_choice (person, body) VALUES ($1, $2)
         ON CONFLICT (person) DO UPDATE SET body = excluded.body",
        person,
        serde_json::to_string(choice)?
    )?;
    Ok(())
}

/// Where a person can be reached beside their phone.
///
/// # Errors
/// The database's.
pub async fn contacts(app: &App, tx: &mut Tx, person: &str) -> Result<BTreeMap<Channel, String>> {
    let rows = all!(
        tx,
        (String, Vec<u8>),
        "SELECT channel, address FROM contact WHERE person = $1",
        person
    )?;
    rows.into_iter()
        .map(|(channel, address)| {
            let address = app.keys.open_text(&contact_place(person, &channel), &address)?;
            Ok((value(&channel)?, address))
        })
        .collect()
}

fn contact_place(person: &str, channel: &str) -> String {
    format!("contact/{person}/{channel}")
}

/// Keeps an address of a person.
///
/// # Errors
/// The database's.
pub async fn keep_contact(
    app: &App,
    tx: &mut Tx,
    person: &str,
    channel: Channel,
    address: &str,
) -> Result<()> {
    let channel = name(&channel);
    exec!(
        tx,
        "INSERT INTO contact (person, channel, address) VALUES ($1, $2, $3)
         ON CONFLICT (person, channel) DO UPDATE SET address = excluded.address",
        person,
        &channel,
        app.keys.seal(&contact_place(person, &channel), address.as_bytes())
    )?;
    Ok(())
}

/// Forgets an address of a person.
///
/// # Errors
/// The database's.
pub async fn drop_contact(tx: &mut Tx, person: &str, channel: Channel) -> Result<()> {
    exec!(tx, "DELETE FROM contact WHERE person = $1 AND channel = $2", person, name(&channel))?;
    Ok(())
}

/// Takes back what waits or was given up on one way to a person: its address is not theirs any more, and nobody tries it
/// again. What a node is handing over right now is sent once, and its end finds no row.
///
/// # Errors
/// The database's.
pub async fn take_back(tx: &mut Tx, person: &str, channel: Channel) -> Result<()> {
    let rows = all!(
        &mut *tx,
        (String,),
        "SELECT delivery.id FROM delivery JOIN message ON message.id = delivery.message
         WHERE message.receiver = $1 AND delivery.channel = $2 AND delivery.status <> 'sent' ORDER BY delivery.id",
        person,
        name(&channel)
    )?;
    for (id,) in rows {
        // One by one, in the order in which nodes write how tries ended: nobody waits in a circle.
        exec!(&mut *tx, "DELETE FROM delivery WHERE id = $1 AND status <> 'sent'", id)?;
    }
    Ok(())
}

/// Deletes what has had its time.
///
/// # Errors
/// The database's.
pub async fn sweep(app: &App, tx: &mut Tx) -> Result<()> {
    let now = app.clock.now();
    exec!(
        &mut *tx,
        "DELETE FROM message WHERE at < $1 OR (listed = $2 AND at < $3)",
        now - TimeDelta::days(KEPT_DAYS),
        false,
        now - TimeDelta::days(SENT_DAYS)
    )?;
    exec!(
        &mut *tx,
        "DELETE FROM delivery WHERE status = 'sent' AND at < $1",
        now - TimeDelta::days(SENT_DAYS)
    )?;
    exec!(tx, "DELETE FROM contact_code WHERE expires_at <= $1", now)?;
    Ok(())
}
