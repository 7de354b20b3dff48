//! What is planned when a case is filed or corrected: what a case needs of its guide, so that a fold needs no guide.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::clock::Limit;
use crate::item::{Lapse, PauseKind, StepKind};
use crate::text::Text;

/// A task as it is planned when a case is filed: what it needs of the guide, so that a fold needs no guide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TaskPlan {
    /// Id of the item.
    pub item: String,
    /// Name of the item.
    pub name: Text,
    /// Id of the department.
    pub department: String,
    /// Items of this case whose results it needs.
    pub needs: Vec<String>,
    /// Its limits.
    pub limit: Limit,
    /// Steps of deciding it, in order; none in cases of before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub steps: Vec<StepPlan>,
    /// Procedures that may stop its clock, and how far it may be extended; none in cases of before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub procedures: Vec<Procedure>,
}

/// A step of deciding an item: 审查, 审核, 决定. Intake and hand-out are done once for a whole case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StepPlan {
    /// Name.
    pub name: Text,
    /// What is done in it.
    pub kind: StepKind,
    /// Standard time in working days.
    pub days: u32,
}

/// A special procedure that an item names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Procedure {
    /// Which.
    pub kind: PauseKind,
    /// Working days, at most.
    pub days: u32,
}

/// A material that is to follow (容缺后补), as it is planned when a case is filed or corrected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeferredPlan {
    /// Id of the material.
    pub material: String,
    /// Its name.
    pub name: Text,
    /// Items of this case that need it.
    pub items: Vec<String>,
    /// The last day on which it may follow.
    pub until: NaiveDate,
    /// What happens after that day.
    #[serde(default)]
    pub lapse: Lapse,
}
