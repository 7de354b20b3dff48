//! Demonstration: people to log in as and messages that would have been sent.

use chrono::{DateTime, Utc};
use onething_domain::city::Role;
use onething_domain::text::Text;
use serde::{Deserialize, Serialize};

/// A message that would have been sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OutboxMessage {
    /// Id.
    pub id: String,
    /// Mobile number.
    pub phone: String,
    /// Text.
    pub text: String,
    /// The one-time code in it, where it carries one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// The last messages, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Outbox {
    /// The messages.
    pub messages: Vec<OutboxMessage>,
}

/// Demo people.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DemoPeople {
    /// The people.
    pub people: Vec<DemoLogin>,
}

/// Somebody to log in as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DemoLogin {
    /// Name.
    pub name: String,
    /// Mobile number.
    pub phone: String,
    /// What they are for.
    pub about: Text,
    /// Roles; empty for citizens.
    pub roles: Vec<Role>,
}
