//! Folding events into state. It never fails: what is not expected changes nothing.

use chrono::{DateTime, TimeDelta, Utc};

use super::chain::Record;
use super::event::Event;
use super::plan::DeferredPlan;
use super::state::{
    Bill, Case, CaseStatus, CorrectionProposal, CorrectionRound, Deferred, HandedOut, Inspection,
    Overdue, OverdueState, ParcelEnd, Refund, Supplied,
};
use super::task::{
    Extended, Extension, Outcome, Pause, ResultDocument, Sample, SampleCheck, Task, TaskStatus,
    Wait,
};

/// Hours for which a bill waits before its applicant is reminded, once.
const PAYMENT_HOURS: i64 = 24;

/// The state that a chain of records adds up to.
pub fn fold(records: &[Record]) -> Case {
    let mut case = Case::default();
    for record in records {
        apply(&mut case, &record.event, record.at);
    }
    case
}

/// Folds one event that happened at a moment.
pub fn apply(case: &mut Case, event: &Event, at: DateTime<Utc>) {
    case.seq += 1;
    match event {
        Event::Filed { .. } => filed(case, event, at),
        Event::Paid { payment, cents } => {
            case.bill.payment = Some(payment.clone());
            case.bill.paid_cents += cents;
            case.remind_payment_at = None;
        }
        Event::PaymentReminded => case.remind_payment_at = None,
        Event::Received => {
            case.status = CaseStatus::Received;
            case.received_at = Some(at);
        }
        Event::CorrectionsRequested { entries } => {
            case.status = CaseStatus::Correcting;
            case.proposal = None;
            case.corrections.push(CorrectionRound {
                entries: entries.clone(),
                asked_at: at,
                answered_at: None,
                before: None,
            });
        }
        Event::CorrectionsProposed { entries, by } => {
            let (entries, by) = (entries.clone(), by.clone());
            case.proposal = Some(CorrectionProposal { entries, by, at, returned: None });
        }
        Event::CorrectionsReturned { reason } => {
            if let Some(proposal) = &mut case.proposal {
                proposal.returned = Some(reason.clone());
            }
        }
        Event::Corrected { submission, digests, signature, deferred } => {
            let before = case.submission.replace((**submission).clone());
            if let Some(round) = case.corrections.last_mut() {
                round.answered_at = Some(at);
                round.before = before;
            }
            case.digests = Some(digests.clone());
            case.signature.clone_from(signature);
            case.deferred = to_follow(deferred, &case.deferred, at);
            // What was signed on paper, or by others, is no longer what stands here.
            case.paper_at = None;
            case.cosigners_open =
                case.cosignatures.iter().map(|signed| signed.cosigner.clone()).collect();
            case.status = CaseStatus::Received;
            case.received_at = Some(at);
        }
        Event::Cosigned { by } => {
            case.cosigners_open.retain(|open| *open != by.cosigner);
            for signed in case.cosignatures.iter_mut().filter(|one| one.cosigner == by.cosigner) {
                *signed = by.clone();
            }
            case.received_at = Some(at);
        }
        Event::PaperSigned => {
            case.paper_at = Some(at);
            case.received_at = Some(at);
        }
        Event::MaterialSupplied { material, evidence } => {
            let supplied = Supplied { at, evidence: evidence.clone() };
            on_deferred(case, material, |deferred| deferred.supplied = Some(supplied));
        }
        Event::MaterialReminded { material } => {
            on_deferred(case, material, |deferred| deferred.reminded += 1);
        }
        Event::MaterialLapsed { material } => {
            on_deferred(case, material, |deferred| deferred.lapsed_at = Some(at));
        }
        Event::Accepted { .. } => {
            case.status = CaseStatus::Accepted;
            case.proposal = None;
            case.accepted_at = Some(at);
        }
        Event::Declined { report } => {
            case.declined = Some(report.clone());
            end(case, CaseStatus::Declined, at);
        }
        Event::DeliveryChanged { delivery } => case.delivery = Some(delivery.clone()),
        Event::HandedOut { tracking, items } => {
            let items = if items.is_empty() { case.to_hand_out() } else { items.clone() };
            case.handed_out.push(HandedOut { at, tracking: tracking.clone(), items, end: None });
        }
        Event::ParcelReceived { tracking } => end_parcel(case, tracking, at, None),
        Event::ParcelReturned { tracking, reason } => {
            end_parcel(case, tracking, at, Some(reason.clone()));
        }
        Event::Noted { .. } => {} // read from the records
        Event::Assigned { item: None, to, .. } => case.clerk.clone_from(to),
        Event::Assigned { item: Some(item), to, .. } => {
            for task in case.tasks.iter_mut().filter(|task| task.item == *item) {
                task.assignee.clone_from(to);
            }
        }
        Event::OwnerNamed { to, .. } => case.owner = Some(to.clone()),
        Event::MarkSet { mark, on: true, .. } => {
            case.marks.insert(*mark);
        }
        Event::MarkSet { mark, .. } => {
            case.marks.remove(mark);
        }
        Event::Withdrawn { .. } => end(case, CaseStatus::Withdrawn, at),
        Event::Finished => end(case, CaseStatus::Finished, at),
        Event::RefundOrdered { refund, item, cents } => case.bill.refunds.push(Refund {
            id: refund.clone(),
            item: item.clone(),
            cents: *cents,
            paid: false,
        }),
        Event::RefundPaid { refund } => {
            for known in case.bill.refunds.iter_mut().filter(|known| known.id == *refund) {
                known.paid = true;
            }
        }
        Event::InspectionScheduled { items, at, place, note } => {
            case.inspections.push(Inspection {
                at: *at,
                place: place.clone(),
                note: note.clone(),
                items: items.clone(),
            })
        }
        Event::InspectionMoved { .. } => moved(case, event),
        Event::LimitPassed { item, limit, nth, step, due } => case.overdue.push(Overdue {
            seq: case.seq,
            item: item.clone(),
            limit: *limit,
            nth: *nth,
            step: *step,
            due: *due,
            at,
            explanation: String::new(),
            finding: String::new(),
            settled_at: None,
        }),
        Event::OverdueExplained { item, text } => {
            for past in records(case, item.as_ref(), OverdueState::Open) {
                past.explanation.clone_from(text);
            }
        }
        Event::OverdueSettled { item, finding } => {
            for past in records(case, item.as_ref(), OverdueState::Explained) {
                past.finding.clone_from(finding);
                past.settled_at = Some(at);
            }
        }
        Event::TaskStarted { item, .. }
        | Event::TaskPaused { item, .. }
        | Event::TaskResumed { item, .. }
        | Event::TaskApproved { item, .. }
        | Event::StepPassed { item, .. }
        | Event::ExtensionProposed { item, .. }
        | Event::ExtensionReturned { item, .. }
        | Event::TaskExtended { item, .. }
        | Event::ItemWithdrawn { item, .. }
        | Event::SampleChecked { item, .. }
        | Event::RefusalProposed { item, .. }
        | Event::RefusalReturned { item, .. }
        | Event::TaskRefused { item, .. }
        | Event::TaskEnded { item, .. }
        | Event::ResultIssued { item, .. } => {
            if let Some(task) = case.tasks.iter_mut().find(|task| task.item == *item) {
                apply_to_task(task, event, at);
            }
        }
    }
    wait_for_materials(case, at);
}

