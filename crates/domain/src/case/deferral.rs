//! Materials that are to follow (容缺后补, A4): planned with the filing, asked after, handed in, or missing when their
//! day has passed. Until one is there, the items that need it go on, but give no result.

use chrono::NaiveDate;

use super::command::Facts;
use super::decide::Draft;
use super::event::Event;
use super::plan::DeferredPlan;
use super::refusal::Refusal;
use super::state::{Case, CaseStatus, Deferred};
use super::task::{Task, TaskStatus};
use crate::clock;
use crate::guide::Guide;
use crate::instant;
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

fn wanted(draft: &Draft, material: &str) -> Result<Deferred, Refusal> {
    let found = draft.case.wanted().find(|one| one.plan.material == material).cloned();
    found.ok_or_else(|| Refusal::NotDeferred { material: material.to_owned() })
}

/// The items that rules may decide when a material comes: those that wait for it alone, and what may start behind them.
/// For them it is worth asking what the rules turn on, and the lot is drawn.
pub fn may_decide(case: &Case, guide: &Guide, material: &str) -> Vec<String> {
    let by_rule = |task: &Task| {
        let node = guide.node(&task.item);
        task.status == TaskStatus::Open && node.is_some_and(|node| node.item.instant.is_some())
    };
    let waits_for_it_alone = |task: &Task| {
        let lacking = case.outstanding().filter(|one| one.plan.items.contains(&task.item));
        lacking.map(|one| one.plan.material.as_str()).eq([material])
    };
    let (mut tasks, mut items) = (case.tasks.clone(), Vec::new());
    for task in &mut tasks {
        if by_rule(task) && waits_for_it_alone(task) {
            task.status = TaskStatus::Done;
            items.push(task.item.clone());
        }
    }
    if !items.is_empty() {
        items.extend(instant::may_start(&tasks, guide, None).into_iter().map(str::to_owned));
    }
    items
}

/// Hands it in; what a rule can decide now is decided.
pub(super) fn supply(draft: &mut Draft, id: &str, evidence: &Evidence) -> Result<(), Refusal> {
    let deferred = wanted(draft, id)?;
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
    let deferred = wanted(draft, id)?;
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

/// Its day has passed: what the guide says happens. Before acceptance nothing ends by itself: the intake decides, and what
/// it accepts ends with that.
pub(super) fn lapse(draft: &mut Draft, id: &str) -> Result<(), Refusal> {
    let deferred = wanted(draft, id)?;
    if deferred.lapsed_at.is_some() {
        return Err(Refusal::WrongState);
    }
    if draft.facts.calendar.day(draft.facts.now) <= deferred.plan.until {
        return Err(Refusal::TooEarly);
    }
    draft.push(Event::MaterialLapsed { material: id.to_owned() });
    if draft.case.status == CaseStatus::Accepted {
        end_items(draft, &deferred);
        draft.go_on();
    }
    Ok(())
}

/// With acceptance ends what a material ends whose day had passed before: nothing else would ask after it again.
pub(super) fn end_lapsed(draft: &mut Draft) {
    let lapsed = draft.case.outstanding().filter(|one| one.lapsed_at.is_some());
    for deferred in lapsed.cloned().collect::<Vec<_>>() {
        end_items(draft, &deferred);
    }
}

/// Ends the items of a material that has not followed, where the guide says so, and orders back what they cost.
fn end_items(draft: &mut Draft, deferred: &Deferred) {
    if deferred.plan.lapse != Lapse::Ends {
        return;
    }
    for item in &deferred.plan.items {
        if draft.case.task(item).is_some_and(|task| !task.status.is_ended()) {
            draft.push(Event::TaskEnded {
                item: item.clone(),
                needed: None,
                lacking: Some(deferred.plan.material.clone()),
            });
            draft.refund(item);
        }
    }
}
