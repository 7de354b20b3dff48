//! Places, the city's time, guides near to one.

use onething_api::{guides::RelatedGuides, paths, places::PlaceList};
use onething_domain::opening::CityTime;

use super::{ApiError, at, get, with_query};

/// Places, in the order of the city; the query is that of the page's address.
pub async fn list(pairs: &[(&str, &str)]) -> Result<PlaceList, ApiError> {
    get(&with_query(paths::PLACES, pairs)).await
}

/// The city's time.
pub async fn time() -> Result<CityTime, ApiError> {
    get(paths::CLOCK).await
}

/// Guides near to one.
pub async fn related(thing: &str) -> Result<RelatedGuides, ApiError> {
    get(&at(paths::RELATED, &[thing])).await
}
