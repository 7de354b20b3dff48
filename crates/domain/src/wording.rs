//! The words of a guide for companies, where people and companies may both file it (G8).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::guide::Guide;
use crate::text::Text;
use crate::thing::ApplicantKind;

/// The question that asks in whose name a thing is filed that both may file. Its answers are `citizen` and
/// `company`; like every answer it stands in the address, and conditions may turn on it.
pub const AS: &str = "as";

/// What companies read instead of what everybody reads; what is empty stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Wording {
    /// Title.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub title: Text,
    /// What it is, in a sentence.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub summary: Text,
    /// Conditions in plain words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub for_whom: Vec<Text>,
    /// Sentences of help, by id of the field.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub fields: BTreeMap<String, Text>,
    /// What a good one looks like, by id of the material.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub materials: BTreeMap<String, Text>,
}

impl ApplicantKind {
    /// Whom an answer to [`AS`] names.
    pub fn named(word: &str) -> Option<Self> {
        match word {
            "citizen" => Some(Self::Citizen),
            "company" => Some(Self::Company),
            _ => None,
        }
    }

    /// The answer to [`AS`]; empty for both.
    pub fn word(self) -> &'static str {
        match self {
            Self::Citizen => "citizen",
            Self::Company => "company",
            Self::Both => "",
        }
    }
}

/// The guide in the words of who reads it; none where it has no words of its own for them.
pub fn worded(guide: &Guide, reader: ApplicantKind) -> Option<Guide> {
    let words = guide.company.as_ref().filter(|_| reader == ApplicantKind::Company)?;
    let mut guide = guide.clone();
    let put = |place: &mut Text, text: &Text| {
        if !text.is_empty() {
            place.clone_from(text);
        }
    };
    put(&mut guide.title, &words.title);
    put(&mut guide.summary, &words.summary);
    if !words.for_whom.is_empty() {
        guide.for_whom.clone_from(&words.for_whom);
    }
    for field in &mut guide.fields {
        if let Some(help) = words.fields.get(&field.id) {
            put(&mut field.help, help);
        }
    }
    for material in &mut guide.materials {
        if let Some(sample) = words.materials.get(&material.id) {
            put(&mut material.sample, sample);
        }
    }
    Some(guide)
}
