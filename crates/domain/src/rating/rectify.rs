//! Putting a bad rating right: who may do what, and what comes of it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Rating, RatingEvent, RatingFacts, RectificationState};
use crate::calendar::Calendar;
use crate::case::Actor;
use crate::city::Role;
use crate::objection::{Objection, answers_for, is_head, said};

/// What may be done with a bad rating.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "command", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum RatingCommand {
    /// Write down a call to the person.
    Call {
        /// Whether they were reached.
        reached: bool,
        /// What came of it.
        note: String,
    },
    /// Hand it on to the department whom it concerns.
    HandOn {
        /// Id of that department.
        department: String,
        /// Why.
        reason: String,
    },
    /// Close it.
    Close {
        /// Whether the person was right.
        justified: bool,
        /// What was done; the person reads it.
        measure: String,
    },
    /// Open it again.
    Reopen {
        /// Why.
        reason: String,
    },
}

/// The commands without what they carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum RatingAct {
    /// Write down a call.
    Call,
    /// Hand it on.
    HandOn,
    /// Close it.
    Close,
    /// Open it again.
    Reopen,
}

impl RatingAct {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Call, Self::HandOn, Self::Close, Self::Reopen];
}

impl RatingCommand {
    /// Which it is.
    pub fn act(&self) -> RatingAct {
        match self {
            Self::Call { .. } => RatingAct::Call,
            Self::HandOn { .. } => RatingAct::HandOn,
            Self::Close { .. } => RatingAct::Close,
            Self::Reopen { .. } => RatingAct::Reopen,
        }
    }
}

/// Whether somebody may do something with it now.
///
/// # Errors
/// Why not.
pub fn permit(rating: &Rating, actor: &Actor, act: RatingAct) -> Result<(), Objection> {
    let (may, fits) = match act {
        RatingAct::Call => (answers_for(actor, &rating.department), rating.is_open()),
        RatingAct::HandOn => (is_head(actor, &rating.department), rating.is_open()),
        RatingAct::Close => {
            (is_head(actor, &rating.department), rating.state == RectificationState::Called)
        }
        RatingAct::Reopen => {
            (actor.has(Role::Supervisor), rating.state == RectificationState::Closed)
        }
    };
    match (may, fits) {
        (false, _) => Err(Objection::NotAllowed),
        (true, false) => Err(Objection::WrongState),
        (true, true) => Ok(()),
    }
}

/// What somebody may do with it now.
pub fn allowed(rating: &Rating, actor: &Actor) -> Vec<RatingAct> {
    RatingAct::ALL.into_iter().filter(|act| permit(rating, actor, *act).is_ok()).collect()
}

/// Decides a command; `knows_department` tells which departments there are.
///
/// # Errors
/// Why it is refused.
pub fn decide(
    rating: &Rating,
    command: &RatingCommand,
    facts: &RatingFacts,
    knows_department: impl Fn(&str) -> bool,
) -> Result<RatingEvent, Objection> {
    permit(rating, facts.actor, command.act())?;
    Ok(match command {
        RatingCommand::Call { reached, note } => {
            said("note", note)?;
            RatingEvent::Called { reached: *reached, note: note.clone() }
        }
        RatingCommand::HandOn { department, reason } => {
            said("reason", reason)?;
            if !knows_department(department) || *department == rating.department {
                return Err(Objection::Field { name: "department", must: "another department" });
            }
            RatingEvent::HandedOn { department: department.clone(), reason: reason.clone() }
        }
        RatingCommand::Close { justified, measure } => {
            said("measure", measure)?;
            RatingEvent::Closed { justified: *justified, measure: measure.clone() }
        }
        RatingCommand::Reopen { reason } => {
            said("reason", reason)?;
            let today = facts.calendar.day(facts.now);
            let due = facts.calendar.add(today, facts.pledges.rectification);
            RatingEvent::Reopened { reason: reason.clone(), due }
        }
    })
}

/// Tells the supervisors of a late one, once.
///
/// # Errors
/// Where it is not late, or they know.
pub fn escalate(rating: &Rating, today: NaiveDate) -> Result<RatingEvent, Objection> {
    if rating.is_late(today) && rating.escalated_at.is_none() {
        Ok(RatingEvent::Escalated)
    } else {
        Err(Objection::WrongState)
    }
}

/// What a changed calendar does to the last day: it has as many working days as before. Nothing where it stays.
pub fn moved(rating: &Rating, before: &Calendar, now: &Calendar) -> Option<RatingEvent> {
    let (since, day) = (rating.since?, rating.due.filter(|_| rating.is_open())?);
    let due = now.moved(since, day, before);
    (due != day).then_some(RatingEvent::Moved { due })
}
