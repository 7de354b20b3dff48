//! Corrections (补正, C1): asked for at once, a second time only with a supervisor, and answered with just that.

use std::collections::BTreeSet;

use super::command::{CorrectionEntry, CorrectionTarget};
use super::decide::{Draft, check_submission, filled, signed_as_it_must_be, staff_id};
use super::deferral;
use super::event::Event;
use super::refusal::Refusal;
use super::state::{Case, CorrectionRound};
use crate::canonical;
use crate::city::Role;
use crate::depends::{self, Turning};
use crate::guide::Guide;
use crate::narrow::narrow;
use crate::submission::Submission;
use crate::validate::validate_correction;

/// Asks the applicant; where an item was asked about before, asks a supervisor first.
pub(super) fn request(draft: &mut Draft, entries: &[CorrectionEntry]) -> Result<(), Refusal> {
    let facts = draft.facts;
    check(&draft.case, facts.guide, entries)?;
    let again = entries.iter().any(|entry| {
        asked_before(
            facts.guide,
            &draft.case.corrections,
            |item| is_of(&draft.case, item),
            &entry.target,
        )
    });
    let entries = entries.to_vec();
    draft.push(match again && !facts.actor.has(Role::Supervisor) {
        true => Event::CorrectionsProposed { entries, by: staff_id(facts.actor) },
        false => Event::CorrectionsRequested { entries },
    });
    Ok(())
}

/// Every entry names something of this case once, says what is wrong, and can be corrected.
fn check(case: &Case, guide: &Guide, entries: &[CorrectionEntry]) -> Result<(), Refusal> {
    let filed = case.submission.as_ref().ok_or(Refusal::WrongState)?;
    if entries.is_empty() {
        return Err(Refusal::Blank { field: "entries".to_owned() });
    }
    let narrowed = narrow(guide, &filed.situation, &filed.answers);
    let mut seen = BTreeSet::new();
    for (i, entry) in entries.iter().enumerate() {
        filled(&format!("entries.{i}.message"), &entry.message)?;
        let applies = match &entry.target {
            CorrectionTarget::Field(id) => narrowed.fields.iter().any(|field| field.id == *id),
            CorrectionTarget::Material(id) => narrowed.materials.iter().any(|of| of.id == *id),
        };
        let items = items(guide, &entry.target);
        if !applies || !items.iter().any(|item| is_of(case, item)) || !seen.insert(&entry.target) {
            return Err(Refusal::BadCorrection { target: path(&entry.target) });
        }
        if let CorrectionTarget::Field(id) = &entry.target
            && depends::settles(guide, filed, id)
        {
            return Err(settled(guide, id));
        }
    }
    Ok(())
}

/// A supervisor agrees to a second request: the applicant is asked.
pub(super) fn confirm(draft: &mut Draft) -> Result<(), Refusal> {
    let proposal = draft.case.open_proposal().cloned().ok_or(Refusal::WrongState)?;
    if proposal.by == staff_id(draft.facts.actor) {
        return Err(Refusal::SameEyes);
    }
    draft.push(Event::CorrectionsRequested { entries: proposal.entries });
    Ok(())
}

/// Whether a request about this needs a supervisor: an item that it belongs to was asked about before. `of_case` knows
/// the items of the case.
pub fn asked_before(
    guide: &Guide,
    rounds: &[CorrectionRound],
    of_case: impl Fn(&str) -> bool,
    target: &CorrectionTarget,
) -> bool {
    let own: Vec<&String> = items(guide, target).iter().filter(|item| of_case(item)).collect();
    let entries = rounds.iter().flat_map(|round| &round.entries);
    entries.flat_map(|entry| items(guide, &entry.target)).any(|item| own.contains(&item))
}

/// Items that ask a field or material.
fn items<'a>(guide: &'a Guide, target: &CorrectionTarget) -> &'a [String] {
    let asking = match target {
        CorrectionTarget::Field(id) => guide.field(id).map(|field| &field.items),
        CorrectionTarget::Material(id) => guide.material(id).map(|material| &material.items),
    };
    asking.map_or(&[], Vec::as_slice)
}

fn is_of(case: &Case, item: &str) -> bool {
    case.task(item).is_some()
}

fn path(target: &CorrectionTarget) -> String {
    match target {
        CorrectionTarget::Field(id) => format!("answers.{id}"),
        CorrectionTarget::Material(id) => format!("evidence.{id}"),
    }
}

fn settled(guide: &Guide, field: &str) -> Refusal {
    let label = guide.field(field).map(|field| field.label.clone()).unwrap_or_default();
    Refusal::Settled { field: field.to_owned(), label }
}