/// From its start until every material for it is there, a task waits for the applicant. Where its limit by law counts from
/// before its start, it waits as long: what is missing at the start was missing then, too.
fn wait_for_materials(case: &mut Case, at: DateTime<Utc>) {
    if case.deferred.is_empty() {
        return;
    }
    let waits = |task: &Task| {
        task.started_at.is_some() && !task.status.is_ended() && case.lacks(&task.item).is_some()
    };
    let waits: Vec<bool> = case.tasks.iter().map(waits).collect();
    for (task, waits) in case.tasks.iter_mut().zip(waits) {
        match (waits, task.is_waiting_for_material()) {
            (true, false) => {
                task.waits.push(Wait { from: task.law_from.unwrap_or(at), to: None });
            }
            (false, true) => task.waits.iter_mut().for_each(|wait| wait.to = wait.to.or(Some(at))),
            _ => {}
        }
    }
}

/// What is to follow now; what was known of it before stays, unless it is put off to another day: for that day the
/// applicant is reminded anew, and it has not passed.
fn to_follow(plans: &[DeferredPlan], before: &[Deferred], at: DateTime<Utc>) -> Vec<Deferred> {
    let known = |plan: &DeferredPlan| {
        let same = |known: &&Deferred| {
            known.plan.material == plan.material && known.plan.until == plan.until
        };
        before.iter().find(same).cloned()
    };
    let fresh = |plan: &DeferredPlan| Deferred {
        plan: plan.clone(),
        since: at,
        reminded: 0,
        lapsed_at: None,
        supplied: None,
    };
    let one = |plan: &DeferredPlan| match known(plan) {
        Some(known) => Deferred { plan: plan.clone(), ..known },
        None => fresh(plan),
    };
    plans.iter().map(one).collect()
}

