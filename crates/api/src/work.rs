//! The workbench.

use chrono::{DateTime, Utc};
use onething_domain::case::{CaseStatus, TaskStatus};
use onething_domain::clock::ClockDays;
use onething_domain::text::Text;
use serde::{Deserialize, Serialize};

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
    /// Everything that the member of staff may see, newest first.
    All,
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
    /// How many wait.
    pub count: i64,
}

/// One row: a case, or one task of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueueRow {
    /// Case number.
    pub number: String,
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
    /// The task, on the desk of tasks.
    pub task: Option<QueueTask>,
    /// Clock: of the task, or of the intake's five days.
    pub clock: Option<ClockDays>,
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
