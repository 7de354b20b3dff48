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
}

/// What a list of guides may be asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct GuideQuery {
    /// Words to look for in title, summary, tags, items; at most 100 characters.
    #[cfg_attr(feature = "openapi", param(max_length = 100))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// Id of a life event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// Who files it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applicant: Option<ApplicantKind>,
    /// A list, as `once`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<String>,
}

/// A list of guides, best first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GuideList {
    /// The guides.
    pub guides: Vec<GuideSummary>,
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
