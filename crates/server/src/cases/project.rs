//! Projections: what lists, queues and jobs read. Made from the events alone, in their transaction.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use onething_domain::calendar::Calendar;
use onething_domain::case::{self, Case, CaseStatus, Deferred, Mark, Task, TaskStatus};
use onething_domain::clock;
use onething_domain::submission::{Evidence, Submission};

use super::store::Loaded;
use super::{accountability, returns};
use crate::app::App;
use crate::db::Tx;
use crate::error::Result;
use crate::names::name;
use crate::{all, archive, documents, exec, insert, licences, registries, results};

/// What stands for "not as long as its clock stands still": after every day.
const NEVER: &str = "9999-12-31";

/// The kind of deadline at which the clock looks at a case again.
pub const CLOCK: &str = "clock";

/// The id of that deadline; a case has one.
fn clock_id(number: &str) -> String {
    format!("{number}/{CLOCK}")
}

/// Has the clock look at every open case at once: the calendar has changed, and with it limits, lights and the days on
/// which people are reminded.
///
/// # Errors
/// The database's.
pub async fn look_again(tx: &mut Tx, now: DateTime<Utc>) -> Result<()> {
    exec!(
        tx,
        "INSERT INTO deadline (id, number, kind, due_at)
         SELECT number || '/clock', number, 'clock', $1 FROM case_summary WHERE status IN ('received', 'correcting', 'accepted')
         ON CONFLICT (id) DO UPDATE SET due_at = excluded.due_at, leased_until = NULL",
        now
    )?;
    Ok(())
}

/// Hour of the day at which people are reminded.
const REMIND_AT: i64 = 9;

/// Writes all projections of a case as it stands.
///
/// # Errors
/// The database's.
pub async fn project(app: &App, tx: &mut Tx, loaded: &Loaded) -> Result<()> {
    let catalogue = app.shelf.catalogue();
    let calendar = catalogue.calendar()?;
    let now = app.clock.now();
    summary(tx, loaded, calendar, now).await?;
    tasks(tx, loaded, calendar, now).await?;
    files(tx, loaded).await?;
    accountability::project(tx, loaded).await?;
    returns::project(app, tx, loaded).await?;
    results::project(app, tx, loaded).await?;
    licences::issue(app, tx, loaded).await?;
    documents::store::project(app, tx, loaded).await?;
    archive::store::project(tx, loaded).await?;
    registries::project(tx, loaded).await?;
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
    let ready = case.ready();
    let owed = if case.status == CaseStatus::Unpaid { case.bill.total() } else { 0 };
    exec!(
        tx,
        "INSERT INTO case_summary (number, seq, head, thing, version, title, status, applicant, company, filed_at,
         received_at, accepted, done, tasks, owed_cents, light, clerk, owner, marks, due, ready_at,
         ready_by, waits)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)
         ON CONFLICT (number) DO UPDATE SET seq = excluded.seq, head = excluded.head, status = excluded.status,
         received_at = excluded.received_at, accepted = excluded.accepted, done = excluded.done,
         tasks = excluded.tasks, owed_cents = excluded.owed_cents, light = excluded.light, clerk = excluded.clerk,
         owner = excluded.owner, marks = excluded.marks, due = excluded.due, ready_at = excluded.ready_at,
         ready_by = excluded.ready_by, waits = excluded.waits",
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
        first_due(case, calendar, now).map_or(NEVER.to_owned(), |day| day.to_string()),
        ready.map(|(since, _)| since),
        ready.map(|(_, by)| name(&by)).unwrap_or_default(),
        case.open_proposal().map(|_| "confirm")
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
    if let Some(since) = case.intake_since() {
        return Some(clock::intake_due(since, calendar));
    }
    if case.status != CaseStatus::Accepted {
        return None;
    }
    let open = case.tasks.iter().filter(|task| !task.status.is_ended());
    open.filter_map(|task| clock::elapsed(task, calendar, now)?.due).min()
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// What of a task is computed for its row.
struct TaskRow<'a> {
    position: usize,
    task: &'a Task,
    clock: Option<clock::ClockDays>,
    state: String,
}

