//! Deciding: a command becomes events, or is refused and changes nothing.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::actor::Actor;
use super::apply::apply;
use super::command::{Command, Facts, RefusalReport};
use super::event::{Event, RuleCheck};
use super::office;
use super::permit::permit;
use super::refusal::Refusal;
use super::state::{Case, CaseStatus};
use super::task::TaskStatus;
use super::{corrections, deferral, intake, overdue, parcel, tasks};
use crate::answers::Scope;
use crate::instant;
use crate::item::{Instant, Paper};
use crate::submission::{Delivery, Submission};
use crate::validate::{self, Problem, ProblemCode};

/// Decides a command on a case that has been filed.
pub fn decide(case: &Case, command: &Command, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    permit(case, facts.actor, command.kind(), command.item())?;
    let mut draft = Draft::new(case, facts);
    overdue::record(&mut draft); // what is done too late is recorded, also where nobody's clock was running
    match command {
        Command::Accept {} => intake::accept(&mut draft)?,
        Command::RequestCorrections { entries } => {
            corrections::request(&mut draft, entries)?;
        }
        Command::ConfirmCorrections {} => corrections::confirm(&mut draft)?,
        Command::ReturnCorrections { reason } => {
            filled("reason", reason)?;
            draft.push(Event::CorrectionsReturned { reason: reason.trim().to_owned() });
        }
        Command::Correct { submission, signature } => {
            corrections::correct(&mut draft, submission, signature)?;
        }
        Command::Cosign { by } => {
            if !case.waits_for_cosigner(&by.cosigner) {
                return Err(Refusal::WrongState);
            }
            draft.push(Event::Cosigned { by: by.clone() });
        }
        Command::TakePaper {} => draft.push(Event::PaperSigned),
        Command::SupplyMaterial { material, evidence } => {
            deferral::supply(&mut draft, material, evidence)?;
        }
        Command::RemindPayment {} => {
            if case.remind_payment_at.is_none_or(|at| facts.now < at) {
                return Err(Refusal::TooEarly);
            }
            draft.push(Event::PaymentReminded);
        }
        Command::RemindMaterial { material } => deferral::remind(&mut draft, material)?,
        Command::LapseMaterial { material } => deferral::lapse(&mut draft, material)?,
        Command::Decline { report } => {
            check_report(report)?;
            draft.push(Event::Declined { report: report.clone() });
            draft.end_all();
        }
        Command::StartPause { item, kind, days, reason } => {
            filled("reason", reason)?;
            let task = case.task(item).ok_or(Refusal::UnknownItem)?;
            let most = if kind.stops_clock() { task.procedure_left(*kind) } else { 0 };
            if *days == 0 || *days > most {
                return Err(Refusal::BadPause { most });
            }
            draft.push(Event::TaskPaused {
                item: item.clone(),
                kind: *kind,
                days: *days,
                reason: reason.clone(),
                joint: false,
            });
        }
        Command::EndPause { item, finding } => {
            filled("finding", finding)?;
            draft.push(Event::TaskResumed { item: item.clone(), finding: finding.clone() });
        }
        Command::Approve { item, opinion } => tasks::approve(&mut draft, item, opinion, &[]),
        Command::ApproveWithConditions { item, opinion, conditions } => {
            tasks::approve_with(&mut draft, item, opinion, conditions)?;
        }
        Command::PassStep { item, note } => {
            draft.push(Event::StepPassed { item: item.clone(), note: note.trim().to_owned() });
        }
        Command::ProposeExtension { item, days, reason } => {
            tasks::propose_extension(&mut draft, item, *days, reason)?;
        }
        Command::ConfirmExtension { item } => tasks::confirm_extension(&mut draft, item)?,
        Command::ReturnExtension { item, reason } => {
            filled("reason", reason)?;
            draft.push(Event::ExtensionReturned { item: item.clone(), reason: reason.clone() });
        }
        Command::ScheduleInspection { items, at, place, note } => {
            tasks::schedule_inspection(&mut draft, items, *at, place, note)?;
        }
        Command::MoveInspection { at, place, note } => {
            tasks::move_inspection(&mut draft, *at, place, note)?;
        }
        Command::ExplainOverdue { item, text } => {
            filled("text", text)?;
            draft.push(Event::OverdueExplained { item: item.clone(), text: text.clone() });
        }
        Command::SettleOverdue { item, finding } => {
            filled("finding", finding)?;
            draft.push(Event::OverdueSettled { item: item.clone(), finding: finding.clone() });
        }
        Command::RecordOverdue {} if draft.events.is_empty() => return Err(Refusal::TooEarly),
        Command::RecordOverdue {} => {}
        Command::WithdrawItem { item, reason } => {
            draft.push(Event::ItemWithdrawn { item: item.clone(), reason: reason.clone() });
            draft.refund(item);
            draft.go_on();
        }
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
        Command::CheckSample { item, agrees, note } => {
            if !agrees {
                filled("note", note)?;
            }
            draft.push(Event::SampleChecked {
                item: item.clone(),
                agrees: *agrees,
                note: note.clone(),
                by: staff_id(facts.actor),
            });
        }
        Command::AcceptInstantly {} => accept_instantly(&mut draft)?,
        Command::IssueResult { item } => {
            draft.issue(item);
            draft.go_on();
        }
        Command::ChangeDelivery { delivery } => change_delivery(&mut draft, delivery)?,
        Command::HandOut { tracking } => parcel::hand_out(&mut draft, tracking)?,
        Command::ReceiveParcel { tracking } => parcel::receive(&mut draft, tracking)?,
        Command::ReturnParcel { tracking, reason } => {
            parcel::take_back(&mut draft, tracking, reason)?;
        }
        Command::AddNote { .. }
        | Command::Assign { .. }
        | Command::NameOwner { .. }
        | Command::SetMark { .. } => draft.push(office::decide(case, command, facts)?),
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

/// Where rules decide every task, nobody has to look at the case before it is decided (C5).
fn accept_instantly(draft: &mut Draft) -> Result<(), Refusal> {
    draft.push(Event::Accepted { silently: false });
    draft.go_on();
    if draft.case.status == CaseStatus::Finished { Ok(()) } else { Err(Refusal::NotInstant) }
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

/// Whether nothing is wrong with a submission beside what was found by itself.
pub(super) fn check_submission(
    submission: &Submission,
    facts: &Facts,
    mut problems: Vec<Problem>,
) -> Result<(), Refusal> {
    let today = facts.calendar.day(facts.now);
    problems.extend(deferral::too_late(facts, submission, today));
    if submission.version != facts.version || submission.thing != facts.guide.thing {
        problems.push(Problem {
            path: "version".to_owned(),
            code: ProblemCode::Unknown,
            params: Default::default(),
        });
    }
    if problems.is_empty() { Ok(()) } else { Err(Refusal::Invalid { problems }) }
}

/// What the law has signed on paper (电子签名法 art. 3) comes without a signature, everything else with one.
pub(super) fn signed_as_it_must_be(paper: Option<Paper>, signature: &str) -> Result<(), Refusal> {
    match (paper, signature.is_empty()) {
        (Some(_), false) => Err(Refusal::PaperNeeded),
        (None, true) => Err(Refusal::SignatureNeeded),
        _ => Ok(()),
    }
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

pub(super) fn staff_id(actor: &Actor) -> String {
    match actor {
        Actor::Staff { id, .. } => id.clone(),
        Actor::Applicant | Actor::System => String::new(),
    }
}

fn check_report(report: &RefusalReport) -> Result<(), Refusal> {
    filled("report.grounds", &report.grounds)?;
    filled("report.remedy", &report.remedy)
}

pub(super) fn filled(field: &str, text: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::Blank { field: field.to_owned() });
    }
    Ok(())
}

/// Events in the making, with the state as it is after them.
pub(super) struct Draft<'a> {
    pub(super) facts: &'a Facts<'a>,
    pub(super) case: Case,
    pub(super) events: Vec<Event>,
}

impl<'a> Draft<'a> {
    fn new(case: &Case, facts: &'a Facts<'a>) -> Self {
        Self { facts, case: case.clone(), events: Vec::new() }
    }

    pub(super) fn push(&mut self, event: Event) {
        apply(&mut self.case, &event, self.facts.now);
        self.events.push(event);
    }

    /// Starts, ends and decides whatever the last event has made possible, until nothing moves; then
    /// finishes the case if no task is left.
    pub(super) fn go_on(&mut self) {
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
                self.push(Event::TaskEnded {
                    item: item.clone(),
                    needed: Some(need),
                    lacking: None,
                });
                self.refund(&item);
                return true;
            }
            if task.needs.iter().all(|need| status(need) == Some(TaskStatus::Done)) {
                let law_from = self.silent_since();
                self.push(Event::TaskStarted { item: item.clone(), law_from });
                self.decide_instantly(&item);
                return true;
            }
        }
        false
    }

    /// Since when what is accepted by silence right now counts as accepted: the day on which it was received (行政许可法
    /// art. 32). What begins behind another item later has only its own time.
    fn silent_since(&self) -> Option<DateTime<Utc>> {
        let silence = |event: &Event| matches!(event, Event::Accepted { silently: true });
        self.case.received_at.filter(|_| self.events.iter().any(silence))
    }

    /// Decides by the item's rule, with a record of every value that it used (C5).
    pub(super) fn decide_instantly(&mut self, item: &str) {
        // No result before everything is there that was to follow.
        if self.case.lacks(item).is_some() {
            return;
        }
        let rule: Option<Instant> =
            self.facts.guide.node(item).and_then(|node| node.item.instant.clone());
        let (Some(rule), Some(submission)) = (rule, self.case.submission.clone()) else {
            return;
        };
        let facts = self.facts;
        let today = facts.calendar.day(facts.now);
        let mut known = instant::derived(facts.guide, &submission, today);
        known.extend(facts.found.values.get(item).cloned().unwrap_or_default());
        let scope = Scope::new(&submission.situation, &submission.answers).knowing(&known);
        if !rule.when.holds(&scope) {
            return;
        }
        let names: BTreeSet<&str> = rule.when.names().into_iter().collect();
        let check = |of: &str| RuleCheck {
            of: of.to_owned(),
            value: scope.get(of).unwrap_or_default(),
            source: known.get(of).map(|found| found.source.clone()).unwrap_or_default(),
        };
        self.push(Event::TaskApproved {
            item: item.to_owned(),
            opinion: rule.rule.zh,
            checks: names.into_iter().map(check).collect(),
            conditions: Vec::new(),
            sampled: facts.found.sampled.contains(item),
        });
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
    pub(super) fn refund(&mut self, item: &str) {
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
    /// keeps its decision: its result is issued at once, unless a material for it is still to follow.
    fn end_all(&mut self) {
        let open: Vec<(String, TaskStatus)> = self
            .case
            .tasks
            .iter()
            .filter(|task| !task.status.is_ended())
            .map(|task| (task.item.clone(), task.status))
            .collect();
        for (item, status) in open {
            if status == TaskStatus::Approved && self.case.lacks(&item).is_none() {
                self.issue(&item);
            } else {
                self.push(Event::TaskEnded { item: item.clone(), needed: None, lacking: None });
                self.refund(&item);
            }
        }
    }
}
