//! Authoring (G9): documents, their revisions, findings, previews, releases, retirement.

mod releases;

pub use releases::*;

use chrono::{DateTime, Utc};
pub use onething_domain::authoring::DocumentStatus;
use onething_domain::authoring::{Author, Change, Document, DocumentKind, DocumentRef};
use onething_domain::city::{CodeTable, DataElement, Department, LifeEvent, Window};
use onething_domain::field::{Choice, FieldType};
use onething_domain::guide::Guide;
use onething_domain::instant::Registry;
use onething_domain::intermediary::Intermediaries;
use onething_domain::lint::Finding;
use onething_domain::text::Text;
use serde::{Deserialize, Serialize};

use crate::problem::Problem;

/// What a list of documents may be asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct DocumentQuery {
    /// Items or things; both where missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<DocumentKind>,
    /// A part of the title or id; at most 100 characters.
    #[cfg_attr(feature = "openapi", param(max_length = 100))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// Only those that somebody is writing on.
    #[serde(default)]
    pub open: bool,
    /// Cursor of a page, from `next`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// Rows, 1 to 100; 50 where missing.
    #[cfg_attr(feature = "openapi", param(minimum = 1, maximum = 100))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// A page of documents: things before items, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DocumentList {
    /// Rows.
    pub documents: Vec<DocumentRow>,
    /// Cursor of the next page.
    pub next: Option<String>,
}

/// A document in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DocumentRow {
    /// Items or things.
    pub kind: DocumentKind,
    /// Id.
    pub id: String,
    /// Name of an item, title of a thing; of the working copy where there is one.
    pub title: Text,
    /// Where it stands.
    pub status: DocumentStatus,
    /// Whether nothing of it was ever published.
    pub is_new: bool,
    /// Last revision; 0 where it was never edited here.
    pub revision: i64,
    /// Who edited it last.
    pub changed_by: Option<Author>,
    /// When.
    pub changed_at: Option<DateTime<Utc>>,
}

/// A document to be edited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DocumentView {
    /// The working copy, or what is in force where there is none.
    pub document: Document,
    /// Its revision: the `ETag`, and what `If-Match` names when it is saved.
    pub revision: i64,
    /// Where it stands.
    pub status: DocumentStatus,
    /// Whether nothing of it was ever published.
    pub is_new: bool,
    /// The release that it is in.
    pub release: Option<String>,
    /// What the last review wants to be changed; empty once it is submitted again.
    pub comments: Vec<Comment>,
    /// Things that use the item.
    pub used_by: Vec<ThingRef>,
    /// What conditions in it may turn on, apart from its own fields and questions.
    pub scope: Vec<Askable>,
    /// Who edited it last.
    pub changed_by: Option<Author>,
    /// When.
    pub changed_at: Option<DateTime<Utc>>,
    /// Whether it may be saved by who asks.
    pub editable: bool,
}

/// The list of intermediary services, to be edited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IntermediaryWork {
    /// What the public reads.
    pub list: Intermediaries,
    /// Its revision: the `ETag`, and what `If-Match` names when it is saved.
    pub revision: i64,
    /// Whether it may be saved by who asks.
    pub editable: bool,
}

/// Another list in the place of the one that the public reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SaveIntermediaries {
    /// The list.
    pub list: Intermediaries,
}

/// A thing, named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ThingRef {
    /// Id.
    pub thing: String,
    /// Title.
    pub title: Text,
}

/// A field or question on which a condition may turn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Askable {
    /// What conditions name (`of`).
    pub id: String,
    /// Label of the field, or the question.
    pub label: Text,
    /// Type of the field; a question is a choice.
    pub r#type: FieldType,
    /// Whether it is a question of the pre-check.
    pub question: bool,
    /// Options of a choice.
    pub options: Vec<Choice>,
    /// Document that asks it.
    pub of: DocumentRef,
}

/// A document to be saved over the revision that `If-Match` names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SaveDocument {
    /// The document; unfinished is fine.
    pub document: Document,
    /// What was done, for the history; may be empty, at most 200 characters.
    #[serde(default)]
    pub note: String,
}

