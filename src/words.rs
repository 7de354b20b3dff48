//! States, clocks, events and refusals of the domain in the visitor's words. Citizens and staff read
//! the same ones.

mod refusal;

pub use refusal::{about, named, why};

use onething_api::cases::{TimelineActor, TimelineEntry};
use onething_domain::case::{CaseStatus, TaskStatus};
use onething_domain::clock::{ClockDays, Light};
use onething_domain::item::PauseKind;
use serde::Serialize;

use crate::{
    i18n::{date, days, pick, t, t_if, tr},
    ui::Tone,
};

/// A value of the contract as it is spelled on the wire and at the end of keys of texts.
pub fn code(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(code)) => code,
        _ => String::new(),
    }
}

/// Where a case stands.
pub fn case_status(status: CaseStatus) -> (String, Tone) {
    let tone = match status {
        CaseStatus::Unpaid | CaseStatus::Correcting => Tone::Warn,
        CaseStatus::Received | CaseStatus::Accepted => Tone::Info,
        CaseStatus::Finished => Tone::Good,
        CaseStatus::Declined => Tone::Bad,
        CaseStatus::New | CaseStatus::Withdrawn => Tone::Plain,
    };
    (t(&format!("status.case.{}", code(&status))), tone)
}

/// Where a task stands.
pub fn task_status(status: TaskStatus) -> (String, Tone) {
    let tone = match status {
        TaskStatus::Open | TaskStatus::Approved => Tone::Info,
        TaskStatus::Paused | TaskStatus::RefusalProposed | TaskStatus::ExtensionProposed => {
            Tone::Warn
        }
        TaskStatus::Done => Tone::Good,
        TaskStatus::Refused => Tone::Bad,
        TaskStatus::Waiting | TaskStatus::Ended => Tone::Plain,
    };
    (t(&format!("status.task.{}", code(&status))), tone)
}

/// A procedure that stops a clock.
pub fn pause(kind: PauseKind) -> String {
    t(&format!("pause.{}", code(&kind)))
}

/// A clock in words: its light, and the days behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockWords {
    /// The colour of the light.
    pub tone: Tone,
    /// What the light says.
    pub word: String,
    /// Days left, overdue or used, or why it stands.
    pub detail: String,
}

/// A clock in words.
pub fn clock(clock: &ClockDays) -> ClockWords {
    let left = || match clock.left {
        0 => t("clock.today"),
        left if left < 0 => tr("clock.over", &[("days", &some_days(left.unsigned_abs()))]),
        left => tr("clock.left", &[("days", &some_days(left.unsigned_abs()))]),
    };
    let used = || tr("clock.used", &[("days", &some_days(u64::from(clock.used)))]);
    let (tone, word, detail) = match clock.light {
        Light::Green => (Tone::Good, t("clock.green"), left()),
        Light::Yellow => (Tone::Warn, t("clock.yellow"), left()),
        Light::Red => (Tone::Bad, t("clock.red"), left()),
        Light::Paused(kind) => (Tone::Plain, t("clock.paused"), pause(kind)),
        Light::PauseOver(kind) => (Tone::Warn, t("clock.pause_over"), pause(kind)),
        Light::Waiting => (Tone::Plain, t("clock.paused"), t("clock.waiting")),
        Light::Met => (Tone::Good, t("clock.met"), used()),
        Light::Missed => (Tone::Bad, t("clock.missed"), used()),
    };
    ClockWords { tone, word, detail }
}

/// The last day of the promise and that by law, side by side, and that they may still move, where they may; while the
/// clock stands, how long it was said to.
pub fn due(clock: &ClockDays) -> String {
    let (Some(day), Some(by_law)) = (clock.due, clock.statutory_due) else {
        let until = clock.pause_until.map(|day| tr("clock.pause_until", &[("date", &date(day))]));
        return until.unwrap_or_default();
    };
    let due = tr("clock.due", &[("date", &date(day)), ("statutory", &date(by_law))]);
    if clock.provisional { format!("{due} ({})", t("clock.provisional")) } else { due }
}

fn some_days(count: u64) -> String {
    match u32::try_from(count).unwrap_or(u32::MAX) {
        0 => days_zero(),
        count => days(count),
    }
}

/// No working day has passed; "on the spot" would say something else.
fn days_zero() -> String {
    tr("days.many", &[("n", "0")])
}

/// What happened.
pub fn event(entry: &TimelineEntry) -> String {
    t_if(&format!("event.{}", entry.event)).unwrap_or_else(|| entry.event.clone())
}

/// Who did it.
pub fn actor(by: &TimelineActor) -> String {
    match by {
        TimelineActor::Applicant => t("by.applicant"),
        TimelineActor::System => t("by.system"),
        TimelineActor::Staff { department, name } => {
            [pick(department), name.clone()].join(" ").trim().to_owned()
        }
    }
}

/// The size of a file.
pub fn size(bytes: u64) -> String {
    const KB: u64 = 1024;
    match bytes {
        0..KB => format!("{bytes} B"),
        KB..1_048_576 => format!("{} KB", bytes / KB),
        // One digit behind the point is enough for people.
        _ => format!("{}.{} MB", bytes / (KB * KB), bytes % (KB * KB) * 10 / (KB * KB)),
    }
}
