//! Notices as everyone reads them.

use axum::Json;
use axum::extract::State;
use axum::http::Method;
use onething_api::notices::{Around, Named, NoticeList, NoticeQuery, NoticeSummary, NoticeView};
use onething_api::paths;
use onething_api::problem::Code;

use super::store::{self, Filter, Row, Shown};
use crate::app::App;
use crate::city::catalogue::Catalogue;
use crate::error::{Error, Result};
use crate::extract::{Path, Query};
use crate::guard::Guard;
use crate::intermediaries;
use crate::page;
use crate::router::Route;

/// Notices that stand beside a guide.
const BESIDE: i64 = 10;

/// Routes of notices for everyone.
pub fn routes() -> Vec<Route> {
    vec![
        Route::new(
            Method::GET,
            paths::NOTICES,
            Guard::Public,
            list,
            "Notices and policy readings, newest first.",
        )
        .asks::<NoticeQuery>()
        .gives::<NoticeList>(200),
        Route::new(Method::GET, paths::NOTICE, Guard::Public, one, "A notice.")
            .gives::<NoticeView>(200),
        Route::new(
            Method::GET,
            paths::AROUND,
            Guard::Public,
            around,
            "Notices, policy readings and intermediary services around a guide.",
        )
        .gives::<Around>(200),
    ]
}

async fn list(
    State(app): State<App>,
    Query(query): Query<NoticeQuery>,
) -> Result<Json<NoticeList>> {
    let limit = page::limit(query.limit, 20)?;
    let behind = page::begin(query.cursor.as_deref())?.unwrap_or_else(page::newest);
    let filter = Filter {
        kind: query.kind.map(store::kind_name).unwrap_or_default().to_owned(),
        department: query.department.unwrap_or_default(),
        thing: query.thing.unwrap_or_default(),
    };
    let now = app.clock.now();
    let catalogue = app.shelf.catalogue();
    let mut tx = app.db.read().await?;
    let mut rows = store::published(&mut tx, &filter, now, &behind, limit + 1).await?;
    let next = page::cut(&mut rows, limit, |row| (row.published_at, row.id.clone()))?;
    let issuers = store::issuers(&mut tx, now).await?;
    Ok(Json(NoticeList {
        notices: summaries(&catalogue, &rows)?,
        departments: issuers
            .into_iter()
            .map(|id| Named { name: catalogue.department_name(&id), id })
            .collect(),
        next,
    }))
}

fn summaries(catalogue: &Catalogue, rows: &[Row]) -> Result<Vec<NoticeSummary>> {
    let mut summaries = Vec::with_capacity(rows.len());
    for row in rows {
        if let Some(shown) = row.shown()? {
            summaries.push(summary(catalogue, row, &shown));
        }
    }
    Ok(summaries)
}

fn summary(catalogue: &Catalogue, row: &Row, shown: &Shown) -> NoticeSummary {
    let notice = &shown.notice;
    NoticeSummary {
        id: row.id.clone(),
        kind: notice.kind,
        department: catalogue.department_name(&notice.department),
        title: notice.title.clone(),
        summary: notice.summary.clone(),
        published_at: row.published_at.unwrap_or_default(),
    }
}

async fn one(State(app): State<App>, Path(id): Path<String>) -> Result<Json<NoticeView>> {
    view(&app, &id).await?.map(Json).ok_or_else(|| Error::new(Code::NotFound))
}

/// A notice as people read it now; none where nobody may.
///
/// # Errors
/// The database's.
pub async fn view(app: &App, id: &str) -> Result<Option<NoticeView>> {
    let mut tx = app.db.read().await?;
    let Some(row) = store::get(&mut tx, id).await? else { return Ok(None) };
    let read = !row.withdrawn && row.published_at.is_some_and(|at| at <= app.clock.now());
    let Some(shown) = row.shown()?.filter(|_| read) else { return Ok(None) };
    let catalogue = app.shelf.catalogue();
    let issuer = catalogue.departments.get(&shown.notice.department);
    Ok(Some(NoticeView {
        head: summary(&catalogue, &row, &shown),
        issuer: issuer.map(|department| department.name.clone()).unwrap_or_default(),
        corrected_at: row.corrected_at,
        things: named_things(&catalogue, &shown.notice.things),
        body: shown.body,
    }))
}

/// Those things that are on offer, by their titles.
pub fn named_things(catalogue: &Catalogue, things: &[String]) -> Vec<Named> {
    let editions = things.iter().filter_map(|thing| catalogue.published(thing));
    editions
        .map(|edition| Named {
            id: edition.version.thing.clone(),
            name: edition.version.title.clone(),
        })
        .collect()
}

async fn around(State(app): State<App>, Path(thing): Path<String>) -> Result<Json<Around>> {
    let catalogue = app.shelf.catalogue();
    let edition = catalogue.published(&thing).ok_or_else(|| Error::new(Code::NotFound))?;
    let items: Vec<&str> = edition.guide.nodes.iter().map(|node| node.item.id.as_str()).collect();
    let filter = Filter { thing: thing.clone(), ..Filter::default() };
    let mut tx = app.db.read().await?;
    let rows = store::published(&mut tx, &filter, app.clock.now(), &page::newest(), BESIDE).await?;
    Ok(Json(Around {
        notices: summaries(&catalogue, &rows)?,
        services: intermediaries::for_items(&catalogue.services, &items),
    }))
}
