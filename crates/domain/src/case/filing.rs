//! Filing: what was submitted becomes a case, with the tasks and the bill that the rules give.

use std::collections::BTreeSet;

use super::command::{Cosigned, Facts, NewCase};
use super::decide::{check_submission, signed_as_it_must_be};
use super::deferral;
use super::event::{Cosignature, Event};
use super::plan::{Procedure, StepPlan, TaskPlan};
use super::refusal::Refusal;
use crate::canonical;
use crate::clock::Limit;
use crate::guide::Node;
use crate::item::{Step, StepKind};
use crate::narrow;
use crate::submission::Digests;
use crate::validate::{Problem, ProblemCode, validate};

/// Files a case: validated, signed over these very bytes, with the bill and tasks that the rules give.
pub fn file(new: NewCase, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let today = facts.calendar.day(facts.now);
    let NewCase { applicant, submission, signature, signed, cosigned, window } = new;
    check_submission(&submission, facts, validate(facts.guide, &submission, today))?;
    let digests = canonical::digests(&submission);
    let narrowed = narrow::narrow(facts.guide, &submission.situation, &submission.answers);
    signed_as_it_must_be(narrowed.paper, &signature)?;
    if narrowed.paper.is_none() && digests != signed {
        return Err(Refusal::DigestMismatch);
    }
    let cosignatures = cosignatures(&narrowed, cosigned, &digests, &applicant.person)?;
    let present: BTreeSet<&str> = narrowed.nodes.iter().map(|node| node.item.id.as_str()).collect();
    let tasks = narrowed.nodes.iter().map(|node| plan(node, &present)).collect();
    let free = narrowed.bill.is_empty();
    let deferred = deferral::plans(facts.guide, &submission, |item| present.contains(item));
    let mut events = vec![Event::Filed {
        title: facts.guide.title.clone(),
        applicant,
        digests,
        signature,
        cosignatures,
        tasks,
        deferred,
        paper: narrowed.paper,
        window,
        bill: narrowed.bill,
        submission: Box::new(submission),
    }];
    if free {
        events.push(Event::Received);
    }
    Ok(events)
}

/// What a task needs of its item, so that a fold needs no guide.
fn plan(node: &Node, present: &BTreeSet<&str>) -> TaskPlan {
    let item = &node.item;
    let is_here = |need: &&String| present.contains(need.as_str());
    // Intake and hand-out are steps of the whole case; an inspection without days of its own is a pause.
    let is_own = |step: &&Step| match step.kind {
        StepKind::Accept | StepKind::Issue => false,
        StepKind::Inspect => step.days > 0,
        StepKind::Review | StepKind::Decide => true,
    };
    let step = |step: &Step| StepPlan { name: step.name.clone(), kind: step.kind, days: step.days };
    let procedures = item.pauses.iter();
    TaskPlan {
        item: item.id.clone(),
        name: item.name.clone(),
        department: item.department.clone(),
        needs: node.needs.iter().filter(is_here).cloned().collect(),
        limit: Limit { statutory: item.statutory_days, promised: item.promised_days },
        steps: item.steps.iter().filter(is_own).map(step).collect(),
        procedures: procedures
            .map(|named| Procedure { kind: named.kind, days: named.days })
            .collect(),
    }
}

/// The signatures beside the applicant's: each that is needed, by somebody else, over these very bytes.
fn cosignatures(
    narrowed: &narrow::Narrowed,
    cosigned: Vec<Cosigned>,
    digests: &Digests,
    applicant: &str,
) -> Result<Vec<Cosignature>, Refusal> {
    let (mut signed, mut problems) = (Vec::new(), Vec::new());
    for cosigner in &narrowed.cosigners {
        let theirs = cosigned.iter().find(|one| one.by.cosigner == cosigner.id);
        let code = match theirs {
            Some(theirs) if theirs.by.person == applicant => ProblemCode::SignedByApplicant,
            Some(theirs) if theirs.signed != *digests => ProblemCode::SignatureVoid,
            Some(theirs) => {
                signed.push(theirs.by.clone());
                continue;
            }
            None => ProblemCode::SignatureMissing,
        };
        let path = format!("cosigners.{}", cosigner.id);
        problems.push(Problem { path, code, params: Default::default() });
    }
    if problems.is_empty() { Ok(signed) } else { Err(Refusal::Invalid { problems }) }
}
