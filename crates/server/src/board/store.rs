//! What the board counts and lists, in SQL.

use chrono::{DateTime, Utc};
use onething_api::supervision::NO_ID;
use sqlx::FromRow;

use crate::all;
use crate::db::Tx;
use crate::error::Result;

/// What a list behind the board is narrowed to; empty texts narrow nothing.
pub struct Wanted {
    /// Id of a department; [`NO_ID`] for the intake.
    pub department: String,
    /// A step; [`NO_ID`] for none.
    pub step: String,
    /// Id of a thing.
    pub thing: String,
    /// Rows.
    pub limit: i64,
}

/// A key as rows have it: empty for what has no id.
fn stored(key: &str) -> &str {
    if key == NO_ID { "" } else { key }
}

/// A row of a list.
#[derive(FromRow)]
pub struct Found {
    /// What tells rows of the same day or moment apart.
    pub key: String,
    /// Case number.
    pub number: String,
    /// Id of the thing.
    pub thing: String,
    /// Version of its guide.
    pub version: i64,
    /// Title of the thing, as JSON.
    pub title: String,
    /// Id of the item; empty for the intake.
    pub item: String,
    /// Id of the department.
    pub department: String,
    /// Where it stands.
    pub step: String,
    /// The last day.
    pub due: String,
    /// When it was recorded; the epoch for clocks.
    pub at: DateTime<Utc>,
}

/// Cases at the intake, by light.
///
/// # Errors
/// The database's.
pub async fn intake(tx: &mut Tx, thing: &str) -> Result<Vec<(String, i64)>> {
    Ok(all!(
        tx,
        (String, i64),
        "SELECT light, COUNT(*) FROM case_summary WHERE status = 'received' AND ($1 = '' OR thing = $1) GROUP BY light",
        thing
    )?)
}

/// Tasks whose clocks run or stand, by department, state and light.
///
/// # Errors
/// The database's.
pub async fn lights(tx: &mut Tx, thing: &str) -> Result<Vec<(String, String, String, i64)>> {
    Ok(all!(
        tx,
        (String, String, String, i64),
        "SELECT department, status, light, COUNT(*) FROM task
         WHERE light IN ('green', 'yellow', 'red', 'paused', 'pause_over', 'waiting')
         AND ($1 = '' OR EXISTS (SELECT 1 FROM case_summary AS its WHERE its.number = task.number AND its.thing = $1))
         GROUP BY department, status, light",
        thing
    )?)
}

/// Records of limits that have passed and are not settled, by department and the step in which they passed; the step is
/// empty where it was the whole task's limit.
///
/// # Errors
/// The database's.
pub async fn accountable(tx: &mut Tx, thing: &str) -> Result<Vec<(String, String, i64)>> {
    Ok(all!(
        tx,
        (String, String, i64),
        "SELECT department, step, COUNT(*) FROM accountability
         WHERE state <> 'settled'
         AND ($1 = '' OR EXISTS (SELECT 1 FROM case_summary AS its WHERE its.number = accountability.number AND its.thing = $1))
         GROUP BY department, step",
        thing
    )?)
}

/// Items returned since a moment, by department.
///
/// # Errors
/// The database's.
pub async fn returns(tx: &mut Tx, thing: &str, since: DateTime<Utc>) -> Result<Vec<(String, i64)>> {
    Ok(all!(
        tx,
        (String, i64),
        "SELECT department, COUNT(*) FROM item_return
         WHERE at >= $2
         AND ($1 = '' OR EXISTS (SELECT 1 FROM case_summary AS its WHERE its.number = item_return.number AND its.thing = $1))
         GROUP BY department",
        thing,
        since
    )?)
}

/// Bad ratings that wait, and how many of them are late, by department.
///
/// # Errors
/// The database's.
pub async fn rectifications(
    tx: &mut Tx,
    thing: &str,
    today: &str,
) -> Result<Vec<(String, i64, i64)>> {
    Ok(all!(
        tx,
        (String, i64, i64),
        "SELECT department, COUNT(*), COUNT(CASE WHEN due < $2 THEN 1 END) FROM rating
         WHERE state IN ('open', 'called') AND ($1 = '' OR thing = $1) GROUP BY department",
        thing,
        today
    )?)
}

/// Complaints that wait, and tickets of all kinds that are late, by department.
///
/// # Errors
/// The database's.
pub async fn tickets(tx: &mut Tx, today: &str) -> Result<Vec<(String, i64, i64)>> {
    Ok(all!(
        tx,
        (String, i64, i64),
        "SELECT department, COUNT(CASE WHEN kind = 'complaint' THEN 1 END), COUNT(CASE WHEN due < $1 THEN 1 END)
         FROM ticket WHERE status IN ('open', 'taken') GROUP BY department",
        today
    )?)
}

