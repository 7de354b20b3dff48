//! Why something may not be done with a rating or a ticket, and the checks that both share.

use crate::case::Actor;
use crate::city::Role;

/// Why a command is refused. Nothing has changed then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Objection {
    /// The actor may not do this.
    NotAllowed,
    /// It is not in a state for it.
    WrongState,
    /// Its time is over, or has not come.
    WrongTime,
    /// A member of the command is wrong.
    Field {
        /// Which.
        name: &'static str,
        /// What it must be, for whoever reads the interface's answers.
        must: &'static str,
    },
}

/// Longest text that people write, in characters.
pub const TEXT: usize = 2_000;
/// The same, in words.
pub const TEXT_IS: &str = "1 to 2,000 characters";

/// A text that must say something.
///
/// # Errors
/// Where it is blank or too long.
pub fn said(name: &'static str, text: &str) -> Result<(), Objection> {
    let length = text.chars().count();
    if text.trim().is_empty() || length > TEXT {
        return Err(Objection::Field { name, must: TEXT_IS });
    }
    Ok(())
}

/// Whether somebody works in a department and decides there, or watches over all of them.
pub fn answers_for(actor: &Actor, department: &str) -> bool {
    is_head(actor, department) || (actor.has(Role::Reviewer) && is_in(actor, department))
}

/// Whether somebody is a department's chief representative, or watches over all of them.
pub fn is_head(actor: &Actor, department: &str) -> bool {
    actor.has(Role::Supervisor) || (actor.has(Role::Chief) && is_in(actor, department))
}

/// Whether somebody belongs to a department.
pub fn is_in(actor: &Actor, department: &str) -> bool {
    matches!(actor, Actor::Staff { department: Some(own), .. } if own == department)
}
