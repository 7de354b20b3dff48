//! The front ends: files from a folder or from inside the binary, pre-compressed where they are; the public
//! pages rendered.

#[cfg(feature = "pages")]
mod pages;
#[cfg(feature = "pages")]
mod template;

use std::borrow::Cow;
use std::path::{Component, Path, PathBuf};

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use onething_api::problem::Code;
#[cfg(feature = "pages")]
use onething_api::programs::Program;
use onething_api::programs::program;
use onething_domain::canonical;

use crate::app::App;
use crate::error::Error;
use crate::etag;
use crate::extract::text;
use crate::pack::takes;

#[cfg(feature = "embed")]
mod embedded {
    include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
}

/// How files are cached whose name carries a digest of their content: they need no tag either.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// Where the front ends come from.
pub enum Web {
    /// A folder.
    Folder(PathBuf),
    /// The binary itself.
    Embedded,
    /// Nowhere: only the API is served.
    None,
}

impl Web {
    /// The folder that was named, else what is inside the binary.
    ///
    /// # Errors
    /// Where the folder has no portal.
    pub fn open(folder: Option<PathBuf>) -> Result<Self, String> {
        match folder {
            Some(folder) if folder.join("index.html").is_file() => Ok(Self::Folder(folder)),
            Some(folder) => Err(format!(
                "web: {} has no index.html; build the front ends with cargo xtask run, or leave --web out",
                folder.display()
            )),
            None if cfg!(feature = "embed") => Ok(Self::Embedded),
            None => Ok(Self::None),
        }
    }

    fn read(&self, path: &str) -> Option<Cow<'static, [u8]>> {
        match self {
            Self::Folder(folder) => {
                let relative = Path::new(path);
                let plain = relative.components().all(|part| matches!(part, Component::Normal(_)));
                let file = folder.join(relative);
                (plain && file.is_file())
                    .then(|| std::fs::read(file).ok())
                    .flatten()
                    .map(Cow::Owned)
            }
            #[cfg(feature = "embed")]
            Self::Embedded => embedded::FILES
                .binary_search_by(|(name, _)| (*name).cmp(path))
                .ok()
                .map(|i| Cow::Borrowed(embedded::FILES[i].1)),
            #[cfg(not(feature = "embed"))]
            Self::Embedded => None,
            Self::None => None,
        }
    }
}

/// Serves whatever is no route: a file, a rendered page, or the document of the program that draws the address.
/// Pages are rendered with the answers of `api`.
pub async fn serve(app: App, api: Router, request: Request) -> Response {
    let path = request.uri().path().trim_start_matches('/');
    if path == "api" || path.starts_with("api/") {
        return Error::new(Code::NotFound).into_response();
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Error::new(Code::MethodNotAllowed).into_response();
    }
    if path == "staff" {
        // What narrows a list stands behind it.
        let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
        let place = format!("/staff/{query}");
        return (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, place)]).into_response();
    }
    let is_file = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    let document = document(path);
    if !is_file
        && let Some(page) = rendered(&app, &api, request.uri(), request.headers(), &document).await
    {
        return page;
    }
    let accepts = text(request.headers(), "accept-encoding").unwrap_or_default();
    let found = file(&app.web, if is_file { path } else { &document }, accepts);
    let Some(found) = found else {
        return Error::new(Code::NotFound).into_response();
    };
    if found.caching == FOR_EVER {
        return found.into_response();
    }
    let digest = canonical::sha256(&found.bytes);
    let tag = etag::strong(&digest, found.encoding.unwrap_or_default());
    etag::answer(request.headers(), &tag, found.caching, || found.into_response())
}

/// A page that is rendered here, where its program has one for the address.
#[cfg(feature = "pages")]
async fn rendered(
    app: &App,
    api: &Router,
    uri: &Uri,
    headers: &HeaderMap,
    document: &str,
) -> Option<Response> {
    let drawn = program(uri.path().trim_start_matches('/'));
    if !matches!(drawn, Program::Portal | Program::Guide)
        && onething_portal::app::rendered(uri.path()).is_none()
    {
        return None;
    }
    let html = app.web.read(document)?;
    pages::page(app, api, uri, headers, std::str::from_utf8(&html).ok()?).await
}

/// Nothing is rendered by a program that was built without pages.
#[cfg(not(feature = "pages"))]
async fn rendered(_: &App, _: &Router, _: &Uri, _: &HeaderMap, _: &str) -> Option<Response> {
    None
}

/// The file that is the document of the program that draws a path.
fn document(path: &str) -> String {
    format!("{}index.html", program(path).base().trim_start_matches('/'))
}

struct Found {
    bytes: Cow<'static, [u8]>,
    media: &'static str,
    encoding: Option<&'static str>,
    caching: &'static str,
}

impl IntoResponse for Found {
    fn into_response(self) -> Response {
        let body = match self.bytes {
            Cow::Borrowed(bytes) => axum::body::Body::from(bytes),
            Cow::Owned(bytes) => axum::body::Body::from(bytes),
        };
        let mut response = Response::new(body);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.media));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(self.caching));
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if let Some(encoding) = self.encoding {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        response
    }
}

fn file(web: &Web, path: &str, accepts: &str) -> Option<Found> {
    let media = media(path);
    let caching = if is_hashed(path) { FOR_EVER } else { "no-cache" };
    for (encoding, suffix) in [("br", ".br"), ("gzip", ".gz")] {
        if takes(accepts, encoding)
            && let Some(bytes) = web.read(&format!("{path}{suffix}"))
        {
            return Some(Found { bytes, media, encoding: Some(encoding), caching });
        }
    }
    Some(Found { bytes: web.read(path)?, media, encoding: None, caching })
}

/// Whether a name carries a digest, as `portal-1a2b3c4d5e6f7a8b.js`: its content never changes.
fn is_hashed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.split(['-', '.', '_'])
        .any(|part| part.len() >= 12 && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn media(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "txt" => "text/plain; charset=utf-8",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::{document, is_hashed};

    #[test]
    fn each_path_gets_the_document_of_its_program() {
        assert_eq!(document(""), "index.html");
        assert_eq!(document("guides/newborn"), "guide/index.html");
        assert_eq!(document("cases/51-260304-0001-K"), "follow/index.html");
        assert_eq!(document("cases/51-260304-0001-K/correct"), "amend/index.html");
        assert_eq!(document("cases/51-260304-0001-K/documents/7"), "papers/index.html");
        assert_eq!(document("mystery"), "index.html");
        assert_eq!(document("staff/cases/51-260304-0001-K"), "staff/index.html");
        assert_eq!(document("staff/catalogue"), "editor/index.html");
    }

    #[test]
    fn knows_names_with_a_digest() {
        assert!(is_hashed("portal-1a2b3c4d5e6f7a8b_bg.wasm"));
        assert!(is_hashed("staff/staff-1a2b3c4d5e6f7a8b.js"));
        assert!(!is_hashed("index.html"));
        assert!(!is_hashed("boot.js"));
    }
}
