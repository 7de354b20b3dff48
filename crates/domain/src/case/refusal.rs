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
    /// A person has to decide something.
    NotInstant,
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
    /// The answer settled what has to be paid, which items there are or who signs: a correction cannot change it.
    Settled {
        /// Id of the field.
        field: String,
        /// Its label.
        label: crate::text::Text,
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
    /// The law wants it signed on paper: no electronic signature is taken (电子签名法 art. 3).
    PaperNeeded,
    /// It has to be signed, and not on paper.
    SignatureNeeded,
    /// No result before a material that was to follow is there.
    MaterialOutstanding {
        /// Id of the material.
        material: String,
    },
    /// No material of this id is to follow.
    NotDeferred {
        /// Id of the material.
        material: String,
    },
    /// The amount is not what is owed.
    WrongAmount {
        /// What is owed, in cents.
        owed: i64,
    },
    /// The member of staff who is named cannot take this: another desk's, or nobody.
    NoColleague,
    /// No parcel of this case with this number is on its way.
    UnknownParcel,
    /// It is so already.
    Unchanged,
    /// Five working days have not passed yet.
    TooEarly,
}

impl Refusal {
    /// Path of the field or material of the submission that it is about: `answers.…` or `evidence.…`.
    pub fn path(&self) -> Option<String> {
        match self {
            Self::BadCorrection { target } | Self::NotAsked { target } => Some(target.clone()),
            Self::Settled { field, .. } => Some(format!("answers.{field}")),
            Self::MaterialOutstanding { material } | Self::NotDeferred { material } => {
                Some(format!("evidence.{material}"))
            }
            Self::Invalid { problems } => problems.first().map(|problem| problem.path.clone()),
            _ => None,
        }
    }
}
