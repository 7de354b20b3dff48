//! Ratings and what follows bad ones (E1).

use chrono::{DateTime, NaiveDate, Utc};
use onething_domain::rating::{Call, RatingAct, RatingCommand, RectificationState, Verdict};
use onething_domain::text::Text;
use serde::{Deserialize, Serialize};

/// What the applicant has rated of a case, and may rate still.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CaseRatings {
    /// What may be rated: the case as a whole first.
    pub open: Vec<OpenRating>,
    /// What was rated.
    pub given: Vec<GivenRating>,
}

/// Something that may be rated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenRating {
    /// Id of the item; empty for the case as a whole.
    pub item: String,
    /// Its name; the thing's for the case as a whole.
    pub name: Text,
    /// Last day on which it may be rated.
    pub until: NaiveDate,
}

/// A rating as its author sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GivenRating {
    /// Id of the item; empty for the case as a whole.
    pub item: String,
    /// Its name.
    pub name: Text,
    /// What they think.
    pub verdict: Verdict,
    /// When they gave it.
    pub at: DateTime<Utc>,
    /// How far it has been put right, where it is bad.
    pub state: RectificationState,
    /// Name of the department that puts it right.
    pub department: Text,
    /// The last day on which it must.
    pub due: Option<NaiveDate>,
    /// What was done; empty until it is closed.
    pub measure: String,
}

/// Rating a service, or a case as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Rate {
    /// Id made by the client: sent twice is done once.
    pub id: String,
    /// Id of the item; empty for the case as a whole.
    #[serde(default)]
    pub item: String,
    /// What they think.
    pub verdict: Verdict,
}

/// Which of the bad ratings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum RectificationShelf {
    /// Those that wait.
    #[default]
    Waiting,
    /// Those that wait beyond their last day.
    Late,
    /// Those that are closed.
    Closed,
}

/// Which page of bad ratings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct RectificationQuery {
    /// Which of them; those that wait where missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub shelf: Option<RectificationShelf>,
    /// Id of a department, for those who see all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// Cursor of a page, from `next`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// Rows, 1 to 100; 50 where missing.
    #[cfg_attr(feature = "openapi", param(minimum = 1, maximum = 100))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// A page of bad ratings, and how departments are rated.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Rectifications {
    /// Rows: what waits longest first, what was closed last first.
    pub rows: Vec<RectificationRow>,
    /// How many wait.
    pub waiting: i64,
    /// How many of them are late.
    pub late: i64,
    /// Departments by their stars, best first; one's own only for those who do not see all.
    pub ranking: Vec<DepartmentStars>,
    /// Cursor of the next page.
    pub next: Option<String>,
}

/// A bad rating in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RectificationRow {
    /// Id.
    pub id: String,
    /// Case number.
    pub number: String,
    /// What was rated.
    pub name: Text,
    /// Name of the department that puts it right.
    pub department: Text,
    /// 4 or 5.
    pub level: u8,
    /// When it was given.
    pub at: DateTime<Utc>,
    /// How far it has come.
    pub state: RectificationState,
    /// The last day.
    pub due: NaiveDate,
    /// Whether that has passed.
    pub late: bool,
}

/// How people rate a department.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DepartmentStars {
    /// Id of the department.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// Ratings.
    pub count: i64,
    /// Hundredths of stars, 100 to 500: 5 stars are very satisfied.
    pub stars: i64,
    /// Bad ratings.
    pub bad: i64,
}

/// A bad rating with everything about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Rectification {
    /// Id.
    pub id: String,
    /// How many events it has: what a command is given over.
    pub seq: i64,
    /// Case number.
    pub number: String,
    /// What was rated.
    pub name: Text,
    /// Id of the department that puts it right.
    pub department: String,
    /// Its name.
    pub department_name: Text,
    /// Who gave it, with the name covered.
    pub person: String,
    /// Where to call; only for those who may write a call down.
    pub phone: String,
    /// What they think.
    pub verdict: Verdict,
    /// When they gave it.
    pub at: DateTime<Utc>,
    /// How far it has been put right.
    pub state: RectificationState,
    /// The last day.
    pub due: Option<NaiveDate>,
    /// Whether that has passed.
    pub late: bool,
    /// Calls.
    pub calls: Vec<Call>,
    /// Whether the person was right; once it is closed.
    pub justified: bool,
    /// What was done; empty until it is closed.
    pub measure: String,
    /// What the reader may do.
    pub may: Vec<RatingAct>,
    /// What has happened, oldest first.
    pub history: Vec<Moment>,
}

/// Something that has happened, to a rating or a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Moment {
    /// When.
    pub at: DateTime<Utc>,
    /// Who, by name; empty for whoever asked and for what happens by itself.
    pub who: String,
    /// What, as `rated` or `handed_on`.
    pub what: String,
    /// What was said with it.
    pub note: String,
}

/// A command to a bad rating.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RectificationRequest {
    /// Id made by the client: sent twice is done once.
    pub id: String,
    /// How many events the sender knows of.
    pub expected_seq: i64,
    /// What to do.
    pub command: RatingCommand,
}

/// Somebody else was quicker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StaleRectification {
    /// What went wrong.
    #[serde(flatten)]
    pub problem: crate::problem::Problem,
    /// How it stands now.
    pub current: Rectification,
}
