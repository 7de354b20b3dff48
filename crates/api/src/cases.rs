//! Cases.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use onething_domain::case::{
    Action, Bill, CaseStatus, Command, CorrectionProposal, CorrectionRound, Deferred, Event,
    Extension, HandedOut, Inspection, Mark, Outcome, Outlook, Overdue, Pause, RefusalReport,
    ResultDocument, RuleCheck, Sample, TaskStatus, TaskStep,
};
use onething_domain::city::Window;
use onething_domain::clock::{ClockDays, StepClock};
use onething_domain::item::Paper;
use onething_domain::submission::{Delivery, Digests, Submission};
use onething_domain::text::Text;
use serde::{Deserialize, Serialize};

use crate::licences::UsedLicence;

/// Files a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FileCase {
    /// Id made by the client: sent twice = filed once, same answer.
    #[cfg_attr(feature = "openapi", schema(format = "uuid"))]
    pub id: String,
    /// Id of the draft.
    pub draft: String,
    /// Its revision.
    pub revision: i64,
    /// Id of the signature; empty for what the law has signed on paper.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub signature: String,
}

/// Sends a command through the one door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CommandRequest {
    /// Id made by the client: sent twice = done once, same answer.
    #[cfg_attr(feature = "openapi", schema(format = "uuid"))]
    pub id: String,
    /// Sequence number of the last event that the client has seen.
    pub expected_seq: i64,
    /// The command.
    pub command: Command,
}

/// A case as its reader may see it: to staff, identity numbers, phones and accounts are masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CaseView {
    /// Case number.
    pub number: String,
    /// Sequence number of the last event.
    pub seq: i64,
    /// Title of the thing.
    pub title: Text,
    /// Where it stands.
    pub status: CaseStatus,
    /// Name of who filed it.
    pub applicant: String,
    /// Name of the company that it was filed for.
    pub company: Option<String>,
    /// What was filed, with corrections applied.
    pub submission: Submission,
    /// Its digests.
    pub digests: Digests,
    /// Id of its signature; empty where it is signed on paper.
    pub signature: String,
    /// Whether the company's seal stands beside it.
    #[serde(default)]
    pub stamped: bool,
    /// Signatures beside the applicant's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub cosignatures: Vec<CosignatureView>,
    /// How results are handed over, with the applicant's changes applied.
    pub delivery: Delivery,
    /// When and how they were handed over, one hand-over after the other.
    pub handed_out: Vec<HandedOut>,
    /// Ids of the items whose results are still to be handed over.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub to_hand_out: Vec<String>,
    /// The window or machine at which they are fetched, where they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub place: Option<Window>,
    /// Tasks with their clocks.
    pub tasks: Vec<TaskView>,
    /// Money.
    pub bill: Bill,
    /// Requests for corrections.
    pub corrections: Vec<CorrectionRound>,
    /// Grounds and remedy of a decline.
    pub declined: Option<RefusalReport>,
    /// What refused, withdrawn and waiting items mean for the rest.
    pub outlook: Option<Outlook>,
    /// Inspections of several departments at once.
    pub inspections: Vec<Inspection>,
    /// Limits that have passed; staff only.
    pub overdue: Vec<Overdue>,
    /// Items that this applicant has had returned before; staff only.
    pub returned: Vec<Returned>,
    /// What happened, oldest first.
    pub timeline: Vec<TimelineEntry>,
    /// What the reader may do now; screens draw just this.
    pub allowed: Vec<Action>,
    /// When it was filed.
    pub filed_at: DateTime<Utc>,
    /// Until when the intake answers, while it has not.
    pub intake_due: Option<NaiveDate>,
    /// Masked paths that may be revealed with a reason; empty for the owner.
    pub masked: Vec<String>,
    /// The licences that stand for materials, as they are now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub licences: Vec<UsedLicence>,
    /// Materials that are or were to follow.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub deferred: Vec<Deferred>,
    /// Why it is signed on paper, where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<Paper>,
    /// When the intake had it signed by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper_at: Option<DateTime<Utc>>,
    /// What staff arrange among themselves; staff only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<Office>,
}

