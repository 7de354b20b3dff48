//! What must hold when the year is over, whatever has happened in it: checked over every case, and over the store.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use onething_domain::calendar::Calendar;
use onething_domain::case::{
    Case, CaseDocumentKind, CaseStatus, Event, Pause, Task, TaskStatus, Wait,
};
use onething_domain::city::Role;
use onething_domain::clock::{Light, elapsed};
use sqlx::AssertSqlSafe;

use super::course::{self, Course};
use super::figures::{Figures, Sums};
use super::year::Known;
use crate::app::App;
use crate::cases::file::edition;
use crate::cases::store::Loaded;
use crate::cases::{notices, store};
use crate::db::Tx;
use crate::error::Result;
use crate::names::name;
use crate::progress::Progress;
use crate::{all, audit, jobs, one};

/// Faults that are told; more would tell no more.
const MOST: usize = 100;

/// What was checked.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// What, and how often.
    pub checks: Vec<(String, u64)>,
    /// What does not hold.
    pub faults: Vec<String>,
    /// Messages in the outbox.
    pub messages: u64,
    /// What the cases add up to.
    pub sums: Sums,
}

impl Checked {
    fn note(&mut self, what: &str, count: usize) {
        self.checks.push((what.to_owned(), u64::try_from(count).unwrap_or(u64::MAX)));
    }

    fn must(&mut self, holds: bool, fault: impl FnOnce() -> String) {
        if !holds && self.faults.len() < MOST {
            self.faults.push(fault());
        }
    }

    /// What was found in the course of a case.
    fn found(&mut self, number: &str, course: Course, sum: &mut Count) {
        sum.again += course.again;
        sum.ended += course.ended;
        for fault in course.faults {
            self.must(false, || format!("{number}: {fault}"));
        }
    }
}

/// Checks everything.
///
/// # Errors
/// The database's.
pub async fn all(
    app: &App,
    figures: &Figures,
    known: &Known,
    progress: Progress,
) -> Result<Checked> {
    let mut checked = Checked::default();
    let report = audit::verify(app).await?;
    checked.note("events in unbroken chains, every filing of every day there", report.events);
    for (place, fault) in &report.faults {
        checked.must(false, || format!("{place}: {fault}"));
    }
    let mut sum = Count::default();
    let step = progress.step("check cases", known.len());
    let catalogue = app.shelf.catalogue();
    let calendar = catalogue.calendar()?;
    let mut tx = app.db.read().await?;
    let supervisors = supervisors(&mut tx).await?;
    let numbers = all!(&mut tx, (String,), "SELECT number FROM case_summary ORDER BY number")?;
    for (number,) in &numbers {
        let loaded = store::load(app, &mut tx, number).await?;
        of_case(app, &loaded, calendar, &mut checked, &mut sum);
        if let Some(submission) = &loaded.case.submission {
            let edition = edition(app, &submission.thing, submission.version).await?;
            let course = course::follow(&loaded.records, &edition.guide, &supervisors);
            checked.found(number, course, &mut sum);
        }
        let seen = known.get(number).copied();
        checked.must(seen.is_some_and(|seen| seen <= loaded.case.seq), || {
            format!("{number}: acknowledged up to {seen:?}, there are {}", loaded.case.seq)
        });
        step.add(1);
    }
    step.done();
    checked.must(numbers.len() == known.len(), || {
        format!("{} filings were acknowledged, {} cases are there", known.len(), numbers.len())
    });
    checked.note("acknowledged filings and commands are there, none twice", known.len());
    checked.note("second requests for corrections, each with a supervisor", sum.again);
    checked.note("tasks ended undecided, each for what it needed or with its case", sum.ended);
    of_store(&mut tx, &sum, &mut checked).await?;
    drop(tx);
    rebuilt(app, &mut checked).await?;
    checked.must(figures.refused.is_empty(), || {
        format!("the rules refused what they had listed: {:?}", figures.refused)
    });
    Ok(checked)
}

