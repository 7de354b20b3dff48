//! Notices, policy readings, published results and intermediary services (G10, G11).

use chrono::{DateTime, NaiveDate, Utc};
use onething_domain::intermediary::Service;
use onething_domain::notice::{Notice, NoticeFault, NoticeKind};
pub use onething_domain::notice::{NoticeAct, NoticeState};
use onething_domain::prose::Part;
use onething_domain::text::Text;
use serde::{Deserialize, Serialize};

/// Something with a name: a department, a thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Named {
    /// Id.
    pub id: String,
    /// Name.
    pub name: Text,
}

/// A notice in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoticeSummary {
    /// Id.
    pub id: String,
    /// Which kind.
    pub kind: NoticeKind,
    /// Short name of the department that issues it.
    pub department: Text,
    /// Title.
    pub title: Text,
    /// What it is about.
    pub summary: Text,
    /// Since when it can be read.
    pub published_at: DateTime<Utc>,
}

/// What a list of notices may be asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct NoticeQuery {
    /// Only of this kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<NoticeKind>,
    /// Only of this department.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// Only those that touch this thing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thing: Option<String>,
    /// Cursor of a page, from `next`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// Rows, 1 to 100; 20 where missing.
    #[cfg_attr(feature = "openapi", param(minimum = 1, maximum = 100))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// A page of notices, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoticeList {
    /// The notices.
    pub notices: Vec<NoticeSummary>,
    /// Departments that have issued some, by their short names.
    pub departments: Vec<Named>,
    /// Cursor of the next page.
    pub next: Option<String>,
}

/// A text in both languages; English is empty where nobody has translated it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Prose {
    /// Chinese.
    pub zh: Vec<Part>,
    /// English.
    #[serde(default)]
    pub en: Vec<Part>,
}

/// A notice as people read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoticeView {
    /// What stands in lists.
    pub head: NoticeSummary,
    /// Full name of the department.
    pub issuer: Text,
    /// When it was corrected last.
    pub corrected_at: Option<DateTime<Utc>>,
    /// The guides that it touches and that are on offer.
    pub things: Vec<Named>,
    /// The text.
    pub body: Prose,
}

/// What stands around a guide: notices and readings that touch it, services that its items need.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Around {
    /// Newest first, at most ten.
    pub notices: Vec<NoticeSummary>,
    /// Services.
    pub services: Vec<ServiceView>,
}

/// A result that is published (公示).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicResult {
    /// Case number.
    pub number: String,
    /// Name of the item.
    pub item: Text,
    /// Short name of the department that decided.
    pub department: Text,
    /// Name of a company; that of a person with all but the first character covered.
    pub holder: String,
    /// What was decided: the document.
    pub document: Text,
    /// Number of the document.
    pub document_number: String,
    /// The day of the decision, in the city's zone.
    pub day: NaiveDate,
}

/// What published results may be asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct ResultQuery {
    /// Only of this department.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// Cursor of a page, from `next`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// Rows, 1 to 100; 20 where missing.
    #[cfg_attr(feature = "openapi", param(minimum = 1, maximum = 100))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// A page of published results, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResultList {
    /// The results.
    pub results: Vec<PublicResult>,
    /// Departments that have published some, by their short names.
    pub departments: Vec<Named>,
    /// Cursor of the next page.
    pub next: Option<String>,
}

/// An intermediary service with those who may do it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ServiceView {
    /// The service.
    pub service: Service,
    /// Short name of the department that watches over it.
    pub department: Text,
    /// Guides whose items need it.
    pub things: Vec<Named>,
    /// Firms, the quickest first.
    pub agencies: Vec<AgencyView>,
}

/// A firm and what it promises for one service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AgencyView {
    /// Name.
    pub name: Text,
    /// Unified social credit code.
    pub code: String,
    /// Address.
    pub address: Text,
    /// Telephone.
    pub phone: String,
    /// Its qualification.
    pub certificate: Text,
    /// Working days that it promises.
    pub days: u32,
    /// What it asks.
    pub fee: Text,
}

/// What intermediary services may be asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct ServiceQuery {
    /// Only those that items of this thing need.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thing: Option<String>,
    /// Only those that this department watches over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
}

/// Intermediary services.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ServiceList {
    /// The services.
    pub services: Vec<ServiceView>,
    /// Departments that watch over some.
    pub departments: Vec<Named>,
}

/// A notice as staff see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoticeWork {
    /// Id.
    pub id: String,
    /// Revision, counted from 1; the entity tag.
    pub revision: i64,
    /// Where it stands.
    pub state: NoticeState,
    /// Whether what is written differs from what people read.
    pub changed: bool,
    /// What is written.
    pub notice: Notice,
    /// What keeps it from being published.
    pub faults: Vec<NoticeFault>,
    /// Since when, or from when on, it can be read.
    pub published_at: Option<DateTime<Utc>>,
    /// What the reader may do now.
    pub may: Vec<NoticeAct>,
    /// Whether the reader has a part in what waits, and so leaves publishing to somebody else.
    pub own: bool,
    /// What happened to it, newest first.
    pub history: Vec<NoticeMove>,
}

/// What somebody did with a notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoticeMove {
    /// `created`, `written`, `published`, `withdrawn` or `imported`.
    pub act: String,
    /// Name of the member of staff; empty for an import.
    pub who: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Why, or for when.
    pub note: String,
}

/// A notice in the workbench's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoticeRow {
    /// Id.
    pub id: String,
    /// Which kind.
    pub kind: NoticeKind,
    /// Short name of the department.
    pub department: Text,
    /// Title as it is written.
    pub title: Text,
    /// Where it stands.
    pub state: NoticeState,
    /// Whether what is written differs from what people read.
    pub changed: bool,
    /// When it was last changed.
    pub changed_at: DateTime<Utc>,
}

/// A page of the workbench's list, last changed first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoticeRows {
    /// The rows.
    pub rows: Vec<NoticeRow>,
    /// Departments for which the reader may write, by their short names.
    pub departments: Vec<Named>,
    /// Cursor of the next page.
    pub next: Option<String>,
}

/// Which page of the workbench's list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct NoticeRowQuery {
    /// Cursor of a page, from `next`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// Rows, 1 to 100; 50 where missing.
    #[cfg_attr(feature = "openapi", param(minimum = 1, maximum = 100))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// A notice to be begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewNotice {
    /// Its id, a UUID made by the client: sent twice is done once.
    pub id: String,
    /// What is written so far.
    pub notice: Notice,
}

/// Publishing what is written, over the revision that `If-Match` names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublishNotice {
    /// From when on people read it, later than now; at once where missing. A correction of what people read
    /// already is always published at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime<Utc>>,
}

/// Taking a notice back, over the revision that `If-Match` names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WithdrawNotice {
    /// Why; staff see it.
    pub reason: String,
}

/// A notice to be shown as people would read it; nothing is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoticePreview {
    /// The text.
    pub body: Prose,
    /// The guides that it touches and that are on offer.
    pub things: Vec<Named>,
    /// What keeps it from being published.
    pub faults: Vec<NoticeFault>,
}

/// The answer to a stale write (412): the problem and what is written now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StaleNotice {
    /// The problem, code `stale_revision`.
    #[serde(flatten)]
    pub problem: crate::problem::Problem,
    /// The server's copy.
    pub current: NoticeWork,
}