async fn tasks(
    tx: &mut Tx,
    loaded: &Loaded,
    calendar: &Calendar,
    now: DateTime<Utc>,
) -> Result<()> {
    let case = &loaded.case;
    let thing = case.submission.as_ref().map_or("", |submission| submission.thing.as_str());
    let day = |due: Option<NaiveDate>| due.map_or(NEVER.to_owned(), |day| day.to_string());
    let row = |(position, task)| {
        let state = serde_json::to_string(&clock_only(task))?;
        Ok(TaskRow { position, task, clock: clock::elapsed(task, calendar, now), state })
    };
    let rows = case.tasks.iter().enumerate().map(row).collect::<Result<Vec<_>>>()?;
    insert!(
        tx,
        "INSERT INTO task (number, item, position, department, status, due, state, light, statutory_due, assignee,
         thing, filed_at, case_status, marks, waits, lead) ",
        " ON CONFLICT (number, item) DO UPDATE SET status = excluded.status, due = excluded.due, state = excluded.state,
         light = excluded.light, statutory_due = excluded.statutory_due, assignee = excluded.assignee,
         case_status = excluded.case_status, marks = excluded.marks, waits = excluded.waits, lead = excluded.lead",
        rows,
        |row| &loaded.number,
        &row.task.item,
        count(row.position),
        &row.task.department,
        name(&row.task.status),
        day(row.clock.as_ref().and_then(|clock| clock.due)),
        row.state,
        row.clock.as_ref().map_or("", |clock| clock.light.name()),
        day(row.clock.as_ref().and_then(|clock| clock.statutory_due)),
        row.task.assignee.as_deref(),
        thing,
        loaded.filed_at(),
        name(&case.status),
        marks(case.marks.iter()),
        waits(case, row.task),
        leads(case, row.position)
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
        sample: None,
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
            ids.extend(Some(signature).filter(|id| !id.is_empty()).cloned());
        }
        if let Event::Cosigned { by } = &record.event {
            ids.push(by.signature.clone());
        }
        if let Event::MaterialSupplied { evidence, .. } = &record.event {
            ids.extend(files_of(evidence));
        }
        if let Event::Filed { cosignatures, .. } = &record.event {
            ids.extend(cosignatures.iter().map(|cosigned| cosigned.signature.clone()));
        }
    }
    insert!(
        tx,
        "INSERT INTO case_file (file, number) ",
        " ON CONFLICT (file, number) DO NOTHING",
        ids,
        |id| id,
        &loaded.number
    )?;
    Ok(())
}

fn file_ids(submission: &Submission) -> Vec<String> {
    submission.evidence.values().flat_map(files_of).collect()
}

fn files_of(how: &Evidence) -> Vec<String> {
    match how {
        Evidence::Upload { files } => files.iter().map(|file| file.id.clone()).collect(),
        _ => Vec::new(),
    }
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
    if let Some(since) = case.intake_since() {
        let due = midnight_after(clock::intake_due(since, calendar), calendar);
        wanted.push((format!("{}/accept", loaded.number), "accept", due));
    }
    if let Some(due) = case.remind_payment_at.filter(|_| case.status == CaseStatus::Unpaid) {
        wanted.push((format!("{}/pay", loaded.number), "pay", due));
    }
    if let Some(day) = case::next_turn(case, calendar, now) {
        wanted.push((clock_id(&loaded.number), CLOCK, midnight_before(day, calendar)));
    }
    if !case.status.is_ended() {
        for deferred in case.wanted() {
            wanted.extend(to_follow(&loaded.number, deferred, calendar));
        }
    }
    for refund in case.bill.refunds.iter().filter(|refund| !refund.paid) {
        wanted.push((refund.id.clone(), "refund", at));
    }
    let known =
        all!(&mut *tx, (String,), "SELECT id FROM deadline WHERE number = $1", &loaded.number)?;
    for (id,) in known.iter().filter(|(id,)| !wanted.iter().any(|(other, ..)| other == id)) {
        exec!(&mut *tx, "DELETE FROM deadline WHERE id = $1", id)?;
    }
    insert!(
        tx,
        "INSERT INTO deadline (id, number, kind, due_at) ",
        " ON CONFLICT (id) DO UPDATE SET due_at = excluded.due_at",
        wanted,
        |row| row.0,
        &loaded.number,
        row.1,
        row.2
    )?;
    Ok(())
}

/// What happens next by itself to a material that is to follow: a reminder, or its day passing.
fn to_follow(
    number: &str,
    deferred: &Deferred,
    calendar: &Calendar,
) -> Option<(String, &'static str, DateTime<Utc>)> {
    if deferred.lapsed_at.is_some() {
        return None;
    }
    let Deferred { plan, since, reminded, .. } = deferred;
    let days = clock::reminders(*since, plan.until, calendar);
    let (kind, due) = match days.get(*reminded as usize) {
        Some(day) => ("remind", midnight_before(*day, calendar) + TimeDelta::hours(REMIND_AT)),
        None => ("lapse", midnight_after(plan.until, calendar)),
    };
    Some((due_id(number, kind, &plan.material), kind, due))
}

/// Id of what happens by itself to a material of a case.
fn due_id(number: &str, kind: &str, material: &str) -> String {
    format!("{number}/{kind}/{material}")
}

/// The material in such an id.
pub fn due_material<'a>(id: &'a str, number: &str, kind: &str) -> Option<&'a str> {
    id.strip_prefix(due_id(number, kind, "").as_str())
}

/// The moment at which a day of the city is over.
fn midnight_after(day: NaiveDate, calendar: &Calendar) -> DateTime<Utc> {
    midnight_before(day.checked_add_days(Days::new(1)).unwrap_or(day), calendar)
}

/// The moment at which a day of the city begins.
fn midnight_before(day: NaiveDate, calendar: &Calendar) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc() - TimeDelta::hours(i64::from(calendar.zone_hours))
}
