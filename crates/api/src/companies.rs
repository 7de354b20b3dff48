//! What a company keeps here: its seal (公章), which its agents put beside their signatures (A5).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The seal of a company, for those who may act for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CompanySeal {
    /// The seal; none where the company keeps none here.
    pub seal: Option<KeptSeal>,
    /// Whether the reader may keep another one or take it away: the legal representative may.
    pub may_change: bool,
}

/// A seal that is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KeptSeal {
    /// SHA-256 of its image, lower-case hexadecimal.
    pub image: String,
    /// Since when.
    pub kept_at: DateTime<Utc>,
    /// Name of who gave it.
    pub kept_by: String,
}

/// Keeps a seal in the place of the one before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KeepSeal {
    /// PNG or JPEG of the seal in Base64, at most 300 kB decoded.
    pub image: String,
}