/// What staff arrange among themselves on a case (C10, C12).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Office {
    /// Who does the intake's share.
    pub clerk: Option<Colleague>,
    /// Who answers for the case (首问负责).
    pub owner: Option<Colleague>,
    /// How the person is helped.
    pub marks: Vec<Mark>,
    /// Who works on which task, by item.
    pub assignees: BTreeMap<String, Colleague>,
    /// A second request for corrections that waits for a supervisor or was sent back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub proposal: Option<CorrectionProposal>,
    /// Of each request for corrections, in their order, ids of the fields that its answer changed: where a value is masked
    /// before and after, nobody could tell.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub changed: Vec<Vec<String>>,
}

/// A member of staff, for colleagues.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Colleague {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Short name of the department; the service centre's where there is none.
    pub department: Text,
}

/// Who else looks at a case now: an event `present` of the live stream, for staff.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Present {
    /// They, without the reader.
    pub colleagues: Vec<Colleague>,
}

/// An item that one applicant has had returned again and again (C6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Returned {
    /// Id of the item.
    pub item: String,
    /// How often, over all cases of the applicant.
    pub times: u32,
}

/// A signature beside the applicant's, for those who read a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CosignatureView {
    /// Who signed, to the applicant.
    pub label: Text,
    /// Their name.
    pub name: String,
    /// Id of the signature.
    pub signature: String,
    /// Whether a correction has made it void, and they are to sign again.
    #[serde(default)]
    pub void: bool,
}

/// Addresses to which a person has had something sent, the last first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AddressList {
    /// The addresses, each once.
    pub addresses: Vec<Delivery>,
}

/// One task of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TaskView {
    /// Id of the item.
    pub item: String,
    /// Name of the item.
    pub name: Text,
    /// Id of the department.
    pub department: String,
    /// Short name of the department.
    pub department_name: Text,
    /// Items of this case whose results it needs.
    pub needs: Vec<String>,
    /// Where it stands.
    pub status: TaskStatus,
    /// Its clock, once started.
    pub clock: Option<ClockDays>,
    /// Working days promised.
    pub promised_days: u32,
    /// Working days by law.
    pub statutory_days: u32,
    /// Its steps, each with a standard time.
    pub steps: Vec<TaskStep>,
    /// The clock of the step at which it stands.
    pub step: Option<StepClock>,
    /// The one extension of its limits.
    pub extension: Option<Extension>,
    /// An extension that waits for the second pair of eyes; staff only.
    pub asked: Option<Extension>,
    /// Pauses.
    pub pauses: Vec<Pause>,
    /// A refusal that waits for the second pair of eyes; staff only.
    pub proposed: Option<RefusalReport>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// What decided it without a person.
    pub checks: Vec<RuleCheck>,
    /// The check by lot of what a rule decided; staff only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample: Option<Sample>,
    /// The document that was issued.
    pub result: Option<ResultDocument>,
    /// When that document was taken back, where it is a licence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<DateTime<Utc>>,
    /// When its clock started.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
}

/// One event of a case. Submissions are left out: the view carries the current one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TimelineEntry {
    /// Sequence number.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Name of the event, as `task_approved`; screens look up its text.
    pub event: String,
    /// The item that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// Who: the applicant, the system, or a department's short name.
    pub by: TimelineActor,
    /// What was said: grounds, reason, opinion, number.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub note: String,
    /// Amounts and days for the text.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub params: BTreeMap<String, String>,
}

/// Who did something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "who")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TimelineActor {
    /// The applicant.
    Applicant,
    /// The system.
    System,
    /// Staff: citizens see the department, staff see the name too.
    Staff {
        /// Short name of the department; the service centre's where there is none.
        department: Text,
        /// Name; empty for citizens.
        name: String,
    },
}

/// A row in a list of cases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CaseRow {
    /// Case number.
    pub number: String,
    /// Id of the thing.
    pub thing: String,
    /// Title.
    pub title: Text,
    /// Where it stands.
    pub status: CaseStatus,
    /// Name of who filed it; masked for staff lists.
    pub applicant: String,
    /// Name of the company.
    pub company: Option<String>,
    /// When it was filed.
    pub filed_at: DateTime<Utc>,
    /// Tasks that have ended.
    pub done: u32,
    /// Tasks in all.
    pub tasks: u32,
    /// What has to be paid, while unpaid.
    pub owed_cents: i64,
}

/// A page of cases, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CaseList {
    /// Rows.
    pub cases: Vec<CaseRow>,
    /// Cursor of the next page.
    pub next: Option<String>,
}

