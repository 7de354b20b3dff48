//! What time does to tickets: late ones are told to the supervisors, answers that nobody sent back end theirs.

use chrono::TimeDelta;
use onething_domain::message::MessageKind;
use onething_domain::text::Text;
use onething_domain::ticket::{self, TicketEvent};
use sqlx::AssertSqlSafe;

use super::{store, today};
use crate::app::App;
use crate::db::skip_locked;
use crate::error::Result;
use crate::outbox::Message;
use crate::{all, journal, ratings};

/// Seconds for which a node holds a piece of work.
const LEASE: i64 = 60;
/// Pieces of work that a node takes at once.
const AT_ONCE: i64 = 20;

/// Does what is due; gives how much was taken.
///
/// # Errors
/// The database's.
pub async fn do_due(app: &App) -> Result<usize> {
    let now = app.clock.now();
    let catalogue = app.shelf.catalogue();
    let Ok(today) = today(app, &catalogue) else { return Ok(0) };
    let mut tx = app.db.write().await?;
    let sql = format!(
        "UPDATE ticket SET leased_until = $1 WHERE number IN (
           SELECT number FROM ticket
           WHERE ((status IN ('open', 'taken') AND due < $2 AND escalated = $3) OR (status = 'answered' AND until < $2))
           AND (leased_until IS NULL OR leased_until < $4) ORDER BY due, number LIMIT $5{}) RETURNING number",
        skip_locked(&tx)
    );
    let until = now + TimeDelta::seconds(LEASE);
    let sql = AssertSqlSafe(sql.as_str());
    let taken = all!(&mut tx, (String,), sql, until, today.to_string(), false, now, AT_ONCE)?;
    tx.commit().await?;
    for (number,) in &taken {
        let mut tx = app.db.write().await?;
        journal::hold(&mut tx).await?;
        let Some(mut loaded) = store::load(app, &mut tx, number).await? else { continue };
        if let Some(event) = ticket::due_by_itself(&loaded.ticket, today) {
            let late = event == TicketEvent::Escalated;
            store::append(app, &mut tx, &mut loaded, "", event).await?;
            if late {
                let department = catalogue.department_name(&loaded.ticket.department);
                let message = || Message {
                    kind: MessageKind::TicketLate,
                    // Sent back and late again, it is told again.
                    key: format!("ticket/{number}/late/{}", loaded.ticket.seq),
                    about: format!("/staff/tickets/{number}"),
                    with: vec![
                        ("number", Text::zh(number.clone())),
                        ("department", department.clone()),
                    ],
                };
                ratings::tell_supervisors(app, &mut tx, message).await?;
            }
        }
        tx.commit().await?;
    }
    Ok(taken.len())
}
