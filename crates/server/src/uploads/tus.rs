//! The headers of tus 1.0.0 (tus.io/protocols/resumable-upload).

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use onething_api::problem::Code;
use onething_api::uploads::MAX_BYTES;

use crate::error::{Error, Result};
use crate::extract::text;

/// The version that is spoken.
pub const VERSION: &str = "1.0.0";
/// Extensions that are spoken.
pub const EXTENSIONS: &str = "creation,termination,expiration";
/// Media type of a part.
pub const PART: &str = "application/offset+octet-stream";

/// Longest name of a file in characters.
const NAME: usize = 120;

/// Sets a header of an answer.
pub fn set(headers: &mut HeaderMap, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(HeaderName::from_static(name), value);
    }
}

/// Refuses other versions.
///
/// # Errors
/// Another version, or none.
pub fn check_version(headers: &HeaderMap) -> Result<()> {
    if text(headers, "tus-resumable") == Some(VERSION) {
        return Ok(());
    }
    Err(Error::field(Code::WrongTusVersion, "tus-resumable", VERSION))
}

/// The length of a new upload.
///
/// # Errors
/// None, none that can be read, or too large.
pub fn length(headers: &HeaderMap) -> Result<i64> {
    let length: u64 = number(headers, "upload-length")?;
    if length > MAX_BYTES {
        return Err(Error::field(Code::TooLarge, "upload-length", format!("at most {MAX_BYTES}")));
    }
    if length == 0 {
        return Err(Error::field(Code::WrongContent, "upload-length", "an empty file"));
    }
    Ok(i64::try_from(length).unwrap_or(i64::MAX))
}

/// A number in a header.
///
/// # Errors
/// None, or none that can be read.
pub fn number<T: std::str::FromStr>(headers: &HeaderMap, name: &'static str) -> Result<T> {
    let value = text(headers, name).filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    value
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| Error::field(Code::BadParameter, name, "a number of bytes"))
}

/// The file's name in `Upload-Metadata`, without folders and what cannot be printed.
///
/// # Errors
/// Metadata that cannot be read.
pub fn file_name(headers: &HeaderMap) -> Result<String> {
    let wrong = || {
        Error::field(Code::BadParameter, "upload-metadata", "pairs of a key and Base64, by commas")
    };
    let metadata = text(headers, "upload-metadata").unwrap_or_default();
    let mut name = String::new();
    for pair in metadata.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once(' ').unwrap_or((pair, ""));
        let value = STANDARD.decode(value.trim()).map_err(|_| wrong())?;
        if key == "filename" || key == "name" {
            name = String::from_utf8(value).map_err(|_| wrong())?;
        }
    }
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|c| !c.is_control()).take(NAME).collect();
    Ok(if clean.trim().is_empty() { "file".to_owned() } else { clean.trim().to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(metadata: &'static str) -> Result<String> {
        let mut headers = HeaderMap::new();
        headers.insert("upload-metadata", HeaderValue::from_static(metadata));
        file_name(&headers)
    }

    #[test]
    fn names_lose_folders_and_controls() {
        assert_eq!(name("filename Li4vLi4vZXRjL3Bhc3N3ZA==").unwrap(), "passwd");
        assert_eq!(name("is_confidential,filename 5Ye655Sf6K+BLmpwZw==").unwrap(), "出生证.jpg");
        assert_eq!(name("filename").unwrap(), "file");
        assert!(name("filename ***").is_err());
    }

    #[test]
    fn lengths_are_bounded() {
        let length = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert("upload-length", HeaderValue::from_static(value));
            super::length(&headers).map_err(|error| error.code())
        };
        assert_eq!(length("5"), Ok(5));
        assert_eq!(length("0"), Err(Code::WrongContent));
        assert_eq!(length("-1"), Err(Code::BadParameter));
        assert_eq!(length("99999999999999999999"), Err(Code::BadParameter));
        assert_eq!(length("20971521"), Err(Code::TooLarge));
    }
}
