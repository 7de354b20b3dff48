//! Intermediary services (中介服务): reports and tests that an application needs and that firms, not the
//! government, provide (G11). The list says who may do them, how long they promise to take and what they ask.

use serde::{Deserialize, Serialize};

use crate::text::Text;

/// `intermediaries.toml`: the city's list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Intermediaries {
    /// What is provided.
    #[serde(default)]
    pub service: Vec<Service>,
    /// Who provides it.
    #[serde(default)]
    pub agency: Vec<Agency>,
}

/// A service that an item needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = IntermediaryService))]
pub struct Service {
    /// Id.
    pub id: String,
    /// Name.
    pub name: Text,
    /// What one gets, and what it is needed for.
    pub summary: Text,
    /// Ids of the items that need it.
    pub items: Vec<String>,
    /// Id of the department that watches over it (行业主管部门).
    pub department: String,
    /// Which qualification a firm needs, and by which rule.
    pub qualification: Text,
    /// Limit in working days that the city has agreed with all firms.
    pub days: u32,
    /// How the fee is set.
    pub fee: Text,
}

/// A firm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = IntermediaryAgency))]
pub struct Agency {
    /// Name.
    pub name: Text,
    /// Unified social credit code.
    pub code: String,
    /// Address.
    pub address: Text,
    /// Telephone.
    pub phone: String,
    /// Its qualification, with number and end.
    pub certificate: Text,
    /// What it offers.
    pub offers: Vec<Offer>,
}

/// What a firm promises for a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = IntermediaryOffer))]
pub struct Offer {
    /// Id of the service.
    pub service: String,
    /// Working days that it promises; at most those of the service.
    pub days: u32,
    /// What it asks.
    pub fee: Text,
}
