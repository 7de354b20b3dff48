//! Errors and how they cross the wire: problem documents (RFC 9457).

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use onething_api::problem::{Code, Problem};
use onething_domain::booking::BookingRefusal;
use onething_domain::case::Refusal;
use onething_domain::text::Text;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::crypto::DoesNotOpen;
use crate::names::name;

tokio::task_local! {
    /// Id of the request that this task answers.
    pub static REQUEST_ID: String;
}

/// What goes wrong while answering a request.
#[derive(Debug)]
pub enum Error {
    /// The request is at fault; the caller is told how.
    Refused(Box<Refused>),
    /// We are at fault; the caller is told the request's id only.
    Broken(String),
}

/// A fault of the request.
#[derive(Debug)]
pub struct Refused {
    problem: Problem,
    retry_after: Option<i64>,
    more: Map<String, Value>,
}

/// What a use case gives.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// A fault with nothing but its code.
    pub fn new(code: Code) -> Self {
        let problem = Problem {
            r#type: format!("/api/docs#{}", name(&code)),
            title: title(code).to_owned(),
            status: status(code).as_u16(),
            code,
            field: None,
            detail: None,
            problems: Vec::new(),
            refusal: None,
            subject: None,
            request_id: String::new(),
        };
        Self::Refused(Box::new(Refused { problem, retry_after: None, more: Map::new() }))
    }

    /// A fault of one field.
    pub fn field(code: Code, field: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::new(code).with(|problem| {
            problem.field = Some(field.into());
            problem.detail = Some(detail.into());
        })
    }

    /// A fault with a detail.
    pub fn detail(code: Code, detail: impl Into<String>) -> Self {
        Self::new(code).with(|problem| problem.detail = Some(detail.into()))
    }

    /// Too often; again after some seconds.
    pub fn too_many(seconds: i64) -> Self {
        let mut error = Self::detail(Code::TooManyRequests, format!("again in {seconds} s"));
        if let Self::Refused(refused) = &mut error {
            refused.retry_after = Some(seconds);
        }
        error
    }

    /// Somebody else was quicker, by one of the codes that say so: the answer carries what it is now.
    pub fn stale(code: Code, current: &impl Serialize) -> Self {
        Self::new(code).and("current", current)
    }

    /// The same fault, with the name of what it is about.
    pub fn about(self, subject: Option<Text>) -> Self {
        self.with(|problem| problem.subject = subject)
    }

    /// The same fault with one more member in its answer, as the contract has it.
    pub fn and(mut self, name: &str, value: &impl Serialize) -> Self {
        if let (Self::Refused(refused), Ok(value)) = (&mut self, serde_json::to_value(value)) {
            refused.more.insert(name.to_owned(), value);
        }
        self
    }

    fn with(mut self, change: impl FnOnce(&mut Problem)) -> Self {
        if let Self::Refused(refused) = &mut self {
            change(&mut refused.problem);
        }
        self
    }

    /// The code, for tests and logs.
    pub fn code(&self) -> Code {
        match self {
            Self::Refused(refused) => refused.problem.code,
            Self::Broken(_) => Code::Internal,
        }
    }

    /// The rule of cases that refused it, where one did.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused(refused) => refused.problem.refusal.as_ref(),
            Self::Broken(_) => None,
        }
    }

    fn problem(&mut self) -> Problem {
        let mut problem = match self {
            Self::Refused(refused) => refused.problem.clone(),
            other => match Self::new(other.code()) {
                Self::Refused(refused) => refused.problem,
                _ => unreachable!("new makes a refusal"),
            },
        };
        problem.request_id = REQUEST_ID.try_with(Clone::clone).unwrap_or_default();
        problem
    }
}

/// A problem with what its code brings along.
#[derive(Serialize)]
struct More {
    #[serde(flatten)]
    problem: Problem,
    #[serde(flatten)]
    more: Map<String, Value>,
}

impl Refused {
    /// The field at fault.
    pub fn field_name(&self) -> Option<String> {
        self.problem.field.clone()
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotAllowed => {
                Self::new(Code::Forbidden).with(|problem| problem.refusal = Some(refusal))
            }
            Refusal::DigestMismatch => Self::new(Code::DigestMismatch),
            Refusal::Invalid { problems } => {
                Self::new(Code::InvalidSubmission).with(|problem| problem.problems = problems)
            }
            refusal => Self::new(Code::CommandRefused).with(|problem| {
                problem.field = at_fault(&refusal);
                problem.refusal = Some(refusal);
            }),
        }
    }
}

/// The field that a rule names: of the command, or of the submission.
fn at_fault(refusal: &Refusal) -> Option<String> {
    match refusal {
        Refusal::Blank { field } => Some(format!("command.{field}")),
        refusal => refusal.path(),
    }
}

impl From<BookingRefusal> for Error {
    fn from(refusal: BookingRefusal) -> Self {
        Self::new(Code::BookingRefused).and("reason", &refusal)
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::PoolTimedOut => Self::new(Code::Unavailable),
            error => Self::Broken(format!("database: {error}")),
        }
    }
}

