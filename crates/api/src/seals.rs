//! Seals: what the service says of a signature, under a key of its own, so that anyone can check it without
//! asking (A5; Electronic Signature Law art. 13).

use chrono::{DateTime, Utc};
use onething_domain::submission::Digests;
use serde::{Deserialize, Serialize};

/// What is sealed, as canonical JSON (RFC 8785).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Statement {
    /// Format and version: `onething-signature-1`.
    pub format: String,
    /// Id of the signature.
    pub signature: String,
    /// Name of who signed.
    pub signer: String,
    /// Keyed hash of their identity number, lower-case hexadecimal: tells whether two signatures are of one
    /// person, and to the service of whom, but nobody else.
    pub identity: String,
    /// How they were known to the service when they signed.
    pub login: LogInLevel,
    /// When they signed.
    pub signed_at: DateTime<Utc>,
    /// Digests of what was on the screen.
    pub digests: Digests,
    /// SHA-256 of the drawn image, lower-case hexadecimal.
    pub image: String,
    /// The company's seal that they put beside it, acting for the company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stamp: Option<Stamp>,
    /// How it is sealed.
    pub algorithm: SealAlgorithm,
    /// Id of the key.
    pub key: String,
}

/// The seal of a company beside a signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Stamp {
    /// Code of the company.
    pub company: String,
    /// Its name.
    pub name: String,
    /// SHA-256 of the seal's image, lower-case hexadecimal.
    pub image: String,
}

/// How somebody was known to the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum LogInLevel {
    /// By a code sent to the phone that belongs to a real name.
    OneTimeCode,
    /// By a clerk at a window, who compared the person with their identity card.
    AtWindow,
}

/// How a seal is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum SealAlgorithm {
    /// SM2 with SM3 (GB/T 32918.2, identifier 1234567812345678).
    #[default]
    #[serde(rename = "SM2-SM3")]
    Sm2,
    /// ECDSA over P-256 with SHA-256 (FIPS 186-5).
    #[serde(rename = "ES256")]
    Es256,
}

/// A sealed statement: all that is needed to check it, but for the public key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Sealed {
    /// What is sealed.
    pub statement: Statement,
    /// The seal over the statement's canonical bytes: ASN.1 DER in Base64.
    pub seal: String,
}

/// A public key of the service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SealKey {
    /// Id: the first 16 hexadecimal digits of SM3 over the uncompressed point.
    pub id: String,
    /// What it seals with.
    pub algorithm: SealAlgorithm,
    /// The key as PEM (SubjectPublicKeyInfo).
    pub pem: String,
    /// Whether new seals are made with it.
    pub active: bool,
}

/// The public keys of the service.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SealKeys {
    /// Keys that signatures are sealed with, the active one first.
    pub keys: Vec<SealKey>,
    /// Certificate of the authority under which documents are signed (PEM, X.509).
    pub documents: String,
}
