//! Projections: what lists, queues and jobs read. Made from the events alone, in their transaction.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use onething_domain::calendar::Calendar;
use onething_domain::case::{self, Case, CaseStatus, Mark, Task, TaskStatus};
use onething_domain::clock;
use onething_domain::submission::{Evidence, Submission};

use super::store::Loaded;
use super::{accountability, returns};
use crate::app::App;
use crate::db::Tx;
use crate::error::Result;
use crate::names::name;
use crate::{all, documents, exec, licences, results};

/// What stands for "not as long as its clock stands still": after every day.
const NEVER: &str = "9999-12-31";

/// The kind of deadline at which the clock looks at a case again.
pub const CLOCK: &str = "clock";

/// The id of that deadline; a case has one.
fn clock_id(number: &str) -> String {
    format!("{number}/{CLOCK}")
}

/// Has the clock look at every open case at once: the calendar has changed.
///
/// # Errors
/// The database's.
pub async fn look_again(tx: &mut Tx, now: DateTime<Utc>) -> Result<()> {
    exec!(
        tx,
        "INSERT INTO deadline (id, number, kind, due_at)
         SELECT number || '/clock', number, 'clock', $1 FROM case_summary WHERE status IN ('received', 'accepted')
         ON CONFLICT (id) DO UPDATE SET due_at = excluded.due_at, leased_until = NULL",
        now
    )?;
    Ok(())
}

/// Writes all projections of a case as it stands.
///
/// # Errors
/// The database's.
pub async fn project(app: &App, tx: &mut Tx, loaded: &Loaded) -> Result<()> {
    let catalogue = app.shelf.catalogue();
    let calendar = catalogue.calendar()?;
    let now = app.clock.now();
    summary(tx, loaded, calendar, now).await?;
    for (position, task) in loaded.case.tasks.iter().enumerate() {
        project_task(tx, loaded, position, task, calendar, now).await?;
    }
    files(tx, loaded).await?;
    accountability::project(tx, loaded).await?;
    returns::project(app, tx, loaded).await?;
    results::project(app, tx, loaded).await?;
    licences::issue(app, tx, loaded).await?;
    documents::store::project(app, tx, loaded).await?;
    deadlines(tx, loaded, calendar, now).await
}

async fn summary(
    tx: &mut Tx,
    loaded: &Loaded,
    calendar: &Calendar,
    now: DateTime<Utc>,
) -> Result<()> {
    let case = &loaded.case;
    let party = case.applicant.clone().unwrap_or_default();
    let (thing, version) = case
        .submission
        .as_ref()
        .map_or((String::new(), 0), |submission| (submission.thing.clone(), submission.version));
    let done = case.tasks.iter().filter(|task| task.status.is_ended()).count();
    let owed = if case.status == CaseStatus::Unpaid { case.bill.total() } else { 0 };
    exec!(
        tx,
        "INSERT INTO case_summary (number, seq, head, thing, version, title, status, applicant, company, filed_at,
         received_at, accepted, done, tasks, owed_cents, light, clerk, owner, marks, due)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
         ON CONFLICT (number) DO UPDATE SET seq = excluded.seq, head = excluded.head, status = excluded.status,
         received_at = excluded.received_at, accepted = excluded.accepted, done = excluded.done,
         tasks = excluded.tasks, owed_cents = excluded.owed_cents, light = excluded.light, clerk = excluded.clerk,
         owner = excluded.owner, marks = excluded.marks, due = excluded.due",
        &loaded.number,
        case.seq,
        loaded.head(),
        &thing,
        i64::from(version),
        serde_json::to_string(&case.title)?,
        name(&case.status),
        &party.person,
        party.company.as_deref().unwrap_or_default(),
        loaded.filed_at(),
        case.received_at,
        case.accepted_at.is_some(),
        count(done),
        count(case.tasks.len()),
        owed,
        case::light(case, calendar, now).map_or("", clock::Light::name),
        case.clerk.as_deref(),
        case.owner.as_deref(),
        marks(case.marks.iter()),
        first_due(case, calendar, now).map_or(NEVER.to_owned(), |day| day.to_string())
    )?;
    Ok(())
}

/// Marks as a number that both databases can look into: one bit for each.
pub fn marks<'a>(marks: impl IntoIterator<Item = &'a Mark>) -> i64 {
    marks.into_iter().fold(0, |bits, mark| bits | bit(*mark))
}

/// The bit of a mark.
pub fn bit(mark: Mark) -> i64 {
    match mark {
        Mark::Errand => 1,
        Mark::HomeVisit => 2,
        Mark::GreenChannel => 4,
    }
}

/// The last day of what of a whole case is due first.
fn first_due(case: &Case, calendar: &Calendar, now: DateTime<Utc>) -> Option<NaiveDate> {
    match case.status {
        CaseStatus::Received => Some(clock::intake_due(case.received_at?, calendar)),
        CaseStatus::Accepted => {
            let open = case.tasks.iter().filter(|task| !task.status.is_ended());
            open.filter_map(|task| clock::elapsed(task, calendar, now)?.due).min()
        }
        _ => None,
    }
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

async fn project_task(
    tx: &mut Tx,
    loaded: &Loaded,
    position: usize,
    task: &Task,
    calendar: &Calendar,
    now: DateTime<Utc>,
) -> Result<()> {
    let case = &loaded.case;
    let thing = case.submission.as_ref().map_or("", |submission| submission.thing.as_str());
    let clock = clock::elapsed(task, calendar, now);
    let day = |due: Option<NaiveDate>| due.map_or(NEVER.to_owned(), |day| day.to_string());
    exec!(
        tx,
        "INSERT INTO task (number, item, position, department, status, due, state, light, statutory_due, assignee,
         thing, filed_at, case_status, marks, waits, lead)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
         ON CONFLICT (number, item) DO UPDATE SET status = excluded.status, due = excluded.due, state = excluded.state,
         light = excluded.light, statutory_due = excluded.statutory_due, assignee = excluded.assignee,
         case_status = excluded.case_status, marks = excluded.marks, waits = excluded.waits, lead = excluded.lead",
        &loaded.number,
        &task.item,
        count(position),
        &task.department,
        name(&task.status),
        day(clock.as_ref().and_then(|clock| clock.due)),
        serde_json::to_string(&clock_only(task))?,
        clock.as_ref().map_or("", |clock| clock.light.name()),
        day(clock.as_ref().and_then(|clock| clock.statutory_due)),
        task.assignee.as_deref(),
        thing,
        loaded.filed_at(),
        name(&case.status),
        marks(case.marks.iter()),
        waits(case, task),
        leads(case, position)
    )?;
    Ok(())
}

