//! The workbench.

use chrono::{DateTime, NaiveDate, Utc};
use onething_domain::case::{CaseStatus, LimitKind, Mark, TaskStatus};
use onething_domain::clock::ClockDays;
use onething_domain::text::Text;
use onething_domain::thing::DeliveryKind;
use serde::{Deserialize, Serialize};

use crate::cases::Colleague;
use crate::guides::GuideStatus;

/// Which part of the queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Desk {
    /// Cases that wait for the intake (clerks), oldest first.
    #[default]
    Intake,
    /// Tasks of the department that wait for it: open, paused, approved or with a proposed refusal; most urgent first.
    Tasks,
    /// Limits that have passed and that the member of staff has to explain (问责): of the department for its chief
    /// representatives, of the intake for clerks; oldest first.
    Explain,
    /// Cases with results that are to be posted or fetched and have not been (clerks), the longest ready first.
    HandOut,
    /// Second requests for corrections that wait for a supervisor, oldest first.
    Confirm,
    /// Everything that the member of staff may see, newest first.
    All,
}

impl Desk {
    /// The orders that it has, the usual one first. `whole` says whether it lists cases of all departments: only these are
    /// kept in the order of their limits, and so is no desk of records.
    pub const fn orders(self, whole: bool) -> &'static [QueueSort] {
        use QueueSort::{Newest, Oldest, Urgent};
        match self {
            Self::Intake => &[Oldest, Newest, Urgent],
            Self::Tasks => &[Urgent, Oldest, Newest],
            Self::Explain | Self::HandOut | Self::Confirm => &[Oldest, Newest],
            Self::All if whole => &[Newest, Oldest, Urgent],
            Self::All => &[Newest, Oldest],
        }
    }

    /// Whether what it lists has a clock of its own: what has been decided or has to be explained turns no light.
    pub const fn has_lights(self) -> bool {
        !matches!(self, Self::Explain | Self::HandOut)
    }
}

/// The order of a queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum QueueSort {
    /// What turns red first.
    Urgent,
    /// What was filed first.
    Oldest,
    /// What was filed last.
    #[default]
    Newest,
}

/// A light to look for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum QueueLight {
    /// In good time.
    Green,
    /// Nearly over.
    Yellow,
    /// Overdue.
    Red,
}

/// Whose work to look for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum QueueHolder {
    /// The asker's own.
    Mine,
    /// What nobody has taken.
    Nobody,
    /// For what the asker answers (首问负责).
    Owned,
}

/// What a queue may be asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct QueueQuery {
    /// Which part; the first one open to the member of staff where missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desk: Option<Desk>,
    /// Only cases of this number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Only cases of the people that this search has found; see `/work/searches`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// Only where the case stands so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<CaseStatus>,
    /// Only where the task stands so; on the desk of tasks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task_status: Option<TaskStatus>,
    /// Only with a running clock of this light.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub light: Option<QueueLight>,
    /// Only of this thing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thing: Option<String>,
    /// Only with a task of this department; for those who see all departments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// Only with this mark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<Mark>,
    /// Only in these hands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub holder: Option<QueueHolder>,
    /// Only in the hands of this member of staff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colleague: Option<String>,
    /// Only what is open in the hands of this member of staff, whatever its step; in the list of everything, for those who
    /// may give it to another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_by: Option<String>,
    /// Only open cases for which this member of staff answers (首问负责); else like `held_by`, and not together with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owned_by: Option<String>,
    /// Only filed on this day of the city or later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// Only filed on this day of the city or earlier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// Order; what is usual on the desk where missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sort: Option<QueueSort>,
    /// Cursor of a page, from `next`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// Rows, 1 to 100; 50 where missing.
    #[cfg_attr(feature = "openapi", param(minimum = 1, maximum = 100))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// A page of a queue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Queue {
    /// The desks that are open to this member of staff, with counts of what waits.
    pub desks: Vec<DeskCount>,
    /// Which desk this is.
    pub desk: Desk,
    /// The order of the rows.
    pub sort: QueueSort,
    /// Rows.
    pub rows: Vec<QueueRow>,
    /// Cursor of the next page.
    pub next: Option<String>,
}

/// A desk with its count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeskCount {
    /// Which.
    pub desk: Desk,
    /// How many wait; not counted beyond [`COUNTED`].
    pub count: i64,
}

/// What is counted at most: more is told as "more than".
pub const COUNTED: i64 = 100;

/// One row: a case, or one task of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueueRow {
    /// Case number.
    pub number: String,
    /// Sequence number of the last event, for a command from the list.
    pub seq: i64,
    /// Title of the thing.
    pub title: Text,
    /// Where the case stands.
    pub status: CaseStatus,
    /// Name of the applicant, masked.
    pub applicant: String,
    /// Name of the company.
    pub company: Option<String>,
    /// When it was filed.
    pub filed_at: DateTime<Utc>,
    /// The task, on the desks of tasks and explanations, and of what a department's member of staff holds.
    pub task: Option<QueueTask>,
    /// What is to be explained, on the desk of explanations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub missed: Option<Missed>,
    /// What is to be handed over, on the desk for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub ready: Option<Ready>,
    /// Clock: of the task, or of the intake's five days.
    pub clock: Option<ClockDays>,
    /// Whether it waits at the intake for being signed, on paper or again by others: nobody may accept it, no clock runs.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub unsigned: bool,
    /// Who has it: the task, or the intake's share.
    pub holder: Option<Colleague>,
    /// How the person is helped.
    pub marks: Vec<Mark>,
}

