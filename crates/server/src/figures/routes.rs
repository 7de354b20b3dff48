//! Open figures over HTTP.

use axum::Json;
use axum::extract::State;
use axum::http::{Method, header};
use axum::response::IntoResponse;
use onething_api::figures::{FigureQuery, FigureRow, Figures};
use onething_api::paths;
use onething_api::problem::Code;
use onething_domain::figure::month;

use super::{csv, open};
use crate::app::App;
use crate::error::{Error, Result};
use crate::extract::Query;
use crate::guard::Guard;
use crate::router::Route;

/// Months of a series.
const SERIES: usize = 12;
/// How long others may keep what was told.
const CACHING: &str = "public, max-age=60";

/// Routes of open figures.
pub fn routes() -> Vec<Route> {
    vec![
        Route::new(
            Method::GET,
            paths::FIGURES,
            Guard::Public,
            figures,
            "What cases and ratings add up to, by month, department and thing; small counts are hidden.",
        )
        .asks::<FigureQuery>()
        .gives::<Figures>(200),
        Route::new(
            Method::GET,
            paths::FIGURES_CSV,
            Guard::Public,
            table,
            "The same of all months, as a table for spreadsheets.",
        )
        .gives_bytes(200, "text/csv"),
    ]
}

async fn figures(
    State(app): State<App>,
    Query(query): Query<FigureQuery>,
) -> Result<impl IntoResponse> {
    let opened = open::all(&app).await?;
    let wanted = match &query.month {
        None => opened.first(),
        Some(month) => Some(
            opened
                .iter()
                .find(|one| one.month == *month)
                .ok_or_else(|| Error::field(Code::NotFound, "month", "a month of `months`"))?,
        ),
    };
    let catalogue = app.shelf.catalogue();
    let today = month(catalogue.calendar()?.day(app.clock.now()));
    let series = opened.iter().take(SERIES).rev();
    let series = series.map(|one| FigureRow { id: one.month.clone(), ..one.city.clone() });
    let shown = wanted.cloned().unwrap_or_default();
    let figures = Figures {
        least: catalogue.pledges().least,
        running: shown.month == today,
        months: opened.iter().map(|one| one.month.clone()).collect(),
        series: series.collect(),
        month: shown.month,
        city: shown.city,
        departments: shown.departments,
        things: shown.things,
    };
    Ok(([(header::CACHE_CONTROL, CACHING)], Json(figures)))
}

async fn table(State(app): State<App>) -> Result<impl IntoResponse> {
    let opened = open::all(&app).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8; header=present"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"figures.csv\""),
        (header::CACHE_CONTROL, CACHING),
    ];
    Ok((headers, csv::table(&opened)))
}
