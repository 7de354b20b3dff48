//! Uploads and files over HTTP.

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::TimeDelta;
use futures_util::StreamExt;
use onething_api::paths;
use onething_api::problem::Code;
use onething_api::uploads::{FILE_HEADER, MAX_BYTES, MaterialList};

use super::store::{self, Upload};
use super::{mine, service, tus};
use crate::app::App;
use crate::cases::access;
use crate::cosign;
use crate::error::{Error, Result};
use crate::extract::{Path, text};
use crate::guard::Guard;
use crate::router::Route;
use crate::session::{Citizen, Identity};

/// Seconds that a part may take on a slow network.
const PART_SECONDS: u64 = 600;

/// Routes of uploads and files.
pub fn routes() -> Vec<Route> {
    vec![
        Route::new(
            Method::OPTIONS,
            paths::UPLOADS,
            Guard::Public,
            options,
            "What of tus is spoken.",
        )
        .gives_nothing(204),
        Route::new(
            Method::POST,
            paths::UPLOADS,
            Guard::Citizen,
            create,
            "Begin an upload (tus 1.0 creation).",
        )
        .header("tus-resumable", true)
        .header("upload-length", true)
        .header("upload-metadata", false)
        .gives_nothing(201),
        Route::new(Method::HEAD, paths::UPLOAD, Guard::Citizen, stand, "Where an upload stands.")
            .header("tus-resumable", true)
            .gives_nothing(200),
        Route::new(
            Method::PATCH,
            paths::UPLOAD,
            Guard::Citizen,
            append,
            "Send a part; the last one checks the content.",
        )
        .header("tus-resumable", true)
        .header("upload-offset", true)
        .takes_bytes(tus::PART)
        .gives_nothing(204)
        .large(usize::try_from(MAX_BYTES).unwrap_or(usize::MAX), PART_SECONDS),
        Route::new(
            Method::DELETE,
            paths::UPLOAD,
            Guard::Citizen,
            terminate,
            "Delete an upload that no case has.",
        )
        .header("tus-resumable", true)
        .gives_nothing(204),
        Route::new(
            Method::GET,
            paths::MATERIALS,
            Guard::Citizen,
            mine::list,
            "Materials that I have handed in before, newest first.",
        )
        .gives::<MaterialList>(200),
        Route::new(
            Method::GET,
            paths::FILE,
            Guard::LoggedIn,
            file,
            "The content of a file, for its owner and for staff who handle its case.",
        )
        .gives_bytes(200, "application/octet-stream"),
    ]
}

fn tus_answer(status: StatusCode, upload: Option<&Upload>) -> Response {
    let mut response = status.into_response();
    let headers = response.headers_mut();
    tus::set(headers, "tus-resumable", tus::VERSION);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(upload) = upload {
        tus::set(headers, "upload-offset", &upload.received.to_string());
        tus::set(headers, "upload-length", &upload.length.to_string());
        if !upload.is_complete() {
            let expires = upload.expires_at.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
            tus::set(headers, "upload-expires", &expires);
        }
    }
    response
}

async fn options() -> Response {
    let mut response = tus_answer(StatusCode::NO_CONTENT, None);
    let headers = response.headers_mut();
    tus::set(headers, "tus-version", tus::VERSION);
    tus::set(headers, "tus-extension", tus::EXTENSIONS);
    tus::set(headers, "tus-max-size", &MAX_BYTES.to_string());
    response
}

async fn create(State(app): State<App>, citizen: Citizen, headers: HeaderMap) -> Result<Response> {
    tus::check_version(&headers)?;
    let now = app.clock.now();
    let length = tus::length(&headers)?;
    let name = tus::file_name(&headers)?;
    app.limits.upload.take(&citizen.id, now)?;
    let mut tx = app.db.write().await?;
    let total = store::total(&mut tx, &citizen.id).await? + length;
    if u64::try_from(total).unwrap_or(u64::MAX) > app.settings.quota_bytes {
        let most = app.settings.quota_bytes;
        return Err(Error::detail(Code::QuotaExceeded, format!("at most {most} bytes a person")));
    }
    let expires = now + TimeDelta::hours(service::HOURS);
    let id = store::add(&app, &mut tx, &citizen.id, &name, length, expires).await?;
    let upload = store::get(&mut tx, &id).await?;
    tx.commit().await?;
    let mut response = tus_answer(StatusCode::CREATED, upload.as_ref());
    let location = paths::fill(paths::UPLOAD, &[&id]);
    tus::set(response.headers_mut(), "location", &location);
    Ok(response)
}

/// An upload of this very person.
async fn own(app: &App, citizen: &Citizen, id: &str) -> Result<Upload> {
    let mut tx = app.db.read().await?;
    let upload = store::get(&mut tx, id).await?.filter(|upload| upload.owner == citizen.id);
    upload.ok_or_else(|| Error::new(Code::NotFound))
}

