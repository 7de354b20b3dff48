//! Clocks: how many working days a task has used and has left.
//!
//! A clock starts when its task starts, never before acceptance; the first day is not counted (民法典
//! art. 201); days within a pause that the law names are not counted (行政许可法 art. 45).

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
use crate::case::{Pause, Task, TaskStatus};
use crate::item::PauseKind;

/// Working days that a task may take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Limit {
    /// By law.
    pub statutory: u32,
    /// As promised; never more than by law.
    pub promised: u32,
}

/// Days of a clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClockDays {
    /// Working days used.
    pub used: u32,
    /// Working days left of the promise; negative when overdue.
    pub left: i64,
    /// The last day of the promise, as things stand; `None` while the clock stands still.
    pub due: Option<NaiveDate>,
    /// The last day by law, as things stand; `None` while the clock stands still.
    pub statutory_due: Option<NaiveDate>,
    /// Its light.
    pub light: Light,
    /// Whether the due day lies behind the announced calendar and may still move.
    pub provisional: bool,
}

/// The light of a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Light {
    /// In good time.
    Green,
    /// A fifth of the days or less is left, and at least the last one.
    Yellow,
    /// Overdue.
    Red,
    /// Stands still for a procedure.
    Paused(PauseKind),
    /// Has ended in time.
    Met,
    /// Ended after its limit.
    Missed,
}

/// The clock of a task at a moment; `None` before it has started.
pub fn elapsed(task: &Task, calendar: &Calendar, now: DateTime<Utc>) -> Option<ClockDays> {
    let start = calendar.day(task.started_at?);
    let end = task.ended_at.unwrap_or(now).max(task.started_at?);
    let today = calendar.day(end);
    let paused: u32 = task.pauses.iter().map(|pause| days_of(pause, calendar, end)).sum();
    let used = calendar.between(start, today).saturating_sub(paused);
    let left = i64::from(task.limit.promised) - i64::from(used);
    let running = task.status != TaskStatus::Paused;
    let due = |limit: u32| running.then(|| calendar.add(start, limit + paused));
    let due_day = due(task.limit.promised);
    Some(ClockDays {
        used,
        left,
        due: due_day,
        statutory_due: due(task.limit.statutory),
        light: light(task, left),
        provisional: due_day.is_some_and(|day| !calendar.covers(day)),
    })
}

/// Working days of a pause that are not counted: those after the day it began, up to the day it ended.
fn days_of(pause: &Pause, calendar: &Calendar, now: DateTime<Utc>) -> u32 {
    let to = pause.to.unwrap_or(now).min(now);
    calendar.between(calendar.day(pause.from), calendar.day(to))
}

fn light(task: &Task, left: i64) -> Light {
    if task.status.is_ended() {
        return if left < 0 { Light::Missed } else { Light::Met };
    }
    if task.status == TaskStatus::Paused
        && let Some(pause) = task.pauses.last()
    {
        return Light::Paused(pause.kind);
    }
    let near = (i64::from(task.limit.promised) / 5).max(1);
    match left {
        left if left < 0 => Light::Red,
        left if left <= near => Light::Yellow,
        _ => Light::Green,
    }
}

/// Working days within which the intake must answer (行政许可法 art. 32).
pub const INTAKE_DAYS: u32 = 5;

/// The last day on which the intake may answer a case that it received at a moment.
pub fn intake_due(received: DateTime<Utc>, calendar: &Calendar) -> NaiveDate {
    calendar.add(calendar.day(received), INTAKE_DAYS)
}
