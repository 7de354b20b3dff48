//! Bringing messages to people: rows taken with a lease, so that any number of nodes may run. A node that dies
//! leaves a lease that runs out, and the delivery is tried again under the same id.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::join_all;
use onething_domain::message::{Channel, again_in};

use super::post::{Letter, Outcome, Stamp};
use super::store::{self, Ended, Taken};
use super::templates;
use super::write::after_quiet;
use crate::app::App;
use crate::crypto;
use crate::db::Tx;
use crate::error::Result;

/// Seconds for which a node holds a delivery: longer than a provider may take to answer.
const LEASE: i64 = 120;
/// Deliveries that a node takes at once.
const AT_ONCE: i64 = 20;

/// Delivers until the process stops.
pub async fn run(app: App) {
    let mut tick = tokio::time::interval(Duration::from_secs(1));
    while !app.is_stopping() {
        tick.tick().await;
        loop {
            match deliver(&app).await {
                Ok(0) => break,
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(?error, "messages are delivered later");
                    break;
                }
            }
        }
    }
}

/// Delivers what is due; gives how much was taken.
///
/// # Errors
/// The database's.
pub async fn deliver(app: &App) -> Result<usize> {
    let now = app.clock.now();
    if !store::is_due(&mut app.db.read().await?, now).await? {
        return Ok(0);
    }
    let leased = now + TimeDelta::seconds(LEASE);
    let mut tx = app.db.write().await?;
    let taken = store::take(&mut tx, now, leased, AT_ONCE).await?;
    tx.commit().await?;
    let tries = join_all(taken.iter().map(|row| try_one(app, row))).await;
    let mut tries: Vec<(&Taken, Result<Tried>)> = taken.iter().zip(tries).collect();
    tries.sort_by(|(one, _), (other, _)| one.id.cmp(&other.id)); // as whoever takes them back deletes them
    let mut tx = app.db.write().await?;
    for (row, tried) in tries {
        let tried = tried.unwrap_or_else(|error| {
            tracing::error!(?error, delivery = row.id, "a message cannot be read");
            Tried::Ended(Outcome::Never("unreadable".to_owned()))
        });
        let ended = ended(app, row, tried);
        if !ended.error.is_empty() {
            tracing::warn!(
                delivery = row.id,
                tries = row.tries,
                error = ended.error,
                "not delivered"
            );
        }
        store::end(&mut tx, &row.id, leased, &ended).await?;
    }
    tx.commit().await?;
    Ok(taken.len())
}

/// What became of a delivery that was taken.
enum Tried {
    /// It was handed to its provider.
    Ended(Outcome),
    /// Its receiver is not disturbed before.
    Held(DateTime<Utc>),
}

async fn try_one(app: &App, row: &Taken) -> Result<Tried> {
    if row.expires_at.is_some_and(|end| end <= app.clock.now()) {
        return Ok(Tried::Ended(Outcome::Never("expired".to_owned())));
    }
    let Some(provider) = app.post.provider(row.channel()?) else {
        return Ok(Tried::Ended(Outcome::Later("no_provider".to_owned())));
    };
    let mut tx = app.db.read().await?;
    let Some(message) = store::message(&mut tx, &row.message).await? else {
        return Ok(Tried::Ended(Outcome::Never("gone".to_owned())));
    };
    let (kind, values) = (message.kind()?, message.values(app)?);
    if !kind.is_code() {
        let now = app.clock.now();
        let due_at = after_quiet(app, &store::choice(&mut tx, &message.receiver).await?, now);
        if due_at > now {
            return Ok(Tried::Held(due_at));
        }
        if !is_theirs(app, &mut tx, row, &message.receiver).await? {
            return Ok(Tried::Ended(Outcome::Never("address".to_owned())));
        }
    }
    drop(tx);
    let words = templates::of(kind)?;
    let about = match (&app.settings.public_url, message.about.as_str()) {
        (Some(url), path) if !path.is_empty() => format!("{}{path}", url.trim_end_matches('/')),
        _ => String::new(),
    };
    let letter = Letter {
        id: row.id.clone(),
        kind,
        address: row.address(app)?,
        language: row.language.clone(),
        title: templates::fill(&words.title, &values),
        text: templates::fill(&words.text, &values),
        values,
        path: message.about,
        about,
    };
    let stamp = Stamp { now: app.clock.now(), nonce: app.clock.id() };
    // Providers' protocols block; they run beside the threads that answer requests.
    let sent = tokio::task::spawn_blocking(move || provider.send(&letter, &stamp)).await;
    Ok(Tried::Ended(sent.unwrap_or_else(|_| Outcome::Later("broke".to_owned()))))
}

/// Whether an address is still its receiver's: they may have taken it away while the message was being written.
async fn is_theirs(app: &App, tx: &mut Tx, row: &Taken, receiver: &str) -> Result<bool> {
    let channel = row.channel()?;
    if channel == Channel::Sms {
        return Ok(true); // of those without an account too
    }
    let known = store::contacts(app, tx, receiver).await?.remove(&channel);
    Ok(known == Some(row.address(app)?))
}

fn ended(app: &App, row: &Taken, tried: Tried) -> Ended {
    let now = app.clock.now();
    let tries = row.tries;
    let outcome = match tried {
        Tried::Held(due_at) => {
            let (status, error, tries) = ("waiting", String::new(), tries - 1);
            return Ended { status, error, tries, due_at };
        }
        Tried::Ended(outcome) => outcome,
    };
    let (status, error, due_at) = match outcome {
        Outcome::Sent => ("sent", String::new(), now),
        Outcome::Never(error) => ("dead", error, now),
        Outcome::Later(error) => match again_in(tries, u16::from_le_bytes(crypto::random())) {
            Some(wait) => ("waiting", error, now + TimeDelta::seconds(wait)),
            None => ("dead", error, now),
        },
    };
    Ended { status, error, tries, due_at }
}