/// Where a list goes on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct PageQuery {
    /// Cursor of a page, from `next`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// Rows, 1 to 100; 20 where missing.
    #[cfg_attr(feature = "openapi", param(minimum = 1, maximum = 100))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// The answer to a stale command (409): the problem and the current view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StaleCase {
    /// The problem, code `stale_case`.
    #[serde(flatten)]
    pub problem: crate::problem::Problem,
    /// The current view.
    pub current: Box<CaseView>,
}

/// A live event: something has changed up to `seq`; the reader loads the view anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Moved {
    /// Sequence number of the last event; also the SSE id.
    pub seq: i64,
    /// Where the case stands.
    pub status: CaseStatus,
}

/// Asks for a masked value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RevealRequest {
    /// Path, one of the view's `masked`.
    pub path: String,
    /// Why; logged.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 500))]
    pub reason: String,
}

/// A value that was masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Revealed {
    /// Path.
    pub path: String,
    /// The value.
    pub value: String,
}

/// Looks up a case without log-in (T2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LookUp {
    /// Case number, as typed.
    pub number: String,
    /// Last four characters of the identity number of who filed it.
    pub id_tail: String,
}

/// What anyone who knows number and tail may see: nothing personal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicProgress {
    /// Case number.
    pub number: String,
    /// Title of the thing.
    pub title: Text,
    /// Where it stands.
    pub status: CaseStatus,
    /// When it was filed.
    pub filed_at: DateTime<Utc>,
    /// Its tasks.
    pub tasks: Vec<PublicTask>,
}

/// A task as anyone may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicTask {
    /// Name of the item.
    pub name: Text,
    /// Short name of the department.
    pub department: Text,
    /// Where it stands.
    pub status: TaskStatus,
    /// Its clock.
    pub clock: Option<ClockDays>,
}

/// Name of an event, as in [`TimelineEntry::event`].
pub fn event_name(event: &Event) -> &'static str {
    match event {
        Event::Filed { window: Some(_), .. } => "filed_at_window",
        Event::Filed { .. } => "filed",
        Event::Paid { .. } => "paid",
        Event::PaymentReminded => "payment_reminded",
        Event::Received => "received",
        Event::CorrectionsRequested { .. } => "corrections_requested",
        Event::CorrectionsProposed { .. } => "corrections_proposed",
        Event::CorrectionsReturned { .. } => "corrections_returned",
        Event::Corrected { .. } => "corrected",
        Event::Cosigned { .. } => "cosigned",
        Event::PaperSigned => "paper_signed",
        Event::MaterialSupplied { .. } => "material_supplied",
        Event::MaterialReminded { .. } => "material_reminded",
        Event::MaterialLapsed { .. } => "material_lapsed",
        Event::Accepted { .. } => "accepted",
        Event::Declined { .. } => "declined",
        Event::TaskStarted { .. } => "task_started",
        Event::TaskPaused { .. } => "task_paused",
        Event::TaskResumed { .. } => "task_resumed",
        Event::TaskApproved { .. } => "task_approved",
        Event::StepPassed { .. } => "step_passed",
        Event::ExtensionProposed { .. } => "extension_proposed",
        Event::ExtensionReturned { .. } => "extension_returned",
        Event::TaskExtended { .. } => "task_extended",
        Event::InspectionScheduled { .. } => "inspection_scheduled",
        Event::InspectionMoved { .. } => "inspection_moved",
        Event::LimitPassed { .. } => "limit_passed",
        Event::OverdueExplained { .. } => "overdue_explained",
        Event::OverdueSettled { .. } => "overdue_settled",
        Event::SampleChecked { .. } => "sample_checked",
        Event::RefusalProposed { .. } => "refusal_proposed",
        Event::RefusalReturned { .. } => "refusal_returned",
        Event::TaskRefused { .. } => "task_refused",
        Event::TaskEnded { .. } => "task_ended",
        Event::ResultIssued { .. } => "result_issued",
        Event::RefundOrdered { .. } => "refund_ordered",
        Event::RefundPaid { .. } => "refund_paid",
        Event::DeliveryChanged { .. } => "delivery_changed",
        Event::HandedOut { .. } => "handed_out",
        Event::ParcelReceived { .. } => "parcel_received",
        Event::ParcelReturned { .. } => "parcel_returned",
        Event::ItemWithdrawn { .. } => "item_withdrawn",
        Event::Noted { .. } => "noted",
        Event::Assigned { .. } => "assigned",
        Event::OwnerNamed { .. } => "owner_named",
        Event::MarkSet { .. } => "mark_set",
        Event::Withdrawn { .. } => "withdrawn",
        Event::Finished => "finished",
    }
}
