//! Findings of the linter (G9): what keeps a thing from being published.

use serde::{Deserialize, Serialize};

/// Something that is wrong with content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Finding {
    /// Where: `items/household`, `things/newborn`.
    pub place: String,
    /// Key within it, as `fields.child_name.options`.
    pub key: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub remedy: String,
}
