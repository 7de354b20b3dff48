//! Who may use a route, and where writes may come from.

use axum::extract::{FromRequestParts, MatchedPath};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use onething_api::problem::Code;
use onething_domain::city::Role;

use crate::app::App;
use crate::error::{Error, Result};
use crate::extract::text;
use crate::session::{self, Citizen, Identity, Staff};

/// The permission that a route names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guard {
    /// Anyone.
    Public,
    /// Whoever is logged in; what they may see is decided per case.
    LoggedIn,
    /// Citizens, for themselves or a company.
    Citizen,
    /// Staff with one of these roles.
    Staff(&'static [Role]),
    /// Staff with one of these roles; for all others it does not exist.
    Hidden(&'static [Role]),
    /// Anyone, but only in a demonstration.
    Demo,
    /// Citizens, but only in a demonstration.
    DemoCitizen,
}

impl Guard {
    /// Whether it exists only in a demonstration.
    pub fn is_demo(self) -> bool {
        matches!(self, Self::Demo | Self::DemoCitizen)
    }

    /// Whether somebody must be logged in.
    pub fn wants_session(self) -> bool {
        !matches!(self, Self::Public | Self::Demo)
    }

    /// Whether it lets somebody through who is logged in.
    pub fn admits(self, identity: &Identity) -> bool {
        match self {
            Self::Public | Self::LoggedIn | Self::Demo => true,
            Self::Citizen | Self::DemoCitizen => !identity.is_staff(),
            Self::Staff(roles) | Self::Hidden(roles) => {
                identity.roles().iter().any(|role| roles.contains(role))
            }
        }
    }
}

/// Lets a request through to a route, with the identity of who asks.
pub async fn check(
    State((app, guard)): State<(App, Guard)>,
    mut request: Request,
    next: Next,
) -> Response {
    if guard.is_demo() && !app.settings.demo {
        return Error::new(Code::NotFound).into_response();
    }
    if guard.wants_session() {
        match session::identify(&app, request.headers()).await {
            Ok(Some(identity)) if guard.admits(&identity) && fits_window(&identity, &request) => {
                let asked = (request.method(), path(&request));
                if let Err(error) = session::seen(&app, &identity, asked, request.headers()).await {
                    return error.into_response();
                }
                request.extensions_mut().insert(identity);
            }
            Ok(_) if matches!(guard, Guard::Hidden(_)) => {
                return Error::new(Code::NotFound).into_response();
            }
            Ok(Some(identity)) => return refused(guard, &identity).into_response(),
            Ok(None) => return Error::new(Code::NotLoggedIn).into_response(),
            Err(error) => return error.into_response(),
        }
    }
    next.run(request).await
}

/// Whether a person at a clerk's window may do this there; whoever logged in themselves may.
fn fits_window(identity: &Identity, request: &Request) -> bool {
    let Identity::Citizen(Citizen { window: Some(_), .. }) = identity else {
        return true;
    };
    session::at_window(request.method(), path(request))
}

/// The path of the route, as it is documented.
fn path(request: &Request) -> &str {
    request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str)
}

/// Logged in, but without this permission; a page of a person's that is still open at a window is told why.
fn refused(guard: Guard, identity: &Identity) -> Error {
    let theirs = matches!(guard, Guard::Citizen | Guard::DemoCitizen);
    match identity {
        Identity::Staff(staff) if theirs && staff.lapsed => {
            let over = "the visit at the window ended by itself; the session is the clerk's again";
            Error::detail(Code::Forbidden, over)
        }
        _ => Error::new(Code::Forbidden),
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Identity {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Error::new(Code::NotLoggedIn))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Citizen {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        match Identity::from_request_parts(parts, state).await? {
            Identity::Citizen(citizen) => Ok(citizen),
            Identity::Staff(_) => Err(Error::new(Code::Forbidden)),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Staff {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        match Identity::from_request_parts(parts, state).await? {
            Identity::Staff(staff) => Ok(staff),
            Identity::Citizen(_) => Err(Error::new(Code::Forbidden)),
        }
    }
}

/// Refuses writes that another site's page sends: with cookies that are `SameSite=Lax`, the second lock
/// on the same door. A client that is no browser sends neither header and has no cookie to steal.
pub async fn same_origin(State(app): State<App>, request: Request, next: Next) -> Response {
    let reading = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if reading || comes_from_here(&app, request.headers(), request.uri()) {
        next.run(request).await
    } else {
        Error::new(Code::WrongOrigin).into_response()
    }
}

fn comes_from_here(app: &App, headers: &HeaderMap, uri: &Uri) -> bool {
    if let Some(origin) = text(headers, "origin") {
        if let Some(url) = &app.settings.public_url {
            return origin == url;
        }
        let host = text(headers, "host").or_else(|| uri.authority().map(|host| host.as_str()));
        let origin = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
        return origin.is_some() && origin == host;
    }
    match text(headers, "sec-fetch-site") {
        Some(site) => site == "same-origin",
        None => !headers.contains_key(header::ORIGIN),
    }
}