/// For whom of a department a task waits; for nobody where there is nothing to do.
fn waits(case: &Case, task: &Task) -> Option<&'static str> {
    match task.status {
        _ if case.status != CaseStatus::Accepted => None,
        TaskStatus::Open | TaskStatus::Paused | TaskStatus::Approved => Some("review"),
        TaskStatus::RefusalProposed | TaskStatus::ExtensionProposed => Some("confirm"),
        _ => None,
    }
}

/// Whether a task stands for its case in the list of its department: the first of the department, once accepted.
fn leads(case: &Case, position: usize) -> bool {
    let of = |task: &Task| task.department.clone();
    let own = case.tasks.get(position).map(of);
    let first = case.tasks.iter().position(|task| Some(of(task)) == own);
    case.accepted_at.is_some() && first == Some(position)
}

/// A task with what its clock needs and nothing that people wrote.
fn clock_only(task: &Task) -> Task {
    let mut task = Task {
        proposed: None,
        asked: None,
        outcome: None,
        checks: Vec::new(),
        result: None,
        proposed_by: String::new(),
        needs: Vec::new(),
        ..task.clone()
    };
    for pause in &mut task.pauses {
        pause.reason.clear();
        pause.finding.clear();
    }
    if let Some(extension) = &mut task.extension {
        extension.reason.clear();
    }
    task
}

/// Files and signatures of a case, also those that a correction has replaced.
async fn files(tx: &mut Tx, loaded: &Loaded) -> Result<()> {
    let rounds = loaded.case.corrections.iter().filter_map(|round| round.before.as_ref());
    let mut ids: Vec<String> =
        rounds.chain(loaded.case.submission.as_ref()).flat_map(file_ids).collect();
    for record in &loaded.records {
        use onething_domain::case::Event;
        if let Event::Filed { signature, .. } | Event::Corrected { signature, .. } = &record.event {
            ids.push(signature.clone());
        }
        if let Event::Filed { cosignatures, .. } = &record.event {
            ids.extend(cosignatures.iter().map(|cosigned| cosigned.signature.clone()));
        }
    }
    for id in ids {
        exec!(
            &mut *tx,
            "INSERT INTO case_file (file, number) VALUES ($1, $2) ON CONFLICT (file, number) DO NOTHING",
            &id,
            &loaded.number
        )?;
    }
    Ok(())
}

fn file_ids(submission: &Submission) -> Vec<String> {
    submission
        .evidence
        .values()
        .filter_map(|how| match how {
            Evidence::Upload { files } => Some(files),
            _ => None,
        })
        .flatten()
        .map(|file| file.id.clone())
        .collect()
}

/// What happens by itself: acceptance by silence, refunds, lights that turn and limits that pass.
async fn deadlines(
    tx: &mut Tx,
    loaded: &Loaded,
    calendar: &Calendar,
    now: DateTime<Utc>,
) -> Result<()> {
    let case = &loaded.case;
    let at = loaded.records.last().map_or(DateTime::UNIX_EPOCH, |record| record.at);
    let mut wanted: Vec<(String, &str, DateTime<Utc>)> = Vec::new();
    if case.status == CaseStatus::Received
        && let Some(received) = case.received_at
    {
        let due = midnight_after(clock::intake_due(received, calendar), calendar);
        wanted.push((format!("{}/accept", loaded.number), "accept", due));
    }
    if let Some(day) = case::next_turn(case, calendar, now) {
        wanted.push((clock_id(&loaded.number), CLOCK, midnight_before(day, calendar)));
    }
    for refund in case.bill.refunds.iter().filter(|refund| !refund.paid) {
        wanted.push((refund.id.clone(), "refund", at));
    }
    let known =
        all!(&mut *tx, (String,), "SELECT id FROM deadline WHERE number = $1", &loaded.number)?;
    for (id,) in known.iter().filter(|(id,)| !wanted.iter().any(|(other, ..)| other == id)) {
        exec!(&mut *tx, "DELETE FROM deadline WHERE id = $1", id)?;
    }
    for (id, kind, due) in wanted {
        exec!(
            &mut *tx,
            "INSERT INTO deadline (id, number, kind, due_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (id) DO UPDATE SET due_at = excluded.due_at",
            &id,
            &loaded.number,
            kind,
            due
        )?;
    }
    Ok(())
}

/// The moment at which a day of the city is over.
fn midnight_after(day: NaiveDate, calendar: &Calendar) -> DateTime<Utc> {
    midnight_before(day.checked_add_days(Days::new(1)).unwrap_or(day), calendar)
}

/// The moment at which a day of the city begins.
fn midnight_before(day: NaiveDate, calendar: &Calendar) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc() - TimeDelta::hours(i64::from(calendar.zone_hours))
}
