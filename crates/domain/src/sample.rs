//! Sample pictures of materials (G8), as data: what stands on a document, not how it is drawn.

use serde::{Deserialize, Serialize};

/// What a good one of a material looks like.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Sample {
    /// Id of the material.
    pub id: String,
    /// How it is laid out.
    pub layout: Layout,
    /// What stands at its top.
    pub title: String,
    /// Label and value, line by line; an empty label makes a line of running text.
    pub lines: Vec<(String, String)>,
    /// Who has sealed it; empty where it bears no seal.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub seal: String,
    /// What people should look at, numbered in the picture: the line (from 1; 0 is the whole) and a word on it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<(usize, String)>,
}

/// How a document is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Layout {
    /// A card with a photograph.
    Card,
    /// A booklet, opened, with a photograph.
    Booklet,
    /// An upright certificate in a frame.
    Certificate,
    /// A form in a table, signed at the foot.
    Form,
    /// A letter or contract: running text, signed at the foot.
    Letter,
    /// A drawing with a title block.
    Plan,
    /// A portrait photograph.
    Portrait,
}
