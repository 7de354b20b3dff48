//! Questions, complaints, suggestions and reports (E2).

use chrono::{DateTime, NaiveDate, Utc};
use onething_domain::text::Text;
use onething_domain::ticket::{
    Channel, Entry, Faq, NewTicket, TicketAct, TicketCommand, TicketKind, TicketStatus,
};
use serde::{Deserialize, Serialize};

use crate::ratings::Moment;

/// Asking something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AskTicket {
    /// Id made by the client: sent twice is done once.
    pub id: String,
    /// What is asked.
    pub ticket: NewTicket,
    /// Whether without a name; a report only. Who is not logged in always asks so.
    #[serde(default)]
    pub anonymous: bool,
}

/// Where an answer will be found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TicketAsked {
    /// Its number.
    pub number: String,
    /// The code to look it up with; only for what was asked without an account.
    pub code: Option<String>,
    /// The last day on which it is answered.
    pub due: NaiveDate,
}

/// Looking a ticket up that was asked without a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TicketLookUp {
    /// Its number, as typed.
    pub number: String,
    /// Its code, as typed.
    pub code: String,
}

/// Which page of my tickets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct TicketQuery {
    /// Cursor of a page, from `next`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// Rows, 1 to 100; 20 where missing.
    #[cfg_attr(feature = "openapi", param(minimum = 1, maximum = 100))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// A page of tickets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TicketList {
    /// Rows.
    pub rows: Vec<TicketRow>,
    /// Cursor of the next page.
    pub next: Option<String>,
}

/// A ticket in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TicketRow {
    /// Its number.
    pub number: String,
    /// Which kind.
    pub kind: TicketKind,
    /// What it is about.
    pub title: String,
    /// Where it stands.
    pub status: TicketStatus,
    /// Name of the department that is at work on it.
    pub department: Text,
    /// How it came.
    pub channel: Channel,
    /// When it came.
    pub at: DateTime<Utc>,
    /// The last day on which it is answered.
    pub due: NaiveDate,
    /// Whether that has passed without an answer.
    pub late: bool,
}

/// A ticket as whoever asked sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TicketView {
    /// How many events it has: what a command is given over.
    pub seq: i64,
    /// Its row in lists.
    pub row: TicketRow,
    /// What was said, oldest first.
    pub entries: Vec<Entry>,
    /// The last day on which the answer may be sent back.
    pub until: Option<NaiveDate>,
    /// What whoever asked may do.
    pub may: Vec<TicketAct>,
}

/// A command to a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TicketRequest {
    /// Id made by the client: sent twice is done once.
    pub id: String,
    /// How many events the sender knows of.
    pub expected_seq: i64,
    /// What to do.
    pub command: TicketCommand,
}

/// Somebody else was quicker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StaleTicket {
    /// What went wrong.
    #[serde(flatten)]
    pub problem: crate::problem::Problem,
    /// How it stands now.
    pub current: TicketView,
}

/// Which answers for everyone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct AnswerQuery {
    /// About a thing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thing: Option<String>,
    /// Of a department.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// Cursor of a page, from `next`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// Rows, 1 to 100; 20 where missing.
    #[cfg_attr(feature = "openapi", param(minimum = 1, maximum = 100))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// Answers for everyone, last published first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AnswerList {
    /// Rows.
    pub answers: Vec<PublicAnswer>,
    /// Cursor of the next page.
    pub next: Option<String>,
}

/// A question that people ask, with its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicAnswer {
    /// The question.
    pub question: Text,
    /// The answer.
    pub answer: Text,
    /// Name of the department that answers.
    pub department: Text,
    /// Id of the thing that it is about; empty for none.
    pub thing: String,
    /// Title of that thing.
    pub title: Text,
    /// When it was published.
    pub at: DateTime<Utc>,
}

/// Whose tickets staff look at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TicketDesk {
    /// Those at one's department; for the whole city's, all of them.
    #[default]
    Department,
    /// Those that one owns or has taken.
    Mine,
}

/// Which of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TicketShelf {
    /// Those that wait for an answer.
    #[default]
    Waiting,
    /// Those that wait beyond their last day.
    Late,
    /// Those that are answered.
    Answered,
    /// Those that are over.
    Closed,
    /// Those with an answer that is proposed for everyone.
    Proposed,
}

/// Which page of tickets for staff.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct WorkTicketQuery {
    /// Whose; the department's where missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub desk: Option<TicketDesk>,
    /// Which of them; those that wait where missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub shelf: Option<TicketShelf>,
    /// Of a kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<TicketKind>,
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

/// A caller's ticket, as a clerk writes it down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallTicket {
    /// Id made by the client: sent twice is done once.
    pub id: String,
    /// What is asked.
    pub ticket: NewTicket,
}

/// A ticket as staff see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TicketWork {
    /// How many events it has: what a command is given over.
    pub seq: i64,
    /// Its row in lists.
    pub row: TicketRow,
    /// Id of the department that is at work on it.
    pub department_id: String,
    /// Who asked, with the name covered; empty where nobody knows.
    pub person: String,
    /// Mobile number for an answer; covered for those who do not answer.
    pub phone: String,
    /// The code under which a caller without an account looks it up; empty for those who do not speak for the caller.
    pub code: String,
    /// Id of the thing that it is about; empty for none.
    pub thing: String,
    /// Number of the case that it is about; empty for none.
    pub about: String,
    /// Who was asked first, by name; empty while nobody was.
    pub owner: String,
    /// Who has taken it, by name; empty while nobody has.
    pub taken_by: String,
    /// What was said, oldest first.
    pub entries: Vec<Entry>,
    /// Question and answer for everyone.
    pub faq: Option<Faq>,
    /// What the reader may do.
    pub may: Vec<TicketAct>,
    /// What has happened, oldest first.
    pub history: Vec<Moment>,
}

/// Somebody else was quicker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StaleTicketWork {
    /// What went wrong.
    #[serde(flatten)]
    pub problem: crate::problem::Problem,
    /// How it stands now.
    pub current: TicketWork,
}
