//! Guides and the city.

use onething_domain::city::{LifeEvent, Region};
use onething_domain::guide::{Figures, Guide};
use onething_domain::text::Text;
use onething_domain::thing::ApplicantKind;
use serde::{Deserialize, Serialize};

/// What every page needs to know of the city.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CityView {
    /// Name of the city.
    pub name: Text,
    /// Name of the portal.
    pub portal: Text,
    /// Region code.
    pub region: String,
    /// Hotline.
    pub hotline: String,
    /// Life events, in order.
    pub events: Vec<LifeEvent>,
    /// Regions to choose from.
    pub regions: Vec<Region>,
    /// Address of a map that shows the way, with `{latitude}`, `{longitude}` and `{name}` in it; empty
    /// where the visitor's own map is asked.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub route: String,
    /// Hours that the city's clock is ahead of UTC.
    pub zone_hours: i32,
    /// Whether this is a demonstration: demo people, sandbox cashier, outbox.
    pub demo: bool,
}

/// A guide in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GuideSummary {
    /// Id of the thing.
    pub thing: String,
    /// Published version.
    pub version: u32,
    /// Title.
    pub title: Text,
    /// Summary.
    pub summary: Text,
    /// Id of the life event.
    pub event: String,
    /// Who files it.
    pub applicant: ApplicantKind,
    /// Tags.
    pub tags: Vec<Text>,
    /// Lists in which it stands.
    pub lists: Vec<String>,
    /// Short names of the departments.
    pub departments: Vec<Text>,
    /// How many items it joins.
    pub items: u32,
    /// The figures.
    pub figures: Figures,
    /// What of it was found; none in lists without words to look for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hit: Option<GuideHit>,
}

/// What of a guide was found, to be marked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GuideHit {
    /// In its title.
    pub title: Marks,
    /// In its summary.
    pub summary: Marks,
    /// The tag, item or result by which it was found, where that is not the title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub via: Option<Marked>,
}

/// A text with what is to be marked in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Marked {
    /// The text.
    pub text: Text,
    /// The places.
    pub marks: Marks,
}

/// The places of a text that are to be marked, in order and apart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Marks {
    /// In the Chinese text.
    pub zh: Vec<Span>,
    /// In the English text.
    pub en: Vec<Span>,
}

/// A part of a text, counted in characters (Unicode scalar values) from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Span {
    /// The first character.
    pub from: u32,
    /// The one behind the last.
    pub to: u32,
}

/// What a list of guides may be asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct GuideQuery {
    /// What somebody typed: words, Pinyin, first letters; at most 100 characters.
    #[cfg_attr(feature = "openapi", param(max_length = 100))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// Id of a life event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// Whom it is for: who files it, or whose life event it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<ApplicantKind>,
    /// A list, a code of table `list`, as `once`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<String>,
    /// A theme, a code of table `theme`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theme: Option<String>,
    /// Region code of a district in which a window serves it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub district: Option<String>,
    /// Id of a department that takes part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// In which order, where no words say it.
    #[cfg_attr(feature = "openapi", param(inline))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<GuideOrder>,
    /// Where the page begins: `next` of the one before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// How many at most, 1 to 100; 50 where it is missing.
    #[cfg_attr(feature = "openapi", param(minimum = 1, maximum = 100))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// An order of guides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum GuideOrder {
    /// As the city orders its life events, then by title.
    Catalogue,
    /// What was applied for most in the last year first.
    Frequent,
}

/// A page of guides, best first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GuideList {
    /// The guides.
    pub guides: Vec<GuideSummary>,
    /// How many there are on all pages.
    pub total: u32,
    /// Whether nothing stands there as it was typed, so that these are only the nearest.
    #[serde(default)]
    pub near: bool,
    /// Where the next page begins; none on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// By what the list can be narrowed, on the first page.
    #[serde(default)]
    pub facets: Vec<Facet>,
}

/// A way to narrow a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Facet {
    /// The parameter of the query: `event`, `audience`, `list`, `theme`, `district`, `department`.
    pub key: String,
    /// What it may be, in the city's order; what would leave nothing is left out.
    pub options: Vec<FacetOption>,
}

/// A value of a facet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FacetOption {
    /// The parameter's value.
    pub value: String,
    /// Its name.
    pub name: Text,
    /// How many guides there would be, all else staying as it is.
    pub count: u32,
}

/// What is asked for while somebody types.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct SuggestionQuery {
    /// What somebody has typed so far; at most 100 characters.
    #[cfg_attr(feature = "openapi", param(max_length = 100))]
    pub q: String,
}

/// What somebody who is typing may mean, best first; at most 8.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Suggestions {
    /// Things and items.
    pub found: Vec<Suggestion>,
    /// Whether these are only near to what was typed.
    #[serde(default)]
    pub near: bool,
}

/// A thing or an item that somebody may mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Suggestion {
    /// Id of the thing whose guide tells of it.
    pub thing: String,
    /// Whether it is an item of the thing.
    pub item: bool,
    /// Its title or name.
    pub title: Marked,
    /// Of a thing: by what it was found, where the title does not show it. Of an item: the thing's title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub via: Option<Marked>,
}

/// Guides that somebody who reads one may need as well, the nearest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RelatedGuides {
    /// At most four.
    pub guides: Vec<RelatedGuide>,
}

/// A guide that is named beside another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RelatedGuide {
    /// Id of the thing.
    pub thing: String,
    /// Title.
    pub title: Text,
    /// Summary.
    pub summary: Text,
    /// How many items it joins.
    pub items: u32,
    /// Promised working days.
    pub days: u32,
}

/// A guide with its version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GuideView {
    /// Version, counted from 1.
    pub version: u32,
    /// Where the version stands.
    pub status: GuideStatus,
    /// The guide.
    pub guide: Guide,
}

/// Where a version of a guide stands (G9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum GuideStatus {
    /// Being written; only staff see it.
    Draft,
    /// Published.
    Published,
    /// Replaced by a newer version; running cases keep it.
    Replaced,
    /// No longer offered.
    Retired,
}
