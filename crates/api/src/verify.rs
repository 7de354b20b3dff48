//! What anyone learns by the code that is printed on a document (A5): whether it is genuine, by whom, when, and
//! what it covers; nothing personal.

use chrono::{DateTime, NaiveDate, Utc};
use onething_domain::case::CaseDocumentKind;
use onething_domain::submission::Digests;
use onething_domain::text::Text;
use serde::{Deserialize, Serialize};

use crate::seals::{LogInLevel, SealAlgorithm};

/// What a code stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Verification {
    /// The code in its plain form.
    pub code: String,
    /// Whether what is stored is what was sealed.
    pub genuine: bool,
    /// What it is.
    pub subject: Subject,
    /// The case that it belongs to; none for a signature that nothing was filed with.
    pub case: Option<CaseNamed>,
}

/// A case, as the public may know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CaseNamed {
    /// Number.
    pub number: String,
    /// Title of the thing.
    pub title: Text,
}

/// What a code stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "what")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Subject {
    /// A signature.
    Signature {
        /// Who signed, all but the first character covered.
        signer: String,
        /// When.
        signed_at: DateTime<Utc>,
        /// How they were known to the service.
        login: LogInLevel,
        /// What it covers: digests of the canonical submission.
        digests: Digests,
        /// Name of the company whose seal stands beside it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        company: Option<String>,
        /// Whether a later signature of the same case has taken its place.
        replaced: bool,
        /// How it is sealed.
        algorithm: SealAlgorithm,
        /// Id of the key.
        key: String,
    },
    /// A document.
    Document {
        /// Which.
        kind: CaseDocumentKind,
        /// Name of the item that it is about.
        item: Option<Text>,
        /// Who issued it.
        issuer: Text,
        /// For whom: companies by name, people with all but the first character covered.
        holder: String,
        /// When what it says came to be.
        issued_at: DateTime<Utc>,
        /// Number of the result, where it is one.
        result: Option<String>,
        /// Last day on which the result is valid; none where it has no end.
        valid_until: Option<NaiveDate>,
        /// The day on which the licence that it shows was taken back: the paper is genuine, and holds no more.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        revoked: Option<NaiveDate>,
        /// SHA-256 of the PDF file: one with another digest is another file.
        sha256: String,
    },
}
