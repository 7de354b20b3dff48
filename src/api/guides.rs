//! Guides and the city.

use onething_api::{
    guides::{CityView, GuideList, GuideView},
    paths,
};
use onething_domain::calendar::Calendar;

use super::{ApiError, at, get, with_query};

/// The city, its life events and regions.
pub async fn city() -> Result<CityView, ApiError> {
    get(paths::CITY).await
}

/// What a list of guides is asked for; empty means any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Words to look for.
    pub q: String,
    /// Id of a life event.
    pub event: String,
    /// `citizen` or `company`.
    pub applicant: String,
    /// A list, as `once`.
    pub list: String,
}

/// Published guides, best first.
pub async fn list(wanted: &Wanted) -> Result<GuideList, ApiError> {
    let pairs = [
        ("q", &*wanted.q),
        ("event", &*wanted.event),
        ("audience", &*wanted.applicant),
        ("list", &*wanted.list),
    ];
    get(&with_query(paths::GUIDES, &pairs)).await
}

/// The published version of a guide.
pub async fn guide(thing: &str) -> Result<GuideView, ApiError> {
    get(&at(paths::GUIDE, &[thing])).await
}

/// The working calendar.
pub async fn calendar() -> Result<Calendar, ApiError> {
    get(paths::CALENDAR).await
}

/// One version of a guide; it never changes, so the browser keeps it.
pub async fn version(thing: &str, version: u32) -> Result<GuideView, ApiError> {
    get(&at(paths::GUIDE_VERSION, &[thing, &version.to_string()])).await
}
