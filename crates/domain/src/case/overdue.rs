//! Limits that pass are recorded (问责, C4): by the clock, or with the first command behind them.

use chrono::{DateTime, Utc};

use super::decide::Draft;
use super::event::Event;
use super::watch::{LimitKind, watches};
use crate::clock;

/// Records every limit that has passed and is not recorded yet.
pub(super) fn record(draft: &mut Draft) {
    let facts = draft.facts;
    let today = facts.calendar.day(facts.now);
    if let Some(since) = draft.case.intake_since() {
        record_silence(draft, since);
    }
    for watch in watches(&draft.case, facts.calendar) {
        if watch.over > today {
            continue;
        }
        let task = draft.case.task(&watch.item);
        let step = match watch.limit {
            LimitKind::Step => task.and_then(|task| {
                let nth = usize::try_from(watch.nth).ok()?;
                task.steps.get(nth).map(|step| step.kind)
            }),
            _ => None,
        };
        draft.push(Event::LimitPassed {
            item: Some(watch.item),
            limit: watch.limit,
            nth: watch.nth,
            step,
            due: watch.due,
        });
    }
}

/// The intake has not answered in time: each round of corrections has its own answer.
fn record_silence(draft: &mut Draft, since: DateTime<Utc>) {
    let facts = draft.facts;
    let due = clock::intake_due(since, facts.calendar);
    let nth = u32::try_from(draft.case.corrections.len()).unwrap_or(u32::MAX);
    let known = draft.case.overdue.iter().any(|past| past.item.is_none() && past.nth == nth);
    if facts.calendar.day(facts.now) > due && !known {
        draft.push(Event::LimitPassed {
            item: None,
            limit: LimitKind::Intake,
            nth,
            step: None,
            due,
        });
    }
}
