//! The wallet, and checking what somebody shows.

use onething_api::{
    licences::{
        CheckShowing, LicenceDetail, RevokeLicence, RevokedLicences, Show, Showing, ShowingCheck,
        ShowingKeys, Wallet,
    },
    paths,
};

use super::{ApiError, at, get, post};

/// My licences, or those of the company that I act for; `own` lists mine beside the company's.
pub async fn mine(own: bool) -> Result<Wallet, ApiError> {
    let query = if own { "?own=true" } else { "" };
    get(&[paths::LICENCES, query].concat()).await
}

/// A licence with a page of its showings; the first one for an empty cursor.
pub async fn one(id: &str, cursor: &str) -> Result<LicenceDetail, ApiError> {
    get(&[&at(paths::LICENCE, &[id]), "?cursor=", cursor].concat()).await
}

/// Shows a licence for a minute.
pub async fn show(licence: &str, id: String) -> Result<Showing, ApiError> {
    post(&at(paths::SHOWINGS, &[licence]), &Show { id }).await
}

/// The keys under which licences are shown.
pub async fn keys() -> Result<ShowingKeys, ApiError> {
    get(paths::SHOWING_KEYS).await
}

/// What the service knows of a showing.
pub async fn check(token: String) -> Result<ShowingCheck, ApiError> {
    post(paths::SHOWING_CHECKS, &CheckShowing { token }).await
}

/// Takes back all licences of a number that one's department has issued.
pub async fn revoke(request: &RevokeLicence) -> Result<RevokedLicences, ApiError> {
    post(paths::LICENCE_REVOCATIONS, request).await
}
