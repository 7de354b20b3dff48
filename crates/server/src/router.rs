//! The one table of routes. A row says everything about a route: who may use it, what it takes and gives;
//! the router, the guard and the OpenAPI document are all made from it, so that they cannot disagree.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::{DefaultBodyLimit, State};
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{MethodFilter, MethodRouter, on};
use axum::{Router, routing::get};
use onething_api::problem::Code;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use utoipa::openapi::RefOr;
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::schema::Schema;
use utoipa::{IntoParams, PartialSchema, ToSchema};

use crate::app::App;
use crate::error::Error;
use crate::guard::{self, Guard};
use crate::{
    archive, authoring, board, bookings, cases, city, companies, cosign, demo, docs, documents,
    drafts, figures, guides, health, intermediaries, licences, notices, observe, openapi, outbox,
    payments, places, ratings, registries, results, session, signatures, tickets, uploads, verify,
    web, work,
};

/// Largest JSON body in bytes.
const JSON_BYTES: usize = 1024 * 1024;

/// Seconds within which a request is answered.
const SECONDS: u64 = 30;

/// A schema with those that it refers to.
pub struct Shape {
    /// Its name.
    pub name: String,
    /// All schemas by name, its own too.
    pub all: Vec<(String, RefOr<Schema>)>,
}

impl Shape {
    fn of<T: ToSchema + PartialSchema>() -> Self {
        let mut all = Vec::new();
        T::schemas(&mut all);
        all.push((T::name().into_owned(), T::schema()));
        Self { name: T::name().into_owned(), all }
    }
}

/// What a route answers when all is well.
pub enum Answer {
    /// JSON.
    Json(Shape),
    /// Bytes of a media type.
    Bytes(&'static str),
    /// Nothing.
    Empty,
}

/// A row of the table.
pub struct Route {
    /// Method.
    pub method: Method,
    /// Path, a constant of [`onething_api::paths`].
    pub path: &'static str,
    /// Who may use it.
    pub guard: Guard,
    /// One sentence on it.
    pub summary: &'static str,
    /// JSON that it takes.
    pub takes: Option<Shape>,
    /// Media type of the bytes that it takes.
    pub takes_bytes: Option<&'static str>,
    /// Parameters of the query.
    pub parameters: Vec<Parameter>,
    /// Headers that it reads, and whether they must be there.
    pub headers: Vec<(&'static str, bool)>,
    /// What it answers, by status.
    pub gives: Vec<(u16, Answer)>,
    /// Largest body in bytes.
    pub bytes: usize,
    /// Seconds within which it answers.
    pub seconds: u64,
    service: MethodRouter<App>,
}

impl Route {
    /// A row.
    pub fn new<H: Handler<T, App>, T: 'static>(
        method: Method,
        path: &'static str,
        guard: Guard,
        handler: H,
        summary: &'static str,
    ) -> Self {
        let filter = MethodFilter::try_from(method.clone()).unwrap_or(MethodFilter::GET);
        Self {
            method,
            path,
            guard,
            summary,
            takes: None,
            takes_bytes: None,
            parameters: Vec::new(),
            headers: Vec::new(),
            gives: Vec::new(),
            bytes: JSON_BYTES,
            seconds: SECONDS,
            service: on(filter, handler),
        }
    }

    /// It takes JSON.
    pub fn takes<T: ToSchema + PartialSchema>(mut self) -> Self {
        self.takes = Some(Shape::of::<T>());
        self
    }

    /// It takes bytes of a media type.
    pub fn takes_bytes(mut self, media: &'static str) -> Self {
        self.takes_bytes = Some(media);
        self
    }

    /// It takes parameters of the query.
    pub fn asks<T: IntoParams>(mut self) -> Self {
        self.parameters.extend(T::into_params(|| Some(ParameterIn::Query)));
        self
    }

    /// It reads a header.
    pub fn header(mut self, name: &'static str, required: bool) -> Self {
        self.headers.push((name, required));
        self
    }

    /// It answers JSON with a status.
    pub fn gives<T: ToSchema + PartialSchema>(mut self, status: u16) -> Self {
        self.gives.push((status, Answer::Json(Shape::of::<T>())));
        self
    }

    /// It answers bytes of a media type with a status.
    pub fn gives_bytes(mut self, status: u16, media: &'static str) -> Self {
        self.gives.push((status, Answer::Bytes(media)));
        self
    }

    /// It answers nothing but a status.
    pub fn gives_nothing(mut self, status: u16) -> Self {
        self.gives.push((status, Answer::Empty));
        self
    }

    /// It takes large bodies, slowly.
    pub fn large(mut self, bytes: usize, seconds: u64) -> Self {
        self.bytes = bytes;
        self.seconds = seconds;
        self
    }
}

/// All routes of the API.
pub fn table() -> Vec<Route> {
    [
        city::routes(),
        guides::routes(),
        notices::routes(),
        results::routes(),
        intermediaries::routes(),
        places::routes(),
        session::routes(),
        drafts::routes(),
        companies::routes(),
        cosign::routes(),
        uploads::routes(),
        signatures::routes(),
        licences::routes(),
        outbox::routes(),
        bookings::routes(),
        cases::routes(),
        documents::routes(),
        archive::routes(),
        ratings::routes(),
        tickets::routes(),
        figures::routes(),
        board::routes(),
        verify::routes(),
        payments::routes(),
        work::routes(),
        registries::routes(),
        authoring::routes(),
        demo::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The service.
pub fn router(app: App) -> Router {
    let mut router = Router::new();
    for row in table() {
        let guarded = from_fn_with_state((app.clone(), row.guard), guard::check);
        let limit = Duration::from_secs(row.seconds);
        let timed = from_fn(move |request, next| observe::within(limit, request, next));
        let service: MethodRouter<App> = row
            .service
            .layer::<_, Infallible>(guarded)
            .layer::<_, Infallible>(DefaultBodyLimit::max(row.bytes))
            .layer(timed);
        router = router.route(row.path, service);
    }
    let plain = SizeAbove::new(256)
        .and(NotForContentType::SSE)
        .and(NotForContentType::IMAGES)
        .and(NotForContentType::const_new("application/pdf"));
    let api = router.clone().with_state(app.clone());
    let pages = move |State(app), request| web::serve(app, api.clone(), request);
    router
        .route(openapi::PATH, get(openapi::document))
        .route(docs::PATH, get(docs::page))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .method_not_allowed_fallback(async || Error::new(Code::MethodNotAllowed))
        .fallback(pages)
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(plain))
        .layer(from_fn_with_state(app.clone(), guard::same_origin))
        .layer(from_fn_with_state(app.clone(), observe::observe))
        .with_state(app)
}
