//! Documents as files over HTTP: the same TOML that an import reads and an export writes.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, header};
use axum::response::{IntoResponse, Response};
use onething_api::catalogue::{BrokenFile, DocumentView, StaleDocument};
use onething_api::paths;
use onething_api::problem::Code;
use onething_domain::authoring::{Document, DocumentKind};

use super::documents::{named, save};
use super::{AUTHORS, store};
use crate::app::App;
use crate::city::content;
use crate::error::{Error, Result};
use crate::etag;
use crate::extract::{self, Path};
use crate::router::Route;
use crate::session::Staff;

/// The media type of TOML.
const TOML: &str = "application/toml";

/// Routes of files.
pub fn routes() -> Vec<Route> {
    vec![
        Route::new(
            Method::GET,
            paths::WORK_TOML,
            AUTHORS,
            get,
            "A document's working copy, or what is in force, as a file.",
        )
        .gives_bytes(200, TOML),
        Route::new(
            Method::PUT,
            paths::WORK_TOML,
            AUTHORS,
            put,
            "Save a file as the working copy, over the revision that If-Match names; at most 1 MB.",
        )
        .header("if-match", true)
        .takes_bytes(TOML)
        .gives::<DocumentView>(200)
        .gives::<StaleDocument>(412)
        .gives::<BrokenFile>(422),
    ]
}

async fn get(State(app): State<App>, Path((kind, id)): Path<(String, String)>) -> Result<Response> {
    let of = named(&kind, id)?;
    let mut tx = app.db.read().await?;
    let found = store::current(&mut tx, &of).await?;
    let (document, _) = found.ok_or_else(|| Error::new(Code::NotFound))?;
    let text = match &document {
        Document::Item(item) => toml::to_string(item),
        Document::Thing(thing) => toml::to_string(thing),
    };
    let text = text.map_err(|error| Error::Broken(format!("a document as TOML: {error}")))?;
    let named = format!("attachment; filename=\"{}.toml\"", of.id);
    let headers = [(header::CONTENT_TYPE, TOML.to_owned()), (header::CONTENT_DISPOSITION, named)];
    let revision = store::newest(&mut tx, &of).await?;
    Ok(etag::tagged(revision, (headers, text).into_response()))
}

async fn put(
    State(app): State<App>,
    staff: Staff,
    Path((kind, id)): Path<(String, String)>,
    headers: HeaderMap,
    body: std::result::Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Result<Response> {
    let of = named(&kind, id)?;
    etag::if_match(&headers)?;
    let media = extract::text(&headers, "content-type").unwrap_or_default();
    if media.split(';').next().map(str::trim) != Some(TOML) {
        return Err(Error::field(Code::WrongMediaType, "content-type", TOML));
    }
    let bytes = body.map_err(extract::body_error)?;
    let text = std::str::from_utf8(&bytes).map_err(|error| {
        let line = 1 + bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count();
        broken(line, "is not UTF-8".to_owned(), "save the file in UTF-8")
    })?;
    let document = match of.kind {
        DocumentKind::Item => content::parse_text(text).map(|item| Document::Item(Box::new(item))),
        DocumentKind::Thing => {
            content::parse_text(text).map(|thing| Document::Thing(Box::new(thing)))
        }
    };
    let document = document.map_err(|(line, message, remedy)| broken(line, message, remedy))?;
    save(&app, &staff, &of, &headers, document, &format!("{}.toml", of.id)).await
}

fn broken(line: usize, message: String, remedy: &str) -> Error {
    Error::field(Code::BrokenFile, format!("line {line}"), message)
        .and("line", &line)
        .and("remedy", &remedy)
}
