//! Writing messages, in the transaction of what they tell.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, SubsecRound, TimeDelta, Timelike, Utc};
use onething_domain::message::{Channel, Choice, MessageKind, Quiet};
use onething_domain::opening::CityTime;
use onething_domain::text::Text;

use super::store::{self, NewDelivery, NewMessage};
use super::templates;
use crate::app::App;
use crate::db::Tx;
use crate::error::Result;
use crate::session::store as people;

/// Minutes for which a one-time code is worth delivering.
const CODE_MINUTES: i64 = 5;

/// A message to a person.
pub struct Message {
    /// What it tells.
    pub kind: MessageKind,
    /// What it is about, once for each receiver: the same key again is the same message.
    pub key: String,
    /// Path of the page that it leads to; empty for none.
    pub about: String,
    /// What its words are filled with, as [`templates::parameters`] names it.
    pub with: Vec<(&'static str, Text)>,
}

/// Tells a person: in their list of messages, and by the ways that they have chosen, after their quiet hours.
///
/// # Errors
/// The database's.
pub async fn tell(app: &App, tx: &mut Tx, person: &str, message: Message) -> Result<()> {
    debug_assert!(
        templates::parameters(message.kind)
            .iter()
            .all(|name| message.with.iter().any(|(known, _)| known == name)),
        "{:?} is told without something that its words name",
        message.kind
    );
    let Some(person) = people::person(app, tx, person).await? else {
        return Ok(());
    };
    let id = app.clock.id();
    let values = message.with.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let new = NewMessage {
        id: &id,
        receiver: &person.id,
        kind: message.kind,
        dedupe: &message.key,
        about: &message.about,
        listed: true,
    };
    if !store::insert(app, tx, &new, &values).await? {
        return Ok(()); // told before
    }
    let choice = store::choice(tx, &person.id).await?;
    let mut addresses = store::contacts(app, tx, &person.id).await?;
    addresses.insert(Channel::Sms, person.phone(app)?);
    let due_at = after_quiet(app, &choice, app.clock.now());
    for channel in choice.ways(message.kind, &addresses.keys().copied().collect::<BTreeSet<_>>()) {
        let Some(address) = addresses.get(&channel) else { continue };
        if !app.post.takes(channel) && app.settings.demo {
            continue; // the demonstration's list of messages stands in for it
        }
        let new = NewDelivery {
            message: &id,
            channel,
            address,
            language: &choice.language,
            urgent: false,
            due_at,
            expires_at: None,
        };
        store::insert_delivery(app, tx, &new).await?;
    }
    Ok(())
}

/// Tells somebody at a number: a member of staff, or who asked without an account. By SMS alone, unless nobody brings
/// any; in the list only where the receiver has one.
///
/// # Errors
/// The database's.
pub async fn tell_phone(
    app: &App,
    tx: &mut Tx,
    receiver: &str,
    phone: &str,
    message: Message,
) -> Result<()> {
    let id = app.clock.id();
    let values = message.with.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let new = NewMessage {
        id: &id,
        receiver,
        kind: message.kind,
        dedupe: &message.key,
        about: &message.about,
        listed: false,
    };
    if !store::insert(app, tx, &new, &values).await? || !app.post.takes(Channel::Sms) {
        return Ok(());
    }
    let new = NewDelivery {
        message: &id,
        channel: Channel::Sms,
        address: phone,
        language: "zh",
        urgent: false,
        due_at: after_quiet(app, &Choice::default(), app.clock.now()),
        expires_at: None,
    };
    store::insert_delivery(app, tx, &new).await
}

/// When a message may come that would come at a moment.
pub fn after_quiet(app: &App, choice: &Choice, at: DateTime<Utc>) -> DateTime<Utc> {
    let city = Quiet::read(&app.settings.quiet_hours);
    let catalogue = app.shelf.catalogue();
    let (Some(quiet), Ok(calendar)) = (choice.quiet(city), catalogue.calendar()) else {
        return at;
    };
    match quiet.wait(CityTime::at(calendar, at).minute) {
        0 => at,
        minutes => {
            at.trunc_subsecs(0) + TimeDelta::minutes(i64::from(minutes))
                - TimeDelta::seconds(i64::from(at.second()))
        }
    }
}

/// A one-time code.
pub struct Code<'a> {
    /// Id of whoever asked: a person or a member of staff.
    pub holder: &'a str,
    /// By which way.
    pub channel: Channel,
    /// Where to.
    pub address: &'a str,
    /// What for.
    pub kind: MessageKind,
    /// The code.
    pub code: &'a str,
}

/// Sends a one-time code: at once, at any hour, before everything else, and not at all once it is of no use.
///
/// # Errors
/// The database's.
pub async fn send_code(app: &App, tx: &mut Tx, code: &Code<'_>) -> Result<()> {
    let id = app.clock.id();
    let new = NewMessage {
        id: &id,
        receiver: code.holder,
        kind: code.kind,
        dedupe: &id,
        about: "",
        listed: false,
    };
    let values = BTreeMap::from([("code".to_owned(), Text::zh(code.code))]);
    store::insert(app, tx, &new, &values).await?;
    if !app.post.takes(code.channel) && app.settings.demo {
        return Ok(());
    }
    let now = app.clock.now();
    let new = NewDelivery {
        message: &id,
        channel: code.channel,
        address: code.address,
        language: "zh",
        urgent: true,
        due_at: now,
        expires_at: Some(now + TimeDelta::minutes(CODE_MINUTES)),
    };
    store::insert_delivery(app, tx, &new).await
}
