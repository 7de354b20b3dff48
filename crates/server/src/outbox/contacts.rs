//! Where a person can be reached beside their phone: an e-mail address that they confirm, a WeChat account that they
//! bind.

use chrono::{DateTime, TimeDelta, Utc};
use onething_api::messages::MessageSettings;
use onething_api::problem::Code as Fault;
use onething_domain::identifier::mask_phone;
use onething_domain::message::{Channel, Choice, MessageKind};
use sqlx::FromRow;

use super::post::{BindError, is_email};
use super::{Code, send_code, store};
use crate::app::App;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::session::{Citizen, codes};
use crate::{exec, one};

/// Minutes for which the code of an address is good.
const VALID: i64 = 10;
/// Seconds until another may be asked for.
const AGAIN: i64 = 60;
/// How often a code may be tried.
const TRIES: i64 = 5;

#[derive(FromRow)]
struct Waiting {
    address: Vec<u8>,
    code_hash: String,
    sent_at: DateTime<Utc>,
}

fn waiting_place(person: &str) -> String {
    format!("contact_code/{person}/address")
}

/// How a person is told, and what there is to choose from.
///
/// # Errors
/// The database's.
pub async fn settings(app: &App, tx: &mut Tx, citizen: &Citizen) -> Result<MessageSettings> {
    let contacts = store::contacts(app, tx, &citizen.id).await?;
    let waiting = match waiting(tx, app.clock.now(), &citizen.id).await? {
        Some(row) => cover(&app.keys.open_text(&waiting_place(&citizen.id), &row.address)?),
        None => String::new(),
    };
    // In a demonstration its list of messages stands in for SMS and e-mail.
    let has = |channel: &Channel| {
        app.post.takes(*channel) || (app.settings.demo && *channel != Channel::Wechat)
    };
    Ok(MessageSettings {
        choice: store::choice(tx, &citizen.id).await?,
        city_quiet: app.settings.quiet_hours.clone(),
        channels: Channel::ALL.into_iter().filter(has).collect(),
        phone: mask_phone(&citizen.phone),
        email: contacts.get(&Channel::Email).map(|email| cover(email)).unwrap_or_default(),
        email_waiting: waiting,
        wechat: contacts.contains_key(&Channel::Wechat),
        wechat_app: app.post.wechat().map(|known| known.app_id().to_owned()).unwrap_or_default(),
    })
}

/// An address as it is shown: the first character and the domain.
fn cover(email: &str) -> String {
    let (name, domain) = email.split_once('@').unwrap_or((email, ""));
    format!("{}***@{domain}", name.chars().next().unwrap_or('*'))
}

async fn waiting(tx: &mut Tx, now: DateTime<Utc>, person: &str) -> Result<Option<Waiting>> {
    Ok(one!(
        tx,
        Waiting,
        "SELECT address, code_hash, sent_at FROM contact_code WHERE person = $1 AND expires_at > $2",
        person,
        now
    )?)
}

/// Keeps what a person has chosen.
///
/// # Errors
/// A choice that is none, or the database's.
pub async fn choose(tx: &mut Tx, citizen: &Citizen, choice: &Choice) -> Result<()> {
    if let Some(field) = choice.fault() {
        return Err(Error::field(Fault::WrongShape, field, "zh or en; 22:00-07:00"));
    }
    store::choose(tx, &citizen.id, choice).await
}

/// Sends a code to an e-mail address, which is used once the code has come back.
///
/// # Errors
/// No address, too often, or a city without e-mail.
pub async fn begin_email(app: &App, tx: &mut Tx, citizen: &Citizen, email: &str) -> Result<()> {
    let email = email.trim();
    if !app.post.takes(Channel::Email) && !app.settings.demo {
        return Err(Error::new(Fault::NotFound));
    }
    if !is_email(email) {
        return Err(Error::field(Fault::WrongShape, "email", "an address, as name@city.example"));
    }
    let now = app.clock.now();
    if let Some(row) = waiting(tx, now, &citizen.id).await? {
        let left = AGAIN - (now - row.sent_at).num_seconds();
        if left > 0 {
            return Err(Error::too_many(left));
        }
    }
    let code = codes::draw();
    exec!(
        &mut *tx,
        "INSERT INTO contact_code (person, address, code_hash, tries, sent_at, expires_at)
         VALUES ($1, $2, $3, 0, $4, $5)
         ON CONFLICT (person) DO UPDATE SET address = excluded.address, code_hash = excluded.code_hash,
         tries = excluded.tries, sent_at = excluded.sent_at, expires_at = excluded.expires_at",
        &citizen.id,
        app.keys.seal(&waiting_place(&citizen.id), email.as_bytes()),
        code_hash(app, &citizen.id, &code),
        now,
        now + TimeDelta::minutes(VALID)
    )?;
    let code = Code {
        holder: &citizen.id,
        channel: Channel::Email,
        address: email,
        kind: MessageKind::EmailCode,
        code: &code,
    };
    send_code(app, tx, &code).await
}

