//! Intermediary services (中介服务): reports and tests that an application needs and that firms, not the
//! government, provide (G11). The list says who may do them, how long they promise to take and what they ask.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::identifier;
use crate::text::Text;

/// `intermediaries.toml`: the city's list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
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
pub struct Offer {
    /// Id of the service.
    pub service: String,
    /// Working days that it promises; at most those of the service.
    pub days: u32,
    /// What it asks.
    pub fee: Text,
}

/// Something wrong with the list: key, what, remedy.
pub type ListFault = (String, String, &'static str);

/// Everything wrong with the list.
pub fn check(
    list: &Intermediaries,
    knows_item: impl Fn(&str) -> bool,
    knows_department: impl Fn(&str) -> bool,
) -> Vec<ListFault> {
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    for service in &list.service {
        let key = |name: &str| format!("service.{}.{name}", service.id);
        if !seen.insert(&service.id) {
            faults.push((key("id"), "stands there twice".to_owned(), "keep one"));
        }
        for item in service.items.iter().filter(|item| !knows_item(item)) {
            let what = format!("names item `{item}`, which does not exist");
            faults.push((key("items"), what, "use an id of items/"));
        }
        if !knows_department(&service.department) {
            let what = "names a department that does not exist".to_owned();
            faults.push((key("department"), what, "use an id of departments.toml"));
        }
        if service.days == 0 || service.name.zh.is_empty() || service.qualification.zh.is_empty() {
            let what = "lacks its name, its qualification or its days".to_owned();
            faults.push((key("days"), what, "fill them in"));
        }
    }
    for (at, agency) in list.agency.iter().enumerate() {
        if identifier::company_code(&agency.code).is_err() {
            let what = "is no credit code".to_owned();
            faults.push((
                format!("agency.{at}.code"),
                what,
                "18 characters with a check character (GB 32100)",
            ));
        }
        for offer in &agency.offers {
            let key = format!("agency.{at}.offers");
            match list.service.iter().find(|service| service.id == offer.service) {
                None => {
                    let what = format!("offers `{}`, which is no service", offer.service);
                    faults.push((key, what, "use the id of a service of this file"));
                }
                Some(service) if offer.days > service.days => {
                    let what = format!("promises more days than `{}` allows", offer.service);
                    faults.push((key, what, "promise at most the service's days"));
                }
                Some(_) => {}
            }
        }
    }
    faults
}
