//! What keeps places from being published: a position nowhere in the country, hours that nobody can read, a map
//! that is no page of the web.

use crate::city::{City, Window};
use crate::lint::{Finding, FindingCode as Code, Findings};
use crate::opening::span_of;

/// The country, in millionths of a degree: latitudes, then longitudes. Swapped ones fall outside.
const COUNTRY: [std::ops::RangeInclusive<i64>; 2] =
    [3_800_000..=53_600_000, 73_500_000..=135_100_000];

/// Everything that is wrong with the places of a city.
pub fn check(windows: &[Window], city: &City) -> Vec<Finding> {
    let mut out = Findings { place: "city".to_owned(), ..Findings::default() };
    if !city.route.is_empty() && !city.route.starts_with("https://") {
        out.add("route", Code::BadAddress, &[]);
    }
    out.place = "windows".to_owned();
    for (index, window) in windows.iter().enumerate() {
        let at = |key: &str| format!("window.{}.{key}", window.id);
        if windows[..index].iter().any(|other| other.id == window.id) {
            out.add(&at("id"), Code::DuplicateId, &[("id", &window.id)]);
        }
        if !COUNTRY[0].contains(&window.latitude) || !COUNTRY[1].contains(&window.longitude) {
            out.add(&at("latitude"), Code::BadPosition, &[]);
        }
        if !city.regions.iter().any(|region| region.code == window.region) {
            out.add(&at("region"), Code::UnknownRegion, &[("id", &window.region)]);
        }
        let bad = |span: &crate::city::Opening| {
            span_of(span).is_none() || span.days.iter().any(|day| !(1..=7).contains(day))
        };
        if window.opening.iter().any(bad) {
            out.add(&at("opening"), Code::BadHours, &[]);
        }
    }
    out.list
}
