//! Pictures that pages show without a line of script: samples of materials, QR codes.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use onething_api::problem::Code;
use onething_domain::canonical;
use onething_domain::qr;
use serde::{Deserialize, Serialize};

use super::draw;
use crate::app::App;
use crate::error::{Error, Result};
use crate::etag;
use crate::extract::{Path, Query, origin};

/// Media type of the pictures.
pub const MEDIA: &str = "image/svg+xml";

/// What a QR code leads to.
#[derive(Debug, Deserialize, Serialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
pub struct QrQuery {
    /// An address of this portal, from its first `/` on; at most 150 bytes.
    #[param(max_length = 150)]
    pub to: String,
}

/// The sample of a material: as the city has it drawn up, else from what its guide says of it.
pub async fn sample(
    State(app): State<App>,
    Path(material): Path<String>,
    headers: HeaderMap,
) -> Result<Response> {
    let catalogue = app.shelf.catalogue();
    if let Some(sample) = catalogue.samples.get(&material) {
        return Ok(picture(&headers, draw::sample(sample)));
    }
    let known = catalogue.material(&material).ok_or_else(|| Error::new(Code::NotFound))?;
    Ok(picture(&headers, draw::sample(&draw::plain(known))))
}

/// A QR code of one of our own addresses: nobody's advertisement can be made here.
pub async fn qr(
    State(app): State<App>,
    headers: HeaderMap,
    Query(query): Query<QrQuery>,
) -> Result<Response> {
    let wrong =
        || Error::field(Code::BadParameter, "to", "an address of this portal, as /guides/newborn");
    let ours = query.to.starts_with('/') && !query.to.starts_with("//");
    let plain = query.to.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if !ours || !plain {
        return Err(wrong());
    }
    let address = format!("{}{}", origin(&app, &headers), query.to);
    let code = qr::Code::new(&address).ok_or_else(wrong)?;
    let side = code.side();
    let svg = format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="{size}" height="{size}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{side}v{side}H0z"/><path d="{}"/></svg>"##,
        code.path(),
        size = side * 4,
    );
    let mut answer = picture(&headers, svg);
    if app.settings.public_url.is_none() {
        // Whoever stands between must not hand one host's codes to another's visitors.
        answer.headers_mut().insert(header::VARY, HeaderValue::from_static("host"));
    }
    Ok(answer)
}

fn picture(headers: &HeaderMap, svg: String) -> Response {
    let tag = etag::strong(&canonical::sha256(svg.as_bytes()), "");
    etag::answer(headers, &tag, "public, max-age=3600", || {
        let mut response = svg.into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA));
        response
    })
}
