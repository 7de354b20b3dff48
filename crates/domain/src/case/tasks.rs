//! Deciding in a department: approval, extension, inspections of several departments at once.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::decide::{Draft, filled, staff_id};
use super::event::Event;
use super::permit::{inspectable, inspected, visit_to_move};
use super::refusal::Refusal;
use super::task::Task;
use crate::clock;
use crate::item::PauseKind;
use crate::validate::{Problem, ProblemCode};

/// Working days by which the law lets a limit be extended, at most: joint handling has fifteen, a single body ten,
/// which its item names (行政许可法 art. 42).
pub const EXTENSION_MAX: u32 = 15;
/// Conditions of one approval, at most.
const CONDITIONS_MAX: usize = 20;
/// Characters of a place, at most.
const PLACE_MAX: usize = 200;

/// Approves, under conditions or without.
pub(super) fn approve(draft: &mut Draft, item: &str, opinion: &str, conditions: &[String]) {
    draft.push(Event::TaskApproved {
        item: item.to_owned(),
        opinion: opinion.to_owned(),
        checks: Vec::new(),
        sampled: false,
        conditions: conditions.iter().map(|condition| condition.trim().to_owned()).collect(),
    });
}

/// Approves under conditions: at least one, each filled in.
pub(super) fn approve_with(
    draft: &mut Draft,
    item: &str,
    opinion: &str,
    conditions: &[String],
) -> Result<(), Refusal> {
    if conditions.is_empty() {
        return Err(Refusal::Blank { field: "conditions".to_owned() });
    }
    if conditions.len() > CONDITIONS_MAX {
        return Err(invalid("conditions", ProblemCode::TooMany));
    }
    for (i, condition) in conditions.iter().enumerate() {
        filled(&format!("conditions.{i}"), condition)?;
    }
    approve(draft, item, opinion, conditions);
    Ok(())
}

/// Proposes an extension: within what the item names, before the limit by law has passed.
pub(super) fn propose_extension(
    draft: &mut Draft,
    item: &str,
    days: u32,
    reason: &str,
) -> Result<(), Refusal> {
    filled("reason", reason)?;
    let facts = draft.facts;
    let task = draft.case.task(item).ok_or(Refusal::UnknownItem)?;
    let most = task.procedure_days(PauseKind::Extension).min(EXTENSION_MAX);
    if days == 0 || days > most {
        return Err(Refusal::BadExtension { most });
    }
    in_time(task, draft)?;
    draft.push(Event::ExtensionProposed {
        item: item.to_owned(),
        days,
        reason: reason.to_owned(),
        by: staff_id(facts.actor),
    });
    Ok(())
}

/// Confirms it: other eyes, and still in time.
pub(super) fn confirm_extension(draft: &mut Draft, item: &str) -> Result<(), Refusal> {
    let task = draft.case.task(item).ok_or(Refusal::UnknownItem)?;
    if task.proposed_by == staff_id(draft.facts.actor) {
        return Err(Refusal::SameEyes);
    }
    in_time(task, draft)?;
    let asked = task.asked.clone().ok_or(Refusal::WrongState)?;
    let (days, reason) = (asked.days, asked.reason);
    draft.push(Event::TaskExtended { item: item.to_owned(), days, reason });
    Ok(())
}

fn in_time(task: &Task, draft: &Draft) -> Result<(), Refusal> {
    let clock = clock::elapsed(task, draft.facts.calendar, draft.facts.now);
    match clock {
        Some(clock) if clock.statutory_left >= 0 => Ok(()),
        _ => Err(Refusal::TooLate),
    }
}

/// Schedules one inspection for several items and stops their clocks for it.
pub(super) fn schedule_inspection(
    draft: &mut Draft,
    items: &[String],
    at: DateTime<Utc>,
    place: &str,
    note: &str,
) -> Result<(), Refusal> {
    check_place(place)?;
    let distinct: BTreeSet<&String> = items.iter().collect();
    if distinct.len() < 2 || distinct.len() < items.len() {
        return Err(invalid("items", ProblemCode::TooFew));
    }
    let facts = draft.facts;
    let may = inspectable(&draft.case);
    let mut most = u32::MAX;
    for item in items {
        let task = draft.case.task(item).ok_or(Refusal::UnknownItem)?;
        if !may.iter().any(|open| open.item == *item) {
            return Err(Refusal::WrongState);
        }
        most = most.min(task.procedure_days(PauseKind::Inspection));
    }
    let days = days_until(draft, at, facts.now, most)?;
    let (place, note) = (place.trim().to_owned(), note.trim().to_owned());
    let items = items.to_vec();
    let reason = if note.is_empty() { place.clone() } else { format!("{place}\n{note}") };
    draft.push(Event::InspectionScheduled { items: items.clone(), at, place, note });
    for item in items {
        draft.push(Event::TaskPaused {
            item,
            kind: PauseKind::Inspection,
            days,
            reason: reason.clone(),
            joint: true,
        });
    }
    Ok(())
}

/// Moves an inspection, within the days that its items give. What else was scheduled stays as it is.
pub(super) fn move_inspection(
    draft: &mut Draft,
    at: DateTime<Utc>,
    place: &str,
    note: &str,
) -> Result<(), Refusal> {
    check_place(place)?;
    let visit = visit_to_move(&draft.case, draft.facts.actor).ok_or(Refusal::WrongState)?;
    let items = visit.items.clone();
    let mut tasks = inspected(&draft.case);
    tasks.retain(|task| items.contains(&task.item));
    let most = tasks.iter().map(|task| task.procedure_days(PauseKind::Inspection)).min();
    let begun = tasks.iter().filter_map(|task| task.running_pause()).map(|pause| pause.from).max();
    let (most, begun) = most.zip(begun).ok_or(Refusal::WrongState)?;
    let days = days_until(draft, at, begun, most)?;
    let (place, note) = (place.trim().to_owned(), note.trim().to_owned());
    draft.push(Event::InspectionMoved { items, at, place, note, days });
    Ok(())
}

fn check_place(place: &str) -> Result<(), Refusal> {
    filled("place", place)?;
    match place.chars().count() > PLACE_MAX {
        true => Err(invalid("place", ProblemCode::TooLong)),
        false => Ok(()),
    }
}

/// Working days of the pauses that an inspection needs: it must lie ahead, and within what its items give.
fn days_until(
    draft: &Draft,
    at: DateTime<Utc>,
    begun: DateTime<Utc>,
    most: u32,
) -> Result<u32, Refusal> {
    let facts = draft.facts;
    let (first, day) = (facts.calendar.day(begun), facts.calendar.day(at));
    // A visit years away is refused before its days are counted one by one.
    let far = (day - first).num_days() > 366;
    let days = if far { u32::MAX } else { facts.calendar.between(first, day).max(1) };
    if at <= facts.now || days > most {
        return Err(Refusal::BadInspection { most });
    }
    Ok(days)
}

fn invalid(path: &str, code: ProblemCode) -> Refusal {
    Refusal::Invalid {
        problems: vec![Problem { path: path.to_owned(), code, params: Default::default() }],
    }
}