fn with_file(app: &App, mut response: Response, upload: &Upload) -> Result<Response> {
    if upload.is_complete() {
        let file = serde_json::to_vec(&upload.file(app)?)?;
        tus::set(response.headers_mut(), FILE_HEADER, &STANDARD.encode(file));
    }
    Ok(response)
}

async fn stand(
    State(app): State<App>,
    citizen: Citizen,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response> {
    tus::check_version(&headers)?;
    let mut upload = own(&app, &citizen, &id).await?;
    if upload.received == upload.length && !upload.is_complete() {
        upload = service::complete(&app, &id).await?; // the process died between the last part and the check
    }
    with_file(&app, tus_answer(StatusCode::OK, Some(&upload)), &upload)
}

async fn append(
    State(app): State<App>,
    citizen: Citizen,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response> {
    tus::check_version(&headers)?;
    if text(&headers, "content-type") != Some(tus::PART) {
        return Err(Error::field(Code::WrongMediaType, "content-type", tus::PART));
    }
    let offset: i64 = tus::number(&headers, "upload-offset")?;
    let upload = own(&app, &citizen, &id).await?;
    if offset != upload.received {
        return Err(Error::field(
            Code::WrongOffset,
            "upload-offset",
            format!("it stands at {}", upload.received),
        ));
    }
    let room = usize::try_from(upload.length - upload.received).unwrap_or(0);
    let bytes = receive(body, room).await?;
    let upload = service::append(&app, &upload, &bytes).await?;
    with_file(&app, tus_answer(StatusCode::NO_CONTENT, Some(&upload)), &upload)
}

/// Takes what comes. Where the network breaks, what has come is kept: the client goes on from there.
async fn receive(body: Body, room: usize) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut stream = body.into_data_stream();
    while let Some(Ok(chunk)) = stream.next().await {
        let chunk: Bytes = chunk;
        if bytes.len() + chunk.len() > room {
            return Err(Error::detail(
                Code::TooLarge,
                format!("{room} bytes are left of this upload"),
            ));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

async fn terminate(
    State(app): State<App>,
    citizen: Citizen,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response> {
    tus::check_version(&headers)?;
    let upload = own(&app, &citizen, &id).await?;
    if upload.kept {
        return Err(Error::detail(Code::Forbidden, "a case has this file"));
    }
    service::remove(&app, &upload).await?;
    Ok(tus_answer(StatusCode::NO_CONTENT, None))
}

async fn file(
    State(app): State<App>,
    identity: Identity,
    Path(id): Path<String>,
) -> Result<Response> {
    let mut tx = app.db.read().await?;
    let upload = store::get(&mut tx, &id).await?.filter(Upload::is_complete);
    let upload = upload.ok_or_else(|| Error::new(Code::NotFound))?;
    if upload.owner != identity.id()
        && !access::may_see_file(&mut tx, &identity, &id).await?
        && !cosign::may_see_file(&app, &mut tx, identity.id(), &upload).await?
    {
        return Err(Error::new(Code::NotFound));
    }
    drop(tx);
    let bytes = app.files.get(&app.keys, &store::object(&upload.id, &upload.sha256)).await?;
    let file = upload.file(&app)?;
    Ok(inline(bytes, &file.media, &file.name))
}

/// Sends stored bytes to be looked at: never run, never framed by others, never guessed at, and gone from the browser with
/// the page, for the next one there may be somebody else.
pub fn inline(bytes: Vec<u8>, media: &str, name: &str) -> Response {
    let policy = match media {
        // A sandbox would keep browsers from showing a PDF at all; its viewer runs none of our origin.
        "application/pdf" => "default-src 'none'; frame-ancestors 'self'",
        _ => "default-src 'none'; sandbox; frame-ancestors 'self'",
    };
    let name: String = name
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => {
                char::from(byte).to_string()
            }
            byte => format!("%{byte:02X}"),
        })
        .collect();
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    tus::set(headers, "content-type", media);
    tus::set(headers, "content-disposition", &format!("inline; filename*=UTF-8''{name}"));
    headers.insert(
        HeaderName::from_static("content-security-policy"),
        HeaderValue::from_static(policy),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    response
}

/// Sends bytes to be kept as a file; nothing on the way keeps them.
pub fn download(bytes: Vec<u8>, media: &str, name: &str) -> Response {
    let mut response = inline(bytes, media, name);
    let headers = response.headers_mut();
    let disposition = headers.get(header::CONTENT_DISPOSITION).and_then(|it| it.to_str().ok());
    let kept = disposition.map(|shown| shown.replacen("inline", "attachment", 1));
    tus::set(headers, "content-disposition", &kept.unwrap_or_default());
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
