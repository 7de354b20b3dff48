//! The server, as the front ends see it. One `send`; each file beside this one is one domain of
//! the contract in `crates/api`.

use std::cell::Cell;

use gloo_net::http::{Method, RequestBuilder, Response};
use leptos::prelude::{GetUntracked, RwSignal, Set};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use onething_api::problem::Code;
use onething_domain::{case::Refusal, text::Text, validate::Problem as FieldProblem};

use crate::{
    first,
    i18n::{self, t},
    json, platform,
};

pub mod board;
pub mod bookings;
pub mod cases;
pub mod catalogue;
pub mod companies;
pub mod cosign;
pub mod demo;
pub mod departments;
pub mod desk;
pub mod documents;
pub mod drafts;
pub mod figures;
pub mod guides;
pub mod licences;
pub mod messages;
pub mod notices;
pub mod places;
pub mod ratings;
pub mod rectifications;
pub mod session;
pub mod tickets;
pub mod uploads;
pub mod work;

thread_local! {
    static REFUSED: Cell<Option<RwSignal<bool>>> = const { Cell::new(None) };
}

/// Sets `refused` as soon as the server asks a request for a log-in.
pub fn tell_refused(refused: RwSignal<bool>) {
    REFUSED.with(|slot| slot.set(Some(refused)));
}

/// What every page may need of a problem document (RFC 9457). What only some ask for is read from
/// the body when they do, so that the others need not load what reads it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Problem {
    /// The HTTP status; 0 where nothing was said.
    pub status: u16,
    /// Which problem it is.
    pub code: Code,
    /// The field of the request that is wrong, where one is.
    #[serde(default)]
    pub field: Option<String>,
    /// The number under which the server wrote it down.
    #[serde(default)]
    pub request_id: String,
}

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

    /// What was asked for is not among what there is.
    pub fn missing() -> Self {
        Self { problem: unsaid(Code::NotFound, 404), offline: false, body: String::new() }
    }

    /// Somebody else was quicker, and the visitor has still to choose.
    pub fn stale() -> Self {
        Self { problem: unsaid(Code::StaleRevision, 412), offline: false, body: String::new() }
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

    /// Everything that is wrong with a submission.
    pub fn problems(&self) -> Vec<FieldProblem> {
        #[derive(Deserialize)]
        struct Body {
            #[serde(default)]
            problems: Vec<FieldProblem>,
        }
        json::read::<Body>(&self.body).map(|body| body.problems).unwrap_or_default()
    }

    /// Why the rules refuse a command.
    pub fn refusal(&self) -> Option<Refusal> {
        #[derive(Deserialize)]
        struct Body {
            #[serde(default)]
            refusal: Option<Refusal>,
        }
        json::read::<Body>(&self.body)?.refusal
    }

    /// The field, material or item that a refusal is about, by its name.
    pub fn subject(&self) -> Option<Text> {
        #[derive(Deserialize)]
        struct Body {
            #[serde(default)]
            subject: Option<Text>,
        }
        json::read::<Body>(&self.body)?.subject
    }

    /// Number of the case that a draft has become.
    pub fn filed_as(&self) -> Option<String> {
        #[derive(Deserialize)]
        struct Body {
            number: String,
        }
        let is_filed = self.problem.code == Code::DraftFiled;
        is_filed.then(|| json::read::<Body>(&self.body)).flatten().map(|body| body.number)
    }

    /// What happened, in the visitor's language.
    pub fn message(&self) -> String {
        if self.offline { t("error.offline") } else { t(&format!("error.{}", self.code())) }
    }
}

fn unsaid(code: Code, status: u16) -> Problem {
    Problem { status, code, field: None, request_id: String::new() }
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
        json::read(&self.body).ok_or_else(|| ApiError::strange(self.status))
    }

    /// A header of the answer.
    pub fn header(&self, name: &str) -> Option<String> {
        self.response.headers().get(name)
    }
}