fn on_deferred(case: &mut Case, material: &str, change: impl FnOnce(&mut Deferred)) {
    if let Some(deferred) = case.deferred.iter_mut().find(|one| one.plan.material == material) {
        change(deferred);
    }
}

fn filed(case: &mut Case, event: &Event, at: DateTime<Utc>) {
    let Event::Filed {
        title,
        applicant,
        submission,
        digests,
        signature,
        cosignatures,
        tasks,
        bill,
        deferred,
        paper,
        window,
    } = event
    else {
        return;
    };
    case.status = CaseStatus::Unpaid;
    case.title.clone_from(title);
    case.applicant = Some(applicant.clone());
    case.submission = Some((**submission).clone());
    case.delivery = Some(submission.delivery.clone());
    case.digests = Some(digests.clone());
    case.signature.clone_from(signature);
    case.cosignatures.clone_from(cosignatures);
    case.bill = Bill { lines: bill.clone(), ..Bill::default() };
    let owes = case.bill.total() > 0;
    case.remind_payment_at = owes.then(|| at + TimeDelta::hours(PAYMENT_HOURS));
    case.deferred = to_follow(deferred, &[], at);
    case.paper = *paper;
    case.window.clone_from(window);
    case.tasks = tasks.iter().map(Task::new).collect();
}

/// Moves one visit, and the ends of the pauses that were announced for it; other visits stay as they are.
fn moved(case: &mut Case, event: &Event) {
    let Event::InspectionMoved { items, at, place, note, days } = event else { return };
    let meant = |visit: &&mut Inspection| items.is_empty() || visit.items == *items;
    let Some(visit) = case.inspections.iter_mut().rev().find(meant) else { return };
    visit.at = *at;
    visit.place.clone_from(place);
    visit.note.clone_from(note);
    let tasks = case.tasks.iter_mut().filter(|task| visit.items.contains(&task.item));
    let pauses = tasks.filter_map(|task| task.pauses.last_mut());
    for pause in pauses.filter(|pause| pause.joint && pause.to.is_none()) {
        pause.days = *days;
    }
}

/// The records of an item's limits that have passed, or of the intake's, that stand in a state.
fn records<'a>(
    case: &'a mut Case,
    item: Option<&'a String>,
    state: OverdueState,
) -> impl Iterator<Item = &'a mut Overdue> {
    let of = move |past: &&mut Overdue| past.item.as_ref() == item && past.state() == state;
    case.overdue.iter_mut().filter(of)
}

fn end(case: &mut Case, status: CaseStatus, at: DateTime<Utc>) {
    case.status = status;
    case.proposal = None;
    case.ended_at = Some(at);
}

