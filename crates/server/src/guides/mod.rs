//! Guides for everyone: list, search, the published version, any version that was ever published.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use onething_api::guides::{GuideList, GuideQuery, GuideStatus, GuideView};
use onething_api::paths;
use onething_api::problem::Code;

use crate::app::App;
use crate::city::catalogue::Edition;
use crate::error::{Error, Result};
use crate::extract::{Path, Query};
use crate::guard::Guard;
use crate::router::Route;

/// Longest search in characters.
const LONGEST: usize = 100;

/// Routes of guides.
pub fn routes() -> Vec<Route> {
    vec![
        Route::new(
            Method::GET,
            paths::GUIDES,
            Guard::Public,
            list,
            "Published guides; with words, the best first.",
        )
        .asks::<GuideQuery>()
        .gives::<GuideList>(200),
        Route::new(
            Method::GET,
            paths::GUIDE,
            Guard::Public,
            published,
            "The published version of a guide.",
        )
        .header("if-none-match", false)
        .gives::<GuideView>(200)
        .gives_nothing(304),
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
    let words = words(query.q.as_deref().unwrap_or_default())?;
    let catalogue = app.shelf.catalogue();
    let fits = |edition: &&Arc<Edition>| {
        let guide = &edition.guide;
        query.event.as_ref().is_none_or(|event| *event == guide.event)
            && query.applicant.is_none_or(|applicant| applicant == guide.applicant)
            && query.list.as_ref().is_none_or(|list| guide.lists.contains(list))
    };
    let mut found: Vec<(usize, &Arc<Edition>)> = catalogue
        .published
        .iter()
        .filter(fits)
        .filter_map(|edition| Some((rank(edition, &words)?, edition)))
        .collect();
    found.sort_by_key(|(rank, _)| *rank); // stable: equal ranks keep the catalogue's order
    Ok(Json(GuideList {
        guides: found.into_iter().map(|(_, edition)| edition.summary.clone()).collect(),
    }))
}

fn words(typed: &str) -> Result<Vec<String>> {
    if typed.chars().count() > LONGEST {
        return Err(Error::field(Code::BadParameter, "q", format!("at most {LONGEST} characters")));
    }
    Ok(typed.to_lowercase().split_whitespace().map(str::to_owned).collect())
}

/// How far back the words stand: 0 all in the title, then tags, names of items, summary; none where one of
/// them is nowhere.
fn rank(edition: &Edition, words: &[String]) -> Option<usize> {
    let place = |word: &String| edition.words.iter().position(|text| text.contains(word));
    words.iter().map(place).try_fold(0, |worst, place| Some(worst.max(place?)))
}

async fn published(
    State(app): State<App>,
    Path(thing): Path<String>,
    headers: HeaderMap,
) -> Result<Response> {
    let catalogue = app.shelf.catalogue();
    let edition = catalogue.published(&thing).ok_or_else(|| Error::new(Code::NotFound))?;
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
