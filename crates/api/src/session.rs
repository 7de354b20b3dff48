//! Log-in and roles.

use onething_domain::city::Role;
use onething_domain::identifier;
use onething_domain::text::Text;
use serde::{Deserialize, Serialize};

/// Asks for a one-time code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CodeRequest {
    /// Mobile number.
    #[cfg_attr(feature = "openapi", schema(pattern = "^1[3-9][0-9]{9}$"))]
    pub phone: String,
}

/// What follows a request for a code; the same for known and unknown numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CodeSent {
    /// Seconds for which the code is good.
    pub valid_seconds: u32,
    /// Seconds until another may be asked for.
    pub again_seconds: u32,
}

/// Logs in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LogIn {
    /// Mobile number.
    pub phone: String,
    /// Six digits.
    pub code: String,
}

/// Who is logged in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Session {
    /// Id of the person or member of staff.
    pub id: String,
    /// Name, in full: it is their own.
    pub name: String,
    /// Phone, masked.
    pub phone: String,
    /// Roles; empty for citizens.
    pub roles: Vec<Role>,
    /// Id of the department of a member of staff; none for those of the whole city.
    pub department: Option<String>,
    /// Short name of the department, or of the service centre; none for citizens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department_name: Option<Text>,
    /// Companies that the person may act for.
    pub companies: Vec<CompanyRef>,
    /// Code of the company that the person acts for now.
    pub acting: Option<String>,
    /// Name of the clerk at whose window the person is; none where they logged in themselves (A9).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub window: Option<String>,
}

/// A person who came to a window, as their identity card says (A9).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Visitor {
    /// Name.
    pub name: String,
    /// Identity card number (GB 11643).
    pub id_card: String,
    /// Mobile number, for messages.
    pub phone: String,
    /// Whether the person has looked at the number, which is not in any account yet: whoever has it can log in with it.
    #[serde(default)]
    pub looked: bool,
}

impl Visitor {
    /// Longest name in characters.
    pub const NAME: u32 = 50;

    /// As it was typed, without what typing adds.
    pub fn tidy(&self) -> Self {
        Self {
            name: self.name.trim().to_owned(),
            id_card: self.id_card.trim().to_uppercase(),
            phone: self.phone.trim().to_owned(),
            looked: self.looked,
        }
    }

    /// The fields that cannot be right, in the order of the form.
    pub fn wrong(&self) -> Vec<&'static str> {
        let letters = u32::try_from(self.name.chars().count()).unwrap_or(u32::MAX);
        let name = (1..=Self::NAME).contains(&letters);
        let found = [
            ("name", name),
            ("id_card", identifier::id_card(&self.id_card).is_ok()),
            ("phone", identifier::phone(&self.phone).is_ok()),
        ];
        found.into_iter().filter(|(_, right)| !right).map(|(field, _)| field).collect()
    }
}

/// How a visit at a window stands (A9).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Visit {
    /// Seconds without a request after which it ends by itself.
    pub limit_seconds: u32,
    /// Seconds that are left until then; none where no visit goes on.
    pub seconds_left: Option<u32>,
    /// Whether this session's last visit ended by itself, and none has begun since.
    pub lapsed: bool,
}

/// A company that a person may act for (I2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CompanyRef {
    /// Unified social credit code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Whether the person is its legal representative, otherwise an agent.
    pub representative: bool,
}

/// Switches the role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Acting {
    /// Code of the company; none for oneself.
    pub company: Option<String>,
}

/// Values that a form may be filled with, by source name (`person.name`, `company.code` …; A10).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Profile {
    /// The values.
    pub values: std::collections::BTreeMap<String, String>,
    /// Kinds of licences that the city has of them, as materials name them: `id_card`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub licences: Vec<String>,
}