fn apply_to_task(task: &mut Task, event: &Event, at: DateTime<Utc>) {
    match event {
        Event::TaskStarted { law_from, .. } => {
            task.status = TaskStatus::Open;
            task.started_at = Some(at);
            task.law_from = *law_from;
            if let Some(first) = task.steps.first_mut() {
                first.started_at = Some(at);
            }
        }
        Event::TaskPaused { kind, days, reason, joint, .. } => {
            task.status = TaskStatus::Paused;
            task.pauses.push(Pause {
                kind: *kind,
                days: *days,
                reason: reason.clone(),
                from: at,
                to: None,
                finding: String::new(),
                joint: *joint,
            });
        }
        Event::TaskResumed { finding, .. } => {
            task.status = TaskStatus::Open;
            close_pause(task, finding, at);
        }
        Event::TaskApproved { opinion, checks, conditions, sampled, .. } => {
            task.sample = sampled.then_some(Sample { drawn_at: at, check: None });
            task.status = TaskStatus::Approved;
            task.checks.clone_from(checks);
            task.outcome = Some(Outcome::Approved {
                opinion: opinion.clone(),
                instantly: !checks.is_empty(),
                conditions: conditions.clone(),
            });
            close_step(task, at);
        }
        Event::StepPassed { .. } => {
            let next = task.current_step().map(|step| step + 1);
            close_step(task, at);
            if let Some(step) = next.and_then(|next| task.steps.get_mut(next)) {
                step.started_at = Some(at);
            }
        }
        Event::ExtensionProposed { days, reason, by, .. } => {
            task.status = TaskStatus::ExtensionProposed;
            task.asked = Some(Extension { days: *days, reason: reason.clone() });
            task.proposed_by.clone_from(by);
        }
        Event::ExtensionReturned { .. } => {
            task.status = TaskStatus::Open;
            task.asked = None;
        }
        Event::TaskExtended { days, reason, .. } => {
            task.status = TaskStatus::Open;
            task.asked = None;
            task.extension = Some(Extension { days: *days, reason: reason.clone() });
            task.extended = Some(Extended { at, step: task.current_step() });
        }
        Event::ItemWithdrawn { reason, .. } => {
            task.proposed = None;
            task.asked = None;
            task.outcome = Some(Outcome::Withdrawn { reason: reason.clone() });
            close_pause(task, "", at);
            end_task(task, TaskStatus::Ended, at);
        }
        Event::SampleChecked { agrees, note, by, .. } => {
            if let Some(sample) = &mut task.sample {
                let (note, by) = (note.clone(), by.clone());
                sample.check = Some(SampleCheck { at, agrees: *agrees, note, by });
            }
        }
        Event::RefusalProposed { report, by, .. } => {
            task.status = TaskStatus::RefusalProposed;
            task.proposed = Some(report.clone());
            task.proposed_by.clone_from(by);
        }
        Event::RefusalReturned { .. } => {
            task.status = TaskStatus::Open;
            task.proposed = None;
        }
        Event::TaskRefused { report, .. } => {
            task.proposed = None;
            task.outcome = Some(Outcome::Refused { report: report.clone() });
            end_task(task, TaskStatus::Refused, at);
        }
        Event::TaskEnded { needed, lacking, .. } => {
            task.proposed = None;
            task.asked = None;
            task.outcome = Some(match (needed, lacking) {
                (Some(item), _) => Outcome::NeedRefused { item: item.clone() },
                (None, Some(material)) => Outcome::MaterialLacking { material: material.clone() },
                (None, None) => Outcome::CaseEnded,
            });
            close_pause(task, "", at);
            end_task(task, TaskStatus::Ended, at);
        }
        Event::ResultIssued { number, name, valid_months, .. } => {
            task.result = Some(ResultDocument {
                number: number.clone(),
                name: name.clone(),
                issued_at: at,
                valid_months: *valid_months,
            });
            end_task(task, TaskStatus::Done, at);
        }
        _ => {}
    }
}

fn close_pause(task: &mut Task, finding: &str, at: DateTime<Utc>) {
    if let Some(pause) = task.pauses.last_mut().filter(|pause| pause.to.is_none()) {
        pause.to = Some(at);
        finding.clone_into(&mut pause.finding);
    }
}

fn close_step(task: &mut Task, at: DateTime<Utc>) {
    if let Some(step) = task.current_step().and_then(|step| task.steps.get_mut(step)) {
        step.ended_at = Some(at);
    }
}

fn end_task(task: &mut Task, status: TaskStatus, at: DateTime<Utc>) {
    task.status = status;
    task.ended_at = Some(at);
    close_step(task, at);
}

fn end_parcel(case: &mut Case, tracking: &str, at: DateTime<Utc>, returned: Option<String>) {
    // What was handed over in turns may have gone into one parcel.
    for parcel in case.handed_out.iter_mut().filter(|parcel| parcel.is_under_way()) {
        if parcel.tracking == tracking {
            parcel.end = Some(ParcelEnd { at, returned: returned.clone() });
        }
    }
}
