//! The seals that companies keep (A5).

use onething_api::{
    companies::{CompanySeal, KeepSeal},
    paths,
};

use super::{ApiError, Body, at, get, send, to_json};

/// The seal of a company.
pub async fn seal(company: &str) -> Result<CompanySeal, ApiError> {
    get(&at(paths::COMPANY_SEAL, &[company])).await
}

/// Where its image can be looked at.
pub fn image_address(company: &str) -> String {
    at(paths::COMPANY_SEAL_IMAGE, &[company])
}

/// Keeps a seal in the place of the one before.
pub async fn keep(company: &str, seal: &KeepSeal) -> Result<CompanySeal, ApiError> {
    let body = to_json(seal);
    send("PUT", &at(paths::COMPANY_SEAL, &[company]), Body::Json(&body), &[]).await?.json()
}

/// Takes it away.
pub async fn remove(company: &str) -> Result<CompanySeal, ApiError> {
    send("DELETE", &at(paths::COMPANY_SEAL, &[company]), Body::Empty, &[]).await?.json()
}
