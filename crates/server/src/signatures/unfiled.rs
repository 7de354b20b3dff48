//! Signatures that no case has yet. One serves for a day: then it goes, unless an invitation holds it. What a correction's
//! binds to is compared when the correction comes; before, the service gives its word for it to nobody.

use chrono::{DateTime, TimeDelta, Utc};
use onething_api::problem::Code;

use super::store::Bound;
use crate::app::App;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::{all, exec, one};

/// Hours for which a signature waits for what is filed with it.
const HOURS: i64 = 24;
/// How many of a person's may wait at a time: far more than anybody signs in a day.
const MOST: usize = 60;

/// Checks that a person does not sign again and again and files nothing: each signature is a picture that is kept.
///
/// # Errors
/// Too many wait, with the seconds until one of them goes; or the database's.
pub async fn check_limit(app: &App, tx: &mut Tx, owner: &str) -> Result<()> {
    let (now, day) = (app.clock.now(), TimeDelta::hours(HOURS));
    let waiting = all!(
        tx,
        (DateTime<Utc>,),
        "SELECT signed_at FROM unfiled_signature WHERE owner = $1 AND signed_at > $2 ORDER BY signed_at",
        owner,
        now - day
    )?;
    match waiting.first() {
        Some((first,)) if waiting.len() >= MOST => {
            Err(Error::too_many((*first + day - now).num_seconds() + 1))
        }
        _ => Ok(()),
    }
}

/// A signature was made: it waits for its case.
///
/// # Errors
/// The database's.
pub async fn add(app: &App, tx: &mut Tx, owner: &str, bound: &Bound<'_>) -> Result<()> {
    exec!(
        tx,
        "INSERT INTO unfiled_signature (id, owner, checked, signed_at) VALUES ($1, $2, $3, $4)",
        bound.id,
        owner,
        bound.checked,
        app.clock.now()
    )?;
    Ok(())
}

/// A case takes a person's signature, whose digests are compared in the same transaction. False where it waits no more:
/// of two who take it, or of one and the clearing up, the second waits for the first.
///
/// # Errors
/// The database's.
pub async fn take(tx: &mut Tx, owner: &str, id: &str) -> Result<bool> {
    let sql = "DELETE FROM unfiled_signature WHERE id = $1 AND owner = $2";
    Ok(exec!(tx, sql, id, owner)? == 1)
}

/// Checks that the service may give its word for a signature: a case has it, or what it binds to was compared when it
/// was made.
///
/// # Errors
/// Not found where it may not, or the database's.
pub async fn check_word(tx: &mut Tx, id: &str) -> Result<()> {
    let waiting = one!(tx, (bool,), "SELECT checked FROM unfiled_signature WHERE id = $1", id)?;
    match waiting {
        Some((false,)) => Err(Error::new(Code::NotFound)),
        _ => Ok(()),
    }
}

/// Deletes signatures that nothing was filed with in time.
///
/// # Errors
/// The database's.
pub async fn sweep(app: &App, tx: &mut Tx) -> Result<()> {
    let before = app.clock.now() - TimeDelta::hours(HOURS);
    let gone = all!(
        &mut *tx,
        (String,),
        "DELETE FROM unfiled_signature WHERE signed_at < $1
         AND NOT EXISTS (SELECT 1 FROM invitation WHERE invitation.person = unfiled_signature.owner
                         AND invitation.signature = unfiled_signature.id)
         AND NOT EXISTS (SELECT 1 FROM case_file WHERE case_file.file = unfiled_signature.id)
         RETURNING id",
        before
    )?;
    for (id,) in gone {
        exec!(&mut *tx, "DELETE FROM signature WHERE id = $1", id)?;
    }
    Ok(())
}
