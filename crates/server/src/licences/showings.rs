//! Showing a licence for a minute, and what the service says to whoever was shown it.

use chrono::{DateTime, TimeDelta, Utc};
use onething_api::licences::{SHOWING_SECONDS, Showing, ShowingCheck, ShowingClaims, ShowingEntry};
use onething_api::problem::Code;
use onething_domain::licence::Licence;

use super::{keys, service, store};
use crate::app::App;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::{all, exec, one};

/// Days for which it is kept who showed what.
const KEPT_DAYS: i64 = 365;

/// Shows a licence; the same id is one showing.
///
/// # Errors
/// The licence does not hold, or the id is taken.
pub async fn show(
    app: &App,
    tx: &mut Tx,
    licence: &Licence,
    person: &str,
    id: &str,
) -> Result<Showing> {
    let today = service::today(app)?;
    if !licence.is_valid(today) {
        return Err(Error::new(Code::LicenceNotValid));
    }
    exec!(
        &mut *tx,
        "INSERT INTO showing (id, licence, person, shown_at, checks) VALUES ($1, $2, $3, $4, 0)
         ON CONFLICT (id) DO NOTHING",
        id,
        &licence.id,
        person,
        app.clock.now()
    )?;
    let known = one!(
        &mut *tx,
        (DateTime<Utc>,),
        "SELECT shown_at FROM showing WHERE id = $1 AND licence = $2 AND person = $3",
        id,
        &licence.id,
        person
    )?;
    let (shown_at,) = known.ok_or_else(|| Error::field(Code::IdReused, "id", "taken"))?;
    let expires_at = shown_at + TimeDelta::seconds(SHOWING_SECONDS);
    let view = service::view(app, licence, today);
    let claims = ShowingClaims {
        jti: id.to_owned(),
        kind: view.kind,
        name: view.name,
        holder: licence.holder.masked(),
        number: view.number,
        issuer: view.issuer,
        issued_on: view.issued_on,
        valid_until: view.valid_until,
        status: view.status,
        iat: shown_at.timestamp(),
        exp: expires_at.timestamp(),
    };
    let left = (expires_at - app.clock.now()).num_seconds();
    Ok(Showing {
        id: id.to_owned(),
        token: app.showings.sign(&claims)?,
        expires_at,
        seconds: u32::try_from(left).unwrap_or(0),
    })
}

/// What the service knows of a showing, and that somebody asked.
///
/// # Errors
/// It is not genuine, or its minute is over.
pub async fn check(app: &App, tx: &mut Tx, token: &str) -> Result<ShowingCheck> {
    let forged = |why: String| Error::field(Code::ShowingForged, "token", why);
    let claims = keys::verify(token, &app.showings.published()).map_err(forged)?;
    let now = app.clock.now();
    if claims.is_over(now) {
        return Err(Error::new(Code::ShowingOver));
    }
    let row = one!(
        &mut *tx,
        (String, i64),
        "UPDATE showing SET checks = checks + 1, checked_at = $2 WHERE id = $1 RETURNING licence, checks",
        &claims.jti,
        now
    )?;
    let unknown = || forged("the service has shown nothing like it".to_owned());
    let (licence, checks) = row.ok_or_else(unknown)?;
    let licence = store::get(app, tx, &licence).await?.ok_or_else(unknown)?;
    Ok(ShowingCheck {
        claims,
        status: licence.status(service::today(app)?),
        checks: u32::try_from(checks).unwrap_or(u32::MAX),
    })
}

/// Showings of a licence behind a time and an id, newest first.
///
/// # Errors
/// The database's.
pub async fn of_licence(
    tx: &mut Tx,
    licence: &str,
    (at, id): &(DateTime<Utc>, String),
    limit: i64,
) -> Result<Vec<ShowingEntry>> {
    let rows = all!(
        tx,
        (String, String, DateTime<Utc>, i64, Option<DateTime<Utc>>),
        "SELECT showing.id, person.name, shown_at, checks, checked_at FROM showing
         JOIN person ON person.id = showing.person
         WHERE licence = $1 AND (shown_at < $2 OR (shown_at = $2 AND showing.id < $3))
         ORDER BY shown_at DESC, showing.id DESC LIMIT $4",
        licence,
        at,
        id,
        limit
    )?;
    let rows = rows.into_iter().map(|(id, by, at, checks, checked_at)| ShowingEntry {
        id,
        by,
        at,
        checks: u32::try_from(checks).unwrap_or(u32::MAX),
        checked_at,
    });
    Ok(rows.collect())
}

/// Forgets showings of long ago.
///
/// # Errors
/// The database's.
pub async fn sweep(app: &App, tx: &mut Tx) -> Result<()> {
    let until = app.clock.now() - TimeDelta::days(KEPT_DAYS);
    exec!(tx, "DELETE FROM showing WHERE shown_at < $1", until)?;
    Ok(())
}

/// What a genuine showing says, in words, for the command line.
pub fn said(claims: &ShowingClaims, now: DateTime<Utc>) -> String {
    let until = claims.valid_until.map_or("without end".to_owned(), |day| day.to_string());
    let ended = DateTime::<Utc>::from_timestamp(claims.exp, 0).unwrap_or_default();
    let minute = if claims.is_over(now) { "OVER: this showing ended" } else { "good until" };
    format!(
        "genuine\nwhat    {} ({})\nnumber  {}\nholder  {}\nissued  {} by {}, valid until {until}\n{minute} {ended}",
        claims.name.zh,
        claims.kind,
        claims.number,
        claims.holder,
        claims.issued_on,
        claims.issuer.zh
    )
}
