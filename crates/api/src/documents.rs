//! Documents about a case: receipt, notices, decisions and results as signed PDF files (A6).

use chrono::{DateTime, Utc};
use onething_domain::case::CaseDocumentKind;
use onething_domain::text::Text;
use serde::{Deserialize, Serialize};

/// A document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CaseDocument {
    /// Id: also the code printed on it, by which anyone may ask whether it is genuine.
    pub id: String,
    /// What it is.
    pub kind: CaseDocumentKind,
    /// Name of the item that it is about; none where it is about the whole case.
    pub item: Option<Text>,
    /// When what it says came to be.
    pub issued_at: DateTime<Utc>,
}

/// The documents of a case, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CaseDocumentList {
    /// Documents.
    pub documents: Vec<CaseDocument>,
}

/// A document to be looked at where no PDF is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CaseDocumentPages {
    /// The document.
    pub document: CaseDocument,
    /// SHA-256 of the PDF file, lower-case hexadecimal.
    pub sha256: String,
    /// How many pages it has.
    pub pages: u32,
}