/// Answer to a stale save: status 412.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StaleDocument {
    /// The problem, code `stale_revision`.
    #[serde(flatten)]
    pub problem: Problem,
    /// The server's copy.
    pub current: DocumentView,
}

/// The history of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Revisions {
    /// Newest first; the last 200.
    pub revisions: Vec<Revision>,
}

/// One saved state of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Revision {
    /// Counted from 1.
    pub revision: i64,
    /// Who saved it.
    pub by: Author,
    /// When.
    pub at: DateTime<Utc>,
    /// What was done.
    pub note: String,
    /// How it came about.
    pub kind: RevisionKind,
}

/// How a revision came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum RevisionKind {
    /// Somebody saved it.
    Saved,
    /// It was published.
    Published,
    /// The working copy was given up; this is what was in force.
    Discarded,
    /// Files brought it.
    Imported,
    /// It was taken out of force.
    Retired,
}

/// A saved state with its document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RevisionView {
    /// Which.
    pub revision: Revision,
    /// The document as it was.
    pub document: Document,
    /// What it changed, against the revision before.
    pub changes: Vec<Change>,
}

/// Differences.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Changes {
    /// In the order of the newer one.
    pub changes: Vec<Change>,
}

/// Findings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Findings {
    /// Everything that is wrong, each once.
    pub findings: Vec<Finding>,
}

/// What menus offer: the city's departments, windows, elements, codes, life events, items and things.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Dictionary {
    /// Departments.
    pub departments: Vec<Department>,
    /// Windows.
    pub windows: Vec<Window>,
    /// Data elements.
    pub elements: Vec<DataElement>,
    /// Code tables.
    pub codes: Vec<CodeTable>,
    /// Registries that rules may ask.
    pub registries: Vec<Registry>,
    /// Life events.
    pub events: Vec<LifeEvent>,
    /// Items, working copies among them.
    pub items: Vec<NamedDocument>,
    /// Things, working copies among them.
    pub things: Vec<NamedDocument>,
}

/// An id and its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NamedDocument {
    /// Id.
    pub id: String,
    /// Name.
    pub name: Text,
}

/// Which documents a preview is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct PreviewQuery {
    /// What is in force with this release over it; where missing, with all working copies over it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release: Option<String>,
}

/// A thing merged on the fly, for staff only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Preview {
    /// The guide as far as it can be merged; none while it joins no items.
    pub guide: Option<Guide>,
    /// The version that it would be published as.
    pub version: u32,
    /// What keeps it from being published.
    pub findings: Vec<Finding>,
}

/// Takes a document out of force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Retire {
    /// A UUID that the client made: sent twice, done once.
    pub id: String,
    /// Id of the thing that takes its place; for things only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successor: Option<String>,
    /// Why; 1 to 500 characters.
    pub reason: String,
}

/// Answer where things still use a document that is to be taken away: status 409.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InUse {
    /// The problem, code `in_use`.
    #[serde(flatten)]
    pub problem: Problem,
    /// The things.
    pub used_by: Vec<ThingRef>,
}

/// Which two versions of a guide are compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct DifferenceQuery {
    /// The older version.
    pub from: u32,
    /// The newer version.
    pub to: u32,
}

/// Answer where a guide is no longer offered: status 410.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RetiredGuide {
    /// The problem, code `guide_retired`.
    #[serde(flatten)]
    pub problem: Problem,
    /// Title of what was offered.
    pub name: Text,
    /// The last version that was; cases under it go on.
    pub version: u32,
    /// What took its place, where something did and is offered itself.
    pub successor: Option<ThingRef>,
}

/// Answer where a file cannot be read: status 422.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BrokenFile {
    /// The problem, code `broken_file`; its `detail` says what is wrong.
    #[serde(flatten)]
    pub problem: Problem,
    /// Line, counted from 1.
    pub line: usize,
    /// What to do.
    pub remedy: String,
}
