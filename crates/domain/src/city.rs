//! The city: its departments, windows, people and code tables. Data that an administrator keeps.

use serde::{Deserialize, Serialize};

use crate::text::Text;

/// The city itself; one deployment serves one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct City {
    /// Name.
    pub name: Text,
    /// Name of the portal.
    pub portal: Text,
    /// Six-digit region code (GB/T 2260).
    pub region: String,
    /// Hotline.
    pub hotline: String,
    /// Life events, in order.
    pub events: Vec<LifeEvent>,
    /// Regions that people choose from: the city, its districts and whatever else is needed.
    pub regions: Vec<Region>,
    /// Address of a map that shows the way to a place, with `{latitude}`, `{longitude}` (degrees, WGS 84)
    /// and `{name}` in it; empty where the visitor's own map is asked (`geo:`, RFC 5870).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub route: String,
    /// What the city promises to those who judge it and ask it.
    #[serde(default)]
    pub pledges: Pledges,
}

/// What a city promises to those who judge it and ask it. Days are working days of its calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Pledges {
    /// Id of the department that answers for the city where none is named; empty for the service centre.
    pub owner: String,
    /// Days after the end of a service within which it may be rated.
    pub rating: u32,
    /// Days within which a bad rating is put right (整改).
    pub rectification: u32,
    /// Days within which a question is answered.
    pub question: u32,
    /// Days within which a complaint is answered.
    pub complaint: u32,
    /// Days within which a suggestion is answered.
    pub suggestion: u32,
    /// Days within which a report is answered.
    pub report: u32,
    /// Days after an answer within which it may be sent back; after them its ticket is closed.
    pub objection: u32,
    /// Smallest count of people that open figures show.
    pub least: u32,
    /// Whether open figures show the month that is not over: whoever asks twice then sees what one person did.
    pub running_month: bool,
}

impl Default for Pledges {
    /// Ratings by 国办发〔2019〕51号; 15 days and a call to everyone is one city's rule.
    fn default() -> Self {
        Self {
            owner: String::new(),
            rating: 30,
            rectification: 15,
            question: 5,
            complaint: 10,
            suggestion: 15,
            report: 20,
            objection: 10,
            least: 5,
            running_month: false,
        }
    }
}

/// A life event or a stage in the life of a business.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LifeEvent {
    /// Id.
    pub id: String,
    /// Name, as 生孩子.
    pub name: Text,
    /// Name of an icon that the portal has.
    pub icon: String,
    /// Whether it belongs to people or to businesses.
    pub audience: crate::thing::ApplicantKind,
}

/// A region of the tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Region {
    /// Six-digit code (GB/T 2260).
    pub code: String,
    /// Name.
    pub name: Text,
    /// Code of the region above; empty at the top.
    #[serde(default)]
    pub parent: String,
}

/// A department.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Department {
    /// Id.
    pub id: String,
    /// Full name.
    pub name: Text,
    /// Short name for lanes and lists.
    pub short: Text,
    /// Unified social credit code.
    pub code: String,
    /// Telephone.
    pub phone: String,
}

/// A place where people are served.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Window {
    /// Id.
    pub id: String,
    /// Name.
    pub name: Text,
    /// Region code of its district.
    pub region: String,
    /// Address.
    pub address: Text,
    /// Telephone.
    pub phone: String,
    /// Opening hours in words.
    pub hours: Text,
    /// Latitude in millionths of a degree (WGS 84).
    pub latitude: i64,
    /// Longitude in millionths of a degree (WGS 84).
    pub longitude: i64,
    /// What kind of place it is.
    #[serde(default)]
    pub kind: PlaceKind,
    /// The same hours for computing; empty where nobody can say when it is open.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub opening: Vec<Opening>,
}

impl Window {
    /// Whether it is a self-service machine.
    pub fn is_machine(&self) -> bool {
        self.kind == PlaceKind::Machine
    }
}

/// Kinds of places where people are served (W2).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PlaceKind {
    /// 政务服务窗口
    #[default]
    Window,
    /// 社区便民点
    Community,
    /// 自助机
    Machine,
}

/// A span of a day in which a place is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Opening {
    /// Days of the week, 1 Monday to 7 Sunday, public holidays or not; empty for the working days of the
    /// city's calendar.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub days: Vec<u8>,
    /// From when, `HH:MM` in the city's zone.
    pub from: String,
    /// Until when, `HH:MM`; `24:00` for the end of the day.
    pub until: String,
}

/// A code table with its source and version; item elements name its codes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CodeTable {
    /// Id, as `item_type`.
    pub id: String,
    /// Name.
    pub name: Text,
    /// Version, as `2020`.
    pub version: String,
    /// Where it comes from.
    pub source: String,
    /// Entries.
    pub entries: Vec<CodeEntry>,
}

/// One code and its meaning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CodeEntry {
    /// Code.
    pub code: String,
    /// Meaning.
    pub name: Text,
}

/// What the search knows of how people speak.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Speech {
    /// Words that say nothing about what is looked for, as 怎么办, 多少钱; lower case.
    #[serde(default)]
    pub drop: Vec<String>,
    /// Words that mean the same.
    #[serde(default)]
    pub synonym: Vec<Synonym>,
}

/// Words that mean the same: who looks for one finds what is written with another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Synonym {
    /// Two or more; lower case.
    pub words: Vec<String>,
}

/// The meaning of a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DataElement {
    /// Id, as `child.name`.
    pub id: String,
    /// Meaning.
    pub name: Text,
    /// Type of the fields that ask it.
    pub r#type: crate::field::FieldType,
}

/// Whether an id may name a data element: two words or more joined by points, each of lower-case letters, digits
/// and underscores, 3 to 100 characters.
pub fn is_element_id(id: &str) -> bool {
    let is_word = |word: &str| {
        word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
            && !word.is_empty()
    };
    (3..=100).contains(&id.len()) && id.contains('.') && id.split('.').all(is_word)
}

/// A demo person: exists only with `--demo`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoPerson {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Mobile number: what they log in with.
    pub phone: String,
    /// Identity card number.
    pub id_card: String,
    /// Id of the spouse among the demo people.
    #[serde(default)]
    pub spouse: String,
    /// What they are for, in a sentence.
    pub about: Text,
}

/// A demo company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoCompany {
    /// Unified social credit code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Address.
    pub address: String,
    /// Id of the legal representative among the demo people.
    pub representative: String,
    /// Ids of agents among the demo people.
    pub agents: Vec<String>,
}

/// A member of staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoStaff {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Mobile number: what they log in with.
    pub phone: String,
    /// Roles.
    pub roles: Vec<Role>,
    /// Id of the department; empty for those of the whole city.
    #[serde(default)]
    pub department: String,
}

/// What a member of staff may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Role {
    /// 综合受理 — intake of any thing.
    Clerk,
    /// 后台审批 — decides its department's items.
    Reviewer,
    /// 首席代表 — the second pair of eyes of a department.
    Chief,
    /// Writes guides.
    Editor,
    /// Publishes guides.
    Publisher,
    /// 电子监察 — sees everything, consents to second corrections.
    Supervisor,
    /// Departments, staff, calendar, integrations.
    Administrator,
}

impl Role {
    /// All roles, in the order in which screens list them.
    pub const ALL: [Role; 7] = [
        Role::Clerk,
        Role::Reviewer,
        Role::Chief,
        Role::Editor,
        Role::Publisher,
        Role::Supervisor,
        Role::Administrator,
    ];
}
