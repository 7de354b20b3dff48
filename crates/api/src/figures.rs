//! Open figures (E4): what anyone may read and download.

use onething_domain::text::Text;
use serde::{Deserialize, Serialize};

/// Which month.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct FigureQuery {
    /// A month of `months`; the newest where it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub month: Option<String>,
}

/// Open figures. A count that is missing is hidden: it is of fewer people than `least`, or would tell one that is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = OpenFigures))]
pub struct Figures {
    /// Smallest count of people that is shown.
    pub least: u32,
    /// The month that is shown, as `2026-03`; empty where there is none yet.
    pub month: String,
    /// Whether it is not over yet.
    pub running: bool,
    /// All months that can be shown, newest first; at most 24.
    pub months: Vec<String>,
    /// The city's figures of the last twelve months, oldest first; each is named by its month.
    pub series: Vec<FigureRow>,
    /// The city's figures of the month.
    pub city: FigureRow,
    /// By department: its services in the month.
    pub departments: Vec<FigureRow>,
    /// By thing: its cases in the month.
    pub things: Vec<FigureRow>,
}

/// The figures of one place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FigureRow {
    /// Id of the department or thing; the month in a series; empty for the city.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// Cases filed; none for departments.
    pub filed: Option<i64>,
    /// Of them, on line.
    pub online: Option<i64>,
    /// Cases accepted, or a department's services.
    pub accepted: Option<i64>,
    /// Finished.
    pub finished: Option<i64>,
    /// Of them, in time.
    pub on_time: Option<i64>,
    /// Working days that they took less than the law allows.
    pub days_saved: Option<i64>,
    /// Ratings.
    pub rated: Option<i64>,
    /// Of them, satisfied.
    pub satisfied: Option<i64>,
    /// Hundredths of stars, 100 to 500.
    pub stars: Option<i64>,
}