/// Supervisors, by the names that events have for them.
async fn supervisors(tx: &mut Tx) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for (id, roles) in all!(tx, (String, String), "SELECT id, roles FROM staff")? {
        if serde_json::from_str::<Vec<Role>>(&roles)?.contains(&Role::Supervisor) {
            found.insert(format!("staff:{id}"));
        }
    }
    Ok(found)
}

/// What all cases add up to, to be compared with the store's own tables.
#[derive(Default)]
struct Count {
    again: usize,
    ended: usize,
    messages: i64,
    documents: i64,
    refunds: i64,
    paid: i64,
    licences: i64,
    results: BTreeSet<String>,
    doubled: Vec<String>,
}

fn of_case(
    app: &App,
    loaded: &Loaded,
    calendar: &Calendar,
    checked: &mut Checked,
    sum: &mut Count,
) {
    let (case, number) = (&loaded.case, &loaded.number);
    let open = case.tasks.iter().filter(|task| !task.status.is_ended()).count();
    checked
        .must(!case.status.is_ended() || open == 0, || format!("{number}: ended with open tasks"));
    checked.must(case.status.is_ended() == case.ended_at.is_some(), || format!("{number}: no end"));
    let back: i64 = case.bill.refunds.iter().map(|refund| refund.cents).sum();
    let whole = case.bill.paid_cents == case.bill.kept() + back && case.bill.kept() >= 0;
    checked
        .must(whole && back <= case.bill.paid_cents, || format!("{number}: money does not add up"));
    let owed = case.bill.paid_cents == 0 || case.bill.paid_cents == case.bill.total();
    checked.must(owed, || format!("{number}: another sum than what was owed"));
    for task in &case.tasks {
        of_task(loaded, task, calendar, checked);
        if let Some(result) = &task.result
            && !sum.results.insert(result.number.clone())
        {
            sum.doubled.push(result.number.clone());
        }
    }
    let limit = checked.sums.events;
    checked.sums.events = limit + u64::try_from(loaded.records.len()).unwrap_or(0);
    sum.messages += i64::try_from(notices::told(loaded)).unwrap_or(0);
    let documents = loaded.records.iter().filter(|it| CaseDocumentKind::of(&it.event).is_some());
    sum.documents += i64::try_from(documents.count()).unwrap_or(0);
    sum.licences += licences(app, case);
    sum.paid += case.bill.paid_cents;
    sum.refunds += case.bill.refunds.iter().filter(|it| it.paid).map(|it| it.cents).sum::<i64>();
    add(&mut checked.sums, loaded, calendar, app);
}

/// How many of a case's results are licences for a wallet.
fn licences(app: &App, case: &Case) -> i64 {
    let catalogue = app.shelf.catalogue();
    let thing = case.submission.as_ref().map(|submission| submission.thing.as_str());
    let edition = thing.and_then(|thing| catalogue.published(thing));
    let is_licence = |task: &&Task| {
        let node = edition.and_then(|edition| edition.guide.node(&task.item));
        task.result.is_some() && node.is_some_and(|node| !node.item.result.licence.is_empty())
    };
    i64::try_from(case.tasks.iter().filter(is_licence).count()).unwrap_or(0)
}

