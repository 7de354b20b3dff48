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
    Desk, DeskCount, Missed, Queue, QueueQuery, QueueRow, QueueSort, QueueTask, Ready,
};
use onething_domain::case::{CaseStatus, Mark, Task};
use onething_domain::city::Role;
use onething_domain::{clock, identifier};

use super::SEARCH_HOURS;
use super::ask::Value;
use super::held;
use super::overdue::{self, Answers};
use super::second;
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
    let holder = held::asked(&app, &mut tx, &staff, &query, desk).await?;
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
    let found = match (desk, &holder) {
        (_, Some(holder)) => wanted.held(holder),
        (Desk::Intake, None) => wanted.intake(),
        (Desk::Tasks, None) => wanted.tasks(&Bench::of(&staff)),
        (Desk::HandOut, None) => wanted.ready(),
        (Desk::Explain, None) => wanted.unexplained(&Answers::of(&staff)),
        (Desk::Confirm, None) => wanted.proposed(),
        (Desk::All, None) => wanted.everything(&sight),
    };
    let mut found: Vec<Row> = found.rows(&mut tx).await?;
    let next = page::cut(&mut found, limit, |row| {
        let (number, item) = match desk {
            Desk::Explain => (row.record.clone(), String::new()),
            _ => (row.number.clone(), row.item.clone()),
        };
        (desk, sort, key(row, desk, sort), number, item)
    })?;
    let mut names = Names::of(&app, &mut tx, &found).await?;
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
    if staff.has(Role::Clerk) {
        desks.push(DeskCount { desk: Desk::HandOut, count: store::count_ready(tx).await? });
    }
    let count = store::count_everything(tx, &Sight::of(staff)).await?;
    desks.push(DeskCount { desk: Desk::All, count });
    if staff.has(Role::Supervisor) {
        desks.push(DeskCount { desk: Desk::Confirm, count: second::count_proposed(tx).await? });
    }
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
        (Desk::HandOut, _) => row.ready_at.unwrap_or(row.filed_at).to_rfc3339(),
        (Desk::Intake | Desk::Confirm, true) => {
            row.received_at.unwrap_or(row.filed_at).to_rfc3339()
        }
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
struct Names {
    people: BTreeMap<String, String>,
    companies: BTreeMap<String, Option<String>>,
    staff: BTreeMap<String, Colleague>,
}

impl Names {
    /// The names of a page's applicants, read all at once.
    async fn of(app: &App, tx: &mut Tx, rows: &[Row]) -> Result<Self> {
        let people = store::names(app, tx, rows.iter().map(|row| row.applicant.as_str())).await?;
        Ok(Self { people, companies: BTreeMap::new(), staff: BTreeMap::new() })
    }

    /// The name of an applicant, masked.
    fn person(&self, id: &str) -> String {
        self.people.get(id).map(|name| identifier::mask_name(name)).unwrap_or_default()
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

/// What is to be handed over.
fn ready(row: &Row) -> Result<Option<Ready>> {
    let ready = |since| Ok(Ready { since, by: names::value(&row.ready_by)? });
    row.ready_at.map(ready).transpose()
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
    let received = row.received_at.filter(|_| task.is_none() && status == CaseStatus::Received);
    // Of what is at the intake the light stays out as long as it is not signed: nobody may accept it, no clock runs.
    let unsigned = received.is_some() && row.light.is_empty();
    let clock = match (&task, received) {
        (Some(task), _) => clock::elapsed(task, calendar, now),
        (None, Some(at)) if !unsigned => Some(clock::intake(at, calendar, now)),
        _ => None,
    };
    let holder = if task.is_some() { &row.assignee } else { &row.clerk };
    let holder = holder.as_deref().unwrap_or_default();
    let (missed, ready) = (missed(&row)?, ready(&row)?);
    Ok(QueueRow {
        title: serde_json::from_str(&row.title)?,
        status,
        seq: row.seq,
        applicant: names.person(&row.applicant),
        company: names.company(tx, &row.company).await?,
        holder: names.colleague(app, tx, holder).await?,
        filed_at: row.filed_at,
        number: row.number,
        missed,
        ready,
        task: task.map(|task| QueueTask { item: task.item, name: task.name, status: task.status }),
        clock,
        unsigned,
        marks: Mark::ALL.into_iter().filter(|mark| row.marks & project::bit(*mark) != 0).collect(),
    })
}
