//! Log-in, and who is there.

use onething_api::{
    paths,
    session::{Acting, CodeRequest, CodeSent, LogIn, Profile, Session, Visit, Visitor},
};

use super::{ApiError, Body, get, post, send, to_json};

/// Who is logged in; `None` for nobody.
pub async fn who() -> Result<Option<Session>, ApiError> {
    match get(paths::SESSION).await {
        Ok(session) => Ok(Some(session)),
        Err(error) if error.needs_login() => Ok(None),
        Err(error) => Err(error),
    }
}

/// Has a one-time code sent to a phone.
pub async fn send_code(phone: String) -> Result<CodeSent, ApiError> {
    post(paths::CODES, &CodeRequest { phone }).await
}

/// Logs in with a phone and the code sent to it.
pub async fn log_in(phone: String, code: String) -> Result<Session, ApiError> {
    post(paths::SESSION, &LogIn { phone, code }).await
}

/// Logs out.
pub async fn log_out() -> Result<(), ApiError> {
    send("DELETE", paths::SESSION, Body::Empty, &[]).await.map(|_| ())
}

/// Acts for a company from now on, or for oneself again.
pub async fn act_for(company: Option<String>) -> Result<Session, ApiError> {
    send("PUT", paths::ACTING, Body::Json(&to_json(&Acting { company })), &[]).await?.json()
}

/// What is known about the person, to fill forms with.
pub async fn profile() -> Result<Profile, ApiError> {
    get(paths::PROFILE).await
}

/// Files with a person at a clerk's window from now on: the session is theirs until the visit is over.
pub async fn begin_visit(visitor: &Visitor) -> Result<Session, ApiError> {
    post(paths::WINDOW, visitor).await
}

/// How long the visit at the window lasts without a request.
pub async fn visit() -> Result<Visit, ApiError> {
    get(paths::WINDOW).await
}

/// The visit at the window goes on: its time counts anew.
pub async fn go_on() -> Result<Visit, ApiError> {
    send("PUT", paths::WINDOW, Body::Empty, &[]).await?.json()
}

/// The visit at the window is over: the session is the clerk's again.
pub async fn end_visit() -> Result<Session, ApiError> {
    send("DELETE", paths::WINDOW, Body::Empty, &[]).await?.json()
}
