//! E-archives (电子档案, C9): one package for each case that has ended, checked by anyone without asking the service.

use chrono::{DateTime, Utc};
use onething_domain::case::{CaseStatus, Retention};
use onething_domain::submission::Digests;
use onething_domain::text::Text;
use serde::{Deserialize, Serialize};

use crate::seals::SealAlgorithm;

/// Format and version of a whole package.
pub const ARCHIVE_FORMAT: &str = "onething-archive-1";
/// The same of an applicant's, in which events that only staff see are left out.
pub const APPLICANT_FORMAT: &str = "onething-applicant-archive-1";

/// What a package holds, as canonical JSON (RFC 8785), sealed by the service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Format and version: [`ARCHIVE_FORMAT`] or [`APPLICANT_FORMAT`].
    pub format: String,
    /// Case number.
    pub case: String,
    /// Title of the thing.
    pub title: Text,
    /// Id of the thing.
    pub thing: String,
    /// Version of its guide.
    pub version: u32,
    /// How the case ended.
    pub status: CaseStatus,
    /// When it was filed.
    pub filed_at: DateTime<Utc>,
    /// When it ended.
    pub ended_at: DateTime<Utc>,
    /// For how long it is kept, counted from its end.
    pub retention: Retention,
    /// How many events it has.
    pub events: i64,
    /// Hash of the last one: the whole history hangs on it.
    pub head: String,
    /// Numbers of the events that are left out, but for their hashes; none in a whole package.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withheld: Vec<i64>,
    /// When the package was made.
    pub made_at: DateTime<Utc>,
    /// Every file but this one and its seal, in the order of their paths.
    pub files: Vec<ArchivedFile>,
    /// How this is sealed.
    pub algorithm: SealAlgorithm,
    /// Id of the key.
    pub key: String,
}

/// A file of a package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArchivedFile {
    /// Where it stands in the package.
    pub path: String,
    /// Bytes.
    pub size: u64,
    /// Its digests.
    pub digests: Digests,
}

/// Asks for the package of a case as a member of staff: it tells everything uncovered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ArchiveRequest {
    /// Why; logged.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 500))]
    pub reason: String,
}
