//! One-time codes: six digits, five minutes, five tries; one a minute, and after some that nobody logged in with one in a
//! quarter of an hour.

use chrono::{DateTime, TimeDelta, Utc};
use onething_api::problem::Code;
use onething_api::session::CodeSent;
use onething_domain::identifier;
use onething_domain::message::{Channel, MessageKind};

use super::store;
use crate::app::App;
use crate::crypto;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::{exec, one, outbox};

/// Seconds for which a code is good.
const VALID: u32 = 300;
/// Seconds until another may be asked for.
const AGAIN: u32 = 60;
/// Codes that may be asked for as often as that without a log-in: somebody who mistypes needs no more.
const FREE: i64 = 5;
/// Seconds until another may be asked for afterwards: who guesses on gets few tries in a day, and few SMS are paid for.
const SLOWLY: u32 = 900;
/// How often a code may be tried.
const TRIES: i64 = 5;

/// Sends a code. Known and unknown numbers are answered alike, and take as long.
///
/// # Errors
/// No number, or too often.
pub async fn send(app: &App, phone: &str) -> Result<CodeSent> {
    if identifier::phone(phone).is_err() {
        return Err(Error::field(Code::WrongShape, "phone", "11 digits"));
    }
    let hash = app.keys.hash("phone", phone);
    let code = draw();
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let code_hash = app.keys.hash("code", &format!("{hash}/{code}"));
    let Some(asked) = keep(&mut tx, &hash, &code_hash, now).await? else {
        return Err(too_soon(&mut tx, &hash, now).await?);
    };
    let person = store::person_by_phone(app, &mut tx, &hash).await?;
    let staff = store::staff_by_phone(app, &mut tx, &hash).await?;
    let holder = staff.as_ref().map(|row| &row.id).or(person.as_ref().map(|row| &row.id));
    if let Some(holder) = holder {
        let code = outbox::Code {
            holder,
            channel: Channel::Sms,
            address: phone,
            kind: MessageKind::LoginCode,
            code: &code,
        };
        outbox::send_code(app, &mut tx, &code).await?;
    }
    tx.commit().await?;
    Ok(CodeSent { valid_seconds: VALID, again_seconds: wait(asked) })
}

/// Seconds until another code may be asked for, after so many without a log-in.
fn wait(asked: i64) -> u32 {
    if asked < FREE { AGAIN } else { SLOWLY }
}

/// Keeps a code in place of the one before; gives how many were asked for since the last log-in, or nothing where it is
/// too soon. One statement looks and writes: of requests at the same moment, one gets through.
async fn keep(
    tx: &mut Tx,
    phone_hash: &str,
    code_hash: &str,
    now: DateTime<Utc>,
) -> Result<Option<i64>> {
    let row = one!(
        tx,
        (i64,),
        "INSERT INTO login_code (phone_hash, code_hash, tries, sent_at, expires_at, asked)
         VALUES ($1, $2, 0, $3, $4, 1)
         ON CONFLICT (phone_hash) DO UPDATE SET code_hash = excluded.code_hash, tries = excluded.tries,
         sent_at = excluded.sent_at, expires_at = excluded.expires_at, asked = login_code.asked + 1
         WHERE (login_code.asked < $5 AND login_code.sent_at <= $6) OR login_code.sent_at <= $7
         RETURNING asked",
        phone_hash,
        code_hash,
        now,
        now + TimeDelta::seconds(i64::from(VALID)),
        FREE,
        now - TimeDelta::seconds(i64::from(AGAIN)),
        now - TimeDelta::seconds(i64::from(SLOWLY))
    )?;
    Ok(row.map(|(asked,)| asked))
}

/// The refusal of a code that was asked for too soon after the one before.
async fn too_soon(tx: &mut Tx, phone_hash: &str, now: DateTime<Utc>) -> Result<Error> {
    let last = one!(
        tx,
        (DateTime<Utc>, i64),
        "SELECT sent_at, asked FROM login_code WHERE phone_hash = $1",
        phone_hash
    )?;
    let left =
        last.map_or(0, |(sent_at, asked)| i64::from(wait(asked)) - (now - sent_at).num_seconds());
    Ok(Error::too_many(left.max(1)))
}

/// Six digits, each as likely: numbers past the last whole million are drawn again.
pub fn draw() -> String {
    loop {
        let number = u32::from_le_bytes(crypto::random());
        if number < 4_294_000_000 {
            return format!("{:06}", number % 1_000_000);
        }
    }
}

/// Takes a code: a right one is used up, a wrong one is counted.
///
/// # Errors
/// Wrong, expired, tried too often, or nobody has this number; all alike.
pub async fn take(app: &App, phone: &str, code: &str) -> Result<(String, bool)> {
    let wrong = || Error::field(Code::WrongCode, "code", "wrong or expired");
    let hash = app.keys.hash("phone", phone);
    let mut tx = app.db.write().await?;
    let counted = exec!(
        &mut tx,
        "UPDATE login_code SET tries = tries + 1 WHERE phone_hash = $1 AND tries < $2 AND expires_at > $3",
        &hash,
        TRIES,
        app.clock.now()
    )?;
    if counted == 0 {
        return Err(wrong());
    }
    let row =
        one!(&mut tx, (String,), "SELECT code_hash FROM login_code WHERE phone_hash = $1", &hash)?;
    let right =
        row.is_some_and(|(known,)| known == app.keys.hash("code", &format!("{hash}/{code}")));
    let person = store::person_by_phone(app, &mut tx, &hash).await?;
    let staff = store::staff_by_phone(app, &mut tx, &hash).await?;
    let holder = match (person, staff) {
        (_, Some(staff)) => Some((staff.id, true)),
        (Some(person), None) => Some((person.id, false)),
        (None, None) => None,
    };
    let holder = holder.filter(|_| right);
    if holder.is_some() {
        exec!(&mut tx, "DELETE FROM login_code WHERE phone_hash = $1", &hash)?;
    }
    tx.commit().await?; // a wrong try is counted, too
    holder.ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    #[test]
    fn codes_have_six_digits() {
        for _ in 0..100 {
            let code = super::draw();
            assert!(code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()), "{code}");
        }
    }
}
