//! What must hold in the course of a case: who is asked for corrections a second time is asked with a supervisor (C1),
//! and a refusal has a second pair of eyes and ends only what needs it (C2, C6). Read event by event, and not by the
//! rules that made the events.

use std::collections::BTreeSet;

use onething_domain::case::{
    Case, CaseStatus, CorrectionEntry, CorrectionTarget, Event, Record, TaskStatus, apply,
};
use onething_domain::guide::Guide;

/// What was looked at, and what does not hold.
#[derive(Clone, Debug, Default)]
pub struct Course {
    /// Requests for corrections of an item that was asked about before.
    pub again: usize,
    /// Tasks that ended without a decision of their own.
    pub ended: usize,
    /// What does not hold.
    pub faults: Vec<String>,
}

/// Follows a case through its records. Supervisors are given by the names that events have for them.
pub fn follow(records: &[Record], guide: &Guide, supervisors: &BTreeSet<String>) -> Course {
    let mut course = Course::default();
    let (mut case, mut asked) = (Case::default(), BTreeSet::new());
    for record in records {
        match &record.event {
            Event::CorrectionsRequested { entries } => {
                let items = items(&case, guide, entries);
                if !asked.is_disjoint(&items) {
                    course.again += 1;
                    let agreed = is_agreed(&case, record, entries, supervisors);
                    course.must(agreed, record, "asked a second time, and no supervisor agreed");
                }
                asked.extend(items);
            }
            Event::TaskRefused { item, .. } => {
                let proposed = case.task(item).filter(|task| task.proposed.is_some());
                let other = proposed.is_some_and(|task| is_other(record, &task.proposed_by));
                course.must(other, record, "refused without a second pair of eyes");
            }
            Event::TaskEnded { item, needed, lacking } => {
                course.ended += 1;
                let because = has_cause(&case, item, needed.as_deref(), lacking.as_deref());
                course.must(because, record, "ended a task that did not need what was refused");
            }
            _ => {}
        }
        apply(&mut case, &record.event, record.at);
    }
    let goes_on = case.status == CaseStatus::Accepted;
    for task in case.tasks.iter().filter(|task| goes_on && task.status == TaskStatus::Waiting) {
        if task.needs.iter().any(|need| has_failed(&case, need)) {
            course.faults.push(format!("{} waits for what will not come", task.item));
        }
    }
    course
}

impl Course {
    fn must(&mut self, holds: bool, record: &Record, fault: &str) {
        if !holds {
            self.faults.push(format!("event {}: {} {fault}", record.seq, record.actor));
        }
    }
}

/// The items of a case that ask what a request is about.
fn items(case: &Case, guide: &Guide, entries: &[CorrectionEntry]) -> BTreeSet<String> {
    let asking = |entry: &CorrectionEntry| match &entry.target {
        CorrectionTarget::Field(id) => guide.field(id).map(|field| field.items.clone()),
        CorrectionTarget::Material(id) => guide.material(id).map(|material| material.items.clone()),
    };
    let all = entries.iter().filter_map(asking).flatten();
    all.filter(|item| case.task(item).is_some()).collect()
}

/// Whether this very request was proposed by one and confirmed by another, who is a supervisor. Supervisors ask nobody
/// by themselves here.
fn is_agreed(
    before: &Case,
    record: &Record,
    entries: &[CorrectionEntry],
    supervisors: &BTreeSet<String>,
) -> bool {
    before.open_proposal().is_some_and(|proposal| {
        proposal.entries == entries
            && is_other(record, &proposal.by)
            && supervisors.contains(&record.actor)
    })
}

/// Whether an event is somebody else's than a member of staff's.
fn is_other(record: &Record, staff: &str) -> bool {
    record.actor != format!("staff:{staff}")
}

/// Whether a task had to end: what it needs has failed, a material has not followed, or the whole case ended.
fn has_cause(before: &Case, item: &str, needed: Option<&str>, lacking: Option<&str>) -> bool {
    match (needed, lacking) {
        (Some(need), _) => {
            let needs =
                before.task(item).is_some_and(|task| task.needs.iter().any(|id| id == need));
            needs && has_failed(before, need)
        }
        (None, Some(material)) => before.outstanding().any(|one| {
            one.plan.material == material
                && one.lapsed_at.is_some()
                && one.plan.items.iter().any(|id| id == item)
        }),
        (None, None) => matches!(before.status, CaseStatus::Declined | CaseStatus::Withdrawn),
    }
}

fn has_failed(case: &Case, item: &str) -> bool {
    let failed = |status| matches!(status, TaskStatus::Refused | TaskStatus::Ended);
    case.task(item).is_some_and(|task| failed(task.status))
}