fn code_hash(app: &App, person: &str, code: &str) -> String {
    app.keys.hash("email_code", &format!("{person}/{code}"))
}

/// Takes the code of an e-mail address. A wrong try is counted: commit also after this refusal.
///
/// # Errors
/// Wrong, expired, tried too often; all alike.
pub async fn confirm_email(app: &App, tx: &mut Tx, citizen: &Citizen, code: &str) -> Result<()> {
    let wrong = || Error::field(Fault::WrongCode, "code", "wrong or expired");
    let now = app.clock.now();
    let counted = exec!(
        &mut *tx,
        "UPDATE contact_code SET tries = tries + 1 WHERE person = $1 AND tries < $2 AND expires_at > $3",
        &citizen.id,
        TRIES,
        now
    )?;
    let row = waiting(tx, now, &citizen.id).await?.filter(|_| counted == 1);
    let row = row.filter(|row| row.code_hash == code_hash(app, &citizen.id, code));
    let row = row.ok_or_else(wrong)?;
    let email = app.keys.open_text(&waiting_place(&citizen.id), &row.address)?;
    exec!(&mut *tx, "DELETE FROM contact_code WHERE person = $1", &citizen.id)?;
    add(app, tx, citizen, Channel::Email, &email).await
}

/// Binds the WeChat account for which a code stands.
///
/// # Errors
/// A code that is none, nobody answers, or a city without WeChat.
pub async fn bind_wechat(app: &App, citizen: &Citizen, code: &str) -> Result<()> {
    let wechat = app.post.wechat().cloned().ok_or_else(|| Error::new(Fault::NotFound))?;
    let code = code.to_owned();
    let asked = tokio::task::spawn_blocking(move || wechat.openid(&code)).await;
    let openid = match asked.unwrap_or(Err(BindError::Unavailable)) {
        Ok(openid) => openid,
        Err(BindError::WrongCode) => {
            return Err(Error::field(Fault::WrongCode, "code", "wrong or used"));
        }
        Err(BindError::Unavailable) => return Err(Error::new(Fault::Unavailable)),
    };
    let mut tx = app.db.write().await?;
    add(app, &mut tx, citizen, Channel::Wechat, &openid).await?;
    tx.commit().await?;
    Ok(())
}

/// Keeps an address, and tells the person there from now on, and not where it was before.
async fn add(
    app: &App,
    tx: &mut Tx,
    citizen: &Citizen,
    channel: Channel,
    address: &str,
) -> Result<()> {
    let before = store::contacts(app, tx, &citizen.id).await?.remove(&channel);
    if before.is_some_and(|before| before != address) {
        store::take_back(tx, &citizen.id, channel).await?;
    }
    store::keep_contact(app, tx, &citizen.id, channel, address).await?;
    let mut choice = store::choice(tx, &citizen.id).await?;
    choice.add(channel);
    store::choose(tx, &citizen.id, &choice).await
}

/// Forgets an address, one that waits for its code too, and what is on its way there.
///
/// # Errors
/// The database's.
pub async fn remove(tx: &mut Tx, citizen: &Citizen, channel: Channel) -> Result<()> {
    if channel == Channel::Email {
        exec!(&mut *tx, "DELETE FROM contact_code WHERE person = $1", &citizen.id)?;
    }
    store::take_back(tx, &citizen.id, channel).await?;
    store::drop_contact(tx, &citizen.id, channel).await
}
