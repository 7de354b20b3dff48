//! Uploads (tus 1.0) and signatures.
//!
//! tus: `POST /uploads` with `Upload-Length` and `Upload-Metadata` (`filename`), then `PATCH` with
//! `Upload-Offset`. The last `PATCH` checks the content; its answer, as that of `HEAD`, carries
//! [`FILE_HEADER`] with the [`FileRef`] as JSON in Base64.

use onething_domain::submission::{Digests, FileRef};
use onething_domain::text::Text;
use serde::{Deserialize, Serialize};

/// Header that carries the stored file when an upload is complete.
pub const FILE_HEADER: &str = "onething-file";

/// Largest file in bytes.
pub const MAX_BYTES: u64 = 20 * 1024 * 1024;

/// Media types that are taken, found from the content.
pub const MEDIA_TYPES: [&str; 4] = ["image/jpeg", "image/png", "image/webp", "application/pdf"];

/// Signs a draft or a correction: binds a drawn image to digests of what was shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignRequest {
    /// Id made by the client: sent twice = done once.
    #[cfg_attr(feature = "openapi", schema(format = "uuid"))]
    pub id: String,
    /// The draft and its revision; the service computes the digests from what it stores and compares.
    /// None for a correction, where the comparison comes with the command.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<DraftRevision>,
    /// Digests that the client computed over what it showed.
    pub digests: Digests,
    /// PNG or JPEG of the signature in Base64, at most 300 kB decoded.
    pub image: String,
    /// Whether the seal of the company that they act for is put beside it; the company keeps it here.
    #[serde(default, skip_serializing_if = "is_false")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub stamp: bool,
    /// Code of the company whose seal is meant, for a correction; the one that they act for now where missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
}

fn is_false(flag: &bool) -> bool {
    !flag
}

/// A draft at a revision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DraftRevision {
    /// Id of the draft.
    pub id: String,
    /// Its revision.
    pub revision: i64,
}

/// A signature that was stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Signature {
    /// Id.
    pub id: String,
    /// What it binds to.
    pub digests: Digests,
    /// When it was made.
    pub signed_at: chrono::DateTime<chrono::Utc>,
    /// Who signed, by name.
    pub signer: String,
}

/// What a person has handed in before, newest first: to be used again (A4).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MaterialList {
    /// One for each material of a case; the same files of the same material once.
    pub materials: Vec<UsedMaterial>,
}

/// A material that was handed in with files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UsedMaterial {
    /// Id of the material.
    pub material: String,
    /// Its name.
    pub name: Text,
    /// The files, in order.
    pub files: Vec<FileRef>,
    /// Number of the case that it was handed in for.
    pub case: String,
    /// Title of its thing.
    pub title: Text,
    /// When that was.
    pub used_at: chrono::DateTime<chrono::Utc>,
    /// The day on which the oldest of the files was uploaded, from which its validity is counted.
    pub uploaded_on: Option<chrono::NaiveDate>,
}
