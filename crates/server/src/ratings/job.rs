//! Bad ratings that are late: the supervisors are told, once for each last day.

use chrono::TimeDelta;
use onething_domain::city::Role;
use onething_domain::message::MessageKind;
use onething_domain::rating;
use onething_domain::text::Text;
use sqlx::AssertSqlSafe;

use super::store;
use crate::app::App;
use crate::db::{Tx, skip_locked};
use crate::error::Result;
use crate::outbox::Message;
use crate::session::store as people;
use crate::{all, journal, outbox};

/// Seconds for which a node holds a piece of work.
const LEASE: i64 = 60;
/// Pieces of work that a node takes at once.
const AT_ONCE: i64 = 20;

/// Tells of what is late; gives how much was taken.
///
/// # Errors
/// The database's.
pub async fn escalate_due(app: &App) -> Result<usize> {
    let now = app.clock.now();
    let catalogue = app.shelf.catalogue();
    let Ok(calendar) = catalogue.calendar() else { return Ok(0) };
    let today = calendar.day(now);
    let mut tx = app.db.write().await?;
    let sql = format!(
        "UPDATE rating SET leased_until = $1 WHERE id IN (
           SELECT id FROM rating WHERE state IN ('open', 'called') AND due < $2 AND escalated = $3
           AND (leased_until IS NULL OR leased_until < $4) ORDER BY due, id LIMIT $5{}) RETURNING id",
        skip_locked(&tx)
    );
    let until = now + TimeDelta::seconds(LEASE);
    let sql = AssertSqlSafe(sql.as_str());
    let taken = all!(&mut tx, (String,), sql, until, today.to_string(), false, now, AT_ONCE)?;
    tx.commit().await?;
    for (id,) in &taken {
        let mut tx = app.db.write().await?;
        journal::hold(&mut tx).await?;
        let Some(mut loaded) = store::load(app, &mut tx, id).await? else { continue };
        // Refused where somebody was quicker.
        if let Ok(event) = rating::escalate(&loaded.rating, today) {
            store::append(app, &mut tx, &mut loaded, "", event).await?;
            let message = || Message {
                kind: MessageKind::RectificationLate,
                // Opened again and late again, it is told again.
                key: format!("rating/{id}/late/{}", loaded.rating.seq),
                about: format!("/staff/ratings/{id}"),
                with: vec![
                    ("number", Text::zh(loaded.rating.number.clone())),
                    ("department", catalogue.department_name(&loaded.rating.department)),
                ],
            };
            tell_supervisors(app, &mut tx, message).await?;
        }
        tx.commit().await?;
    }
    Ok(taken.len())
}

/// Sends all supervisors a message.
///
/// # Errors
/// The database's.
pub async fn tell_supervisors(app: &App, tx: &mut Tx, message: impl Fn() -> Message) -> Result<()> {
    for id in all!(&mut *tx, (String,), "SELECT id FROM staff ORDER BY id")? {
        let Some(member) = people::staff(app, tx, &id.0).await? else { continue };
        if member.roles()?.contains(&Role::Supervisor) {
            outbox::tell_phone(app, tx, &member.id, &member.phone(app)?, message()).await?;
        }
    }
    Ok(())
}
