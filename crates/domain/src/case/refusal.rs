//! Why a command is refused.

use serde::{Deserialize, Serialize};

/// Why a command is refused. Nothing has changed then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "refusal")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Refusal {
    /// The actor may not do this.
    NotAllowed,
    /// The case or task is not in a state for it.
    WrongState,
    /// The case has no such item.
    UnknownItem,
    /// A text that must be given is blank.
    Blank {
        /// Path of the text in the command.
        field: String,
    },
    /// Corrections must name at least one field or material, each of this case and only once.
    BadCorrection {
        /// The field or material.
        target: String,
    },
    /// Corrections were asked before for the same item; a supervisor must do it (C1).
    SecondCorrection {
        /// Id of the item.
        item: String,
    },
    /// More was changed than was asked.
    NotAsked {
        /// The field or material.
        target: String,
    },
    /// The item names no such procedure, or fewer days.
    BadPause {
        /// The most days that the item names; 0 where it does not name the procedure.
        most: u32,
    },
    /// The item names no extension, or fewer days.
    BadExtension {
        /// The most days that the item names.
        most: u32,
    },
    /// An inspection must lie ahead, and within the days that every item gives to it.
    BadInspection {
        /// The most working days from today.
        most: u32,
    },
    /// The limit by law has passed: it can no longer be extended.
    TooLate,
    /// The one who proposed a refusal or an extension may not confirm it.
    SameEyes,
    /// The submission has problems.
    Invalid {
        /// What they are.
        problems: Vec<crate::validate::Problem>,
    },
    /// The signed digests are not those of what was filed.
    DigestMismatch,
    /// The amount is not what is owed.
    WrongAmount {
        /// What is owed, in cents.
        owed: i64,
    },
    /// The member of staff who is named cannot take this: another desk's, or nobody.
    NoColleague,
    /// It is so already.
    Unchanged,
    /// Five working days have not passed yet.
    TooEarly,
}
