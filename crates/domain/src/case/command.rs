//! What people ask of a case, and why it may be refused.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::actor::Actor;
use super::event::{Cosignature, Party};
use super::office::Mark;
use crate::calendar::Calendar;
use crate::guide::Guide;
use crate::instant::Found;
use crate::item::PauseKind;
use crate::submission::{Delivery, Digests, Evidence, Submission};

/// A command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "command", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Command {
    /// The intake accepts the case; by the system, when five working days have passed in silence.
    Accept {},
    /// The intake asks for everything that is missing, at once. A second time for the same item it is a proposal, until
    /// a supervisor agrees.
    RequestCorrections {
        /// What is missing, each tied to a field or material.
        entries: Vec<CorrectionEntry>,
    },
    /// The supervisor agrees to a second request for corrections.
    ConfirmCorrections {},
    /// The supervisor sends a second request for corrections back.
    ReturnCorrections {
        /// Why.
        reason: String,
    },
    /// The applicant corrects what was asked, and signs again.
    Correct {
        /// The whole submission after the correction.
        submission: Box<Submission>,
        /// Id of the new signature; empty where it is signed on paper.
        signature: String,
    },
    /// Somebody beside the applicant signs what was corrected (system only, which knows who signed).
    Cosign {
        /// The signature.
        by: Cosignature,
    },
    /// The intake has the application signed by hand, on paper, where the law wants it (电子签名法 art. 3).
    TakePaper {},
    /// The applicant hands in what was to follow (容缺后补).
    SupplyMaterial {
        /// Id of the material.
        material: String,
        /// How it is met now.
        evidence: Evidence,
    },
    /// The bill has waited for a day (system only).
    RemindPayment {},
    /// A material that is to follow is due soon, or today (system only).
    RemindMaterial {
        /// Id of the material.
        material: String,
    },
    /// The day has passed on which a material was to follow (system only).
    LapseMaterial {
        /// Id of the material.
        material: String,
    },
    /// The intake does not accept the case.
    Decline {
        /// Grounds and remedy.
        report: RefusalReport,
    },
    /// A department stops its clock for a procedure that the law names.
    StartPause {
        /// Id of the item.
        item: String,
        /// Which procedure; the item must name it.
        kind: PauseKind,
        /// Announced length in working days, at most what the item names.
        days: u32,
        /// What the applicant is told.
        reason: String,
    },
    /// The procedure is over.
    EndPause {
        /// Id of the item.
        item: String,
        /// What came out of it.
        finding: String,
    },
    /// A department approves.
    Approve {
        /// Id of the item.
        item: String,
        /// What the reviewer notes.
        opinion: String,
    },
    /// A department approves under conditions, which the applicant and the decision name.
    ApproveWithConditions {
        /// Id of the item.
        item: String,
        /// What the reviewer notes.
        opinion: String,
        /// Conditions under which it holds.
        conditions: Vec<String>,
    },
    /// A reviewer hands the task on to its next step.
    PassStep {
        /// Id of the item.
        item: String,
        /// What to note for the next; may be empty.
        note: String,
    },
    /// A department proposes to extend its limits, once (行政许可法 art. 42).
    ProposeExtension {
        /// Id of the item.
        item: String,
        /// Working days, at most what the item names.
        days: u32,
        /// What the applicant is told.
        reason: String,
    },
    /// The chief representative confirms a proposed extension.
    ConfirmExtension {
        /// Id of the item.
        item: String,
    },
    /// The chief representative sends a proposed extension back.
    ReturnExtension {
        /// Id of the item.
        item: String,
        /// Why.
        reason: String,
    },
    /// One inspection is scheduled for all departments that need it (联合踏勘, C8). Each clock stands until its
    /// department has recorded what it found, by ending its pause.
    ScheduleInspection {
        /// Ids of the items, two or more.
        items: Vec<String>,
        /// When they come.
        at: DateTime<Utc>,
        /// Where.
        place: String,
        /// What the applicant should have ready; may be empty.
        note: String,
    },
    /// A scheduled inspection is moved, as long as not every department has found.
    MoveInspection {
        /// When they come now.
        at: DateTime<Utc>,
        /// Where.
        place: String,
        /// Why, and what the applicant should have ready; may be empty.
        note: String,
    },
    /// The department explains why limits have passed.
    ExplainOverdue {
        /// Id of the item; none for the intake.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<String>,
        /// What it says.
        text: String,
    },
    /// The supervisor closes the records of limits that have passed.
    SettleOverdue {
        /// Id of the item; none for the intake.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<String>,
        /// What follows from it.
        finding: String,
    },
    /// A department proposes to refuse, with a report.
    ProposeRefusal {
        /// Id of the item.
        item: String,
        /// The report.
        report: RefusalReport,
    },
    /// The chief representative confirms a proposed refusal.
    ConfirmRefusal {
        /// Id of the item.
        item: String,
    },
    /// The chief representative sends a proposed refusal back.
    ReturnRefusal {
        /// Id of the item.
        item: String,
        /// Why.
        reason: String,
    },
    /// A person checks an instant approval that was drawn by lot.
    CheckSample {
        /// Id of the item.
        item: String,
        /// Whether they would have decided alike.
        agrees: bool,
        /// What they found; must be there where they would not.
        note: String,
    },
    /// Accepts and decides at once where rules decide everything (system only).
    AcceptInstantly {},
    /// A department issues the result.
    IssueResult {
        /// Id of the item.
        item: String,
    },
    /// The applicant changes how results are handed over, until they are.
    ChangeDelivery {
        /// How and where now.
        delivery: Delivery,
    },
    /// The intake hands over the results that are there and that the applicant does not have yet: by post with its number,
    /// at the window or by the machine.
    HandOut {
        /// Number of the parcel; empty where nothing is posted.
        tracking: String,
    },
    /// A parcel has arrived: the applicant says so, or the intake has it from the carrier.
    ReceiveParcel {
        /// Its number.
        tracking: String,
    },
    /// A parcel came back to the intake, which will hand its results over anew.
    ReturnParcel {
        /// Its number.
        tracking: String,
        /// Why, as the carrier noted it; not blank.
        reason: String,
    },
    /// Staff note something for each other.
    AddNote {
        /// What; 1 to 2,000 characters.
        text: String,
    },
    /// Work is given to a member of staff, or laid back for whoever takes it.
    Assign {
        /// Id of the item; the intake's share of the case where missing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<String>,
        /// Id of the member of staff; nobody where missing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<String>,
        /// Why; needed where it is taken out of another's hands.
        reason: String,
    },
    /// Somebody answers for the case from now on (首问负责).
    NameOwner {
        /// Id of the member of staff.
        to: String,
        /// Why; needed where somebody else answered for it before.
        reason: String,
    },
    /// Help that the person gets is marked, or the mark taken away.
    SetMark {
        /// Which.
        mark: Mark,
        /// Whether it is there from now on.
        on: bool,
        /// Why.
        reason: String,
    },
    /// The applicant withdraws the case.
    Withdraw {
        /// Why; may be empty.
        reason: String,
    },
    /// The applicant withdraws one item.
    WithdrawItem {
        /// Id of the item.
        item: String,
        /// Why; may be empty.
        reason: String,
    },
    /// The clock records every limit that has passed (system only).
    RecordOverdue {},
    /// The cashier reports a payment (system only).
    RecordPayment {
        /// Id of the payment.
        payment: String,
        /// Cents that came in.
        cents: i64,
    },
    /// The cashier reports a refund (system only).
    RecordRefund {
        /// Id of the refund.
        refund: String,
    },
}