impl From<DoesNotOpen> for Error {
    fn from(error: DoesNotOpen) -> Self {
        Self::Broken(error.to_string())
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        // Position and kind only: the text of an error may quote personal data.
        Self::Broken(format!("stored JSON: {:?} at column {}", error.classify(), error.column()))
    }
}

impl From<object_store::Error> for Error {
    fn from(error: object_store::Error) -> Self {
        Self::Broken(format!("files: {error}"))
    }
}

impl IntoResponse for Error {
    fn into_response(mut self) -> Response {
        if let Self::Broken(reason) = &self {
            tracing::error!(reason, "request broke");
        }
        let code = self.code();
        let problem = self.problem();
        let mut response = match self {
            Self::Refused(refused) => {
                let body = More { problem, more: refused.more };
                let mut response = Json(body).into_response();
                if let Some(seconds) = refused.retry_after {
                    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
                }
                response
            }
            Self::Broken(_) => Json(problem).into_response(),
        };
        *response.status_mut() = status(code);
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        response
    }
}

/// The HTTP status of a code.
pub fn status(code: Code) -> StatusCode {
    match code {
        Code::MalformedJson | Code::BadParameter => StatusCode::BAD_REQUEST,
        Code::NotLoggedIn => StatusCode::UNAUTHORIZED,
        Code::Forbidden | Code::WrongOrigin => StatusCode::FORBIDDEN,
        Code::NotFound => StatusCode::NOT_FOUND,
        Code::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        Code::StaleCase
        | Code::IdReused
        | Code::GuideChanged
        | Code::DraftFiled
        | Code::PaymentDecided
        | Code::NothingOwed
        | Code::WrongOffset
        | Code::InvitationOver
        | Code::LicenceNotValid
        | Code::StaleRelease
        | Code::InReview
        | Code::BookingRefused
        | Code::InUse => StatusCode::CONFLICT,
        Code::GuideRetired | Code::ShowingOver => StatusCode::GONE,
        Code::StaleRevision | Code::WrongTusVersion => StatusCode::PRECONDITION_FAILED,
        Code::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Code::WrongMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Code::WrongShape
        | Code::WrongCode
        | Code::InvalidSubmission
        | Code::CommandRefused
        | Code::DigestMismatch
        | Code::BadSignature
        | Code::WrongContent
        | Code::EncryptedFile
        | Code::ShowingForged
        | Code::InfectedFile
        | Code::ReleaseRefused
        | Code::HasFindings
        | Code::BrokenFile => StatusCode::UNPROCESSABLE_ENTITY,
        Code::PreconditionRequired => StatusCode::PRECONDITION_REQUIRED,
        Code::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
        Code::QuotaExceeded => StatusCode::INSUFFICIENT_STORAGE,
        Code::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Code::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

fn title(code: Code) -> &'static str {
    match code {
        Code::MalformedJson => "The body is no JSON",
        Code::WrongShape => "The JSON has the wrong shape",
        Code::BadParameter => "A parameter or header is wrong",
        Code::TooLarge => "The body is too large",
        Code::WrongMediaType => "The body is of a type that is not read here",
        Code::NotLoggedIn => "Nobody is logged in",
        Code::Forbidden => "Not permitted",
        Code::WrongOrigin => "A write from another site",
        Code::NotFound => "No such thing",
        Code::MethodNotAllowed => "No such method here",
        Code::TooManyRequests => "Too often",
        Code::WrongCode => "Wrong or expired code",
        Code::PreconditionRequired => "If-Match is missing",
        Code::StaleRevision => "Somebody else has changed it",
        Code::StaleCase => "The case has moved on",
        Code::IdReused => "The id was used for something else",
        Code::GuideRetired => "The guide is retired",
        Code::GuideChanged => "The guide has a newer version",
        Code::DraftFiled => "The draft has been filed",
        Code::InvalidSubmission => "The submission has problems",
        Code::CommandRefused => "The rules refuse this command",
        Code::DigestMismatch => "The signed digests are not those of what is stored",
        Code::BadSignature => "The signature is missing or no image",
        Code::PaymentDecided => "The payment has been decided",
        Code::NothingOwed => "Nothing is owed",
        Code::WrongOffset => "The upload stands elsewhere",
        Code::WrongContent => "The content is not of a type that is taken",
        Code::InvitationOver => "The invitation may no longer be answered",
        Code::ShowingForged => "The showing is not genuine",
        Code::ShowingOver => "The showing is over",
        Code::LicenceNotValid => "The licence does not hold any more",
        Code::BookingRefused => "The rules refuse this booking",
        Code::EncryptedFile => "The PDF opens with a password only",
        Code::InfectedFile => "The virus scanner refused the file",
        Code::WrongTusVersion => "This version of tus is not spoken",
        Code::QuotaExceeded => "The storage is full",
        Code::StaleRelease => "The release has moved on",
        Code::ReleaseRefused => "The rules refuse this command",
        Code::HasFindings => "Findings keep it from being published",
        Code::InReview => "The document is in a release",
        Code::InUse => "Things still use it",
        Code::BrokenFile => "The file cannot be read",
        Code::Unavailable => "Not ready; try again",
        Code::Internal => "Something broke",
    }
}
