//! Queues in the database.

use chrono::{DateTime, Utc};
use onething_domain::city::Role;
use sqlx::FromRow;

use crate::cases::store::Summary;
use crate::db::Tx;
use crate::error::Result;
use crate::session::Staff;
use crate::{all, one};

/// A task that waits.
#[derive(Clone, Debug, FromRow)]
pub struct TaskRow {
    /// Case number.
    pub number: String,
    /// Id of the item.
    pub item: String,
    /// Last day of the promise, as a text that sorts.
    pub due: String,
    /// The task, without what people wrote, as JSON.
    pub state: String,
}

/// What of the tasks a member of staff works on.
#[derive(Clone, Debug)]
pub struct Bench {
    department: String,
    reviews: bool,
    confirms: bool,
}

impl Bench {
    /// The bench of a reviewer or chief representative of a department.
    pub fn of(staff: &Staff) -> Self {
        Self {
            department: staff.department.clone().unwrap_or_default(),
            reviews: staff.has(Role::Reviewer),
            confirms: staff.has(Role::Chief),
        }
    }
}

/// Cases that wait for the intake, oldest first, behind a time and number.
///
/// # Errors
/// The database's.
pub async fn intake(
    tx: &mut Tx,
    (at, key): (DateTime<Utc>, String),
    number: &str,
    limit: i64,
) -> Result<Vec<Summary>> {
    Ok(all!(
        tx,
        Summary,
        "SELECT number, seq, head, thing, version, title, status, applicant, company, filed_at, received_at, accepted, done, tasks, owed_cents
         FROM case_summary
         WHERE status = 'received' AND ($1 = '' OR number = $1)
         AND (received_at > $2 OR (received_at = $2 AND number > $3))
         ORDER BY received_at, number LIMIT $4",
        number,
        at,
        &key,
        limit
    )?)
}

/// Tasks that wait on a bench, most urgent first, behind a due day, number and item.
///
/// # Errors
/// The database's.
pub async fn tasks(
    tx: &mut Tx,
    bench: &Bench,
    (due, key, item): (String, String, String),
    number: &str,
    limit: i64,
) -> Result<Vec<TaskRow>> {
    Ok(all!(
        tx,
        TaskRow,
        "SELECT task.number, task.item, task.due, task.state FROM task
         JOIN case_summary ON case_summary.number = task.number
         WHERE task.department = $1 AND case_summary.status = 'accepted'
         AND (($2 AND task.status IN ('open', 'paused', 'approved')) OR ($3 AND task.status IN ('refusal_proposed', 'extension_proposed')))
         AND ($4 = '' OR task.number = $4)
         AND (task.due > $5 OR (task.due = $5 AND (task.number > $6 OR (task.number = $6 AND task.item > $7))))
         ORDER BY task.due, task.number, task.item LIMIT $8",
        &bench.department,
        bench.reviews,
        bench.confirms,
        number,
        &due,
        &key,
        &item,
        limit
    )?)
}

/// Whose cases a member of staff sees in the list of everything.
#[derive(Clone, Debug)]
pub struct Sight {
    everything: bool,
    department: String,
}

impl Sight {
    /// The sight of a member of staff, as [`crate::cases::access::may_see`] has it.
    pub fn of(staff: &Staff) -> Self {
        Self {
            everything: staff.has(Role::Clerk) || staff.has(Role::Supervisor),
            department: staff.department.clone().unwrap_or_default(),
        }
    }
}

/// Everything in sight, newest first, behind a time and number.
///
/// # Errors
/// The database's.
pub async fn everything(
    tx: &mut Tx,
    sight: &Sight,
    (at, key): (DateTime<Utc>, String),
    number: &str,
    limit: i64,
) -> Result<Vec<Summary>> {
    Ok(all!(
        tx,
        Summary,
        "SELECT number, seq, head, thing, version, title, status, applicant, company, filed_at, received_at, accepted, done, tasks, owed_cents
         FROM case_summary
         WHERE ($1 OR (accepted AND EXISTS (SELECT 1 FROM task WHERE task.number = case_summary.number AND task.department = $2)))
         AND ($3 = '' OR number = $3)
         AND (filed_at < $4 OR (filed_at = $4 AND number < $5))
         ORDER BY filed_at DESC, number DESC LIMIT $6",
        sight.everything,
        &sight.department,
        number,
        at,
        &key,
        limit
    )?)
}

/// How many cases wait for the intake.
///
/// # Errors
/// The database's.
pub async fn count_intake(tx: &mut Tx) -> Result<i64> {
    let row = one!(tx, (i64,), "SELECT COUNT(*) FROM case_summary WHERE status = 'received'")?;
    Ok(row.map_or(0, |(count,)| count))
}

/// How many tasks wait on a bench.
///
/// # Errors
/// The database's.
pub async fn count_tasks(tx: &mut Tx, bench: &Bench) -> Result<i64> {
    let row = one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM task JOIN case_summary ON case_summary.number = task.number
         WHERE task.department = $1 AND case_summary.status = 'accepted'
         AND (($2 AND task.status IN ('open', 'paused', 'approved')) OR ($3 AND task.status IN ('refusal_proposed', 'extension_proposed')))",
        &bench.department,
        bench.reviews,
        bench.confirms
    )?;
    Ok(row.map_or(0, |(count,)| count))
}

/// How many cases in sight have not ended.
///
/// # Errors
/// The database's.
pub async fn count_everything(tx: &mut Tx, sight: &Sight) -> Result<i64> {
    let row = one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM case_summary WHERE status IN ('unpaid', 'received', 'correcting', 'accepted')
         AND ($1 OR (accepted AND EXISTS (SELECT 1 FROM task WHERE task.number = case_summary.number AND task.department = $2)))",
        sight.everything,
        &sight.department
    )?;
    Ok(row.map_or(0, |(count,)| count))
}
