//! Guides for everyone: lists and ways in, the search, department shops, the published version, any version
//! that was ever published.

pub mod departments;
pub mod list;
pub mod related;
pub mod search;
pub mod ways;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use onething_api::catalogue::RetiredGuide;
use onething_api::departments::{DepartmentList, DepartmentView};
use onething_api::guides::{
    GuideList, GuideQuery, GuideStatus, GuideView, RelatedGuides, SuggestionQuery, Suggestions,
};
use onething_api::paths;
use onething_api::problem::Code;

use crate::app::App;
use crate::authoring;
use crate::error::{Error, Result};
use crate::extract::{Path, Query};
use crate::figures;
use crate::guard::Guard;
use crate::router::Route;

/// Routes of guides.
pub fn routes() -> Vec<Route> {
    vec![
        Route::new(
            Method::GET,
            paths::GUIDES,
            Guard::Public,
            list,
            "Published guides, narrowed; with something typed, the best first.",
        )
        .asks::<GuideQuery>()
        .gives::<GuideList>(200),
        Route::new(
            Method::GET,
            paths::SUGGESTIONS,
            Guard::Public,
            suggestions,
            "What somebody who is typing may mean.",
        )
        .asks::<SuggestionQuery>()
        .gives::<Suggestions>(200),
        Route::new(
            Method::GET,
            paths::DEPARTMENTS,
            Guard::Public,
            departments,
            "The departments that take part in something.",
        )
        .gives::<DepartmentList>(200),
        Route::new(
            Method::GET,
            paths::DEPARTMENT,
            Guard::Public,
            department,
            "A department: what it does, where, and what is asked for most.",
        )
        .gives::<DepartmentView>(200),
        Route::new(
            Method::GET,
            paths::GUIDE,
            Guard::Public,
            published,
            "The published version of a guide.",
        )
        .header("if-none-match", false)
        .gives::<GuideView>(200)
        .gives_nothing(304)
        .gives::<RetiredGuide>(410),
        Route::new(
            Method::GET,
            paths::RELATED,
            Guard::Public,
            related::related,
            "Guides near to one: of the same event, with items, tags or departments in common.",
        )
        .gives::<RelatedGuides>(200),
        Route::new(
            Method::GET,
            paths::GUIDE_VERSION,
            Guard::Public,
            version,
            "A version of a guide that is or was published; its text never changes.",
        )
        .header("if-none-match", false)
        .gives::<GuideView>(200)
        .gives_nothing(304),
    ]
}

async fn list(State(app): State<App>, Query(query): Query<GuideQuery>) -> Result<Json<GuideList>> {
    list::list(&app.shelf.catalogue(), &query).map(Json)
}

async fn suggestions(
    State(app): State<App>,
    Query(query): Query<SuggestionQuery>,
) -> Result<Json<Suggestions>> {
    list::suggestions(&app.shelf.catalogue(), &query.q).map(Json)
}

async fn departments(State(app): State<App>) -> Json<DepartmentList> {
    Json(departments::list(&app.shelf.catalogue()))
}

async fn department(
    State(app): State<App>,
    Path(department): Path<String>,
) -> Result<Json<DepartmentView>> {
    let view = departments::view(&app.shelf.catalogue(), &department);
    let mut view = view.ok_or_else(|| Error::new(Code::NotFound))?;
    view.rating = figures::of_department(&app, &department).await?;
    Ok(Json(view))
}

async fn published(
    State(app): State<App>,
    Path(thing): Path<String>,
    headers: HeaderMap,
) -> Result<Response> {
    let catalogue = app.shelf.catalogue();
    let Some(edition) = catalogue.published(&thing) else {
        match authoring::retired(&app, &thing).await? {}
    };
    Ok(edition.packed.answer(&headers, "no-cache"))
}

async fn version(
    State(app): State<App>,
    Path((thing, version)): Path<(String, u32)>,
    headers: HeaderMap,
) -> Result<Response> {
    let edition = app.shelf.edition(&app, &thing, version).await?;
    let edition = edition
        .filter(|edition| edition.version.status != GuideStatus::Draft)
        .ok_or_else(|| Error::new(Code::NotFound))?;
    Ok(edition.packed.answer(&headers, "public, max-age=31536000, immutable"))
}
