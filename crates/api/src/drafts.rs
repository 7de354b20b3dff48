//! Drafts.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use onething_domain::draft::DraftContent;
use onething_domain::text::Text;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Begins a draft. Where the person already has one for the same thing, it is given back with 200.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewDraft {
    /// Id of the thing.
    pub thing: String,
    /// What is known already, as answers of the pre-check.
    #[serde(default)]
    pub content: DraftContent,
    /// Whether to begin anew: the old draft is deleted.
    #[serde(default)]
    pub anew: bool,
}

/// A draft. Its revision is its strong `ETag`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Draft {
    /// Id.
    pub id: String,
    /// Id of the thing.
    pub thing: String,
    /// Title of the thing.
    pub title: Text,
    /// Version of the guide under which it is being written.
    pub version: u32,
    /// Revision, counted from 1.
    pub revision: i64,
    /// Company that it is for.
    pub company: Option<String>,
    /// What has been filled in.
    pub content: DraftContent,
    /// When it was last saved.
    pub saved_at: DateTime<Utc>,
    /// When it is deleted, unless it is saved again before.
    pub kept_until: DateTime<Utc>,
}

/// All drafts of a person, last saved first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DraftList {
    /// The drafts.
    pub drafts: Vec<Draft>,
}

/// The answer to a stale `PUT` (412): the problem and the server's copy, for a merge field by field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StaleDraft {
    /// The problem, code `stale_revision`.
    #[serde(flatten)]
    pub problem: crate::problem::Problem,
    /// The server's copy.
    pub current: Draft,
}

/// The answer to whoever asks for a draft of theirs that has become a case (409): the problem and where it went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FiledDraft {
    /// The problem, code `draft_filed`.
    #[serde(flatten)]
    pub problem: crate::problem::Problem,
    /// Number of the case.
    pub number: String,
}

/// What earlier cases and licences say about fields of a draft, by the field's id (A10).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KnownAnswers {
    /// The answers; fields about which nothing is known are left out.
    pub answers: BTreeMap<String, KnownAnswer>,
}

/// An answer that is known, and where from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KnownAnswer {
    /// The answer, in the shape of the field's type.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub value: Value,
    /// What it comes from.
    pub from: KnownFrom,
    /// The name of that: the title of the thing, or what stands at the head of the licence.
    pub name: Text,
    /// The day on which it was filed or issued.
    pub on: NaiveDate,
}

/// What a known answer comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum KnownFrom {
    /// An application of the same person, for themselves or the same company, that was accepted.
    Earlier,
    /// A valid licence.
    Licence,
}
