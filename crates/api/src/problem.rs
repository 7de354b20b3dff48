//! Errors: problem documents (RFC 9457) with a stable code.

use onething_domain::case::Refusal;
use onething_domain::text::Text;
use onething_domain::validate::Problem as FieldProblem;
use serde::{Deserialize, Serialize};

/// A problem document, `application/problem+json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// A URI that names the kind: `/api/docs#<code>`.
    pub r#type: String,
    /// What happened, for people who write programs; screens look up `code` in their locale.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// Stable code.
    pub code: Code,
    /// The field of the request that is wrong, where one is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Details of a code: what was expected, what the limit is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Everything that is wrong with a submission, for `invalid_submission`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<FieldProblem>,
    /// Why a command was refused, for `command_refused`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Refusal>,
    /// Name of the field, material or item that a refusal is about, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Text>,
    /// Id of the request, for a question about it.
    #[serde(default)]
    pub request_id: String,
}

/// Stable codes of errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Code {
    /// 400: no JSON, or none that parses.
    MalformedJson,
    /// 422: JSON of the wrong shape: a missing, unknown or ill-typed member.
    WrongShape,
    /// 400: a parameter of path or query, or a header, that is none.
    BadParameter,
    /// 413: the body is larger than allowed.
    TooLarge,
    /// 415: the body is of a type that is not read here.
    WrongMediaType,
    /// 401: nobody is logged in, or no longer.
    NotLoggedIn,
    /// 403: logged in, but without this permission.
    Forbidden,
    /// 403: a write from another site.
    WrongOrigin,
    /// 404: it does not exist, or not for this person.
    NotFound,
    /// 405: the path has no such method.
    MethodNotAllowed,
    /// 429: too often; `Retry-After` tells when again.
    TooManyRequests,
    /// 422: wrong or expired one-time code.
    WrongCode,
    /// 428: `If-Match` is missing.
    PreconditionRequired,
    /// 412: someone else has changed it; the answer carries the current copy.
    StaleRevision,
    /// 409: the case has moved on; the answer carries the current view.
    StaleCase,
    /// 409: the same id was used for something else.
    IdReused,
    /// 410: the guide is retired; a draft cannot be filed any more.
    GuideRetired,
    /// 409: the guide has a newer version; the answers are kept.
    GuideChanged,
    /// 409: the draft has been filed; `number` says as which case.
    DraftFiled,
    /// 422: the submission has problems, listed.
    InvalidSubmission,
    /// 422: a command that the rules refuse, with the refusal.
    CommandRefused,
    /// 422: the signed digests are not those of what was stored.
    DigestMismatch,
    /// 422: a signature is missing or no image.
    BadSignature,
    /// 409: the payment has been decided already, otherwise.
    PaymentDecided,
    /// 409: nothing is owed.
    NothingOwed,
    /// 409: tus: the offset is not where the upload stands.
    WrongOffset,
    /// 422: the content is not of a type that is taken.
    WrongContent,
    /// 409: an invitation that may no longer be answered.
    InvitationOver,
    /// 422: a showing of a licence that is not the service's, or was changed.
    ShowingForged,
    /// 410: a showing of a licence whose minute is over.
    ShowingOver,
    /// 409: a licence that has expired or was taken back, and is not shown.
    LicenceNotValid,
    /// 422: a PDF that opens with a password only.
    EncryptedFile,
    /// 422: the virus scanner refused the file.
    InfectedFile,
    /// 412: tus: a version that is not spoken.
    WrongTusVersion,
    /// 507: the person's storage is full.
    QuotaExceeded,
    /// 409: the release has moved on; the answer carries the current view.
    StaleRelease,
    /// 422: the rules refuse this command to a release; the answer says why.
    ReleaseRefused,
    /// 422: findings keep the documents from being submitted or published, listed.
    HasFindings,
    /// 409: the document is in a release; take that back first.
    InReview,
    /// 409: things still use it, listed.
    InUse,
    /// 422: the file cannot be read; line and remedy are named.
    BrokenFile,
    /// 409: a booking that the rules refuse; `reason` says why.
    BookingRefused,
    /// 503: not ready; try again.
    Unavailable,
    /// 500: something broke; the request id helps to find it.
    Internal,
}
