//! What of a case has a last day for which somebody answers (C4): derived from its state and the calendar, so that
//! a changed calendar moves it, and recorded once when it has passed.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::state::{Case, CaseStatus, Overdue};
use super::task::Task;
use crate::calendar::Calendar;
use crate::clock::{self, INTAKE_DAYS, Light};

/// Which limit it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum LimitKind {
    /// The intake's answer (行政许可法 art. 32).
    Intake,
    /// The standard time of a step (C3).
    Step,
    /// The announced length of a pause (art. 45).
    Pause,
    /// What the department promised.
    Promised,
    /// What the law gives (art. 42).
    Statutory,
}

impl LimitKind {
    /// All kinds.
    pub const ALL: [Self; 5] =
        [Self::Intake, Self::Step, Self::Pause, Self::Promised, Self::Statutory];

    /// Its name as the wire spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Intake => "intake",
            Self::Step => "step",
            Self::Pause => "pause",
            Self::Promised => "promised",
            Self::Statutory => "statutory",
        }
    }
}

/// A last day that has not been recorded as passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watch {
    /// Id of the item.
    pub item: String,
    /// Which limit.
    pub limit: LimitKind,
    /// Which step, pause or promise of the task, counted from 0; 0 for the limit by law, which is one.
    pub nth: u32,
    /// The last day.
    pub due: NaiveDate,
    /// Since when it is overdue: the first working day behind it.
    pub over: NaiveDate,
}

/// Everything of a case that is watched: of a running task its promise, its limit by law and the step at which it
/// stands; of a paused one the announced length, too, behind which its clock runs again. The intake is not among them: its
/// silence is acceptance, which records it.
pub fn watches(case: &Case, calendar: &Calendar) -> Vec<Watch> {
    if case.status != CaseStatus::Accepted {
        return Vec::new();
    }
    let known = |watch: &Watch| {
        case.overdue.iter().any(|past| {
            past.item.as_deref() == Some(watch.item.as_str())
                && past.limit == watch.limit
                && past.nth == watch.nth
        })
    };
    let all = case.tasks.iter().flat_map(|task| of_task(case, task, calendar));
    all.filter(|watch| !known(watch)).collect()
}

fn of_task(case: &Case, task: &Task, calendar: &Calendar) -> Vec<Watch> {
    let Some(started) = task.started_at.filter(|_| !task.status.is_ended()) else {
        return Vec::new();
    };
    let watch = |limit, nth: usize, due: NaiveDate| Watch {
        item: task.item.clone(),
        limit,
        nth: u32::try_from(nth).unwrap_or(u32::MAX),
        due,
        over: clock::over(due, calendar),
    };
    let mut all = Vec::new();
    if let Some(pause) = task.running_pause() {
        let nth = task.pauses.len() - 1;
        all.push(watch(LimitKind::Pause, nth, clock::pause_end(pause, calendar)));
    }
    if task.is_waiting_for_material() {
        return all; // for what the applicant has still to hand in nobody answers
    }
    let from = calendar.day(started);
    let limit = task.whole_limit();
    let promised = clock::end_of(task, calendar, from, limit.promised);
    let nth = usize::from(is_second_promise(case, task, clock::over(promised, calendar), calendar));
    all.push(watch(LimitKind::Promised, nth, promised));
    let law_from = calendar.day(task.law_since().unwrap_or(started));
    let by_law = clock::end_of(task, calendar, law_from, limit.statutory);
    // What the intake's silence had used up before is the intake's to answer for, and recorded there.
    if clock::over(by_law, calendar) > from {
        all.push(watch(LimitKind::Statutory, 0, by_law));
    }
    if let Some(due) = clock::step_end(task, calendar).filter(|due| *due < promised) {
        // The last step ends with the promise, which answers for both.
        all.push(watch(LimitKind::Step, task.current_step().unwrap_or(0), due));
    }
    all
}

/// Whether a second promise runs, which can be broken as well: the first one was recorded as broken when the extension
/// was given, and the longer one was not over by then.
fn is_second_promise(case: &Case, task: &Task, over: NaiveDate, calendar: &Calendar) -> bool {
    let Some(extended) = task.extended else { return false };
    let broken_before = |past: &Overdue| {
        past.item.as_deref() == Some(task.item.as_str())
            && past.limit == LimitKind::Promised
            && past.nth == 0
            && past.at <= extended.at
    };
    case.overdue.iter().any(broken_before) && over > calendar.day(extended.at)
}

/// The one light of a whole case: the most urgent of its open clocks, or the intake's.
pub fn light(case: &Case, calendar: &Calendar, now: DateTime<Utc>) -> Option<Light> {
    if let Some(since) = case.intake_since() {
        return Some(clock::intake(since, calendar, now).light);
    }
    if case.status != CaseStatus::Accepted {
        return None;
    }
    let open = case.tasks.iter().filter(|task| !task.status.is_ended());
    let lights = open.filter_map(|task| clock::elapsed(task, calendar, now));
    lights.map(|clock| clock.light).max_by_key(|light| light.urgency())
}

/// The day on which the clock must look at a case again: a limit that passes, or a light that turns. A day that is
/// past means at once; `None` where nothing will turn by itself.
pub fn next_turn(case: &Case, calendar: &Calendar, now: DateTime<Utc>) -> Option<NaiveDate> {
    let today = calendar.day(now);
    let mut days: Vec<NaiveDate> =
        watches(case, calendar).into_iter().map(|watch| watch.over).collect();
    if let Some(since) = case.intake_since() {
        let from = calendar.day(since);
        let turns = [INTAKE_DAYS - clock::near(INTAKE_DAYS), INTAKE_DAYS + 1];
        days.extend(
            turns.map(|days| calendar.add(from, days)).into_iter().filter(|day| *day > today),
        );
    }
    // An inspection that was late and has been put off is late again, though that is not recorded twice.
    let pauses = case.tasks.iter().filter_map(Task::running_pause);
    let ends = pauses.map(|pause| clock::over(clock::pause_end(pause, calendar), calendar));
    days.extend(ends.filter(|day| *day > today));
    // Those of a paused task as well: behind the announced length its clock runs again.
    for task in case.tasks.iter().filter(|task| !task.is_waiting_for_material()) {
        let Some(started) = task.started_at.filter(|_| !task.status.is_ended()) else { continue };
        let from = calendar.day(started);
        let limit = task.whole_limit().promised;
        let near = limit.saturating_sub(clock::near(limit));
        let end = |days| clock::end_of(task, calendar, from, days);
        let turns = [end(near), clock::over(end(limit), calendar)];
        days.extend(turns.into_iter().filter(|day| *day > today));
    }
    days.into_iter().min()
}
