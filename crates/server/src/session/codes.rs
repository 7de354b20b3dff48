//! One-time codes: six digits, five minutes, five tries, one a minute.

use chrono::TimeDelta;
use onething_api::problem::Code;
use onething_api::session::CodeSent;
use onething_domain::identifier;
use onething_domain::message::{Channel, MessageKind};

use super::store;
use crate::app::App;
use crate::crypto;
use crate::error::{Error, Result};
use crate::{exec, one, outbox};

/// Seconds for which a code is good.
const VALID: u32 = 300;
/// Seconds until another may be asked for.
const AGAIN: u32 = 60;
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
    let last = one!(
        &mut tx,
        (chrono::DateTime<chrono::Utc>,),
        "SELECT sent_at FROM login_code WHERE phone_hash = $1",
        &hash
    )?;
    if let Some((sent_at,)) = last {
        let left = i64::from(AGAIN) - (now - sent_at).num_seconds();
        if left > 0 {
            return Err(Error::too_many(left));
        }
    }
    exec!(
        &mut tx,
        "INSERT INTO login_code (phone_hash, code_hash, tries, sent_at, expires_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (phone_hash) DO UPDATE SET code_hash = excluded.code_hash, tries = excluded.tries,
         sent_at = excluded.sent_at, expires_at = excluded.expires_at",
        &hash,
        app.keys.hash("code", &format!("{hash}/{code}")),
        0_i64,
        now,
        now + TimeDelta::seconds(i64::from(VALID))
    )?;
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
    Ok(CodeSent { valid_seconds: VALID, again_seconds: AGAIN })
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
