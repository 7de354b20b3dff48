//! The supervisors' board (E3): where clocks stand, what is late, what was returned, what people complain about.

use chrono::{DateTime, NaiveDate, Utc};
use onething_domain::text::Text;
use serde::{Deserialize, Serialize};

/// Key of what has no id of its own: the intake among departments, a task's whole limit among steps.
pub const NO_ID: &str = "-";

/// What of the board.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct BoardQuery {
    /// Only cases of a thing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thing: Option<String>,
}

/// The board.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Board {
    /// The whole city.
    pub city: BoardRow,
    /// The intake, and departments in the city's order.
    pub departments: Vec<BoardRow>,
    /// By step, for the whole city: the intake first.
    pub steps: Vec<StepRow>,
    /// In which steps limits have passed, for the whole city: the most first.
    pub late_steps: Vec<LateStep>,
    /// Days for which returns are counted.
    pub days: u32,
}

/// A department on the board.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BoardRow {
    /// Id of the department; `-` for the intake, empty for the city.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// Its clocks.
    pub lights: Lights,
    /// Records of limits that have passed which are not settled.
    pub accountable: i64,
    /// Items returned, declined or refused in the last days.
    pub returns: i64,
    /// Bad ratings that wait to be put right.
    pub rectifications: i64,
    /// Of them, late.
    pub rectifications_late: i64,
    /// Complaints that wait for an answer.
    pub complaints: i64,
    /// Tickets of all kinds that are late.
    pub tickets_late: i64,
}

/// Clocks by their light.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Lights {
    /// In good time.
    pub green: i64,
    /// Near their end.
    pub yellow: i64,
    /// Overdue.
    pub red: i64,
    /// Standing still by law, or for a material from the applicant.
    pub paused: i64,
}

/// A step on the board.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StepRow {
    /// `intake`, or where a task stands, as `open`.
    pub step: String,
    /// Its clocks.
    pub lights: Lights,
}

/// A step in which limits have passed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LateStep {
    /// `intake`, what is done in the step, as `review`, or empty where it was the task's whole limit.
    pub step: String,
    /// Records that are not settled.
    pub accountable: i64,
}

/// What is looked at behind the board.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Focus {
    /// Overdue clocks.
    #[default]
    Red,
    /// Clocks near their end.
    Yellow,
    /// Clocks in good time.
    Green,
    /// Clocks that stand still.
    Paused,
    /// Records of limits that have passed which are not settled.
    Accountable,
    /// Items returned, declined or refused in the last days.
    Returned,
}

/// Which page behind the board.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct FocusQuery {
    /// What; overdue clocks where missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub focus: Option<Focus>,
    /// Of a department; `-` for the intake.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// At a step: of `steps` for clocks, of `late_steps` for records (`-` for the whole limit), of a kind for what was
    /// returned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// Of a thing.
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

/// A page behind the board.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FocusList {
    /// Rows: most urgent first, or last first where they are no clocks.
    pub rows: Vec<FocusRow>,
    /// Cursor of the next page.
    pub next: Option<String>,
}

/// A task of a case, or its intake.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FocusRow {
    /// Case number.
    pub number: String,
    /// Title of the thing.
    pub title: Text,
    /// Id of the item; empty for the intake.
    pub item: String,
    /// Its name.
    pub name: Text,
    /// Name of the department.
    pub department: Text,
    /// `intake`, where the task stands, or which limit has passed.
    pub step: String,
    /// The last day; none where the clock stands still.
    pub due: Option<NaiveDate>,
    /// When it was recorded or returned, for what is no clock.
    pub at: Option<DateTime<Utc>>,
}
