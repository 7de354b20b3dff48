//! What is signed and filed.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::answers::{Answers, Situation};
use crate::thing::DeliveryKind;

/// How materials were met, by material id.
pub type EvidenceList = BTreeMap<String, Evidence>;

/// How a material was met (A4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "how")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Evidence {
    /// By uploaded files, in order.
    Upload {
        /// The files.
        files: Vec<FileRef>,
    },
    /// By a licence that the city already has.
    Licence {
        /// Number of the licence.
        number: String,
    },
    /// By a signed commitment (告知承诺).
    Commitment,
    /// To follow (容缺).
    Deferred {
        /// Until when.
        until: NaiveDate,
    },
}

/// A stored file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FileRef {
    /// Id of the upload.
    pub id: String,
    /// Name that the person gave it.
    pub name: String,
    /// Media type, found from the content.
    pub media: String,
    /// Pages of a PDF.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pages: Option<u32>,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of the content, lower-case hexadecimal.
    pub sha256: String,
}

/// How and where results should be handed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Delivery {
    /// How.
    pub kind: DeliveryKind,
    /// For post: who receives it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub name: String,
    /// For post: mobile number.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub phone: String,
    /// For post: region code.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub region: String,
    /// For post: street and number.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub address: String,
    /// For a window or machine: its id.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub window: String,
}

impl Delivery {
    /// A delivery of a kind, with nothing filled in yet.
    pub fn of(kind: DeliveryKind) -> Self {
        Self {
            kind,
            name: String::new(),
            phone: String::new(),
            region: String::new(),
            address: String::new(),
            window: String::new(),
        }
    }
}

/// Everything that a person sees before signing; its canonical bytes are what the signature binds to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Submission {
    /// Id of the thing.
    pub thing: String,
    /// Version of its guide.
    pub version: u32,
    /// Person who files, by id.
    pub applicant: String,
    /// Company that they file for, by its code; none where they file for themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// Answers of the pre-check.
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, String>))]
    pub situation: Situation,
    /// Answers of the form; only of fields that apply.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub answers: Answers,
    /// How materials are met; only of materials that apply.
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, Evidence>))]
    pub evidence: EvidenceList,
    /// How results are handed over.
    pub delivery: Delivery,
    /// What has to be paid, in cents.
    pub total_cents: i64,
}

/// The digests of a submission's canonical bytes (GB/T 32905, FIPS 180-4), lower-case hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Digests {
    /// SM3.
    pub sm3: String,
    /// SHA-256.
    pub sha256: String,
}
