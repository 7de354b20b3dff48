//! Review and publication: releases, what they would do, the commands that move them.

use chrono::{DateTime, Utc};
use onething_domain::authoring::{
    Author, Change, DocumentKind, DocumentRef, ReleaseAction, ReleaseCommand, ReleaseRefusal,
    ReleaseStatus,
};
use onething_domain::lint::Finding;
use onething_domain::text::Text;
use serde::{Deserialize, Serialize};

use super::Changes;
use crate::problem::Problem;

/// Documents whose publication is thought of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckRequest {
    /// The documents, 1 to 50.
    pub documents: Vec<DocumentRef>,
}

/// What publishing would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Effects {
    /// What keeps it from being published.
    pub findings: Vec<Finding>,
    /// Guides that get a new version; no others are touched.
    pub guides: Vec<GuideEffect>,
    /// Working copies that these documents use and that are not among them: as they are in force, not as
    /// they are being written.
    pub left_out: Vec<DocumentRef>,
}

/// A guide that would get a new version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GuideEffect {
    /// Id of the thing.
    pub thing: String,
    /// Title.
    pub title: Text,
    /// The version that is published now.
    pub from: Option<u32>,
    /// The new version.
    pub to: u32,
    /// What changes for those who read the guide; empty for a new one.
    pub changes: Vec<Change>,
}

/// Documents to be submitted for review together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Submit {
    /// A UUID that the client made: sent twice, done once. It becomes the release's id.
    pub id: String,
    /// The documents with the revisions that were looked at, 1 to 50.
    pub documents: Vec<DocumentRevision>,
    /// What it is about; 1 to 500 characters.
    pub note: String,
}

/// A revision of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DocumentRevision {
    /// Items or things.
    pub kind: DocumentKind,
    /// Id.
    pub id: String,
    /// Revision.
    pub revision: i64,
}

/// Which releases.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct ReleaseQuery {
    /// Only those that stand here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<ReleaseStatus>,
    /// Cursor of a page, from `next`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// Rows, 1 to 100; 50 where missing.
    #[cfg_attr(feature = "openapi", param(minimum = 1, maximum = 100))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// A page of releases, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReleaseList {
    /// Rows.
    pub releases: Vec<ReleaseRow>,
    /// Cursor of the next page.
    pub next: Option<String>,
}

/// A release in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReleaseRow {
    /// Id.
    pub id: String,
    /// Counts what was done to it: a command names what it was given upon.
    pub seq: i64,
    /// Where it stands.
    pub status: ReleaseStatus,
    /// What it is about.
    pub note: String,
    /// Who submitted it.
    pub submitted_by: Author,
    /// When.
    pub submitted_at: DateTime<Utc>,
    /// When it is to be published, while scheduled.
    pub publish_at: Option<DateTime<Utc>>,
    /// Its documents.
    pub documents: Vec<ReleaseDocument>,
}

/// A document in a release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReleaseDocument {
    /// Items or things.
    pub kind: DocumentKind,
    /// Id.
    pub id: String,
    /// Revision.
    pub revision: i64,
    /// Name of an item, title of a thing.
    pub title: Text,
    /// Whether nothing of it was ever published before.
    pub is_new: bool,
}

/// A release in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReleaseView {
    /// What lists show.
    #[serde(flatten)]
    pub row: ReleaseRow,
    /// What each document changes against what was in force, in the order of `documents`; empty for a new one.
    pub changes: Vec<Changes>,
    /// What publishing would do now; nothing any more once it is closed.
    pub effects: Effects,
    /// What reviews said, oldest first.
    pub comments: Vec<Comment>,
    /// What was done to it, oldest first.
    pub history: Vec<ReleaseStep>,
    /// What who asks may do.
    pub allowed: Vec<ReleaseAction>,
}

/// What somebody did to a release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReleaseStep {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub by: Author,
    /// What.
    pub what: ReleaseStepKind,
    /// A note or reason; of a failed publication, how many findings kept it.
    pub text: String,
}

/// Kinds of steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ReleaseStepKind {
    /// Submitted for review.
    Submitted,
    /// Approved.
    Approved,
    /// Sent back.
    Returned,
    /// Taken back.
    Withdrawn,
    /// Set to be published at a time.
    Scheduled,
    /// Not to be published at that time after all.
    Unscheduled,
    /// Published.
    Published,
    /// Was to be published, but findings kept it: it is approved again, and waits.
    Failed,
}

/// A comment on a place of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Comment {
    /// Who.
    pub by: Author,
    /// When.
    pub at: DateTime<Utc>,
    /// The document.
    pub document: DocumentRef,
    /// Where in it, as in a finding; the whole of it where empty.
    pub path: String,
    /// What is to be done.
    pub text: String,
}

/// A command to a release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReleaseCommandRequest {
    /// A UUID that the client made: sent twice, done once.
    pub id: String,
    /// The `seq` that was looked at; 409 with the current view where it has moved on.
    pub expected_seq: i64,
    /// What to do.
    pub command: ReleaseCommand,
}

/// Answer to a stale command: status 409.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StaleRelease {
    /// The problem, code `stale_release`.
    #[serde(flatten)]
    pub problem: Problem,
    /// The release as it stands.
    pub current: ReleaseView,
}

/// Answer where the rules refuse a command: status 422.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefusedRelease {
    /// The problem, code `release_refused`.
    #[serde(flatten)]
    pub problem: Problem,
    /// Why.
    pub because: ReleaseRefusal,
}

/// Answer where findings keep documents from being submitted or published: status 422.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefusedFindings {
    /// The problem, code `has_findings`.
    #[serde(flatten)]
    pub problem: Problem,
    /// What is wrong.
    pub findings: Vec<Finding>,
}
