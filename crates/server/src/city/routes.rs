//! The city over HTTP.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, Method};
use axum::response::{IntoResponse, Response};
use onething_api::guides::CityView;
use onething_api::paths;
use onething_api::problem::Code;
use onething_domain::calendar::Calendar;
use onething_domain::canonical;

use crate::app::App;
use crate::error::{Error, Result};
use crate::etag;
use crate::guard::Guard;
use crate::router::Route;

/// Routes of the city.
pub fn routes() -> Vec<Route> {
    vec![
        Route::new(
            Method::GET,
            paths::CITY,
            Guard::Public,
            city,
            "The city, its life events and regions.",
        )
        .gives::<CityView>(200),
        Route::new(Method::GET, paths::CALENDAR, Guard::Public, calendar, "The working calendar.")
            .gives::<Calendar>(200),
    ]
}

async fn city(State(app): State<App>, headers: HeaderMap) -> Result<Response> {
    let catalogue = app.shelf.catalogue();
    let city = catalogue.city.clone().ok_or_else(no_content)?;
    let view = CityView {
        name: city.name,
        portal: city.portal,
        region: city.region,
        hotline: city.hotline,
        events: city.events,
        regions: city.regions,
        route: city.route,
        zone_hours: catalogue.calendar.as_ref().map_or(8, |calendar| calendar.zone_hours),
        demo: app.settings.demo,
    };
    let tag = etag::strong(&canonical::digest(&view), "");
    Ok(etag::answer(&headers, &tag, "no-cache", || Json(view).into_response()))
}

async fn calendar(State(app): State<App>) -> Result<Json<Calendar>> {
    app.shelf.catalogue().calendar.clone().map(Json).ok_or_else(no_content)
}

/// No city has been imported yet.
pub fn no_content() -> Error {
    Error::detail(Code::Unavailable, "no city has been imported: onething import DIR")
}