/// Clocks begin after acceptance, stand in pauses as long as was announced, and count no day twice.
fn of_task(loaded: &Loaded, task: &Task, calendar: &Calendar, checked: &mut Checked) {
    let place = || format!("{} {}", loaded.number, task.item);
    let accepted = loaded.case.accepted_at;
    let begun = task.started_at.is_none_or(|at| accepted.is_some_and(|from| at >= from));
    checked.must(begun, || format!("{}: began before acceptance", place()));
    let closed = task.pauses.iter().filter(|pause| pause.to.is_none()).count();
    let stands = task.status == TaskStatus::Paused;
    checked.must(closed == usize::from(stands), || format!("{}: pauses do not fit", place()));
    let end =
        task.ended_at.unwrap_or(loaded.records.last().map_or(DateTime::UNIX_EPOCH, |it| it.at));
    let Some(clock) = elapsed(task, calendar, end) else { return };
    let Some(started) = task.started_at else { return };
    let day = |at| calendar.day(at);
    let until = |to: Option<DateTime<Utc>>| day(to.unwrap_or(end).min(end));
    // Of a pause no more than was announced.
    let pause = |pause: &Pause| {
        let announced = calendar.add(day(pause.from), pause.days);
        (day(pause.from), until(pause.to).min(announced))
    };
    let wait = |wait: &Wait| (day(wait.from), until(wait.to));
    let pauses = task.pauses.iter().map(pause);
    let stops: Vec<_> = pauses.chain(task.waits.iter().map(wait)).collect();
    // Day by day, and not from stop to stop as the clock counts.
    let last = day(end.max(started));
    let days = day(started).iter_days().skip(1).take_while(|date| *date <= last);
    let counts = |date: &NaiveDate| {
        let stood = |&(from, to): &(NaiveDate, NaiveDate)| *date > from && *date <= to;
        calendar.is_working(*date) && !stops.iter().any(stood)
    };
    let counted = days.filter(counts).count();
    checked.must(usize::try_from(clock.used) == Ok(counted), || {
        format!("{}: {} days used, {counted} counted", place(), clock.used)
    });
    let paused = matches!(clock.light, Light::Paused(_) | Light::PauseOver(_));
    // A procedure that lasts too long lets the clock run again, and the promise end.
    let fits = paused == stands || (stands && clock.light == Light::Red);
    checked.must(fits, || format!("{}: its light is wrong", place()));
}

fn add(sums: &mut Sums, loaded: &Loaded, calendar: &Calendar, app: &App) {
    let case = &loaded.case;
    *sums.status.entry(name(&case.status)).or_default() += 1;
    let count = |wanted: fn(&Event) -> bool| {
        let found = loaded.records.iter().filter(|record| wanted(&record.event)).count();
        u64::try_from(found).unwrap_or(0)
    };
    sums.silent += count(|event| matches!(event, Event::Accepted { silently: true }));
    sums.corrections += count(|event| matches!(event, Event::CorrectionsRequested { .. }));
    sums.refused += count(|event| matches!(event, Event::TaskRefused { .. }));
    let by_rules = case.tasks.iter().all(|task| !task.checks.is_empty());
    sums.instant += u64::from(case.status == CaseStatus::Finished && by_rules);
    sums.paid += case.bill.paid_cents;
    sums.back += case.bill.refunds.iter().map(|refund| refund.cents).sum::<i64>();
    for task in &case.tasks {
        let Some(clock) = elapsed(task, calendar, app.clock.now()) else { continue };
        let of = sums.departments.entry(task.department.clone()).or_default();
        of.started += 1;
        match clock.light {
            // As in the open figures: more time that was given afterwards makes nothing of it undone.
            _ if case.has_broken_promise(&task.item) => of.late += 1,
            Light::Met => of.met += 1,
            Light::Missed | Light::Red => of.late += 1,
            _ => {}
        }
        if task.status.is_ended() {
            of.used += u64::from(clock.used);
            of.promised += u64::from(task.limit.promised);
        }
    }
}

