//! Clocks: how many working days a task has used and has left.
//!
//! A clock starts when its task starts, never before acceptance; the limit by law counts from the receipt where the intake
//! was silent (行政许可法 art. 32). The first day is not counted (民法典 art. 201); days within a pause that the law names
//! are not counted, as long as it was announced to last (行政许可法 art. 45), nor are those for which the applicant was let
//! hand a material in later (容缺受理, A4); an extension lengthens both limits, and the step that runs when it is given
//! (art. 42).

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
use crate::case::{Pause, Task, Wait};
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
    /// Working days left by law; negative when overdue.
    pub statutory_left: i64,
    /// The last day of the promise, as things stand; `None` while the clock stands still.
    pub due: Option<NaiveDate>,
    /// The last day by law, as things stand; `None` while the clock stands still.
    pub statutory_due: Option<NaiveDate>,
    /// The last day of the pause that runs, as it was announced.
    pub pause_until: Option<NaiveDate>,
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
    /// In a procedure that lasts longer than was announced: it no longer stands still.
    PauseOver(PauseKind),
    /// Stands still since a material is to follow.
    Waiting,
    /// Has ended in time.
    Met,
    /// Ended after its limit.
    Missed,
}

impl Light {
    /// Its name, without the procedure.
    pub fn name(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Yellow => "yellow",
            Self::Red => "red",
            Self::Paused(_) => "paused",
            Self::PauseOver(_) => "pause_over",
            Self::Waiting => "waiting",
            Self::Met => "met",
            Self::Missed => "missed",
        }
    }

    /// How badly it asks for somebody, for the one light of a whole case; 0 for what has ended.
    pub fn urgency(self) -> u8 {
        match self {
            Self::Red => 5,
            Self::PauseOver(_) => 4,
            Self::Yellow => 3,
            Self::Green => 2,
            Self::Paused(_) | Self::Waiting => 1,
            Self::Met | Self::Missed => 0,
        }
    }
}

/// The clock of a task at a moment; `None` before it has started.
pub fn elapsed(task: &Task, calendar: &Calendar, now: DateTime<Utc>) -> Option<ClockDays> {
    let start = calendar.day(task.started_at?);
    let by_law = calendar.day(task.law_since()?);
    let end = task.ended_at.unwrap_or(now).max(task.started_at?);
    let today = calendar.day(end);
    let limit = task.whole_limit();
    let used = used_days(task, calendar, start, today);
    let used_by_law = used_days(task, calendar, by_law, today);
    let left = i64::from(limit.promised) - i64::from(used);
    let running = !stands(task, calendar, today);
    let due = |from: NaiveDate, days: u32| running.then(|| end_of(task, calendar, from, days));
    let due_day = due(start, limit.promised);
    Some(ClockDays {
        used,
        left,
        statutory_left: i64::from(limit.statutory) - i64::from(used_by_law),
        due: due_day,
        statutory_due: due(by_law, limit.statutory),
        pause_until: task.running_pause().map(|pause| pause_end(pause, calendar)),
        light: light(task, calendar, today, left),
        provisional: due_day.is_some_and(|day| !calendar.covers(day)),
    })
}

/// Whether the clock stands on a day: since a material is to follow, or for a procedure that lasts as it was announced.
fn stands(task: &Task, calendar: &Calendar, today: NaiveDate) -> bool {
    let within = |pause: &Pause| !is_over(pause, calendar, today);
    task.is_waiting_for_material() || task.running_pause().is_some_and(within)
}

/// Whether a pause would have ended by a day, as it was announced: a working day has begun behind its last one.
fn is_over(pause: &Pause, calendar: &Calendar, today: NaiveDate) -> bool {
    over(pause_end(pause, calendar), calendar) <= today
}

fn used_days(task: &Task, calendar: &Calendar, from: NaiveDate, to: NaiveDate) -> u32 {
    calendar.between(from, to).saturating_sub(paused_days(task, calendar, from, to))
}

/// Working days on which the clock stood and that are not counted, of those after `from` up to `to`: of each pause, and
/// of each wait for a material, those after the day it began, up to the day it ended; where several overlap, once. Of a
/// pause no more than the applicant was told in writing (行政许可法 art. 45): what it lasts longer is the department's time.
pub(crate) fn paused_days(task: &Task, calendar: &Calendar, from: NaiveDate, to: NaiveDate) -> u32 {
    let pauses = task.pauses.iter().map(|pause: &Pause| {
        let announced = pause_end(pause, calendar);
        let ended = pause.to.map_or(announced, |at| calendar.day(at).min(announced));
        (calendar.day(pause.from), ended)
    });
    let waits = task
        .waits
        .iter()
        .map(|wait: &Wait| (calendar.day(wait.from), wait.to.map_or(to, |at| calendar.day(at))));
    let mut stops: Vec<(NaiveDate, NaiveDate)> = pauses.chain(waits).collect();
    stops.sort();
    let (mut days, mut counted) = (0, from);
    for (begun, ended) in stops {
        let (begun, ended) = (begun.max(counted), ended.min(to));
        days += calendar.between(begun, ended);
        counted = counted.max(ended);
    }
    days
}

