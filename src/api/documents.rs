//! Documents of cases, and whether what a code stands for is genuine.

use onething_api::{
    documents::{CaseDocumentList, CaseDocumentPages},
    paths,
    verify::Verification,
};

use super::{ApiError, at, get};

/// The documents of a case, oldest first.
pub async fn of_case(number: &str) -> Result<CaseDocumentList, ApiError> {
    get(&at(paths::DOCUMENTS, &[number])).await
}

/// A document, with how many pages it has.
pub async fn pages(number: &str, id: &str) -> Result<CaseDocumentPages, ApiError> {
    get(&at(paths::DOCUMENT_PAGES, &[number, id])).await
}

/// Where a document is as a PDF file.
pub fn pdf_address(number: &str, id: &str) -> String {
    at(paths::DOCUMENT, &[number, id])
}

/// Where the picture of a page is, counted from 1.
pub fn page_address(number: &str, id: &str, page: u32) -> String {
    at(paths::DOCUMENT_PAGE, &[number, id, &page.to_string()])
}

/// What a code stands for.
pub async fn verify(code: &str) -> Result<Verification, ApiError> {
    get(&at(paths::VERIFICATION, &[code])).await
}
