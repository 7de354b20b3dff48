//! The list of messages that a person finds in the portal, and – in a demonstration – of all that were written.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use onething_api::account::OutboxMessage;
use onething_api::messages::{MessageList, MessageQuery, MessageView};
use onething_api::problem::Code;

use super::store::MessageRow;
use super::templates;
use crate::app::App;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::page;
use crate::session::store as people;
use crate::{all, exec, one};

/// Messages of a page, where nobody says how many.
const ROWS: u32 = 20;
/// Messages that are marked in one request.
const MOST: usize = 100;
/// Messages that the demonstration shows.
const SHOWN: i64 = 100;

/// A person's messages, newest first.
///
/// # Errors
/// A cursor or limit that is none, or the database's.
pub async fn mine(
    app: &App,
    tx: &mut Tx,
    person: &str,
    query: &MessageQuery,
) -> Result<MessageList> {
    let limit = page::limit(query.limit, ROWS)?;
    let (before, id) = page::begin::<(DateTime<Utc>, String)>(query.cursor.as_deref())?
        .unwrap_or_else(page::newest);
    let mut rows = all!(
        &mut *tx,
        MessageRow,
        "SELECT id, receiver, kind, about, body, at, read_at FROM message
         WHERE receiver = $1 AND listed = $2 AND (at < $3 OR (at = $3 AND id < $4))
         ORDER BY at DESC, id DESC LIMIT $5",
        person,
        true,
        before,
        &id,
        limit + 1
    )?;
    let next = page::cut(&mut rows, limit, |row| (row.at, row.id.clone()))?;
    let messages = rows.iter().map(|row| view(app, row)).collect::<Result<_>>()?;
    Ok(MessageList { messages, unread: unread(tx, person).await?, next })
}

fn view(app: &App, row: &MessageRow) -> Result<MessageView> {
    let kind = row.kind()?;
    let words = templates::of(kind)?;
    let values = row.values(app)?;
    Ok(MessageView {
        id: row.id.clone(),
        kind,
        topic: kind.topic(),
        title: words.title.clone(),
        text: templates::fill(&words.text, &values),
        about: row.about.clone(),
        at: row.at,
        read: row.read_at.is_some(),
    })
}

/// How many messages a person has not read.
///
/// # Errors
/// The database's.
pub async fn unread(tx: &mut Tx, person: &str) -> Result<u32> {
    let row = one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM message WHERE receiver = $1 AND listed = $2 AND read_at IS NULL",
        person,
        true
    )?;
    Ok(row.and_then(|(count,)| u32::try_from(count).ok()).unwrap_or(0))
}

/// Marks messages of a person as read: some, or all where none is named. Those of others are passed over.
///
/// # Errors
/// Too many at once, or the database's.
pub async fn mark(app: &App, tx: &mut Tx, person: &str, ids: &[String]) -> Result<()> {
    if ids.len() > MOST {
        return Err(Error::field(Code::WrongShape, "ids", format!("at most {MOST}")));
    }
    let now = app.clock.now();
    if ids.is_empty() {
        exec!(
            tx,
            "UPDATE message SET read_at = $2 WHERE receiver = $1 AND read_at IS NULL",
            person,
            now
        )?;
        return Ok(());
    }
    for id in ids {
        exec!(
            &mut *tx,
            "UPDATE message SET read_at = $3 WHERE receiver = $1 AND id = $2 AND read_at IS NULL",
            person,
            id,
            now
        )?;
    }
    Ok(())
}

/// The last messages to anybody, newest first, as phones would show them: for demonstrations.
///
/// # Errors
/// The database's.
pub async fn last(app: &App, tx: &mut Tx) -> Result<Vec<OutboxMessage>> {
    let rows = all!(
        &mut *tx,
        MessageRow,
        "SELECT id, receiver, kind, about, body, at, read_at FROM message ORDER BY at DESC, id DESC LIMIT $1",
        SHOWN
    )?;
    let mut phones: BTreeMap<String, String> = BTreeMap::new();
    let mut messages = Vec::new();
    for row in rows {
        let phone = match phones.get(&row.receiver) {
            Some(phone) => phone.clone(),
            None => {
                let phone = phone_of(app, tx, &row.receiver).await?;
                phones.insert(row.receiver.clone(), phone.clone());
                phone
            }
        };
        let (kind, values) = (row.kind()?, row.values(app)?);
        let code = values.get("code").filter(|_| kind.is_code());
        messages.push(OutboxMessage {
            phone,
            text: templates::fill(&templates::of(kind)?.text, &values).zh,
            code: code.map(|code| code.zh.clone()),
            at: row.at,
            id: row.id,
        });
    }
    Ok(messages)
}

async fn phone_of(app: &App, tx: &mut Tx, receiver: &str) -> Result<String> {
    if let Some(person) = people::person(app, tx, receiver).await? {
        return person.phone(app);
    }
    match people::staff(app, tx, receiver).await? {
        Some(member) => member.phone(app),
        None => Ok(String::new()),
    }
}
