//! The queue of a member of staff: by role, filtered as its address says, with clocks (C10).

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::Method;
use chrono::{DateTime, TimeDelta, Utc};
use onething_api::cases::Colleague;
use onething_api::paths;
use onething_api::problem::Code;
use onething_api::work::{
    Desk, DeskCount, Missed, Queue, QueueQuery, QueueRow, QueueSort, QueueTask,
};
use onething_domain::case::{CaseStatus, Mark, Task};
use onething_domain::city::Role;
use onething_domain::{clock, identifier};

use super::SEARCH_HOURS;
use super::ask::Value;
use super::overdue::{self, Answers};
use super::store::{self, Begin, Bench, Row, Sight, Wanted};
use crate::app::App;
use crate::cases::{HANDLERS, colleague, project};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::extract::Query;
use crate::guard::Guard;
use crate::names;
use crate::page;
use crate::router::Route;
use crate::session::Staff;
use crate::session::store as people;

/// Routes of queues.
pub fn routes() -> Vec<Route> {
    vec![
        Route::new(
            Method::GET,
            paths::QUEUE,
            Guard::Staff(&HANDLERS),
            queue,
            "What waits for a member of staff, with clocks.",
        )
        .asks::<QueueQuery>()
        .gives::<Queue>(200),
    ]
}

async fn queue(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<QueueQuery>,
) -> Result<Json<Queue>> {
    let limit = page::limit(query.limit, 50)?;
    let number = match query.number.as_deref().map(str::trim).filter(|typed| !typed.is_empty()) {
        // What is no number finds nothing, like a number that is nobody's.
        Some(typed) => identifier::read_case_number(typed).unwrap_or_else(|| "-".to_owned()),
        None => String::new(),
    };
    let mut tx = app.db.read().await?;
    let desks = desks(&mut tx, &staff).await?;
    let desk = query.desk.or_else(|| desks.first().map(|known| known.desk)).unwrap_or_default();
    if !desks.iter().any(|known| known.desk == desk) {
        return Err(Error::field(Code::Forbidden, "desk", "not one of yours"));
    }
    let sight = Sight::of(&staff);
    let sort = check(&query, desk, &sight)?;
    own_search(&app, &mut tx, &staff, &query).await?;
    let catalogue = app.shelf.catalogue();
    let calendar = catalogue.calendar()?;
    let wanted = Wanted {
        staff: &staff,
        query: &query,
        number: &number,
        sort,
        begin: begin(query.cursor.as_deref(), desk, sort)?,
        zone_hours: calendar.zone_hours,
        limit: limit + 1,
    };
    let found = match desk {
        Desk::Intake => wanted.intake(),
        Desk::Tasks => wanted.tasks(&Bench::of(&staff)),
        Desk::Explain => wanted.unexplained(&Answers::of(&staff)),
        Desk::All => wanted.everything(&sight),
    };
    let mut found: Vec<Row> = found.rows(&mut tx).await?;
    let next = page::cut(&mut found, limit, |row| {
        let (number, item) = match desk {
            Desk::Explain => (row.record.clone(), String::new()),
            _ => (row.number.clone(), row.item.clone()),
        };
        (desk, sort, key(row, desk, sort), number, item)
    })?;
    let mut names = Names::default();
    let mut rows = Vec::with_capacity(found.len());
    for row in found {
        rows.push(shown(&app, &mut tx, &mut names, row).await?);
    }
    Ok(Json(Queue { desks, desk, sort, rows, next }))
}

/// The desks that are open to a member of staff, the first one being theirs.
async fn desks(tx: &mut Tx, staff: &Staff) -> Result<Vec<DeskCount>> {
    let mut desks = Vec::new();
    if staff.has(Role::Clerk) {
        desks.push(DeskCount { desk: Desk::Intake, count: store::count_intake(tx).await? });
    }
    if staff.has(Role::Reviewer) || staff.has(Role::Chief) {
        let count = store::count_tasks(tx, &Bench::of(staff)).await?;
        desks.push(DeskCount { desk: Desk::Tasks, count });
    }
    let answers = Answers::of(staff);
    if !answers.is_empty() {
        let count = overdue::count_unexplained(tx, &answers).await?;
        desks.push(DeskCount { desk: Desk::Explain, count });
    }
    let count = store::count_everything(tx, &Sight::of(staff)).await?;
    desks.push(DeskCount { desk: Desk::All, count });
    Ok(desks)
}

/// Refuses filters that say nothing on a desk, so that no list looks as if they had been heeded; gives the order.
fn check(query: &QueueQuery, desk: Desk, sight: &Sight) -> Result<QueueSort> {
    let wrong = |field: &str, detail: &str| Err(Error::field(Code::BadParameter, field, detail));
    let orders = desk.orders(sight.everything && query.department.is_none());
    match (desk, query.sort) {
        _ if desk != Desk::Tasks && query.task_status.is_some() => {
            wrong("task_status", "only on the desk of tasks")
        }
        _ if desk != Desk::All && query.status.is_some() => {
            wrong("status", "only in the list of everything")
        }
        _ if query.department.is_some() && (desk != Desk::All || !sight.everything) => {
            wrong("department", "only in the list of everything, for those who see all departments")
        }
        (_, Some(sort)) if !orders.contains(&sort) => {
            let known: Vec<String> = orders.iter().map(names::name).collect();
            wrong("sort", &format!("one of {}", known.join(", ")))
        }
        (_, Some(sort)) => Ok(sort),
        (_, None) => Ok(orders.first().copied().unwrap_or_default()),
    }
}

