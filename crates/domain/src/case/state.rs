//! The state of a case: what its events add up to.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::command::{CorrectionEntry, RefusalReport};
use super::event::{Cosignature, Party, RuleCheck};
use crate::clock::Limit;
use crate::fee::BillLine;
use crate::item::PauseKind;
use crate::submission::{Delivery, Digests, Submission};
use crate::text::Text;

/// One application for one guide version.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Case {
    /// Sequence number of the last event; 0 before the case is filed.
    pub seq: i64,
    /// Where it stands.
    pub status: CaseStatus,
    /// What was filed, with corrections applied. `None` before filing.
    pub submission: Option<Submission>,
    /// Who filed it.
    pub applicant: Option<Party>,
    /// Title of the thing.
    pub title: Text,
    /// Id of the signature that binds the current submission.
    pub signature: String,
    /// Signatures beside the applicant's, over what was filed.
    pub cosignatures: Vec<Cosignature>,
    /// Digests of the current submission.
    pub digests: Option<Digests>,
    /// How results are handed over, with the applicant's changes applied. `None` before filing.
    pub delivery: Option<Delivery>,
    /// When and how they were handed over.
    pub handed_out: Option<HandedOut>,
    /// One task for each item that applies, in the order of the graph.
    pub tasks: Vec<Task>,
    /// What is owed and paid.
    pub bill: Bill,
    /// Requests for corrections, in order; the last may be open.
    pub corrections: Vec<CorrectionRound>,
    /// When it reached the intake (filed, and paid where something is due).
    pub received_at: Option<DateTime<Utc>>,
    /// When it was accepted.
    pub accepted_at: Option<DateTime<Utc>>,
    /// When it was finished, declined or withdrawn.
    pub ended_at: Option<DateTime<Utc>>,
    /// Grounds and remedy of a decline.
    pub declined: Option<RefusalReport>,
}

/// Results that were handed over (A8).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HandedOut {
    /// When.
    pub at: DateTime<Utc>,
    /// Number of the parcel; empty where nothing was posted.
    pub tracking: String,
}

/// Where a case stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum CaseStatus {
    /// Not filed yet.
    #[default]
    New,
    /// Filed; a bill has to be paid before it reaches the intake.
    Unpaid,
    /// In the intake queue.
    Received,
    /// Waiting for the applicant's corrections (补正).
    Correcting,
    /// Accepted: departments are at work.
    Accepted,
    /// Every task has ended.
    Finished,
    /// Not accepted (不予受理).
    Declined,
    /// Withdrawn by the applicant.
    Withdrawn,
}

impl CaseStatus {
    /// Whether nothing more happens to it but money being paid back.
    pub fn is_ended(self) -> bool {
        matches!(self, Self::Finished | Self::Declined | Self::Withdrawn)
    }
}

/// One item's share of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Task {
    /// Id of the item.
    pub item: String,
    /// Name of the item.
    pub name: Text,
    /// Id of the department.
    pub department: String,
    /// Items of this case whose results it needs.
    pub needs: Vec<String>,
    /// Its limits.
    pub limit: Limit,
    /// Where it stands.
    pub status: TaskStatus,
    /// When its clock started.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended: result issued, refused or ended with what it needs.
    pub ended_at: Option<DateTime<Utc>>,
    /// Pauses, in order; the last may be running.
    pub pauses: Vec<Pause>,
    /// A refusal that waits for the second pair of eyes.
    pub proposed: Option<RefusalReport>,
    /// Who proposed it.
    pub proposed_by: String,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// What decided it without a person.
    pub checks: Vec<RuleCheck>,
    /// The document that was issued.
    pub result: Option<ResultDocument>,
}

/// Where a task stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TaskStatus {
    /// Before acceptance, or waiting for what it needs.
    Waiting,
    /// The department is at work; its clock runs.
    Open,
    /// Its clock stands by a procedure that the law names.
    Paused,
    /// A refusal is proposed and waits for the chief representative; its clock runs.
    RefusalProposed,
    /// Approved; the result has to be issued.
    Approved,
    /// Result issued.
    Done,
    /// Refused.
    Refused,
    /// Ended without a decision: withdrawn, declined, or what it needs was refused.
    Ended,
}

impl TaskStatus {
    /// Whether it has ended, one way or another.
    pub fn is_ended(self) -> bool {
        matches!(self, Self::Done | Self::Refused | Self::Ended)
    }
}

/// How a task ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Outcome {
    /// Approved, by a person or by a rule.
    Approved {
        /// What the reviewer noted.
        opinion: String,
        /// Whether a rule decided.
        instantly: bool,
    },
    /// Refused with a report.
    Refused {
        /// The report.
        report: RefusalReport,
    },
    /// Ended because an item that it needs was refused or ended.
    NeedRefused {
        /// Id of that item.
        item: String,
    },
    /// Ended with the whole case.
    CaseEnded,
}

/// A stop of a clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Pause {
    /// Which procedure.
    pub kind: PauseKind,
    /// Announced length in working days.
    pub days: u32,
    /// What the applicant is told.
    pub reason: String,
    /// When it began.
    pub from: DateTime<Utc>,
    /// When it ended; `None` while it runs.
    pub to: Option<DateTime<Utc>>,
    /// What came out of it.
    pub finding: String,
}

/// A document that was issued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResultDocument {
    /// Number.
    pub number: String,
    /// Name.
    pub name: Text,
    /// When it was issued.
    pub issued_at: DateTime<Utc>,
    /// Months for which it is valid; without end where missing.
    pub valid_months: Option<u32>,
}

/// Money of a case, in cents. Invariant: what came in = what is kept + what is paid back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Bill {
    /// Lines.
    pub lines: Vec<BillLine>,
    /// The payment that settled it.
    pub payment: Option<String>,
    /// What came in.
    pub paid_cents: i64,
    /// What is or will be paid back.
    pub refunds: Vec<Refund>,
}

impl Bill {
    /// What has to be paid.
    pub fn total(&self) -> i64 {
        crate::fee::total(&self.lines)
    }

    /// What the city keeps.
    pub fn kept(&self) -> i64 {
        self.paid_cents - self.refunds.iter().map(|refund| refund.cents).sum::<i64>()
    }
}

/// Money that goes back for one item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Refund {
    /// Id, unique; the cashier does each once.
    pub id: String,
    /// Id of the item.
    pub item: String,
    /// Cents.
    pub cents: i64,
    /// Whether the cashier has confirmed it.
    pub paid: bool,
}

/// One request for corrections (补正): everything that is missing, at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CorrectionRound {
    /// What is asked.
    pub entries: Vec<CorrectionEntry>,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// When the applicant answered.
    pub answered_at: Option<DateTime<Utc>>,
    /// The submission as it was before the answer, for a comparison.
    pub before: Option<Submission>,
}

impl Case {
    /// Whether there is something to be handed over that the applicant does not have yet.
    pub fn has_results_to_hand_out(&self) -> bool {
        self.handed_out.is_none() && self.tasks.iter().any(|task| task.result.is_some())
    }

    /// The task of an item.
    pub fn task(&self, item: &str) -> Option<&Task> {
        self.tasks.iter().find(|task| task.item == item)
    }

    /// The open request for corrections.
    pub fn open_correction(&self) -> Option<&CorrectionRound> {
        self.corrections.last().filter(|round| round.answered_at.is_none())
    }
}