/// Clocks under one of three lights, of tasks and of cases at the intake, most urgent first, behind a last day and key.
/// What is not signed has no light at the intake: its clock stands still.
///
/// # Errors
/// The database's.
pub async fn clocks(
    tx: &mut Tx,
    wanted: &Wanted,
    [light, other, third]: [&str; 3],
    (due, key): &(String, String),
) -> Result<Vec<Found>> {
    Ok(all!(
        tx,
        Found,
        "SELECT key, number, thing, version, title, item, department, step, due, at FROM (
           SELECT task.number || '/' || task.item AS key, task.number, case_summary.thing, case_summary.version,
           case_summary.title, task.item, task.department, task.status AS step, task.due, $9 AS at
           FROM task JOIN case_summary ON case_summary.number = task.number
           WHERE task.light IN ($1, $2, $10) AND ($3 = '' OR task.department = $3) AND ($4 = '' OR task.status = $4)
           AND ($5 = '' OR case_summary.thing = $5)
           UNION ALL
           SELECT number AS key, number, thing, version, title, '' AS item, '' AS department, 'intake' AS step, due,
           $9 AS at
           FROM case_summary
           WHERE status = 'received' AND $3 IN ('', '-') AND $4 IN ('', 'intake') AND ($5 = '' OR thing = $5)
           AND CASE WHEN light IN ('green', 'yellow', 'red') THEN light ELSE 'paused' END IN ($1, $2, $10)
         ) AS clocks
         WHERE due > $6 OR (due = $6 AND key > $7) ORDER BY due, key LIMIT $8",
        light,
        other,
        &wanted.department,
        &wanted.step,
        &wanted.thing,
        due,
        key,
        wanted.limit,
        DateTime::<Utc>::UNIX_EPOCH,
        third
    )?)
}

/// Records of limits that have passed and are not settled, last first, behind a moment and id.
///
/// # Errors
/// The database's.
pub async fn past_limits(
    tx: &mut Tx,
    wanted: &Wanted,
    (at, key): (DateTime<Utc>, &str),
) -> Result<Vec<Found>> {
    Ok(all!(
        tx,
        Found,
        "SELECT accountability.id AS key, accountability.number, case_summary.thing, case_summary.version,
         case_summary.title, accountability.item, accountability.department, accountability.kind AS step,
         accountability.due, accountability.recorded_at AS at
         FROM accountability JOIN case_summary ON case_summary.number = accountability.number
         WHERE accountability.state <> 'settled' AND ($1 = '' OR accountability.department = $6)
         AND ($7 = '' OR accountability.step = $8) AND ($2 = '' OR case_summary.thing = $2)
         AND (accountability.recorded_at < $3 OR (accountability.recorded_at = $3 AND accountability.id < $4))
         ORDER BY accountability.recorded_at DESC, accountability.id DESC LIMIT $5",
        &wanted.department,
        &wanted.thing,
        at,
        key,
        wanted.limit,
        stored(&wanted.department),
        &wanted.step,
        stored(&wanted.step)
    )?)
}

/// Items returned since a moment, last first, behind a moment and key.
///
/// # Errors
/// The database's.
pub async fn returned(
    tx: &mut Tx,
    wanted: &Wanted,
    since: DateTime<Utc>,
    (at, key): (DateTime<Utc>, &str),
) -> Result<Vec<Found>> {
    Ok(all!(
        tx,
        Found,
        "SELECT item_return.number || '/' || item_return.item AS key, item_return.number, case_summary.thing,
         case_summary.version, case_summary.title, item_return.item, item_return.department,
         item_return.kind AS step, '' AS due, item_return.at
         FROM item_return JOIN case_summary ON case_summary.number = item_return.number
         WHERE item_return.at >= $1 AND ($2 = '' OR item_return.department = $7) AND ($3 = '' OR case_summary.thing = $3)
         AND ($8 = '' OR item_return.kind = $8)
         AND (item_return.at < $4 OR (item_return.at = $4 AND item_return.number || '/' || item_return.item < $5))
         ORDER BY item_return.at DESC, key DESC LIMIT $6",
        since,
        &wanted.department,
        &wanted.thing,
        at,
        key,
        wanted.limit,
        stored(&wanted.department),
        &wanted.step
    )?)
}
