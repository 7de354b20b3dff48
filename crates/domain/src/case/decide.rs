//! Deciding: a command becomes events, or is refused and changes nothing.

use std::collections::BTreeSet;

use super::apply::apply;
use super::command::{
    Actor, Command, CorrectionEntry, CorrectionTarget, Cosigned, Facts, NewCase, Refusal,
    RefusalReport,
};
use super::event::{Cosignature, Event, RuleCheck, TaskPlan};
use super::permit::permit;
use super::state::{Case, CaseStatus, TaskStatus};
use crate::answers::Scope;
use crate::canonical;
use crate::city::Role;
use crate::clock::{self, Limit};
use crate::item::Instant;
use crate::narrow;
use crate::submission::{Delivery, Digests, Submission};
use crate::thing::DeliveryKind;
use crate::validate::{self, Problem, ProblemCode};

/// Characters of a parcel's number, at most.
const TRACKING_MAX: usize = 40;

/// Files a case: validated, signed over these very bytes, with the bill and tasks that the rules give.
pub fn file(new: NewCase, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let today = facts.calendar.day(facts.now);
    let NewCase { applicant, submission, signature, signed, cosigned } = new;
    check_submission(&submission, facts, today)?;
    let digests = canonical::digests(&submission);
    if digests != signed {
        return Err(Refusal::DigestMismatch);
    }
    let narrowed = narrow::narrow(facts.guide, &submission.situation, &submission.answers);
    let cosignatures = cosignatures(&narrowed, cosigned, &digests, &applicant.person)?;
    let present: BTreeSet<&str> = narrowed.nodes.iter().map(|node| node.item.id.as_str()).collect();
    let tasks = narrowed
        .nodes
        .iter()
        .map(|node| TaskPlan {
            item: node.item.id.clone(),
            name: node.item.name.clone(),
            department: node.item.department.clone(),
            needs: node
                .needs
                .iter()
                .filter(|need| present.contains(need.as_str()))
                .cloned()
                .collect(),
            limit: Limit { statutory: node.item.statutory_days, promised: node.item.promised_days },
        })
        .collect();
    let free = narrowed.bill.is_empty();
    let mut events = vec![Event::Filed {
        title: facts.guide.title.clone(),
        applicant,
        digests,
        signature,
        cosignatures,
        tasks,
        bill: narrowed.bill,
        submission: Box::new(submission),
    }];
    if free {
        events.push(Event::Received);
    }
    Ok(events)
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

/// Decides a command on a case that has been filed.
pub fn decide(case: &Case, command: &Command, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    permit(case, facts.actor, command.kind(), command.item())?;
    let mut draft = Draft::new(case, facts);
    match command {
        Command::Accept {} => accept(&mut draft)?,
        Command::RequestCorrections { entries } => request_corrections(&mut draft, entries)?,
        Command::Correct { submission, signature } => correct(&mut draft, submission, signature)?,
        Command::Decline { report } => {
            check_report(report)?;
            draft.push(Event::Declined { report: report.clone() });
            draft.end_all();
        }
        Command::StartPause { item, kind, days, reason } => {
            filled("reason", reason)?;
            let node = facts.guide.node(item).ok_or(Refusal::UnknownItem)?;
            let named = node.item.pauses.iter().find(|pause| pause.kind == *kind);
            let most = named.map_or(0, |pause| pause.days);
            if *days == 0 || *days > most {
                return Err(Refusal::BadPause { most });
            }
            draft.push(Event::TaskPaused {
                item: item.clone(),
                kind: *kind,
                days: *days,
                reason: reason.clone(),
            });
        }
        Command::EndPause { item, finding } => {
            filled("finding", finding)?;
            draft.push(Event::TaskResumed { item: item.clone(), finding: finding.clone() });
        }
        Command::Approve { item, opinion } => draft.push(Event::TaskApproved {
            item: item.clone(),
            opinion: opinion.clone(),
            checks: Vec::new(),
        }),
        Command::ProposeRefusal { item, report } => {
            check_report(report)?;
            draft.push(Event::RefusalProposed {
                item: item.clone(),
                report: report.clone(),
                by: staff_id(facts.actor),
            });
        }
        Command::ConfirmRefusal { item } => confirm_refusal(&mut draft, item)?,
        Command::ReturnRefusal { item, reason } => {
            filled("reason", reason)?;
            draft.push(Event::RefusalReturned { item: item.clone(), reason: reason.clone() });
        }
        Command::IssueResult { item } => {
            draft.issue(item);
            draft.go_on();
        }
        Command::ChangeDelivery { delivery } => change_delivery(&mut draft, delivery)?,
        Command::HandOut { tracking } => hand_out(&mut draft, tracking)?,
        Command::Withdraw { reason } => {
            draft.push(Event::Withdrawn { reason: reason.clone() });
            draft.end_all();
        }
        Command::RecordPayment { payment, cents } => {
            let owed = case.bill.total();
            if *cents != owed {
                return Err(Refusal::WrongAmount { owed });
            }
            draft.push(Event::Paid { payment: payment.clone(), cents: *cents });
            draft.push(Event::Received);
        }
        Command::RecordRefund { refund } => {
            let open = case.bill.refunds.iter().any(|known| known.id == *refund && !known.paid);
            if !open {
                return Err(Refusal::WrongState);
            }
            draft.push(Event::RefundPaid { refund: refund.clone() });
        }
    }
    Ok(draft.events)
}

fn accept(draft: &mut Draft) -> Result<(), Refusal> {
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

/// The new way must be one that the guide offers, and filled in.
fn change_delivery(draft: &mut Draft, delivery: &Delivery) -> Result<(), Refusal> {
    let problems = validate::validate_delivery(draft.facts.guide, delivery);
    if !problems.is_empty() {
        return Err(Refusal::Invalid { problems });
    }
    draft.push(Event::DeliveryChanged { delivery: delivery.clone() });
    Ok(())
}

/// A parcel has a number by which people find it; what is handed over otherwise has none.
fn hand_out(draft: &mut Draft, tracking: &str) -> Result<(), Refusal> {
    let tracking = tracking.trim();
    let posted = draft.case.delivery.as_ref().is_some_and(|how| how.kind == DeliveryKind::Post);
    if posted {
        filled("tracking", tracking)?;
    }
    let fits = tracking.len() <= TRACKING_MAX
        && tracking.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && (posted || tracking.is_empty());
    if !fits {
        let code = ProblemCode::Characters;
        let problem = Problem { path: "tracking".to_owned(), code, params: Default::default() };
        return Err(Refusal::Invalid { problems: vec![problem] });
    }
    draft.push(Event::HandedOut { tracking: tracking.to_owned() });
    Ok(())
}

fn request_corrections(draft: &mut Draft, entries: &[CorrectionEntry]) -> Result<(), Refusal> {
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

fn correct(draft: &mut Draft, submission: &Submission, signature: &str) -> Result<(), Refusal> {
    let facts = draft.facts;
    let before = draft.case.submission.clone().ok_or(Refusal::WrongState)?;
    let asked = draft.case.open_correction().map(|round| round.entries.clone()).unwrap_or_default();
    only_asked(&before, submission, &asked)?;
    check_submission(submission, facts, facts.calendar.day(facts.now))?;
    let digests = canonical::digests(submission);
    draft.push(Event::Corrected {
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

fn check_submission(
    submission: &Submission,
    facts: &Facts,
    today: chrono::NaiveDate,
) -> Result<(), Refusal> {
    let mut problems = validate::validate(facts.guide, submission, today);
    if submission.version != facts.version || submission.thing != facts.guide.thing {
        problems.push(validate::Problem {
            path: "version".to_owned(),
            code: validate::ProblemCode::Unknown,
            params: Default::default(),
        });
    }
    if problems.is_empty() { Ok(()) } else { Err(Refusal::Invalid { problems }) }
}

fn confirm_refusal(draft: &mut Draft, item: &str) -> Result<(), Refusal> {
    let task = draft.case.task(item).ok_or(Refusal::UnknownItem)?;
    if task.proposed_by == staff_id(draft.facts.actor) {
        return Err(Refusal::SameEyes);
    }
    let report = task.proposed.clone().ok_or(Refusal::WrongState)?;
    draft.push(Event::TaskRefused { item: item.to_owned(), report });
    draft.refund(item);
    draft.go_on();
    Ok(())
}

fn staff_id(actor: &Actor) -> String {
    match actor {
        Actor::Staff { id, .. } => id.clone(),
        Actor::Applicant | Actor::System => String::new(),
    }
}

fn check_report(report: &RefusalReport) -> Result<(), Refusal> {
    filled("report.grounds", &report.grounds)?;
    filled("report.remedy", &report.remedy)
}

fn filled(field: &str, text: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::Blank { field: field.to_owned() });
    }
    Ok(())
}

/// Events in the making, with the state as it is after them.
struct Draft<'a> {
    facts: &'a Facts<'a>,
    case: Case,
    events: Vec<Event>,
}

impl<'a> Draft<'a> {
    fn new(case: &Case, facts: &'a Facts<'a>) -> Self {
        Self { facts, case: case.clone(), events: Vec::new() }
    }

    fn push(&mut self, event: Event) {
        apply(&mut self.case, &event, self.facts.now);
        self.events.push(event);
    }

    /// Starts, ends and decides whatever the last event has made possible, until nothing moves; then
    /// finishes the case if no task is left.
    fn go_on(&mut self) {
        while self.step() {}
        if self.case.status == CaseStatus::Accepted
            && self.case.tasks.iter().all(|task| task.status.is_ended())
        {
            self.push(Event::Finished);
        }
    }

    fn step(&mut self) -> bool {
        let waiting = self.case.tasks.iter().filter(|task| task.status == TaskStatus::Waiting);
        for task in waiting {
            let status = |need: &String| self.case.task(need).map(|task| task.status);
            let failed = |need: &&String| {
                matches!(status(need), Some(TaskStatus::Refused | TaskStatus::Ended))
            };
            let item = task.item.clone();
            if let Some(need) = task.needs.iter().find(failed).cloned() {
                self.push(Event::TaskEnded { item: item.clone(), needed: Some(need) });
                self.refund(&item);
                return true;
            }
            if task.needs.iter().all(|need| status(need) == Some(TaskStatus::Done)) {
                self.push(Event::TaskStarted { item: item.clone() });
                self.decide_instantly(&item);
                return true;
            }
        }
        false
    }

    /// Decides by the item's rule, with a record of every value that it used (C5).
    fn decide_instantly(&mut self, item: &str) {
        let rule: Option<Instant> =
            self.facts.guide.node(item).and_then(|node| node.item.instant.clone());
        let (Some(rule), Some(submission)) = (rule, self.case.submission.clone()) else {
            return;
        };
        let scope = Scope::new(&submission.situation, &submission.answers);
        if !rule.when.holds(&scope) {
            return;
        }
        let names: BTreeSet<&str> = rule.when.names().into_iter().collect();
        let checks = names
            .into_iter()
            .map(|of| RuleCheck { of: of.to_owned(), value: scope.get(of).unwrap_or_default() })
            .collect();
        self.push(Event::TaskApproved { item: item.to_owned(), opinion: rule.rule.zh, checks });
        self.issue(item);
    }

    fn issue(&mut self, item: &str) {
        let Some(node) = self.facts.guide.node(item) else {
            return;
        };
        let result = &node.item.result;
        self.push(Event::ResultIssued {
            item: item.to_owned(),
            number: format!("{}-{}", result.prefix, self.facts.number),
            name: result.name.clone(),
            valid_months: result.valid_months,
        });
    }

    /// Orders back what was paid for an item.
    fn refund(&mut self, item: &str) {
        if self.case.bill.paid_cents == 0 {
            return;
        }
        let lines = self.case.bill.lines.iter().filter(|line| line.item == item);
        let cents: i64 = lines.map(|line| line.cents).sum();
        if cents > 0 {
            self.push(Event::RefundOrdered {
                refund: format!("{}-{item}", self.facts.number),
                item: item.to_owned(),
                cents,
            });
        }
    }

    /// Ends every undecided task with the case and orders back what they cost. A task that is approved
    /// keeps its decision: its result is issued at once.
    fn end_all(&mut self) {
        let open: Vec<(String, TaskStatus)> = self
            .case
            .tasks
            .iter()
            .filter(|task| !task.status.is_ended())
            .map(|task| (task.item.clone(), task.status))
            .collect();
        for (item, status) in open {
            if status == TaskStatus::Approved {
                self.issue(&item);
            } else {
                self.push(Event::TaskEnded { item: item.clone(), needed: None });
                self.refund(&item);
            }
        }
    }
}
