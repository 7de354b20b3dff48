//! What a request carries, read strictly: every rejection is a problem that names the field.

use axum::body::{Body, Bytes};
use axum::extract::rejection::{BytesRejection, FailedToBufferBody};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use onething_api::problem::Code;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::app::App;
use crate::error::{Error, Result};

/// A JSON body.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Error;

    async fn from_request(request: Request<Body>, state: &S) -> Result<Self> {
        if !is_json(request.headers()) {
            return Err(Error::field(Code::WrongMediaType, "content-type", "application/json"));
        }
        let bytes = Bytes::from_request(request, state).await.map_err(body_error)?;
        parse(&bytes).map(Self)
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.and_then(|kind| kind.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

/// Why a body could not be read.
pub fn body_error(rejection: BytesRejection) -> Error {
    match rejection {
        BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => {
            Error::new(Code::TooLarge)
        }
        _ => Error::detail(Code::MalformedJson, "the body ended early"),
    }
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    // No name or word that people type holds a NUL, and PostgreSQL stores none.
    if bytes.windows(6).any(|part| part == br"\u0000") {
        return Err(Error::detail(Code::WrongShape, r"\u0000 in a text"));
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        json_error(&path, error.inner())
    })?;
    reader.end().map_err(|error| json_error(".", &error))?;
    Ok(value)
}

fn json_error(path: &str, error: &serde_json::Error) -> Error {
    let text = error.to_string();
    if !error.is_data() {
        return Error::detail(Code::MalformedJson, text);
    }
    Error::field(Code::WrongShape, field_of(path, &text), text)
}

/// The member at fault: the path, with the name that serde quotes where the member itself is missing or
/// unknown.
fn field_of(path: &str, text: &str) -> String {
    let quoted = ["missing field `", "unknown field `"]
        .iter()
        .find_map(|start| text.strip_prefix(start))
        .and_then(|rest| rest.split('`').next());
    match (path, quoted) {
        (".", Some(name)) => name.to_owned(),
        (path, Some(name)) if path.rsplit('.').next() != Some(name) => format!("{path}.{name}"),
        (path, _) => path.to_owned(),
    }
}

/// Parameters of the path.
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        axum::extract::Path::<T>::from_request_parts(parts, state)
            .await
            .map(|axum::extract::Path(value)| Self(value))
            .map_err(|rejection| Error::field(Code::BadParameter, "path", rejection.body_text()))
    }
}

/// Parameters of the query.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        axum::extract::Query::<T>::from_request_parts(parts, state)
            .await
            .map(|axum::extract::Query(value)| Self(value))
            .map_err(|rejection| {
                let text = rejection.body_text();
                let text = text.rsplit("query string: ").next().unwrap_or(&text).to_owned();
                let field = text.split(':').next().filter(|name| !name.contains(' '));
                Error::field(Code::BadParameter, field_of(field.unwrap_or("."), &text), text)
            })
    }
}

/// A header as text.
pub fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// Scheme and host under which people reach this portal, for addresses that must be whole.
pub fn origin(app: &App, headers: &HeaderMap) -> String {
    match &app.settings.public_url {
        Some(url) => url.trim_end_matches('/').to_owned(),
        None => format!("http://{}", text(headers, "host").unwrap_or("localhost")),
    }
}

/// An id that the client made: a UUID in its usual spelling.
///
/// # Errors
/// Where it is none.
pub fn client_id(id: &str) -> Result<()> {
    let spelt = Uuid::try_parse(id).is_ok_and(|uuid| uuid.hyphenated().to_string() == id);
    if spelt {
        Ok(())
    } else {
        Err(Error::field(Code::WrongShape, "id", "a UUID, lower case, with hyphens"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use onething_api::cases::FileCase;
    use onething_api::drafts::NewDraft;

    fn refused<T: DeserializeOwned>(text: &str) -> (Code, Option<String>) {
        match parse::<T>(text.as_bytes()) {
            Err(error @ Error::Refused(_)) => {
                let code = error.code();
                let Error::Refused(refused) = error else { unreachable!() };
                (code, refused.field_name())
            }
            _ => panic!("{text} is not refused"),
        }
    }

    #[test]
    fn names_the_member_at_fault() {
        let field = |name: &str| (Code::WrongShape, Some(name.to_owned()));
        assert_eq!(refused::<FileCase>("{}"), field("id"));
        assert_eq!(refused::<NewDraft>(r#"{"thing":"a","colour":1}"#), field("colour"));
        assert_eq!(refused::<NewDraft>(r#"{"thing":7}"#), field("thing"));
        assert_eq!(
            refused::<NewDraft>(r#"{"thing":"a","content":{"situation":{"q":1}}}"#),
            field("content.situation.q")
        );
        assert_eq!(refused::<NewDraft>(r#"{"thing":"a","content":{"x":1}}"#), field("content.x"));
        assert_eq!(refused::<NewDraft>("{").0, Code::MalformedJson);
        assert_eq!(refused::<NewDraft>(r#"{"thing":"a"} x"#).0, Code::MalformedJson);
    }

    #[test]
    fn takes_uuids_only_in_their_usual_spelling() {
        assert!(client_id("0199aa00-0000-7000-8000-000000000001").is_ok());
        assert!(client_id("0199AA00-0000-7000-8000-00000000000a").is_err());
        assert!(client_id("0199aa00000070008000000000000001").is_err());
        assert!(client_id("").is_err());
    }
}