/// The name of a command, for permissions and lists of actions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[allow(missing_docs, reason = "each is the command of the same name")]
pub enum CommandKind {
    Accept,
    RequestCorrections,
    ConfirmCorrections,
    ReturnCorrections,
    Correct,
    Cosign,
    TakePaper,
    SupplyMaterial,
    RemindPayment,
    RemindMaterial,
    LapseMaterial,
    Decline,
    StartPause,
    EndPause,
    Approve,
    ApproveWithConditions,
    PassStep,
    ProposeExtension,
    ConfirmExtension,
    ReturnExtension,
    ScheduleInspection,
    MoveInspection,
    ExplainOverdue,
    SettleOverdue,
    ProposeRefusal,
    ConfirmRefusal,
    ReturnRefusal,
    CheckSample,
    AcceptInstantly,
    IssueResult,
    ChangeDelivery,
    HandOut,
    ReceiveParcel,
    ReturnParcel,
    AddNote,
    Assign,
    NameOwner,
    SetMark,
    Withdraw,
    WithdrawItem,
    RecordOverdue,
    RecordPayment,
    RecordRefund,
}

impl Command {
    /// Its name.
    pub fn kind(&self) -> CommandKind {
        match self {
            Self::Accept {} => CommandKind::Accept,
            Self::RequestCorrections { .. } => CommandKind::RequestCorrections,
            Self::ConfirmCorrections {} => CommandKind::ConfirmCorrections,
            Self::ReturnCorrections { .. } => CommandKind::ReturnCorrections,
            Self::Correct { .. } => CommandKind::Correct,
            Self::Cosign { .. } => CommandKind::Cosign,
            Self::TakePaper {} => CommandKind::TakePaper,
            Self::SupplyMaterial { .. } => CommandKind::SupplyMaterial,
            Self::RemindPayment {} => CommandKind::RemindPayment,
            Self::RemindMaterial { .. } => CommandKind::RemindMaterial,
            Self::LapseMaterial { .. } => CommandKind::LapseMaterial,
            Self::Decline { .. } => CommandKind::Decline,
            Self::StartPause { .. } => CommandKind::StartPause,
            Self::EndPause { .. } => CommandKind::EndPause,
            Self::Approve { .. } => CommandKind::Approve,
            Self::ApproveWithConditions { .. } => CommandKind::ApproveWithConditions,
            Self::PassStep { .. } => CommandKind::PassStep,
            Self::ProposeExtension { .. } => CommandKind::ProposeExtension,
            Self::ConfirmExtension { .. } => CommandKind::ConfirmExtension,
            Self::ReturnExtension { .. } => CommandKind::ReturnExtension,
            Self::ScheduleInspection { .. } => CommandKind::ScheduleInspection,
            Self::MoveInspection { .. } => CommandKind::MoveInspection,
            Self::ExplainOverdue { .. } => CommandKind::ExplainOverdue,
            Self::SettleOverdue { .. } => CommandKind::SettleOverdue,
            Self::ProposeRefusal { .. } => CommandKind::ProposeRefusal,
            Self::ConfirmRefusal { .. } => CommandKind::ConfirmRefusal,
            Self::ReturnRefusal { .. } => CommandKind::ReturnRefusal,
            Self::CheckSample { .. } => CommandKind::CheckSample,
            Self::AcceptInstantly {} => CommandKind::AcceptInstantly,
            Self::IssueResult { .. } => CommandKind::IssueResult,
            Self::ChangeDelivery { .. } => CommandKind::ChangeDelivery,
            Self::HandOut { .. } => CommandKind::HandOut,
            Self::ReceiveParcel { .. } => CommandKind::ReceiveParcel,
            Self::ReturnParcel { .. } => CommandKind::ReturnParcel,
            Self::AddNote { .. } => CommandKind::AddNote,
            Self::Assign { .. } => CommandKind::Assign,
            Self::NameOwner { .. } => CommandKind::NameOwner,
            Self::SetMark { .. } => CommandKind::SetMark,
            Self::Withdraw { .. } => CommandKind::Withdraw,
            Self::WithdrawItem { .. } => CommandKind::WithdrawItem,
            Self::RecordOverdue {} => CommandKind::RecordOverdue,
            Self::RecordPayment { .. } => CommandKind::RecordPayment,
            Self::RecordRefund { .. } => CommandKind::RecordRefund,
        }
    }

