//! The queue of a member of staff: by role, with clocks.

use axum::Json;
use axum::extract::State;
use axum::http::Method;
use chrono::{DateTime, Utc};
use onething_api::paths;
use onething_api::problem::Code;
use onething_api::work::{Desk, DeskCount, Queue, QueueQuery, QueueRow, QueueTask};
use onething_domain::case::{CaseStatus, Task};
use onething_domain::city::Role;
use onething_domain::clock;
use onething_domain::identifier;

use super::store::{self, Bench, Sight};
use crate::app::App;
use crate::cases::store::Summary;
use crate::cases::{HANDLERS, store as cases};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::extract::Query;
use crate::guard::Guard;
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
    let wanted = query.desk.or_else(|| desks.first().map(|known| known.desk)).unwrap_or_default();
    if !desks.iter().any(|known| known.desk == wanted) {
        return Err(Error::field(Code::Forbidden, "desk", "not one of yours"));
    }
    let asked = Asked { app: &app, cursor: query.cursor.as_deref(), number: &number, limit };
    let (rows, next) = match wanted {
        Desk::Intake => asked.intake(&mut tx).await?,
        Desk::Tasks => asked.tasks(&mut tx, &Bench::of(&staff)).await?,
        Desk::All => asked.everything(&mut tx, &Sight::of(&staff)).await?,
    };
    Ok(Json(Queue { desks, desk: wanted, rows, next }))
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
    let count = store::count_everything(tx, &Sight::of(staff)).await?;
    desks.push(DeskCount { desk: Desk::All, count });
    Ok(desks)
}

struct Asked<'a> {
    app: &'a App,
    cursor: Option<&'a str>,
    number: &'a str,
    limit: i64,
}

type Found = (Vec<QueueRow>, Option<String>);

impl Asked<'_> {
    async fn intake(&self, tx: &mut Tx) -> Result<Found> {
        let oldest = (DateTime::<Utc>::UNIX_EPOCH, String::new());
        let begin = page::begin(self.cursor)?.unwrap_or(oldest);
        let mut found = store::intake(tx, begin, self.number, self.limit + 1).await?;
        let next = page::cut(&mut found, self.limit, |row| (row.received_at, row.number.clone()))?;
        Ok((self.cases(tx, found).await?, next))
    }

    async fn everything(&self, tx: &mut Tx, sight: &Sight) -> Result<Found> {
        let begin = page::begin(self.cursor)?.unwrap_or_else(page::newest);
        let mut found = store::everything(tx, sight, begin, self.number, self.limit + 1).await?;
        let next = page::cut(&mut found, self.limit, |row| (row.filed_at, row.number.clone()))?;
        Ok((self.cases(tx, found).await?, next))
    }

    async fn tasks(&self, tx: &mut Tx, bench: &Bench) -> Result<Found> {
        let begin: Option<(String, String, String)> = page::begin(self.cursor)?;
        let mut found =
            store::tasks(tx, bench, begin.unwrap_or_default(), self.number, self.limit + 1).await?;
        let next = page::cut(&mut found, self.limit, |row| {
            (row.due.clone(), row.number.clone(), row.item.clone())
        })?;
        let mut rows = Vec::with_capacity(found.len());
        for row in found {
            let gone = || Error::Broken("a task without a case".to_owned());
            let of = cases::summary(tx, &row.number).await?.ok_or_else(gone)?;
            let task: Task = serde_json::from_str(&row.state)?;
            rows.push(self.row(tx, of, Some(task)).await?);
        }
        Ok((rows, next))
    }

    async fn cases(&self, tx: &mut Tx, found: Vec<Summary>) -> Result<Vec<QueueRow>> {
        let mut rows = Vec::with_capacity(found.len());
        for of in found {
            rows.push(self.row(tx, of, None).await?);
        }
        Ok(rows)
    }

    async fn row(&self, tx: &mut Tx, of: Summary, task: Option<Task>) -> Result<QueueRow> {
        let catalogue = self.app.shelf.catalogue();
        let calendar = catalogue.calendar()?;
        let now = self.app.clock.now();
        let status = of.status()?;
        let clock = match (&task, of.received_at) {
            (Some(task), _) => clock::elapsed(task, calendar, now),
            (None, Some(at)) if status == CaseStatus::Received => {
                Some(clock::intake(at, calendar, now))
            }
            _ => None,
        };
        let applicant = people::person(self.app, tx, &of.applicant).await?;
        let company = match of.company.as_str() {
            "" => None,
            code => people::company(tx, code).await?.map(|company| company.name),
        };
        Ok(QueueRow {
            title: of.title()?,
            status,
            applicant: applicant
                .map(|person| identifier::mask_name(&person.name))
                .unwrap_or_default(),
            company,
            filed_at: of.filed_at,
            number: of.number,
            task: task.map(|task| QueueTask {
                item: task.item,
                name: task.name,
                status: task.status,
            }),
            clock,
        })
    }
}