/// A search for people counts for who made it, for an hour.
async fn own_search(app: &App, tx: &mut Tx, staff: &Staff, query: &QueueQuery) -> Result<()> {
    let Some(id) = &query.search else {
        return Ok(());
    };
    let after = app.clock.now() - TimeDelta::hours(SEARCH_HOURS);
    if store::is_search_of(tx, id, &staff.id, after).await? {
        return Ok(());
    }
    Err(Error::field(Code::BadParameter, "search", "over; look for the person again"))
}

/// Whether a desk is ordered by a moment in this order; else by a day.
fn by_moment(sort: QueueSort) -> bool {
    sort != QueueSort::Urgent
}

/// What a row is ordered by.
fn key(row: &Row, desk: Desk, sort: QueueSort) -> String {
    match (desk, by_moment(sort)) {
        (Desk::Explain, _) => row.recorded_at.unwrap_or(row.filed_at).to_rfc3339(),
        (Desk::Intake, true) => row.received_at.unwrap_or(row.filed_at).to_rfc3339(),
        (_, true) => row.filed_at.to_rfc3339(),
        (Desk::Tasks, false) => row.due.clone(),
        (_, false) => row.case_due.clone(),
    }
}

/// Where a page begins; a cursor of another desk or order is none of ours.
fn begin(cursor: Option<&str>, desk: Desk, sort: QueueSort) -> Result<Option<Begin>> {
    let known: Option<(Desk, QueueSort, String, String, String)> = page::begin(cursor)?;
    let Some((of_desk, of_sort, key, number, item)) = known else {
        return Ok(None);
    };
    let wrong = || Error::field(Code::BadParameter, "cursor", "one from `next` of this very list");
    if (of_desk, of_sort) != (desk, sort) {
        return Err(wrong());
    }
    let key = if by_moment(sort) {
        let at = DateTime::parse_from_rfc3339(&key).map_err(|_| wrong())?;
        Value::Time(at.with_timezone(&Utc))
    } else {
        Value::Text(key)
    };
    Ok(Some((key, number, item)))
}

/// Names that rows of a page share.
#[derive(Default)]
struct Names {
    people: BTreeMap<String, String>,
    companies: BTreeMap<String, Option<String>>,
    staff: BTreeMap<String, Colleague>,
}

impl Names {
    /// The name of an applicant, masked.
    async fn person(&mut self, app: &App, tx: &mut Tx, id: &str) -> Result<String> {
        if let Some(known) = self.people.get(id) {
            return Ok(known.clone());
        }
        let row = people::person(app, tx, id).await?;
        let name = row.map(|person| identifier::mask_name(&person.name)).unwrap_or_default();
        self.people.insert(id.to_owned(), name.clone());
        Ok(name)
    }

    async fn company(&mut self, tx: &mut Tx, code: &str) -> Result<Option<String>> {
        if code.is_empty() {
            return Ok(None);
        }
        if let Some(known) = self.companies.get(code) {
            return Ok(known.clone());
        }
        let name = people::company(tx, code).await?.map(|company| company.name);
        self.companies.insert(code.to_owned(), name.clone());
        Ok(name)
    }

    async fn colleague(&mut self, app: &App, tx: &mut Tx, id: &str) -> Result<Option<Colleague>> {
        if id.is_empty() {
            return Ok(None);
        }
        if let Some(known) = self.staff.get(id) {
            return Ok(Some(known.clone()));
        }
        let found = colleague(app, tx, id).await?;
        self.staff.insert(id.to_owned(), found.clone());
        Ok(Some(found))
    }
}

/// The limit that has passed, on the desk of explanations.
fn missed(row: &Row) -> Result<Option<Missed>> {
    if row.missed.is_empty() {
        return Ok(None);
    }
    let due = row.due.parse().map_err(|_| Error::Broken(format!("record {}", row.record)))?;
    Ok(Some(Missed { limit: names::value(&row.missed)?, due }))
}

async fn shown(app: &App, tx: &mut Tx, names: &mut Names, row: Row) -> Result<QueueRow> {
    let catalogue = app.shelf.catalogue();
    let calendar = catalogue.calendar()?;
    let now = app.clock.now();
    let status: CaseStatus = names::value(&row.status)?;
    let task: Option<Task> = match row.state.as_str() {
        "" => None,
        _ => Some(serde_json::from_str(&row.state)?),
    };
    let clock = match (&task, row.received_at) {
        (Some(task), _) => clock::elapsed(task, calendar, now),
        (None, Some(at)) if status == CaseStatus::Received => {
            Some(clock::intake(at, calendar, now))
        }
        _ => None,
    };
    let holder = if task.is_some() { &row.assignee } else { &row.clerk };
    let holder = holder.as_deref().unwrap_or_default();
    let missed = missed(&row)?;
    Ok(QueueRow {
        title: serde_json::from_str(&row.title)?,
        status,
        seq: row.seq,
        applicant: names.person(app, tx, &row.applicant).await?,
        company: names.company(tx, &row.company).await?,
        holder: names.colleague(app, tx, holder).await?,
        filed_at: row.filed_at,
        number: row.number,
        missed,
        task: task.map(|task| QueueTask { item: task.item, name: task.name, status: task.status }),
        clock,
        marks: Mark::ALL.into_iter().filter(|mark| row.marks & project::bit(*mark) != 0).collect(),
    })
}