/// What a request carries.
pub enum Body<'a> {
    /// Nothing.
    Empty,
    /// JSON, already written.
    Json(&'a str),
    /// A document as a file.
    Toml(&'a str),
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
    let mut request = RequestBuilder::new(path)
        .method(method.parse().unwrap_or(Method::GET)) // always one of ours
        .header("accept", "application/json")
        .header("accept-language", i18n::lang().tag());
    for (name, value) in headers {
        request = request.header(name, value);
    }
    let request = match body {
        Body::Empty => request.build(),
        Body::Json(json) => request.header("content-type", "application/json").body(json),
        Body::Toml(text) => request.header("content-type", "application/toml").body(text),
        Body::Part(part) => {
            request.header("content-type", "application/offset+octet-stream").body(part)
        }
    };
    let sent = request.map_err(|_| ApiError::offline())?.send().await;
    decode(sent.map_err(|_| ApiError::offline())?).await
}

/// Writes and reads an answer of bytes: a file to be kept.
pub async fn post_for_bytes(path: &str, body: &impl Serialize) -> Result<Vec<u8>, ApiError> {
    let request = RequestBuilder::new(path).method(Method::POST);
    let request = request.header("content-type", "application/json").body(to_json(body));
    let sent = request.map_err(|_| ApiError::offline())?.send().await;
    let response = sent.map_err(|_| ApiError::offline())?;
    if response.ok() {
        return response.binary().await.map_err(|_| ApiError::offline());
    }
    match decode(response).await {
        Ok(answer) => Err(ApiError::strange(answer.status)),
        Err(error) => Err(error),
    }
}

async fn decode(response: Response) -> Result<Answer, ApiError> {
    let status = response.status();
    // A connection that breaks in the middle of a body is a lost network too.
    let body = response.text().await.map_err(|_| ApiError::offline())?;
    if response.ok() {
        let etag = response.headers().get("etag");
        return Ok(Answer { status, etag, body, response });
    }
    let error = match json::read(&body) {
        Some(problem) => ApiError { problem, offline: false, body },
        None => ApiError::strange(status),
    };
    // Only the first time: what is read again and again would have the frame drawn again as often.
    if error.needs_login()
        && let Some(refused) = REFUSED.with(Cell::get)
        && refused.try_get_untracked() == Some(false)
    {
        refused.set(true);
    }
    Err(error)
}

/// Reads; what came with the document is not asked for again.
pub async fn get<T: DeserializeOwned>(path: &str) -> Result<T, ApiError> {
    if let Some(answer) = first::take(path) {
        return early(answer);
    }
    if !platform::IN_BROWSER {
        first::miss(path);
        return std::future::pending().await;
    }
    send("GET", path, Body::Empty, &[]).await?.json()
}

fn early<T: DeserializeOwned>(answer: first::Answer) -> Result<T, ApiError> {
    let first::Answer { status, body } = answer;
    if (200..300).contains(&status) {
        return json::read_tree(body).ok_or_else(|| ApiError::strange(status));
    }
    let text = body.to_string();
    Err(match json::read_tree(body) {
        Some(problem) => ApiError { problem, offline: false, body: text },
        None => ApiError::strange(status),
    })
}

/// Writes and reads the answer.
pub async fn post<T: DeserializeOwned>(path: &str, body: &impl Serialize) -> Result<T, ApiError> {
    send("POST", path, Body::Json(&to_json(body)), &[]).await?.json()
}

/// How a write over a known state went.
pub enum Wrote<T> {
    /// It is done; how it stands now.
    Done(Box<T>),
    /// Somebody else was quicker; how it stands now.
    Stale(Box<T>),
}

/// Writes over a revision that is known (`If-Match`); over none where what is written says itself over which.
async fn write_over<T: DeserializeOwned>(
    method: &str,
    path: &str,
    revision: Option<i64>,
    body: Body<'_>,
) -> Result<Wrote<T>, ApiError> {
    let tag = revision.map(|revision| format!("\"{revision}\""));
    let headers = tag.as_deref().map(|tag| ("if-match", tag));
    match send(method, path, body, headers.as_slice()).await {
        Ok(answer) => Ok(Wrote::Done(Box::new(answer.json()?))),
        Err(error) => match current(&error) {
            Some(now) => Ok(Wrote::Stale(Box::new(now))),
            None => Err(error),
        },
    }
}

/// The current copy in the refusal of a stale write. Only this member is read: the contract's own
/// type has the problem flattened beside it, for which serde would compile every type within a
/// second time.
fn current<T: DeserializeOwned>(error: &ApiError) -> Option<T> {
    #[derive(Deserialize)]
    struct Current<T> {
        current: T,
    }
    json::read::<Current<T>>(&error.body).map(|stale| stale.current)
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
