//! Guides and the city.

use onething_api::{
    guides::{CityView, GuideList, GuideView, Suggestions},
    paths,
};
use onething_domain::calendar::Calendar;

use super::{ApiError, at, get};
use crate::router::Query;

/// The city, its life events and regions.
pub async fn city() -> Result<CityView, ApiError> {
    get(paths::CITY).await
}

/// What of an address a list of guides is asked for; the names are the same in both.
const ASKED: [&str; 8] =
    ["q", "audience", "event", "theme", "list", "district", "department", "cursor"];

/// The part of an address that asks for guides.
pub fn wanted(address: &Query) -> Query {
    ASKED.into_iter().fold(Query::default(), |wanted, key| {
        wanted.with(key, address.get(key).unwrap_or_default())
    })
}

/// A page of published guides, best first.
pub async fn list(wanted: &Query) -> Result<GuideList, ApiError> {
    get(&wanted.on(paths::GUIDES)).await
}

/// What somebody who is typing may mean.
pub async fn suggestions(typed: &str) -> Result<Suggestions, ApiError> {
    get(&Query::default().with("q", typed).on(paths::SUGGESTIONS)).await
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
