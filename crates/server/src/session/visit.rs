//! How a visit at a window ends (A9): by its clerk, with its session, or by itself when nothing has been asked for a while.
//! The session is the clerk's again then; the visit's row says when and how it ended.

use axum::http::{HeaderMap, Method};
use chrono::{DateTime, TimeDelta, Utc};
use onething_api::paths;

use super::identity::{AtWindow, Citizen, Identity, token};
use crate::app::App;
use crate::db::Tx;
use crate::error::Result;
use crate::{all, exec};

/// Seconds within which further requests of a visit are not written down again.
const SEEN_SECONDS: u32 = 5;

/// How a visit ended.
#[derive(Clone, Copy)]
pub enum End {
    /// The clerk ended it.
    Clerk,
    /// Nothing was asked for too long.
    Idle,
    /// The session was over or logged out.
    Session,
}

impl End {
    fn code(self) -> &'static str {
        match self {
            Self::Clerk => "clerk",
            Self::Idle => "idle",
            Self::Session => "session",
        }
    }
}

/// Ends the visits in which nothing was asked for too long.
///
/// # Errors
/// The database's.
pub async fn end_idle(app: &App) -> Result<()> {
    let now = app.clock.now();
    let limit = now - TimeDelta::seconds(app.settings.visit_seconds.into());
    let idle = all!(
        &mut app.db.read().await?,
        (String,),
        "SELECT token_hash FROM session WHERE clerk <> '' AND seen_at <= $1",
        limit
    )?;
    if idle.is_empty() {
        return Ok(()); // nothing is written every second
    }
    let mut tx = app.db.write().await?;
    // Looked at once more where it is written: a request may have come in between.
    let ended = all!(
        &mut tx,
        (String,),
        "UPDATE session SET holder = clerk, is_staff = TRUE, acting = '', clerk = '', seen_at = NULL
         WHERE clerk <> '' AND seen_at <= $1 RETURNING visit",
        limit
    )?;
    for (visit,) in &ended {
        exec!(
            &mut tx,
            "UPDATE window_visit SET ended_at = $2, ended_by = $3 WHERE id = $1",
            visit,
            now,
            End::Idle.code()
        )?;
        tracing::info!(visit, "a visit at a window ended by itself");
    }
    Ok(tx.commit().await?)
}

/// Writes down that a visit has ended which goes on in a session, if one does.
///
/// # Errors
/// The database's.
pub async fn close(tx: &mut Tx, session: &str, now: DateTime<Utc>, end: End) -> Result<()> {
    exec!(
        tx,
        "UPDATE window_visit SET ended_at = $2, ended_by = $3 WHERE ended_by = '' AND id IN
           (SELECT visit FROM session WHERE token_hash = $1 AND clerk <> '')",
        session,
        now,
        end.code()
    )?;
    Ok(())
}

/// Deletes the sessions that are over, and the visits in them end.
///
/// # Errors
/// The database's.
pub async fn sweep(tx: &mut Tx, now: DateTime<Utc>) -> Result<()> {
    exec!(
        &mut *tx,
        "UPDATE window_visit SET ended_at = $1, ended_by = $2 WHERE ended_by = '' AND id IN
           (SELECT visit FROM session WHERE expires_at <= $1 AND clerk <> '')",
        now,
        End::Session.code()
    )?;
    exec!(tx, "DELETE FROM session WHERE expires_at <= $1", now)?;
    Ok(())
}

/// A request that was let through: in a visit its time counts anew, if somebody asked for it.
///
/// # Errors
/// The database's.
pub async fn seen(
    app: &App,
    identity: &Identity,
    (method, path): (&Method, &str),
    headers: &HeaderMap,
) -> Result<()> {
    let Identity::Citizen(Citizen { window: Some(AtWindow { seconds_left, .. }), .. }) = identity
    else {
        return Ok(());
    };
    let long = app.settings.visit_seconds.saturating_sub(*seconds_left) >= SEEN_SECONDS;
    if !long || !is_asked(method, path) {
        return Ok(());
    }
    let mut tx = app.db.write().await?;
    exec!(
        &mut tx,
        "UPDATE session SET seen_at = $2 WHERE token_hash = $1 AND clerk <> ''",
        app.keys.hash("session", token(headers).unwrap_or_default()),
        app.clock.now()
    )?;
    Ok(tx.commit().await?)
}

/// Whether a person is behind a request. Streams begin again by themselves, and a page that nobody looks at asks who is
/// there and how long the visit lasts.
fn is_asked(method: &Method, path: &str) -> bool {
    let by_itself = match path {
        paths::EVENTS => true,
        paths::SESSION | paths::WINDOW => method == Method::GET,
        _ => false,
    };
    !by_itself
}
