//! Materials that are to follow (容缺后补, A4): planned with the filing, asked after, handed in, or missing when their
//! day has passed. Until one is there, the items that need it go on, but give no result.

use chrono::NaiveDate;

use super::command::Facts;
use super::decide::Draft;
use super::event::{DeferredPlan, Event};
use super::refusal::Refusal;
use super::state::{CaseStatus, Deferred};
use super::task::TaskStatus;
use crate::clock;
use crate::guide::Guide;
use crate::item::Lapse;
use crate::submission::{Evidence, Submission};
use crate::validate::{self, Problem, ProblemCode};

/// The materials of a submission that are to follow, each with the items of the case that need it.
pub(super) fn plans(
    guide: &Guide,
    submission: &Submission,
    of_case: impl Fn(&str) -> bool,
) -> Vec<DeferredPlan> {
    let plan = |(id, how): (&String, &Evidence)| {
        let Evidence::Deferred { until } = how else { return None };
        let material = guide.material(id)?;
        Some(DeferredPlan {
            material: id.clone(),
            name: material.name.clone(),
            items: material.items.iter().filter(|item| of_case(item)).cloned().collect(),
            until: *until,
            lapse: material.lapse,
        })
    };
    submission.evidence.iter().filter_map(plan).collect()
}

/// Materials that are put off longer than the guide lets them be.
pub(super) fn too_late(facts: &Facts, submission: &Submission, today: NaiveDate) -> Vec<Problem> {
    let late = |(id, how): (&String, &Evidence)| {
        let Evidence::Deferred { until } = how else { return None };
        let within = facts.guide.material(id)?.deferred_days;
        let code = ProblemCode::EvidenceNotAllowed;
        let path = format!("evidence.{id}");
        (*until > facts.calendar.add(today, within)).then(|| Problem {
            path,
            code,
            params: Default::default(),
        })
    };
    submission.evidence.iter().filter_map(late).collect()
}

fn outstanding(draft: &Draft, material: &str) -> Result<Deferred, Refusal> {
    let found = draft.case.outstanding().find(|one| one.plan.material == material).cloned();
    found.ok_or_else(|| Refusal::NotDeferred { material: material.to_owned() })
}

/// Hands it in; what a rule can decide now is decided.
pub(super) fn supply(draft: &mut Draft, id: &str, evidence: &Evidence) -> Result<(), Refusal> {
    let deferred = outstanding(draft, id)?;
    let material = draft.facts.guide.material(id);
    let material = material.ok_or_else(|| Refusal::NotDeferred { material: id.to_owned() })?;
    let problems = validate::validate_supply(material, evidence);
    if !problems.is_empty() {
        return Err(Refusal::Invalid { problems });
    }
    draft.push(Event::MaterialSupplied { material: id.to_owned(), evidence: evidence.clone() });
    // Before acceptance no task is open, and none begins.
    if draft.case.status == CaseStatus::Accepted {
        for item in &deferred.plan.items {
            if draft.case.task(item).is_some_and(|task| task.status == TaskStatus::Open) {
                draft.decide_instantly(item);
            }
        }
        draft.go_on();
    }
    Ok(())
}

/// Reminds the applicant, on each of the days for it once.
pub(super) fn remind(draft: &mut Draft, id: &str) -> Result<(), Refusal> {
    let deferred = outstanding(draft, id)?;
    let today = draft.facts.calendar.day(draft.facts.now);
    let days = clock::reminders(deferred.since, deferred.plan.until, draft.facts.calendar);
    match days.get(deferred.reminded as usize) {
        None => Err(Refusal::WrongState),
        Some(day) if today < *day => Err(Refusal::TooEarly),
        Some(_) => {
            draft.push(Event::MaterialReminded { material: id.to_owned() });
            Ok(())
        }
    }
}

/// Its day has passed: what the guide says happens. Before acceptance nothing ends by itself: the intake decides.
pub(super) fn lapse(draft: &mut Draft, id: &str) -> Result<(), Refusal> {
    let deferred = outstanding(draft, id)?;
    if deferred.lapsed_at.is_some() {
        return Err(Refusal::WrongState);
    }
    if draft.facts.calendar.day(draft.facts.now) <= deferred.plan.until {
        return Err(Refusal::TooEarly);
    }
    draft.push(Event::MaterialLapsed { material: id.to_owned() });
    if deferred.plan.lapse == Lapse::Ends && draft.case.status == CaseStatus::Accepted {
        for item in &deferred.plan.items {
            if draft.case.task(item).is_some_and(|task| !task.status.is_ended()) {
                draft.push(Event::TaskEnded {
                    item: item.clone(),
                    needed: None,
                    lacking: Some(id.to_owned()),
                });
                draft.refund(item);
            }
        }
        draft.go_on();
    }
    Ok(())
}
