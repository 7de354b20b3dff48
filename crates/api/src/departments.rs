//! Departments and what they do: their shops (部门店铺, G5).

use onething_domain::city::{Department, Window};
use onething_domain::item::Kind;
use onething_domain::text::Text;
use serde::{Deserialize, Serialize};

use crate::guides::GuideSummary;

/// The departments that take part in something.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DepartmentList {
    /// In the city's order.
    pub departments: Vec<DepartmentSummary>,
}

/// A department in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DepartmentSummary {
    /// Id.
    pub id: String,
    /// Full name.
    pub name: Text,
    /// How many of its items are offered.
    pub items: u32,
    /// In how many things it takes part.
    pub guides: u32,
}

/// A department's shop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DepartmentView {
    /// The department.
    pub department: Department,
    /// What is asked for most of what it takes part in; at most 6.
    pub hot: Vec<GuideSummary>,
    /// Its items, by name.
    pub items: Vec<DepartmentItem>,
    /// Windows and machines that serve them.
    pub windows: Vec<Window>,
    /// How people rated its services; none while too few have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub rating: Option<DepartmentRating>,
}

/// What the open figures say of the ratings of a department's services in the newest month that has any (E1, E4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DepartmentRating {
    /// The month, as `2026-03`.
    pub month: String,
    /// Stars, 100 to 500 in hundredths.
    pub stars: i64,
    /// How many ratings.
    pub rated: i64,
}

/// An item of a department.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DepartmentItem {
    /// Id.
    pub id: String,
    /// Name.
    pub name: Text,
    /// How it is handled.
    pub kind: Kind,
    /// Promised working days.
    pub promised_days: u32,
    /// Things that hold it.
    pub guides: Vec<GuideName>,
}

/// A guide by its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GuideName {
    /// Id of the thing.
    pub thing: String,
    /// Title.
    pub title: Text,
}
