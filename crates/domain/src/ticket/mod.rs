//! Questions, complaints, suggestions and reports (咨询 投诉 建议 举报) and who answers them (E2).
//!
//! 首问负责: whoever was asked first owns a ticket until it is answered, even where another department is at work
//! on it; handing it on does not start its limit anew.

mod command;
mod decide;
mod state;

pub use command::{NewTicket, TicketAct, TicketCommand, TicketFacts};
pub use decide::{ask, decide, due_by_itself, may_see, moved, permit, reads_reports, speaks_for};
pub use state::{Entry, Faq, FaqState, Owner, Ticket, TicketEvent};

use serde::{Deserialize, Serialize};

use crate::city::Pledges;

/// What kind of ticket.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TicketKind {
    /// 咨询
    #[default]
    Question,
    /// 投诉: about how somebody was served.
    Complaint,
    /// 建议
    Suggestion,
    /// 举报: about wrongdoing; it may be made without a name.
    Report,
}

impl TicketKind {
    /// All kinds, in the order in which screens list them.
    pub const ALL: [Self; 4] = [Self::Question, Self::Complaint, Self::Suggestion, Self::Report];

    /// Working days within which it is answered.
    pub fn days(self, pledges: &Pledges) -> u32 {
        match self {
            Self::Question => pledges.question,
            Self::Complaint => pledges.complaint,
            Self::Suggestion => pledges.suggestion,
            Self::Report => pledges.report,
        }
    }

    /// Whether it is about somebody's conduct, so that a head answers it.
    pub fn is_grave(self) -> bool {
        matches!(self, Self::Complaint | Self::Report)
    }
}

/// Where a ticket stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TicketStatus {
    /// Nobody of the department has taken it.
    #[default]
    Open,
    /// Somebody is at work on it.
    Taken,
    /// Answered; whoever asked may send the answer back.
    Answered,
    /// Over.
    Closed,
}

/// How it came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = TicketChannel))]
pub enum Channel {
    /// On line.
    #[default]
    Online,
    /// By the hotline; a clerk wrote it down.
    Hotline,
}

/// Longest title, in characters.
pub const TITLE: usize = 60;
/// Times that a ticket is handed on before a supervisor must do it.
pub const TRANSFERS: usize = 2;
/// Times that an answer may be sent back.
pub const RETURNS: u32 = 1;
