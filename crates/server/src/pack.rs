//! Answers that are sent over and over, compressed once.

use std::io::Write;
use std::sync::OnceLock;

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use onething_domain::canonical;

use crate::etag;
use crate::extract::text;

/// JSON in three encodings, each made when it is first asked for.
#[derive(Debug)]
pub struct Packed {
    digest: String,
    plain: Bytes,
    brotli: OnceLock<Bytes>,
    gzip: OnceLock<Bytes>,
}

impl Packed {
    /// JSON to be sent.
    pub fn new(json: String) -> Self {
        let digest = canonical::sha256(json.as_bytes());
        Self { digest, plain: Bytes::from(json), brotli: OnceLock::new(), gzip: OnceLock::new() }
    }

    /// Answers in the best encoding that is taken. Each has a strong tag of its own (RFC 9110 §8.8.3.3).
    pub fn answer(&self, headers: &HeaderMap, caching: &'static str) -> Response {
        let accepts = text(headers, "accept-encoding").unwrap_or_default();
        let (encoding, body) = if takes(accepts, "br") {
            ("br", self.brotli.get_or_init(|| brotli(&self.plain)))
        } else if takes(accepts, "gzip") {
            ("gzip", self.gzip.get_or_init(|| gzip(&self.plain)))
        } else {
            ("", &self.plain)
        };
        let tag = etag::strong(&self.digest, encoding);
        let mut response = etag::answer(headers, &tag, caching, || {
            let mut response = body.clone().into_response();
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
            if !encoding.is_empty() {
                headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
            }
            response
        });
        response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        response
    }
}

/// Whether an encoding is taken, by `Accept-Encoding`.
pub fn takes(accepts: &str, encoding: &str) -> bool {
    accepts.split(',').any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        parts.next() == Some(encoding) && !parts.any(|part| part == "q=0")
    })
}

/// Strong enough to matter on a phone's network, quick enough to be waited for once.
fn brotli(plain: &[u8]) -> Bytes {
    let settings = brotli::enc::BrotliEncoderParams { quality: 9, ..Default::default() };
    let mut packed = Vec::new();
    match brotli::BrotliCompress(&mut &plain[..], &mut packed, &settings) {
        Ok(_) => Bytes::from(packed),
        Err(_) => unreachable!("memory to memory"),
    }
}

fn gzip(plain: &[u8]) -> Bytes {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    match encoder.write_all(plain).and_then(|()| encoder.finish()) {
        Ok(packed) => Bytes::from(packed),
        Err(_) => unreachable!("memory to memory"),
    }
}

#[cfg(test)]
mod tests {
    use super::takes;

    #[test]
    fn reads_accept_encoding() {
        assert!(takes("gzip, deflate, br;q=0.9", "br"));
        assert!(!takes("gzip, br;q=0", "br"));
        assert!(!takes("", "gzip"));
        assert!(!takes("x-gzip", "gzip"));
    }
}
