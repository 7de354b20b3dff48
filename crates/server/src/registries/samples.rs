//! Instant approvals that were drawn by lot: the queue of what a person still has to check, and what was found otherwise.

use axum::Json;
use axum::extract::State;
use axum::http::Method;
use chrono::{DateTime, Utc};
use onething_api::paths;
use onething_api::work::{SampleList, SampleQuery, SampleRow, SampleState};
use onething_domain::city::Role;
use sqlx::FromRow;

use crate::app::App;
use crate::cases::store::Loaded;
use crate::db::Tx;
use crate::error::Result;
use crate::extract::Query;
use crate::guard::Guard;
use crate::names::name;
use crate::page;
use crate::router::Route;
use crate::session::Staff;
use crate::{all, exec, one};

/// Who sees samples: departments their own, supervisors all.
const CHECKERS: [Role; 3] = [Role::Reviewer, Role::Chief, Role::Supervisor];

/// Routes of samples.
pub fn routes() -> Vec<Route> {
    vec![
        Route::new(
            Method::GET,
            paths::WORK_SAMPLES,
            Guard::Staff(&CHECKERS),
            list,
            "Instant approvals that were drawn by lot, those to be checked or those that were found otherwise; oldest first.",
        )
        .asks::<SampleQuery>()
        .gives::<SampleList>(200),
    ]
}

/// Writes the samples of a case; part of its projections.
///
/// # Errors
/// The database's.
pub async fn project(tx: &mut Tx, loaded: &Loaded) -> Result<()> {
    for task in &loaded.case.tasks {
        let Some(sample) = &task.sample else { continue };
        let state = match &sample.check {
            None => SampleState::Open,
            Some(check) if check.agrees => SampleState::Agreed,
            Some(_) => SampleState::Disagreed,
        };
        exec!(
            &mut *tx,
            "INSERT INTO case_sample (number, item, department, state, drawn_at, checked_at) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (number, item) DO UPDATE SET state = excluded.state, checked_at = excluded.checked_at",
            &loaded.number,
            &task.item,
            &task.department,
            name(&state),
            sample.drawn_at,
            sample.check.as_ref().map(|check| check.at)
        )?;
    }
    Ok(())
}

#[derive(FromRow)]
struct Row {
    number: String,
    item: String,
    department: String,
    drawn_at: DateTime<Utc>,
    checked_at: Option<DateTime<Utc>>,
    title: String,
    state: String,
}

async fn list(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<SampleQuery>,
) -> Result<Json<SampleList>> {
    let limit = page::limit(query.limit, 50)?;
    let first = (DateTime::<Utc>::UNIX_EPOCH, String::new(), String::new());
    let (at, number, item) = page::begin(query.cursor.as_deref())?.unwrap_or(first);
    let state = query.state.unwrap_or_default();
    // An empty department is every department's.
    let department = match staff.has(Role::Supervisor) {
        true => String::new(),
        false => staff.department.clone().unwrap_or_else(|| "-".to_owned()),
    };
    let mut tx = app.db.read().await?;
    let mut rows = all!(
        &mut tx,
        Row,
        "SELECT sample.number, sample.item, sample.department, drawn_at, checked_at, title, task.state
         FROM case_sample sample
         JOIN case_summary ON case_summary.number = sample.number
         JOIN task ON task.number = sample.number AND task.item = sample.item
         WHERE sample.state = $1 AND ($2 = '' OR sample.department = $2)
         AND (drawn_at > $3 OR (drawn_at = $3 AND (sample.number > $4 OR (sample.number = $4 AND sample.item > $5))))
         ORDER BY drawn_at, sample.number, sample.item LIMIT $6",
        name(&state),
        &department,
        at,
        &number,
        &item,
        limit + 1
    )?;
    let next =
        page::cut(&mut rows, limit, |row| (row.drawn_at, row.number.clone(), row.item.clone()))?;
    let catalogue = app.shelf.catalogue();
    let row = |row: Row| {
        let task: onething_domain::case::Task = serde_json::from_str(&row.state)?;
        Ok(SampleRow {
            title: serde_json::from_str(&row.title)?,
            item: row.item,
            name: task.name,
            department: catalogue.department_name(&row.department),
            number: row.number,
            drawn_at: row.drawn_at,
            checked_at: row.checked_at,
        })
    };
    Ok(Json(SampleList {
        samples: rows.into_iter().map(row).collect::<Result<_>>()?,
        state,
        open: count(&mut tx, SampleState::Open, &department).await?,
        disagreed: count(&mut tx, SampleState::Disagreed, &department).await?,
        next,
    }))
}

async fn count(tx: &mut Tx, state: SampleState, department: &str) -> Result<i64> {
    let row = one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM case_sample WHERE state = $1 AND ($2 = '' OR department = $2)",
        name(&state),
        department
    )?;
    Ok(row.map_or(0, |(count,)| count))
}
