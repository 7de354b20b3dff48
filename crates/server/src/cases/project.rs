//! Projections: what lists, queues and jobs read. Made from the events alone, in their transaction.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use onething_domain::calendar::Calendar;
use onething_domain::case::{self, CaseStatus, Deferred, Task};
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
         received_at, accepted, done, tasks, owed_cents, light)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
         ON CONFLICT (number) DO UPDATE SET seq = excluded.seq, head = excluded.head, status = excluded.status,
         received_at = excluded.received_at, accepted = excluded.accepted, done = excluded.done,
         tasks = excluded.tasks, owed_cents = excluded.owed_cents, light = excluded.light",
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
        case::light(case, calendar, now).map_or("", clock::Light::name)
    )?;
    Ok(())
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
    let clock = clock::elapsed(task, calendar, now);
    let day = |due: Option<NaiveDate>| due.map_or(NEVER.to_owned(), |day| day.to_string());
    exec!(
        tx,
        "INSERT INTO task (number, item, position, department, status, due, state, light, statutory_due)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (number, item) DO UPDATE SET status = excluded.status, due = excluded.due, state = excluded.state,
         light = excluded.light, statutory_due = excluded.statutory_due",
        &loaded.number,
        &task.item,
        count(position),
        &task.department,
        name(&task.status),
        day(clock.as_ref().and_then(|clock| clock.due)),
        serde_json::to_string(&clock_only(task))?,
        clock.as_ref().map_or("", |clock| clock.light.name()),
        day(clock.as_ref().and_then(|clock| clock.statutory_due))
    )?;
    Ok(())
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
    if case.status == CaseStatus::Received
        && case.is_signed()
        && let Some(received) = case.received_at
    {
        let due = midnight_after(clock::intake_due(received, calendar), calendar);
        wanted.push((format!("{}/accept", loaded.number), "accept", due));
    }
    if let Some(day) = case::next_turn(case, calendar, now) {
        wanted.push((clock_id(&loaded.number), CLOCK, midnight_before(day, calendar)));
    }
    if !case.status.is_ended() {
        for deferred in case.outstanding() {
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
