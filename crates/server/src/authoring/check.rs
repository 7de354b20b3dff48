//! Findings, previews and effects over HTTP, and what menus offer: nothing here changes anything.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::Method;
use onething_api::catalogue::Changes;
use onething_api::catalogue::{
    CheckRequest, Dictionary, DifferenceQuery, Effects, Findings, NamedDocument, Preview,
    PreviewQuery,
};
use onething_api::paths;
use onething_api::problem::Code;
use onething_domain::authoring::{Document, difference};
use onething_domain::city::Role;
use onething_domain::text::Text;

use super::workshop::Workshop;
use super::{AUTHORS, publish, release_store, store};
use crate::app::App;
use crate::error::{Error, Result};
use crate::extract::{Json, Path, Query};
use crate::guard::Guard;
use crate::router::Route;
use crate::{all, one};

/// Most documents of a release.
pub const MOST: usize = 50;

/// Routes of looking.
pub fn routes() -> Vec<Route> {
    vec![
        Route::new(
            Method::POST,
            paths::WORK_LINT,
            AUTHORS,
            lint,
            "Everything that is wrong with a document, saved or not, among all working copies.",
        )
        .takes::<Document>()
        .gives::<Findings>(200),
        Route::new(
            Method::GET,
            paths::WORK_PREVIEW,
            Guard::Hidden(&Role::ALL),
            preview,
            "A thing merged on the fly from working copies, or as a release would publish it.",
        )
        .asks::<PreviewQuery>()
        .gives::<Preview>(200),
        Route::new(
            Method::POST,
            paths::WORK_EFFECTS,
            AUTHORS,
            effects,
            "What publishing some documents would do.",
        )
        .takes::<CheckRequest>()
        .gives::<Effects>(200),
        Route::new(
            Method::GET,
            paths::WORK_DICTIONARY,
            AUTHORS,
            dictionary,
            "What the menus of the editor offer.",
        )
        .gives::<Dictionary>(200),
        Route::new(
            Method::GET,
            paths::WORK_DIFFERENCE,
            Guard::Staff(&Role::ALL),
            versions,
            "How two versions of a guide differ.",
        )
        .asks::<DifferenceQuery>()
        .gives::<Changes>(200),
    ]
}

async fn lint(State(app): State<App>, Json(document): Json<Document>) -> Result<Answer<Findings>> {
    let document = document.tidy();
    let mut tx = app.db.read().await?;
    let shop = Workshop::of_working_copies(&mut tx, vec![document.clone()]).await?;
    Ok(Answer(Findings { findings: shop.findings(&mut tx, &document).await? }))
}

async fn preview(
    State(app): State<App>,
    Path(thing): Path<String>,
    Query(query): Query<PreviewQuery>,
) -> Result<Answer<Preview>> {
    let mut tx = app.db.read().await?;
    let shop = match &query.release {
        None => Workshop::of_working_copies(&mut tx, Vec::new()).await?,
        Some(id) => {
            let documents = release_store::documents(&mut tx, id).await?;
            let documents = documents.ok_or_else(|| Error::new(Code::NotFound))?;
            Workshop::open(&mut tx, documents).await?
        }
    };
    let found = shop.thing(&mut tx, &thing).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    let (guide, findings) = shop.merge(&mut tx, &found).await?;
    let version = publish::next_version(&mut tx, &thing).await?;
    let guide = Some(guide).filter(|guide| !guide.nodes.is_empty());
    Ok(Answer(Preview { guide, version, findings }))
}

async fn effects(
    State(app): State<App>,
    Json(request): Json<CheckRequest>,
) -> Result<Answer<Effects>> {
    some(&request.documents)?;
    let mut tx = app.db.read().await?;
    let mut documents = Vec::new();
    for of in &request.documents {
        let found = store::current(&mut tx, of).await?;
        let (document, _) =
            found.ok_or_else(|| Error::field(Code::NotFound, "documents", &of.id))?;
        documents.push(document);
    }
    Ok(Answer(publish::effects(&mut tx, documents).await?.told))
}

/// Refuses none and too many.
///
/// # Errors
/// Either.
pub fn some<T>(documents: &[T]) -> Result<()> {
    if (1..=MOST).contains(&documents.len()) {
        Ok(())
    } else {
        Err(Error::field(Code::WrongShape, "documents", format!("1 to {MOST}")))
    }
}

async fn dictionary(State(app): State<App>) -> Result<Answer<Dictionary>> {
    let mut tx = app.db.read().await?;
    let shop = Workshop::of_working_copies(&mut tx, Vec::new()).await?;
    let items = all!(
        &mut tx,
        (String, String),
        "SELECT id, title FROM item UNION SELECT id, title FROM document WHERE kind = 'item' AND open = $1 ORDER BY id",
        true
    )?;
    let things = all!(
        &mut tx,
        (String, String),
        "SELECT id, title FROM thing UNION SELECT id, title FROM document WHERE kind = 'thing' AND open = $1 ORDER BY id",
        true
    )?;
    Ok(Answer(Dictionary {
        departments: shop.departments,
        windows: shop.windows,
        elements: shop.elements,
        codes: shop.codes,
        registries: shop.registries,
        events: shop.city.events,
        items: named(items)?,
        things: named(things)?,
    }))
}

/// Each id once: what is being written may have another title than what is in force.
fn named(rows: Vec<(String, String)>) -> Result<Vec<NamedDocument>> {
    let mut out: Vec<NamedDocument> = Vec::with_capacity(rows.len());
    for (id, title) in rows {
        let name: Text = serde_json::from_str(&title)?;
        match out.last_mut().filter(|last| last.id == id) {
            Some(last) => last.name = name,
            None => out.push(NamedDocument { id, name }),
        }
    }
    Ok(out)
}

async fn versions(
    State(app): State<App>,
    Path(thing): Path<String>,
    Query(query): Query<DifferenceQuery>,
) -> Result<Answer<Changes>> {
    let mut tx = app.db.read().await?;
    let mut bodies = Vec::new();
    for version in [query.from, query.to] {
        let row = one!(
            &mut tx,
            (String,),
            "SELECT body FROM guide_body WHERE thing = $1 AND version = $2",
            &thing,
            i64::from(version)
        )?;
        let (body,) = row.ok_or_else(|| Error::new(Code::NotFound))?;
        bodies.push(serde_json::from_str::<serde_json::Value>(&body)?);
    }
    let [from, to] = bodies.as_slice() else {
        return Err(Error::new(Code::NotFound));
    };
    Ok(Answer(Changes { changes: difference(from, to) }))
}