/// Takes what the applicant corrected, with a new signature.
pub(super) fn correct(
    draft: &mut Draft,
    submission: &Submission,
    signature: &str,
) -> Result<(), Refusal> {
    let facts = draft.facts;
    let before = draft.case.submission.clone().ok_or(Refusal::WrongState)?;
    let asked = draft.case.open_correction().map(|round| round.entries.clone()).unwrap_or_default();
    only_asked(facts.guide, &before, submission, &asked)?;
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

/// What a request for corrections led to: what the next one began with, or what is `filed` now.
pub fn led_to<'a>(
    rounds: &'a [CorrectionRound],
    nth: usize,
    filed: &'a Submission,
) -> &'a Submission {
    rounds.iter().skip(nth + 1).find_map(|later| later.before.as_ref()).unwrap_or(filed)
}

impl Case {
    /// Of each request for corrections, ids of the fields that its answer changed; none while it is open.
    pub fn changed_fields(&self) -> Vec<Vec<String>> {
        let fields = |(nth, round): (usize, &CorrectionRound)| {
            let before = round.before.as_ref()?;
            let after = led_to(&self.corrections, nth, self.submission.as_ref()?);
            let ids: BTreeSet<_> = before.answers.keys().chain(after.answers.keys()).collect();
            let changed = |id: &&String| before.answers.get(*id) != after.answers.get(*id);
            Some(ids.into_iter().filter(changed).cloned().collect())
        };
        let rounds = self.corrections.iter().enumerate();
        rounds.map(|round| fields(round).unwrap_or_default()).collect()
    }
}

/// What a correction may change (C1): what was asked, and what comes or goes with it.
#[derive(Clone, Debug)]
pub struct Correctable {
    asked: BTreeSet<CorrectionTarget>,
    turning: Turning,
    /// Fields that applied before.
    fields: BTreeSet<String>,
    /// Materials that applied before.
    materials: BTreeSet<String>,
}

impl Correctable {
    /// For a case in which `before` stands and `entries` are asked.
    pub fn new(guide: &Guide, before: &Submission, entries: &[CorrectionEntry]) -> Self {
        let asked: BTreeSet<_> = entries.iter().map(|entry| entry.target.clone()).collect();
        let fields = asked.iter().filter_map(|target| match target {
            CorrectionTarget::Field(id) => Some(id.as_str()),
            CorrectionTarget::Material(_) => None,
        });
        let turning = depends::turning(guide, &fields.collect());
        let narrowed = narrow(guide, &before.situation, &before.answers);
        Self {
            turning,
            fields: narrowed.fields.iter().map(|field| field.id.clone()).collect(),
            materials: narrowed.materials.iter().map(|of| of.id.clone()).collect(),
            asked,
        }
    }

    /// Whether a field is open that now `applies` or does not: it was asked, or comes or goes. Of a group with columns
    /// that may come the rows are open.
    pub fn field(&self, id: &str, applies: bool) -> bool {
        let turns = self.turning.fields.contains(id) && applies != self.fields.contains(id);
        let asked = CorrectionTarget::Field(id.to_owned());
        turns || self.turning.rows.contains(id) || self.asked.contains(&asked)
    }

    /// Whether a material is open that now `applies` or does not.
    pub fn material(&self, id: &str, applies: bool) -> bool {
        let turns = self.turning.materials.contains(id) && applies != self.materials.contains(id);
        turns || self.asked.contains(&CorrectionTarget::Material(id.to_owned()))
    }

    /// Whether it was asked for itself.
    pub fn is_asked(&self, target: &CorrectionTarget) -> bool {
        self.asked.contains(target)
    }
}

/// Situation, delivery and amount stay, and so does every answer and material that is not the correction's.
fn only_asked(
    guide: &Guide,
    before: &Submission,
    after: &Submission,
    entries: &[CorrectionEntry],
) -> Result<(), Refusal> {
    let not_asked = |target: String| Err(Refusal::NotAsked { target });
    let open = Correctable::new(guide, before, entries);
    let now = narrow(guide, &after.situation, &after.answers);
    let ids: BTreeSet<&String> = before.answers.keys().chain(after.answers.keys()).collect();
    for id in ids {
        if before.answers.get(id) == after.answers.get(id) {
            continue;
        }
        if !open.field(id, now.fields.iter().any(|field| field.id == *id)) {
            return not_asked(format!("answers.{id}"));
        }
        if depends::settles(guide, before, id) {
            return Err(settled(guide, id)); // asked for before it was refused to ask
        }
    }
    let ids: BTreeSet<&String> = before.evidence.keys().chain(after.evidence.keys()).collect();
    for id in ids {
        let changed = before.evidence.get(id) != after.evidence.get(id);
        if changed && !open.material(id, now.materials.iter().any(|of| of.id == *id)) {
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
