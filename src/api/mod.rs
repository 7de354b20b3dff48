//! The server, as the front ends see it. One `send`; each file beside this one is one domain of
//! the contract in `crates/api`.

use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, RequestInit, Response};

use onething_api::problem::{Code, Problem};

use crate::i18n::{self, t};

pub mod cases;
pub mod demo;
pub mod drafts;
pub mod guides;
pub mod session;
pub mod uploads;
pub mod work;

/// A request that did not give what was asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct ApiError {
    /// What the server said (RFC 9457); made up here when it said nothing.
    pub problem: Problem,
    /// Whether the server was not reached at all.
    pub offline: bool,
    /// The whole body of the refusal: a stale write carries the current copy in it.
    pub body: String,
}

impl ApiError {
    /// The server was not reached.
    fn offline() -> Self {
        Self { problem: unsaid(Code::Unavailable, 0), offline: true, body: String::new() }
    }

    /// An answer that is not of the contract: a proxy's page, a truncated body.
    fn strange(status: u16) -> Self {
        Self { problem: unsaid(Code::Internal, status), offline: false, body: String::new() }
    }

    /// The code of the problem as it stands in the contract and in keys of texts.
    pub fn code(&self) -> String {
        to_json(&self.problem.code).trim_matches('"').to_owned()
    }

    /// Whether the visitor has to log in (again).
    pub fn needs_login(&self) -> bool {
        self.problem.code == Code::NotLoggedIn
    }

    /// Whether it does not exist, or not for this visitor.
    pub fn is_missing(&self) -> bool {
        self.problem.code == Code::NotFound
    }

    /// What happened, in the visitor's language.
    pub fn message(&self) -> String {
        if self.offline { t("error.offline") } else { t(&format!("error.{}", self.code())) }
    }
}

fn unsaid(code: Code, status: u16) -> Problem {
    Problem {
        r#type: String::new(),
        title: String::new(),
        status,
        code,
        field: None,
        detail: None,
        problems: Vec::new(),
        refusal: None,
        request_id: String::new(),
    }
}

/// What came back from a request that succeeded.
pub struct Answer {
    /// The HTTP status, 200 to 299.
    pub status: u16,
    /// The entity tag, for `If-Match`.
    pub etag: Option<String>,
    /// The body; empty for 204.
    pub body: String,
    response: Response,
}

impl Answer {
    /// Reads the body as JSON of the contract.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, ApiError> {
        serde_json::from_str(&self.body).map_err(|_| ApiError::strange(self.status))
    }

    /// A header of the answer.
    pub fn header(&self, name: &str) -> Option<String> {
        self.response.headers().get(name).ok().flatten()
    }
}

/// What a request carries.
pub enum Body<'a> {
    /// Nothing.
    Empty,
    /// JSON, already written.
    Json(&'a str),
    /// Part of a file, as tus wants it.
    Part(&'a web_sys::Blob),
}

/// Sends one request to a path of [`onething_api::paths`].
///
/// The session is a cookie that scripts cannot read. Browsers add `Origin` to every write, and the
/// server checks it, so there is no token to carry.
pub async fn send(
    method: &str,
    path: &str,
    body: Body<'_>,
    headers: &[(&str, &str)],
) -> Result<Answer, ApiError> {
    let init = RequestInit::new();
    init.set_method(method);
    let sent = Headers::new().map_err(|_| ApiError::offline())?;
    let _ = sent.set("accept", "application/json");
    let _ = sent.set("accept-language", i18n::lang().tag());
    match body {
        Body::Empty => {}
        Body::Json(json) => {
            let _ = sent.set("content-type", "application/json");
            init.set_body(&JsValue::from_str(json));
        }
        Body::Part(part) => {
            let _ = sent.set("content-type", "application/offset+octet-stream");
            init.set_body(part);
        }
    }
    for (name, value) in headers {
        let _ = sent.set(name, value);
    }
    init.set_headers(&sent);
    let fetched =
        JsFuture::from(crate::platform::window().fetch_with_str_and_init(path, &init)).await;
    let response: Response = fetched.and_then(JsCast::dyn_into).map_err(|_| ApiError::offline())?;
    decode(response).await
}

async fn decode(response: Response) -> Result<Answer, ApiError> {
    let status = response.status();
    let text = response.text().map_err(|_| ApiError::offline())?;
    // A connection that breaks in the middle of a body is a lost network too.
    let body = JsFuture::from(text)
        .await
        .map_err(|_| ApiError::offline())?
        .as_string()
        .unwrap_or_default();
    if response.ok() {
        let etag = response.headers().get("etag").ok().flatten();
        return Ok(Answer { status, etag, body, response });
    }
    Err(match serde_json::from_str(&body) {
        Ok(problem) => ApiError { problem, offline: false, body },
        Err(_) => ApiError::strange(status),
    })
}

/// Reads.
pub async fn get<T: DeserializeOwned>(path: &str) -> Result<T, ApiError> {
    send("GET", path, Body::Empty, &[]).await?.json()
}

/// Writes and reads the answer.
pub async fn post<T: DeserializeOwned>(path: &str, body: &impl Serialize) -> Result<T, ApiError> {
    send("POST", path, Body::Json(&to_json(body)), &[]).await?.json()
}

/// The types of the contract always have a JSON form: their maps have text keys.
pub fn to_json(body: &impl Serialize) -> String {
    serde_json::to_string(body).unwrap_or_default()
}

/// A path of the contract with its parameters, percent-encoded.
fn at(path: &str, values: &[&str]) -> String {
    let values: Vec<String> = values.iter().map(|value| crate::router::encode(value)).collect();
    let values: Vec<&str> = values.iter().map(String::as_str).collect();
    onething_api::paths::fill(path, &values)
}

/// `path?a=1&b=2`, leaving out what is empty.
fn with_query(path: &str, pairs: &[(&str, &str)]) -> String {
    let query = pairs
        .iter()
        .fold(crate::router::Query::default(), |query, (key, value)| query.with(key, value));
    query.on(path)
}
