//! Deciding at the intake: acceptance, corrections (C1).

use std::collections::BTreeSet;

use super::actor::Actor;
use super::command::{CorrectionEntry, CorrectionTarget};
use super::decide::{Draft, check_submission, filled, signed_as_it_must_be};
use super::deferral;
use super::event::Event;
use super::refusal::Refusal;
use crate::canonical;
use crate::city::Role;
use crate::clock;
use crate::submission::Submission;
use crate::validate::validate_correction;

pub(super) fn accept(draft: &mut Draft) -> Result<(), Refusal> {
    let facts = draft.facts;
    let silently = *facts.actor == Actor::System;
    if silently {
        let received = draft.case.received_at.ok_or(Refusal::WrongState)?;
        if facts.calendar.day(facts.now) <= clock::intake_due(received, facts.calendar) {
            return Err(Refusal::TooEarly);
        }
    }
    draft.push(Event::Accepted { silently });
    draft.go_on();
    Ok(())
}

pub(super) fn request_corrections(
    draft: &mut Draft,
    entries: &[CorrectionEntry],
) -> Result<(), Refusal> {
    if entries.is_empty() {
        return Err(Refusal::Blank { field: "entries".to_owned() });
    }
    let mut seen = BTreeSet::new();
    for (i, entry) in entries.iter().enumerate() {
        filled(&format!("entries.{i}.message"), &entry.message)?;
        let items = items_of(draft, &entry.target);
        if items.is_empty() || !seen.insert(&entry.target) {
            return Err(Refusal::BadCorrection { target: target_path(&entry.target) });
        }
        if let Some(item) = items.iter().find(|item| corrected_before(draft, item))
            && !draft.facts.actor.has(Role::Supervisor)
        {
            return Err(Refusal::SecondCorrection { item: item.clone() });
        }
    }
    draft.push(Event::CorrectionsRequested { entries: entries.to_vec() });
    Ok(())
}

/// Items of this case that ask a field or material.
fn items_of(draft: &Draft, target: &CorrectionTarget) -> Vec<String> {
    let asking = match target {
        CorrectionTarget::Field(id) => draft.facts.guide.field(id).map(|field| &field.items),
        CorrectionTarget::Material(id) => {
            draft.facts.guide.material(id).map(|material| &material.items)
        }
    };
    let of_case = |item: &&String| draft.case.task(item).is_some();
    asking.into_iter().flatten().filter(of_case).cloned().collect()
}

fn corrected_before(draft: &Draft, item: &str) -> bool {
    let rounds = draft.case.corrections.iter().flat_map(|round| &round.entries);
    rounds.into_iter().any(|entry| items_of(draft, &entry.target).iter().any(|other| other == item))
}

fn target_path(target: &CorrectionTarget) -> String {
    match target {
        CorrectionTarget::Field(id) => format!("answers.{id}"),
        CorrectionTarget::Material(id) => format!("evidence.{id}"),
    }
}

pub(super) fn correct(
    draft: &mut Draft,
    submission: &Submission,
    signature: &str,
) -> Result<(), Refusal> {
    let facts = draft.facts;
    let before = draft.case.submission.clone().ok_or(Refusal::WrongState)?;
    let asked = draft.case.open_correction().map(|round| round.entries.clone()).unwrap_or_default();
    only_asked(&before, submission, &asked)?;
    let today = facts.calendar.day(facts.now);
    let problems = validate_correction(facts.guide, &before, submission, today);
    check_submission(submission, facts, problems)?;
    signed_as_it_must_be(draft.case.paper, signature)?;
    let digests = canonical::digests(submission);
    let deferred = deferral::plans(facts.guide, submission, |item| draft.case.task(item).is_some());
    draft.push(Event::Corrected {
        deferred,
        submission: Box::new(submission.clone()),
        digests,
        signature: signature.to_owned(),
    });
    Ok(())
}

/// A correction changes just what was asked (C1); situation, delivery and amount stay.
fn only_asked(
    before: &Submission,
    after: &Submission,
    asked: &[CorrectionEntry],
) -> Result<(), Refusal> {
    let not_asked = |target: String| Err(Refusal::NotAsked { target });
    let is_asked = |target: CorrectionTarget| asked.iter().any(|entry| entry.target == target);
    let ids: BTreeSet<&String> = before.answers.keys().chain(after.answers.keys()).collect();
    for id in ids {
        if before.answers.get(id) != after.answers.get(id)
            && !is_asked(CorrectionTarget::Field(id.clone()))
        {
            return not_asked(format!("answers.{id}"));
        }
    }
    let ids: BTreeSet<&String> = before.evidence.keys().chain(after.evidence.keys()).collect();
    for id in ids {
        if before.evidence.get(id) != after.evidence.get(id)
            && !is_asked(CorrectionTarget::Material(id.clone()))
        {
            return not_asked(format!("evidence.{id}"));
        }
    }
    let rest = |submission: &Submission| Submission {
        answers: Default::default(),
        evidence: Default::default(),
        ..submission.clone()
    };
    if rest(before) != rest(after) {
        return not_asked("submission".to_owned());
    }
    Ok(())
}
