//! Documents of cases over HTTP.

use axum::Json;
use axum::extract::State;
use axum::http::Method;
use axum::response::Response;
use onething_api::documents::{CaseDocumentList, CaseDocumentPages};
use onething_api::paths;
use onething_api::problem::Code;

use super::make;
use super::store::{self, DocumentRow};
use crate::app::App;
use crate::cases::{access, store as cases};
use crate::error::{Error, Result};
use crate::extract::Path;
use crate::guard::Guard;
use crate::router::Route;
use crate::session::Identity;
use crate::uploads;

/// Routes of documents.
pub fn routes() -> Vec<Route> {
    vec![
        Route::new(
            Method::GET,
            paths::DOCUMENTS,
            Guard::LoggedIn,
            list,
            "The documents of a case, oldest first.",
        )
        .gives::<CaseDocumentList>(200),
        Route::new(
            Method::GET,
            paths::DOCUMENT,
            Guard::LoggedIn,
            pdf,
            "A document as a signed PDF file (PAdES B-B).",
        )
        .gives_bytes(200, "application/pdf"),
        Route::new(
            Method::GET,
            paths::DOCUMENT_PAGES,
            Guard::LoggedIn,
            pages,
            "A document to be looked at where no PDF is shown: how many pages it has.",
        )
        .gives::<CaseDocumentPages>(200),
        Route::new(
            Method::GET,
            paths::DOCUMENT_PAGE,
            Guard::LoggedIn,
            page,
            "A page of a document as a picture, counted from 1.",
        )
        .gives_bytes(200, "image/svg+xml"),
    ]
}

async fn list(
    State(app): State<App>,
    identity: Identity,
    Path(number): Path<String>,
) -> Result<Json<CaseDocumentList>> {
    let mut tx = app.db.read().await?;
    access::find(&mut tx, &identity, &number).await?;
    let rows = store::of_case(&mut tx, &number).await?;
    let loaded = cases::load(&app, &mut tx, &number).await?;
    let documents = rows.iter().map(|row| row.show(&loaded.case)).collect::<Result<_>>()?;
    Ok(Json(CaseDocumentList { documents }))
}

/// A document of a case that the reader may see, made.
async fn find(app: &App, identity: &Identity, number: &str, id: &str) -> Result<DocumentRow> {
    let row = {
        let mut tx = app.db.read().await?;
        access::find(&mut tx, identity, number).await?;
        store::by_code(&mut tx, id).await?.filter(|row| row.number == number)
    };
    make::ready(app, row.ok_or_else(|| Error::new(Code::NotFound))?).await
}

async fn pdf(
    State(app): State<App>,
    identity: Identity,
    Path((number, id)): Path<(String, String)>,
) -> Result<Response> {
    let row = find(&app, &identity, &number, &id).await?;
    let bytes = app.files.get(&app.keys, &row.pdf()).await?;
    let name = format!("{}-{}.pdf", row.kind()?.title().zh, row.number);
    Ok(uploads::inline(bytes, "application/pdf", &name))
}

async fn pages(
    State(app): State<App>,
    identity: Identity,
    Path((number, id)): Path<(String, String)>,
) -> Result<Json<CaseDocumentPages>> {
    let row = find(&app, &identity, &number, &id).await?;
    let mut tx = app.db.read().await?;
    let loaded = cases::load(&app, &mut tx, &number).await?;
    Ok(Json(CaseDocumentPages {
        document: row.show(&loaded.case)?,
        sha256: row.sha256,
        pages: u32::try_from(row.pages).unwrap_or(0),
    }))
}

async fn page(
    State(app): State<App>,
    identity: Identity,
    Path((number, id, page)): Path<(String, String, String)>,
) -> Result<Response> {
    let row = find(&app, &identity, &number, &id).await?;
    let bytes = app.files.get(&app.keys, &row.pictures()).await?;
    let pictures: Vec<String> = serde_json::from_slice(&bytes)?;
    let place = page.parse::<usize>().ok().and_then(|page| page.checked_sub(1));
    let picture = place.and_then(|place| pictures.into_iter().nth(place));
    let picture = picture.ok_or_else(|| Error::new(Code::NotFound))?;
    Ok(uploads::inline(picture.into_bytes(), "image/svg+xml", &format!("{page}.svg")))
}
