//! Guides as staff see them: every version, drafts among them.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use onething_api::guides::GuideView;
use onething_api::paths;
use onething_api::problem::Code;
use onething_api::work::{WorkGuide, WorkGuideQuery, WorkGuides};
use onething_domain::city::Role;

use crate::app::App;
use crate::city::catalogue::Version;
use crate::error::{Error, Result};
use crate::extract::{Path, Query};
use crate::guard::Guard;
use crate::page;
use crate::router::Route;

/// Routes of staff's guides.
pub fn routes() -> Vec<Route> {
    let staff = Guard::Staff(&Role::ALL);
    vec![
        Route::new(
            Method::GET,
            paths::WORK_GUIDES,
            staff,
            list,
            "All guides with all versions, drafts among them.",
        )
        .asks::<WorkGuideQuery>()
        .gives::<WorkGuides>(200),
        Route::new(
            Method::GET,
            paths::WORK_GUIDE,
            staff,
            version,
            "Any version of a guide, a draft too.",
        )
        .header("if-none-match", false)
        .gives::<GuideView>(200)
        .gives_nothing(304),
    ]
}

async fn list(
    State(app): State<App>,
    Query(query): Query<WorkGuideQuery>,
) -> Result<Json<WorkGuides>> {
    let limit = page::limit(query.limit, 50)?;
    let after: Option<(String, u32)> = page::begin(query.cursor.as_deref())?;
    let catalogue = app.shelf.catalogue();
    let rest: &[Version] = match &after {
        Some((thing, version)) => catalogue.versions_behind(thing, *version),
        None => &catalogue.versions,
    };
    let row = |known: &Version| WorkGuide {
        thing: known.thing.clone(),
        version: known.version,
        status: known.status,
        title: known.title.clone(),
        items: known.items,
        changed_at: known.changed_at,
    };
    let most = usize::try_from(limit).unwrap_or(usize::MAX).saturating_add(1);
    let asked = |known: &&Version| query.thing.as_ref().is_none_or(|thing| *thing == known.thing);
    let mut guides: Vec<WorkGuide> = rest.iter().filter(asked).take(most).map(row).collect();
    let next = page::cut(&mut guides, limit, |guide| (guide.thing.clone(), guide.version))?;
    Ok(Json(WorkGuides { guides, next }))
}

async fn version(
    State(app): State<App>,
    Path((thing, version)): Path<(String, u32)>,
    headers: HeaderMap,
) -> Result<Response> {
    let edition = app.shelf.edition(&app, &thing, version).await?;
    let edition = edition.ok_or_else(|| Error::new(Code::NotFound))?;
    Ok(edition.packed.answer(&headers, "private, no-cache"))
}
