//! What people and staff may do with a ticket.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::TicketKind;
use crate::calendar::Calendar;
use crate::case::Actor;
use crate::city::Pledges;
use crate::text::Text;

/// What somebody asks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewTicket {
    /// Which kind.
    pub kind: TicketKind,
    /// What it is about, in a few words.
    pub title: String,
    /// What they say.
    pub text: String,
    /// Id of the thing that it is about; empty for none.
    #[serde(default)]
    pub thing: String,
    /// Number of the case that it is about; empty for none.
    #[serde(default)]
    pub number: String,
    /// Id of the department whom they ask; empty where they do not know.
    #[serde(default)]
    pub department: String,
    /// Mobile number for an answer by message; empty for none.
    #[serde(default)]
    pub phone: String,
}

/// What may be done with a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "command", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TicketCommand {
    /// Take it, so that colleagues see that somebody is at work.
    Take {},
    /// Hand it on to the department whom it concerns.
    HandOn {
        /// Id of that department.
        department: String,
        /// Why.
        reason: String,
    },
    /// Answer it.
    Answer {
        /// What.
        text: String,
    },
    /// Add something to what was asked.
    Add {
        /// What.
        text: String,
    },
    /// Send the answer back.
    Return {
        /// Why.
        text: String,
    },
    /// End it: the answer is good.
    Close {},
    /// Propose question and answer for everyone.
    Propose {
        /// The question, without anything personal.
        question: Text,
        /// The answer.
        answer: Text,
    },
    /// Publish what somebody else has proposed.
    Publish {},
    /// Take it back, or do not publish it.
    Unpublish {
        /// Why.
        reason: String,
    },
}

/// The commands without what they carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TicketAct {
    /// Take it.
    Take,
    /// Hand it on.
    HandOn,
    /// Answer it.
    Answer,
    /// Add something.
    Add,
    /// Send the answer back.
    Return,
    /// End it.
    Close,
    /// Propose it for everyone.
    Propose,
    /// Publish it.
    Publish,
    /// Take it back.
    Unpublish,
}

impl TicketAct {
    /// All of them, in the order in which screens list them.
    pub const ALL: [Self; 9] = [
        Self::Take,
        Self::Answer,
        Self::HandOn,
        Self::Add,
        Self::Return,
        Self::Close,
        Self::Propose,
        Self::Publish,
        Self::Unpublish,
    ];
}

impl TicketCommand {
    /// Which it is.
    pub fn act(&self) -> TicketAct {
        match self {
            Self::Take {} => TicketAct::Take,
            Self::HandOn { .. } => TicketAct::HandOn,
            Self::Answer { .. } => TicketAct::Answer,
            Self::Add { .. } => TicketAct::Add,
            Self::Return { .. } => TicketAct::Return,
            Self::Close {} => TicketAct::Close,
            Self::Propose { .. } => TicketAct::Propose,
            Self::Publish {} => TicketAct::Publish,
            Self::Unpublish { .. } => TicketAct::Unpublish,
        }
    }
}

/// What deciding needs beside the ticket.
#[derive(Clone, Copy, Debug)]
pub struct TicketFacts<'a> {
    /// Now.
    pub now: DateTime<Utc>,
    /// Who acts; the applicant is whoever asked.
    pub actor: &'a Actor,
    /// The working calendar.
    pub calendar: &'a Calendar,
    /// What the city promises.
    pub pledges: &'a Pledges,
}
