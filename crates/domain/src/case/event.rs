//! What has happened to a case.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::command::{CorrectionEntry, RefusalReport};
use super::office::Mark;
use super::plan::{DeferredPlan, TaskPlan};
use super::watch::LimitKind;
use crate::fee::BillLine;
use crate::instant::RuleSource;
use crate::item::{Paper, PauseKind, StepKind};
use crate::submission::{Delivery, Digests, Evidence, Submission};
use crate::text::Text;

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
        /// Materials that are to follow.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "openapi", schema(required = false))]
        deferred: Vec<DeferredPlan>,
        /// Why it is signed on paper, where it is; there is no signature then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        paper: Option<Paper>,
        /// Id of the clerk at whose window it was filed, with the person there; none on line.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        window: Option<String>,
    },
    /// The bill was paid.
    Paid {
        /// Id of the payment.
        payment: String,
        /// Cents.
        cents: i64,
    },
    /// The applicant was reminded of the bill.
    PaymentReminded,
    /// It reached the intake.
    Received,
    /// Corrections were asked for.
    CorrectionsRequested {
        /// Everything that is missing.
        entries: Vec<CorrectionEntry>,
    },
    /// A second request for corrections was proposed to a supervisor.
    CorrectionsProposed {
        /// Everything that is missing.
        entries: Vec<CorrectionEntry>,
        /// Id of the member of staff who proposes it.
        by: String,
    },
    /// A proposed request for corrections was sent back.
    CorrectionsReturned {
        /// Why.
        reason: String,
    },
    /// The applicant corrected.
    Corrected {
        /// The whole submission after the correction.
        submission: Box<Submission>,
        /// Its digests.
        digests: Digests,
        /// Id of the new signature; empty where it is signed on paper.
        signature: String,
        /// Materials that are to follow since then.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "openapi", schema(required = false))]
        deferred: Vec<DeferredPlan>,
    },
    /// Somebody beside the applicant has signed what was corrected.
    Cosigned {
        /// The signature.
        by: Cosignature,
    },
    /// The intake has it signed by hand.
    PaperSigned,
    /// A material that was to follow has been handed in.
    MaterialSupplied {
        /// Id of the material.
        material: String,
        /// How it is met.
        evidence: Evidence,
    },
    /// The applicant was reminded of a material that is to follow.
    MaterialReminded {
        /// Id of the material.
        material: String,
    },
    /// A material has not followed in time.
    MaterialLapsed {
        /// Id of the material.
        material: String,
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
        /// Since when its limit by law counts, where that is before its start: what nobody answered is accepted from the
        /// day of its receipt (行政许可法 art. 32).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(required = false))]
        law_from: Option<DateTime<Utc>>,
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
        /// Whether it was drawn by lot to be checked by a person afterwards.
        #[serde(default, skip_serializing_if = "is_false")]
        #[cfg_attr(feature = "openapi", schema(required = false))]
        sampled: bool,
    },
    /// A person checked an instant approval that was drawn by lot (C5).
    SampleChecked {
        /// Id of the item.
        item: String,
        /// Whether they would have decided alike.
        agrees: bool,
        /// What they found; always there where they would not.
        note: String,
        /// Id of the member of staff.
        by: String,
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
        /// Ids of its items; in cases of before missing, where it was the last one that was scheduled.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "openapi", schema(required = false))]
        items: Vec<String>,
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
        /// Which step, pause or promise of the task, or which round of the intake, counted from 0.
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
        /// The material that has not followed in time and that it needed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lacking: Option<String>,
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
    /// Results were handed over.
    HandedOut {
        /// Number of the parcel; empty where nothing was posted.
        tracking: String,
        /// Ids of the items whose results they were; in cases of before missing, where all went at once.
        #[serde(default)]
        items: Vec<String>,
    },
    /// A parcel arrived.
    ParcelReceived {
        /// Its number.
        tracking: String,
    },
    /// A parcel came back, and its results are to be handed over anew.
    ParcelReturned {
        /// Its number.
        tracking: String,
        /// Why, in the carrier's or clerk's words.
        reason: String,
    },
    /// The applicant withdrew one item.
    ItemWithdrawn {
        /// Id of the item.
        item: String,
        /// Why, in the applicant's words.
        reason: String,
    },
    /// Staff noted something for each other.
    Noted {
        /// What.
        text: String,
    },
    /// Work was given to a member of staff, or laid back.
    Assigned {
        /// Id of the item; the intake's share of the case where missing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<String>,
        /// Id of the member of staff; nobody where missing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<String>,
        /// Why.
        reason: String,
    },
    /// Somebody answers for the case from now on (首问负责).
    OwnerNamed {
        /// Id of the member of staff.
        to: String,
        /// Why.
        reason: String,
    },
    /// Help that the person gets was marked, or the mark taken away.
    MarkSet {
        /// Which.
        mark: Mark,
        /// Whether it is there since then.
        on: bool,
        /// Why.
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

fn is_false(flag: &bool) -> bool {
    !flag
}

/// One value that a rule looked at (C5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RuleCheck {
    /// Id of the field or question, or the name of what was found out.
    pub of: String,
    /// The value that it had.
    pub value: serde_json::Value,
    /// Where it comes from.
    #[serde(default, skip_serializing_if = "RuleSource::is_answer")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub source: RuleSource,
}