    /// The item that it is about, where it is about one.
    pub fn item(&self) -> Option<&str> {
        match self {
            Self::StartPause { item, .. }
            | Self::EndPause { item, .. }
            | Self::Approve { item, .. }
            | Self::ApproveWithConditions { item, .. }
            | Self::PassStep { item, .. }
            | Self::ProposeExtension { item, .. }
            | Self::ConfirmExtension { item }
            | Self::ReturnExtension { item, .. }
            | Self::WithdrawItem { item, .. }
            | Self::ProposeRefusal { item, .. }
            | Self::ConfirmRefusal { item }
            | Self::ReturnRefusal { item, .. }
            | Self::CheckSample { item, .. }
            | Self::IssueResult { item } => Some(item),
            Self::ExplainOverdue { item, .. } | Self::SettleOverdue { item, .. } => item.as_deref(),
            Self::Assign { item, .. } => item.as_deref(),
            _ => None,
        }
    }
}

/// One thing that is missing or wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CorrectionEntry {
    /// The field or material.
    pub target: CorrectionTarget,
    /// What is wrong and what would be right.
    pub message: String,
}

/// What a correction is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum CorrectionTarget {
    /// A field, by id.
    Field(String),
    /// A material, by id.
    Material(String),
}

/// The written reasons of a refusal or decline (C6: no bare "no").
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefusalReport {
    /// Grounds, with the rule.
    pub grounds: String,
    /// What the person can do about it.
    pub remedy: String,
}

/// What is filed: checked again by [`crate::case::decide`]'s caller and once more inside of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCase {
    /// Who files.
    pub applicant: Party,
    /// What is filed.
    pub submission: Submission,
    /// Id of the signature; empty where it is signed on paper.
    pub signature: String,
    /// The digests that were signed; what is signed on paper is compared at the window.
    pub signed: Digests,
    /// What others signed beside the applicant.
    pub cosigned: Vec<Cosigned>,
    /// Id of the clerk at whose window it is filed, with the person there (A9); none on line.
    pub window: Option<String>,
}

/// A signature beside the applicant's, with what it was made over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cosigned {
    /// The signature.
    pub by: Cosignature,
    /// The digests that were signed.
    pub signed: Digests,
}

/// What a decision needs beside the case: nothing is read from the environment.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// Now.
    pub now: DateTime<Utc>,
    /// Who acts.
    pub actor: &'a Actor,
    /// The working calendar.
    pub calendar: &'a Calendar,
    /// The guide version under which the case was filed.
    pub guide: &'a Guide,
    /// Version of that guide.
    pub version: u32,
    /// Case number; documents are numbered by it.
    pub number: &'a str,
    /// The member of staff whom the command names ([`Command::colleague`]); none where nobody is of that id.
    pub colleague: Option<&'a Actor>,
    /// What was found out for rules that decide without a person.
    pub found: &'a Found,
}
