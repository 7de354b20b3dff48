//! Projections: what lists, queues and jobs read. Made from the events alone, in their transaction.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use onething_domain::calendar::Calendar;
use onething_domain::case::{CaseStatus, Task};
use onething_domain::clock;
use onething_domain::submission::{Evidence, Submission};

use super::store::Loaded;
use crate::app::App;
use crate::db::Tx;
use crate::error::Result;
use crate::names::name;
use crate::{all, documents, exec, licences, results};

/// What stands for "not as long as its clock stands still": after every day.
const NEVER: &str = "9999-12-31";

/// Writes all projections of a case as it stands.
///
/// # Errors
/// The database's.
pub async fn project(app: &App, tx: &mut Tx, loaded: &Loaded) -> Result<()> {
    let catalogue = app.shelf.catalogue();
    let calendar = catalogue.calendar()?;
    summary(tx, loaded).await?;
    for (position, task) in loaded.case.tasks.iter().enumerate() {
        project_task(tx, loaded, position, task, calendar).await?;
    }
    files(tx, loaded).await?;
    results::project(app, tx, loaded).await?;
    licences::issue(app, tx, loaded).await?;
    documents::store::project(app, tx, loaded).await?;
    deadlines(tx, loaded, calendar).await
}

async fn summary(tx: &mut Tx, loaded: &Loaded) -> Result<()> {
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
         received_at, accepted, done, tasks, owed_cents)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
         ON CONFLICT (number) DO UPDATE SET seq = excluded.seq, head = excluded.head, status = excluded.status,
         received_at = excluded.received_at, accepted = excluded.accepted, done = excluded.done,
         tasks = excluded.tasks, owed_cents = excluded.owed_cents",
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
        owed
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
) -> Result<()> {
    let at = loaded.records.last().map_or(DateTime::UNIX_EPOCH, |record| record.at);
    let due = clock::elapsed(task, calendar, at).and_then(|days| days.due);
    exec!(
        tx,
        "INSERT INTO task (number, item, position, department, status, due, state)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (number, item) DO UPDATE SET status = excluded.status, due = excluded.due, state = excluded.state",
        &loaded.number,
        &task.item,
        count(position),
        &task.department,
        name(&task.status),
        due.map_or(NEVER.to_owned(), |day| day.to_string()),
        serde_json::to_string(&clock_only(task))?
    )?;
    Ok(())
}

/// A task with what its clock needs and nothing that people wrote.
fn clock_only(task: &Task) -> Task {
    let mut task = Task {
        proposed: None,
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

/// What happens by itself: acceptance by silence, refunds.
async fn deadlines(tx: &mut Tx, loaded: &Loaded, calendar: &Calendar) -> Result<()> {
    let case = &loaded.case;
    let at = loaded.records.last().map_or(DateTime::UNIX_EPOCH, |record| record.at);
    let mut wanted: Vec<(String, &str, DateTime<Utc>)> = Vec::new();
    if case.status == CaseStatus::Received
        && let Some(received) = case.received_at
    {
        let due = midnight_after(clock::intake_due(received, calendar), calendar);
        wanted.push((format!("{}/accept", loaded.number), "accept", due));
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
    let next = day.checked_add_days(Days::new(1)).unwrap_or(day);
    next.and_time(NaiveTime::MIN).and_utc() - TimeDelta::hours(i64::from(calendar.zone_hours))
}
