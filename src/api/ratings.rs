//! Rating what was done.

use onething_api::{
    paths,
    ratings::{CaseRatings, Rate},
};

use super::{ApiError, at, get, post};

/// What I have rated of a case, and may rate.
pub async fn of(number: &str) -> Result<CaseRatings, ApiError> {
    get(&at(paths::RATINGS, &[number])).await
}

/// Rates, or says why.
pub async fn rate(number: &str, rate: &Rate) -> Result<CaseRatings, ApiError> {
    post(&at(paths::RATINGS, &[number]), rate).await
}