/// The last day on which no more than so many working days after `from` have passed, without those in pauses: also without
/// those of a pause that began on this very day, or before the next working day. One that began later changes nothing, and
/// one that runs ends as it was announced. Not for a task that waits for a material: nobody knows how long.
pub(crate) fn end_of(task: &Task, calendar: &Calendar, from: NaiveDate, limit: u32) -> NaiveDate {
    let mut paused = 0;
    loop {
        let end = calendar.add(from, limit + paused);
        let now = paused_days(task, calendar, from, over(end, calendar));
        if now == paused {
            return end;
        }
        paused = now;
    }
}

/// Since when a limit is over: the first working day behind its last one, not a weekend between them.
pub(crate) fn over(last: NaiveDate, calendar: &Calendar) -> NaiveDate {
    calendar.add(last, 1)
}

/// The last day of a pause, as it was announced to the applicant.
pub(crate) fn pause_end(pause: &Pause, calendar: &Calendar) -> NaiveDate {
    calendar.add(calendar.day(pause.from), pause.days)
}

fn light(task: &Task, calendar: &Calendar, today: NaiveDate, left: i64) -> Light {
    if task.status.is_ended() {
        return if left < 0 { Light::Missed } else { Light::Met };
    }
    match task.running_pause() {
        Some(pause) if !is_over(pause, calendar, today) => Light::Paused(pause.kind),
        // The clock runs again: a broken promise is worse than a procedure that lasts too long.
        Some(_) if left < 0 => Light::Red,
        Some(pause) => Light::PauseOver(pause.kind),
        None if task.is_waiting_for_material() => Light::Waiting,
        None => by_days_left(left, task.whole_limit().promised),
    }
}

fn by_days_left(left: i64, limit: u32) -> Light {
    match left {
        left if left < 0 => Light::Red,
        left if left <= i64::from(near(limit)) => Light::Yellow,
        _ => Light::Green,
    }
}

/// Working days left at which a limit is near.
pub(crate) fn near(limit: u32) -> u32 {
    (limit / 5).max(1)
}

/// The clock of the step at which a task stands (C3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StepClock {
    /// Which of the task's steps, counted from 0.
    pub step: usize,
    /// Working days used in it.
    pub used: u32,
    /// Working days left of its standard time; negative when overdue.
    pub left: i64,
    /// The last day of its standard time, as things stand; `None` while the clock stands still.
    pub due: Option<NaiveDate>,
    /// Its light.
    pub light: Light,
}

/// The clock of the step at which a task stands; `None` where it stands at none.
pub fn step(task: &Task, calendar: &Calendar, now: DateTime<Utc>) -> Option<StepClock> {
    let number = task.current_step()?;
    let start = calendar.day(task.steps.get(number)?.started_at?);
    let today = calendar.day(now).max(start);
    let used = used_days(task, calendar, start, today);
    let days = task.step_days(number);
    let whole = elapsed(task, calendar, now)?;
    let left = whole.left.min(i64::from(days) - i64::from(used)); // no step outlasts the promise
    let light = match whole.light {
        stopped @ (Light::Paused(_) | Light::Waiting) => stopped,
        late @ Light::PauseOver(_) if left >= 0 => late,
        _ => by_days_left(left, days),
    };
    let due = if stands(task, calendar, today) { None } else { step_end(task, calendar) };
    Some(StepClock { step: number, used, left, due, light })
}

/// The last day of the step at which a task stands: that of its own days, and never one behind the promise.
pub(crate) fn step_end(task: &Task, calendar: &Calendar) -> Option<NaiveDate> {
    let number = task.current_step()?;
    let from = calendar.day(task.steps.get(number)?.started_at?);
    let own = end_of(task, calendar, from, task.step_days(number));
    let begun = calendar.day(task.started_at?);
    Some(own.min(end_of(task, calendar, begun, task.whole_limit().promised)))
}

/// Working days within which the intake must answer (行政许可法 art. 32).
pub const INTAKE_DAYS: u32 = 5;

/// The last day on which the intake may answer a case that it received at a moment.
pub fn intake_due(received: DateTime<Utc>, calendar: &Calendar) -> NaiveDate {
    calendar.add(calendar.day(received), INTAKE_DAYS)
}

/// The clock of the intake of a case that it received at a moment and has not answered.
pub fn intake(received: DateTime<Utc>, calendar: &Calendar, now: DateTime<Utc>) -> ClockDays {
    let start = calendar.day(received);
    let used = calendar.between(start, calendar.day(now).max(start));
    let left = i64::from(INTAKE_DAYS) - i64::from(used);
    let due = intake_due(received, calendar);
    ClockDays {
        used,
        left,
        statutory_left: left,
        due: Some(due),
        statutory_due: Some(due),
        pause_until: None,
        light: by_days_left(left, INTAKE_DAYS),
        provisional: !calendar.covers(due),
    }
}

/// Working days before its last day on which a material that is to follow is first asked after.
pub const REMIND_DAYS: u32 = 2;

/// The days on which the applicant is reminded of a material that is to follow: some working days before the last one,
/// and on it; only those behind the day since which it is to follow.
pub fn reminders(since: DateTime<Utc>, until: NaiveDate, calendar: &Calendar) -> Vec<NaiveDate> {
    let (since, mut early, mut back) = (calendar.day(since), until, 0);
    while back < REMIND_DAYS && early > since {
        early = early.pred_opt().unwrap_or(early);
        back += u32::from(calendar.is_working(early));
    }
    let mut days = vec![early, until];
    days.retain(|day| *day > since);
    days.dedup();
    days
}
