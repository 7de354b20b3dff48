//! Sentences that a department keeps for texts that its staff write again and again (C10).

use onething_domain::sentence::Sentence;
use serde::{Deserialize, Serialize};

/// The sentences of a department, or of the intake.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Sentences {
    /// They, in the order in which they were written.
    pub sentences: Vec<KeptSentence>,
    /// Whether the member of staff may add, change and remove them.
    pub keeps: bool,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KeptSentence {
    /// Its id, made by who wrote it.
    pub id: String,
    /// What it says.
    pub sentence: Sentence,
}
