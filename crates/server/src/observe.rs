//! Around every request: its id, a line in the log, the headers of safety, the catch for panics, the limit
//! of time.

use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use onething_api::problem::Code;

use crate::app::App;
use crate::error::{Error, REQUEST_ID};

const REQUEST_ID_HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Own scripts, styles and images only; WebAssembly may be compiled; nobody else may frame us (the
/// workbench shows a guide's preview in a frame of its own).
const POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' data: blob:; connect-src 'self'; object-src 'none'; base-uri 'self'; \
    form-action 'self'; frame-ancestors 'self'";

/// Wraps a request.
pub async fn observe(State(app): State<App>, request: Request, next: Next) -> Response {
    let id = app.clock.id();
    let method = request.method().clone();
    // The pattern, not the path: a path carries case numbers.
    let route =
        request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str).to_owned();
    let began = Instant::now();
    let mut response = REQUEST_ID
        .scope(id.clone(), async {
            if has_nul(&request) {
                return Error::detail(Code::BadParameter, "%00 in the address").into_response();
            }
            match AssertUnwindSafe(next.run(request)).catch_unwind().await {
                Ok(response) => response,
                Err(_) => Error::Broken("panic".to_owned()).into_response(),
            }
        })
        .await;
    let millis = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    let status = response.status().as_u16();
    tracing::info!(request = %id, %method, route, status, millis, "answered");
    safe_headers(&mut response);
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID_HEADER, id);
    }
    response
}

/// No name, number or word that people type holds a NUL, and PostgreSQL stores none.
fn has_nul(request: &Request) -> bool {
    request.uri().path_and_query().is_some_and(|address| address.as_str().contains("%00"))
}

fn safe_headers(response: &mut Response) {
    let api = response.headers().get(header::CACHE_CONTROL).is_none();
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(POLICY));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(self), geolocation=(self), microphone=()"),
    );
    headers.insert(
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    );
    if api {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

/// Answers within a limit of time, or says that it cannot.
pub async fn within(limit: Duration, request: Request, next: Next) -> Response {
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Error::detail(Code::Unavailable, "it took too long").into_response(),
    }
}