/// Results that the applicant does not have yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Ready {
    /// Since when the first of them lies ready.
    pub since: DateTime<Utc>,
    /// How they are handed over.
    pub by: DeliveryKind,
}

/// A limit that has passed; the first of those of an item that one explanation answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Missed {
    /// Which limit.
    pub limit: LimitKind,
    /// Its last day.
    pub due: NaiveDate,
}

/// Which colleagues work can be given to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct ColleaguesQuery {
    /// Id of the department whose tasks are meant; where missing, the asker's own, or the intake for those of the
    /// whole city.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
}

/// Colleagues of one desk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Colleagues {
    /// They, by name.
    pub colleagues: Vec<ColleagueRow>,
}

/// A colleague with what they have in hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ColleagueRow {
    /// Who.
    pub colleague: Colleague,
    /// Open work in their hands; not counted beyond [`COUNTED`].
    pub open: i64,
}

/// By what people are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PersonKey {
    /// The whole mobile number.
    Phone,
    /// The name, or two characters of it that follow each other, or more.
    Name,
}

/// Looks for people whose cases are wanted. What is looked for stays out of addresses; who looked is written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PersonSearch {
    /// By what.
    pub by: PersonKey,
    /// What is looked for.
    #[cfg_attr(feature = "openapi", schema(min_length = 2, max_length = 40))]
    pub text: String,
}

/// A search for people, to be named in a queue's address for an hour by who made it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FoundPeople {
    /// Id of the search.
    pub search: String,
    /// How many people were found.
    pub people: u32,
    /// Whether there are more, who are left out: the search has to say more.
    pub more: bool,
}

/// Most people that a search finds.
pub const PEOPLE: usize = 20;

/// Most views that a member of staff keeps.
pub const VIEWS: usize = 20;

/// A queue with its filters, kept under a name by a member of staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SavedView {
    /// Id, made by the client.
    #[cfg_attr(feature = "openapi", schema(format = "uuid"))]
    pub id: String,
    /// Its name.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 40))]
    pub name: String,
    /// What follows `?` in the address of the queue, without cursor and search.
    #[cfg_attr(feature = "openapi", schema(max_length = 500))]
    pub query: String,
}

/// The views that a member of staff keeps, in the order of their names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SavedViews {
    /// They.
    pub views: Vec<SavedView>,
}

/// A task in a queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueueTask {
    /// Id of the item.
    pub item: String,
    /// Name of the item.
    pub name: Text,
    /// Where it stands.
    pub status: TaskStatus,
}

/// Which page of guides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct WorkGuideQuery {
    /// Id of a thing; all things where it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thing: Option<String>,
    /// Cursor of a page, from `next`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// Rows, 1 to 100; 50 where missing.
    #[cfg_attr(feature = "openapi", param(minimum = 1, maximum = 100))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// A page of guides as staff see them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WorkGuides {
    /// Every version of every guide, by thing and newest version first.
    pub guides: Vec<WorkGuide>,
    /// Cursor of the next page.
    pub next: Option<String>,
}

/// One version of a guide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WorkGuide {
    /// Id of the thing.
    pub thing: String,
    /// Version.
    pub version: u32,
    /// Where it stands.
    pub status: GuideStatus,
    /// Title.
    pub title: Text,
    /// How many items it joins.
    pub items: u32,
    /// When it was imported or last changed.
    pub changed_at: DateTime<Utc>,
}

/// What has become of an instant approval that was drawn by lot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum SampleState {
    /// A person has still to check it.
    #[default]
    Open,
    /// They would have decided alike.
    Agreed,
    /// They would not.
    Disagreed,
}

/// Which samples.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct SampleQuery {
    /// What has become of them; open ones where missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<SampleState>,
    /// Cursor of a page, from `next`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// Rows, 1 to 100; 50 where missing.
    #[cfg_attr(feature = "openapi", param(minimum = 1, maximum = 100))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// A page of samples, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SampleList {
    /// Which ones these are.
    pub state: SampleState,
    /// Samples.
    pub samples: Vec<SampleRow>,
    /// How many have still to be checked.
    pub open: i64,
    /// How many were found otherwise.
    pub disagreed: i64,
    /// Cursor of the next page.
    pub next: Option<String>,
}

/// An instant approval that was drawn by lot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SampleRow {
    /// Case number.
    pub number: String,
    /// Title of the thing.
    pub title: Text,
    /// Id of the item.
    pub item: String,
    /// Name of the item.
    pub name: Text,
    /// Short name of the department.
    pub department: Text,
    /// When it was drawn.
    pub drawn_at: DateTime<Utc>,
    /// When it was checked.
    pub checked_at: Option<DateTime<Utc>>,
}
