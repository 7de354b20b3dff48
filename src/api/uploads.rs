//! Uploads by tus 1.0 (creation), one part at a time, and signatures.

use onething_api::{
    paths,
    uploads::{FILE_HEADER, MaterialList, SignRequest, Signature},
};
use onething_domain::submission::FileRef;
use web_sys::{Blob, File};

use super::{Answer, ApiError, Body, at, get, post, send};
use crate::json;

const TUS: (&str, &str) = ("tus-resumable", "1.0.0");

/// How far an upload is.
pub enum Progress {
    /// So many bytes are stored.
    Stored(u32),
    /// All of it is stored and has been checked.
    Done(Box<FileRef>),
}

/// Announces a file; gives the path of its upload, which stays good until it is done or deleted.
pub async fn create(file: &File) -> Result<String, ApiError> {
    let length = (file.size() as u64).to_string();
    let name = format!("filename {}", base64(file.name().as_bytes()));
    let headers = [TUS, ("upload-length", &*length), ("upload-metadata", &*name)];
    let answer = send("POST", paths::UPLOADS, Body::Empty, &headers).await?;
    answer.header("location").ok_or_else(|| ApiError::strange(answer.status))
}

/// Asks how far an upload is, after a lost network or a closed tab.
pub async fn look(upload: &str) -> Result<Progress, ApiError> {
    progress(&send("HEAD", &path_of(upload), Body::Empty, &[TUS]).await?)
}

/// Sends the part of so many bytes that begins at `offset`.
pub async fn send_part(
    upload: &str,
    file: &Blob,
    offset: u32,
    bytes: u32,
) -> Result<Progress, ApiError> {
    let end = f64::from(offset) + f64::from(bytes);
    let part = file
        .slice_with_f64_and_f64(f64::from(offset), end.min(file.size()))
        .map_err(|_| ApiError::offline())?;
    let offset = offset.to_string();
    let headers = [TUS, ("upload-offset", &*offset)];
    progress(&send("PATCH", &path_of(upload), Body::Part(&part), &headers).await?)
}

/// Gives an upload up.
pub async fn delete(upload: &str) -> Result<(), ApiError> {
    send("DELETE", &path_of(upload), Body::Empty, &[TUS]).await.map(|_| ())
}

/// What I have handed in before, newest first.
pub async fn mine() -> Result<MaterialList, ApiError> {
    get(paths::MATERIALS).await
}

/// Where a stored file can be looked at.
pub fn file_address(id: &str) -> String {
    at(paths::FILE, &[id])
}

/// Where the image of a signature can be looked at.
pub fn signature_address(id: &str) -> String {
    at(paths::SIGNATURE, &[id])
}

/// Where the company's seal beside a signature can be looked at.
pub fn stamp_address(id: &str) -> String {
    at(paths::SIGNATURE_STAMP, &[id])
}

/// Binds a drawn signature to the digests of what was shown.
pub async fn sign(request: &SignRequest) -> Result<Signature, ApiError> {
    post(paths::SIGNATURES, request).await
}

fn progress(answer: &Answer) -> Result<Progress, ApiError> {
    if let Some(file) = answer.header(FILE_HEADER) {
        let text = unbase64(&file).unwrap_or_default();
        let file = core::str::from_utf8(&text).ok().and_then(json::read);
        let file = file.ok_or_else(|| ApiError::strange(answer.status))?;
        return Ok(Progress::Done(Box::new(file)));
    }
    let stored = answer.header("upload-offset").and_then(|offset| offset.parse().ok());
    stored.map(Progress::Stored).ok_or_else(|| ApiError::strange(answer.status))
}

/// `Location` may be absolute; requests go to our own origin all the same.
fn path_of(upload: &str) -> String {
    let path = upload.find(paths::BASE).map_or(upload, |start| &upload[start..]);
    path.to_owned()
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Base64 with padding (RFC 4648, section 4).
pub fn base64(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group = chunk.iter().fold(0u32, |group, byte| group << 8 | u32::from(*byte))
            << (8 * (3 - chunk.len()));
        for position in 0..4 {
            let sextet = group >> (18 - 6 * position) & 63;
            out.push(if position <= chunk.len() { ALPHABET[sextet as usize] as char } else { '=' });
        }
    }
    out
}

/// Undoes [`base64`]; `None` for a character that is not of its alphabet.
fn unbase64(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut group, mut bits) = (0u32, 0);
    for byte in text.trim_end_matches('=').bytes() {
        let sextet = ALPHABET.iter().position(|letter| *letter == byte)?;
        group = group << 6 | u32::try_from(sextet).ok()?;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push(u8::try_from(group >> bits & 255).ok()?);
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The test vectors of RFC 4648, section 10.
    #[test]
    fn base64_is_that_of_the_rfc() {
        let vectors = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("foobar", "Zm9vYmFy"),
        ];
        for (plain, encoded) in vectors {
            assert_eq!(base64(plain.as_bytes()), encoded);
            assert_eq!(unbase64(encoded).as_deref(), Some(plain.as_bytes()));
        }
        assert_eq!(unbase64("Zm9v?"), None);
    }

    #[test]
    fn an_upload_is_reached_on_our_own_origin() {
        assert_eq!(path_of("https://city.example/api/v1/uploads/7"), "/api/v1/uploads/7");
        assert_eq!(path_of("/api/v1/uploads/7"), "/api/v1/uploads/7");
    }
}
