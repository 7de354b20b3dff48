//! What has happened to a case.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::command::{CorrectionEntry, RefusalReport};
use super::watch::LimitKind;
use crate::clock::Limit;
use crate::fee::BillLine;
use crate::item::{PauseKind, StepKind};
use crate::submission::{Delivery, Digests, Submission};
use crate::text::Text;

impl Event {
    /// What a signature binds, where this is the event that it came with: the applicant's, or one beside it.
    pub fn signed_by(&self, id: &str) -> Option<&Submission> {
        match self {
            Self::Filed { submission, signature, cosignatures, .. } => {
                let beside = cosignatures.iter().any(|one| one.signature == id);
                (signature == id || beside).then_some(submission)
            }
            Self::Corrected { submission, signature, .. } => {
                (signature == id).then_some(submission)
            }
            _ => None,
        }
    }
}

/// A signature beside the applicant's (A5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Cosignature {
    /// Id of the guide's cosigner.
    pub cosigner: String,
    /// Id of the person who signed.
    pub person: String,
    /// Id of the signature.
    pub signature: String,
}

/// An event. Events are never changed or removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "event")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Event {
    /// The case was filed.
    Filed {
        /// Title of the thing.
        title: Text,
        /// Who filed it.
        applicant: Party,
        /// What was filed.
        submission: Box<Submission>,
        /// Its digests.
        digests: Digests,
        /// Id of the signature.
        signature: String,
        /// Signatures beside the applicant's.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "openapi", schema(required = false))]
        cosignatures: Vec<Cosignature>,
        /// The tasks that it opens.
        tasks: Vec<TaskPlan>,
        /// What has to be paid.
        bill: Vec<BillLine>,
    },
    /// The bill was paid.
    Paid {
        /// Id of the payment.
        payment: String,
        /// Cents.
        cents: i64,
    },
    /// It reached the intake.
    Received,
    /// Corrections were asked for.
    CorrectionsRequested {
        /// Everything that is missing.
        entries: Vec<CorrectionEntry>,
    },
    /// The applicant corrected.
    Corrected {
        /// The whole submission after the correction.
        submission: Box<Submission>,
        /// Its digests.
        digests: Digests,
        /// Id of the new signature.
        signature: String,
    },
    /// It was accepted.
    Accepted {
        /// Whether by silence: nobody answered within five working days (行政许可法 art. 32).
        silently: bool,
    },
    /// It was not accepted.
    Declined {
        /// Grounds and remedy.
        report: RefusalReport,
    },
    /// A task's clock started.
    TaskStarted {
        /// Id of the item.
        item: String,
    },
    /// A clock was stopped.
    TaskPaused {
        /// Id of the item.
        item: String,
        /// Which procedure.
        kind: PauseKind,
        /// Announced length in working days.
        days: u32,
        /// What the applicant is told.
        reason: String,
        /// Whether it is part of an inspection of several departments.
        #[serde(default, skip_serializing_if = "is_false")]
        #[cfg_attr(feature = "openapi", schema(required = false))]
        joint: bool,
    },
    /// A clock goes on.
    TaskResumed {
        /// Id of the item.
        item: String,
        /// What came out of the procedure.
        finding: String,
    },
    /// A task was approved.
    TaskApproved {
        /// Id of the item.
        item: String,
        /// What the reviewer noted.
        opinion: String,
        /// What decided it, where a rule did.
        checks: Vec<RuleCheck>,
        /// Conditions under which it holds.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "openapi", schema(required = false))]
        conditions: Vec<String>,
    },
    /// A step was handed on to the next.
    StepPassed {
        /// Id of the item.
        item: String,
        /// What its reviewer notes for the next.
        note: String,
    },
    /// An extension was proposed.
    ExtensionProposed {
        /// Id of the item.
        item: String,
        /// Working days.
        days: u32,
        /// What the applicant is told.
        reason: String,
        /// Id of the member of staff who proposes it.
        by: String,
    },
    /// A proposed extension was sent back.
    ExtensionReturned {
        /// Id of the item.
        item: String,
        /// Why.
        reason: String,
    },
    /// A task's limits were extended.
    TaskExtended {
        /// Id of the item.
        item: String,
        /// Working days.
        days: u32,
        /// What the applicant is told.
        reason: String,
    },
    /// One inspection was scheduled for several departments.
    InspectionScheduled {
        /// Ids of the items.
        items: Vec<String>,
        /// When they come.
        at: DateTime<Utc>,
        /// Where.
        place: String,
        /// What the applicant should have ready; may be empty.
        note: String,
    },
    /// The inspection was moved.
    InspectionMoved {
        /// When they come now.
        at: DateTime<Utc>,
        /// Where.
        place: String,
        /// Why, and what the applicant should have ready; may be empty.
        note: String,
        /// Announced length of the pauses now, in working days since they began.
        days: u32,
    },
    /// A limit has passed.
    LimitPassed {
        /// Id of the item; none for the intake.
        item: Option<String>,
        /// Which limit.
        limit: LimitKind,
        /// Which step or pause of the task, or which round of the intake, counted from 0.
        nth: u32,
        /// What is done in the step, where it is a step's.
        step: Option<StepKind>,
        /// The last day.
        due: NaiveDate,
    },
    /// The department explained why limits have passed.
    OverdueExplained {
        /// Id of the item; none for the intake.
        item: Option<String>,
        /// What it says.
        text: String,
    },
    /// The supervisor closed the records of limits that have passed.
    OverdueSettled {
        /// Id of the item; none for the intake.
        item: Option<String>,
        /// What follows from it.
        finding: String,
    },
    /// A refusal was proposed.
    RefusalProposed {
        /// Id of the item.
        item: String,
        /// The report.
        report: RefusalReport,
        /// Id of the member of staff who proposes it.
        by: String,
    },
    /// A proposed refusal was sent back.
    RefusalReturned {
        /// Id of the item.
        item: String,
        /// Why.
        reason: String,
    },
    /// A task was refused.
    TaskRefused {
        /// Id of the item.
        item: String,
        /// The report.
        report: RefusalReport,
    },
    /// A task ended without a decision.
    TaskEnded {
        /// Id of the item.
        item: String,
        /// The refused item that it needed; none where the whole case ended.
        needed: Option<String>,
    },
    /// A result was issued.
    ResultIssued {
        /// Id of the item.
        item: String,
        /// Number of the document.
        number: String,
        /// Name of the document.
        name: Text,
        /// Months for which it is valid.
        valid_months: Option<u32>,
    },
    /// Money has to go back.
    RefundOrdered {
        /// Id of the refund.
        refund: String,
        /// Id of the item.
        item: String,
        /// Cents.
        cents: i64,
    },
    /// Money went back.
    RefundPaid {
        /// Id of the refund.
        refund: String,
    },
    /// The applicant changed how results are handed over.
    DeliveryChanged {
        /// How and where since then.
        delivery: Delivery,
    },
    /// The results were handed over.
    HandedOut {
        /// Number of the parcel; empty where nothing was posted.
        tracking: String,
    },
    /// The applicant withdrew one item.
    ItemWithdrawn {
        /// Id of the item.
        item: String,
        /// Why, in the applicant's words.
        reason: String,
    },
    /// The applicant withdrew it.
    Withdrawn {
        /// Why, in the applicant's words.
        reason: String,
    },
    /// Every task has ended.
    Finished,
}

/// Who files a case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Party {
    /// Id of the person.
    pub person: String,
    /// Code of the company that they act for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
}

/// A task as it is planned when a case is filed: what it needs of the guide, so that a fold needs no guide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TaskPlan {
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
    /// Steps of deciding it, in order; none in cases of before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub steps: Vec<StepPlan>,
    /// Procedures that may stop its clock, and how far it may be extended; none in cases of before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub procedures: Vec<Procedure>,
}

/// A step of deciding an item: 审查, 审核, 决定. Intake and hand-out are done once for a whole case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StepPlan {
    /// Name.
    pub name: Text,
    /// What is done in it.
    pub kind: StepKind,
    /// Standard time in working days.
    pub days: u32,
}

/// A special procedure that an item names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Procedure {
    /// Which.
    pub kind: PauseKind,
    /// Working days, at most.
    pub days: u32,
}

fn is_false(flag: &bool) -> bool {
    !flag
}

/// One value that a rule looked at (C5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RuleCheck {
    /// Id of the field or question.
    pub of: String,
    /// The value that it had.
    pub value: serde_json::Value,
}