/// The tables beside the events say what the events say: nothing is lost, and nothing there twice.
async fn of_store(tx: &mut Tx, sum: &Count, checked: &mut Checked) -> Result<()> {
    let doubled = sum.doubled.clone();
    checked.must(doubled.is_empty(), || format!("numbers given twice: {doubled:?}"));
    checked.note("results, each with a number of its own", sum.results.len());
    let counts: [(&str, &str, i64); 5] = [
        (
            "messages about cases",
            "SELECT COUNT(*) FROM message WHERE dedupe LIKE 'case/%'",
            sum.messages,
        ),
        ("documents", "SELECT COUNT(*) FROM case_document", sum.documents),
        (
            "licences issued",
            "SELECT COUNT(*) FROM licence WHERE origin LIKE 'case/%'",
            sum.licences,
        ),
        (
            "cents paid in",
            "SELECT COALESCE(CAST(SUM(cents) AS BIGINT), 0) FROM payment WHERE status = 'succeeded'",
            sum.paid,
        ),
        (
            "cents paid back",
            "SELECT COALESCE(CAST(SUM(cents) AS BIGINT), 0) FROM cashier_refund",
            sum.refunds,
        ),
    ];
    for (what, sql, wanted) in counts {
        let found = one!(&mut *tx, (i64,), sql)?.map_or(0, |(found,)| found);
        checked.must(found == wanted, || format!("{what}: {wanted} by the events, {found} there"));
        checked.note(what, usize::try_from(found).unwrap_or(0));
        if what.starts_with("messages") {
            checked.messages = u64::try_from(found).unwrap_or(0);
        }
    }
    Ok(())
}

/// Projections, with the columns that a rebuild must give again.
const PROJECTIONS: [(&str, &str); 14] = [
    (
        "case_summary",
        "number, seq, head, thing, version, title, status, applicant, company, filed_at, received_at, accepted, done, tasks, owed_cents, light, clerk, owner, marks, due, ready_at, ready_by, waits",
    ),
    (
        "task",
        "number, item, position, department, status, due, state, light, statutory_due, assignee, marks, waits, lead, thing, case_status, filed_at",
    ),
    (
        "accountability",
        "id, number, item, department, step, kind, due, recorded_at, state, settled_at",
    ),
    ("item_return", "number, seq, item, department, applicant, company, kind, at"),
    ("case_file", "file, number"),
    ("deadline", "id, number, kind, due_at"),
    (
        "public_result",
        "number, item, name, department, holder, document, document_number, decided_at",
    ),
    ("case_document", "code, number, seq, kind, item, issued_at"),
    ("case_archive", "number, head"),
    ("case_sample", "number, item, department, state, drawn_at, checked_at"),
    ("figure", "month, department, thing, measure, value"),
    (
        "rating",
        "id, number, item, thing, rated, department, level, rated_at, state, due, escalated, closed_at",
    ),
    // Titles are sealed, each time otherwise.
    (
        "ticket",
        "number, day, kind, status, person, channel, owner, department, taken_by, asked_at, due, until, escalated",
    ),
    ("faq", "ticket, state, thing, department, question, answer, at"),
];

/// Lists and queues are what a rebuild from the events makes of them.
async fn rebuilt(app: &App, checked: &mut Checked) -> Result<()> {
    while jobs::do_due(app).await? > 0 {} // lights turn by the clock, so they must have turned before
    let before = pictures(app).await?;
    audit::rebuild(app).await?;
    let after = pictures(app).await?;
    for ((table, _), (before, after)) in PROJECTIONS.iter().zip(before.iter().zip(&after)) {
        checked.must(before == after, || {
            let differs = before.symmetric_difference(after).next();
            format!("{table} is not what a rebuild makes of it: {differs:?}")
        });
        checked.note(&format!("rows of {table} equal a rebuild"), after.len());
    }
    Ok(())
}

async fn pictures(app: &App) -> Result<Vec<BTreeSet<String>>> {
    let mut tx = app.db.read().await?;
    let mut pictures = Vec::new();
    for (table, columns) in PROJECTIONS {
        let columns = columns.split(", ").map(|it| format!("COALESCE(CAST({it} AS TEXT), '-')"));
        let row = columns.collect::<Vec<_>>().join(" || '|' || ");
        let sql = format!("SELECT {row} FROM {table}");
        let rows = all!(&mut tx, (String,), AssertSqlSafe(sql.as_str()))?;
        pictures.push(rows.into_iter().map(|(row,)| row).collect());
    }
    Ok(pictures)
}
