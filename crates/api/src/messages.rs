//! Messages (T3): the list in the portal, how a person wants to be told, and what could not be delivered.

use chrono::{DateTime, Utc};
use onething_domain::message::{Channel, Choice, MessageKind, Topic};
use onething_domain::text::Text;
use serde::{Deserialize, Serialize};

/// Which messages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct MessageQuery {
    /// Where the page begins, from `next` of the one before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// Rows of a page, 1 to 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// A message to a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MessageView {
    /// Id.
    pub id: String,
    /// What it tells.
    pub kind: MessageKind,
    /// What it belongs to.
    pub topic: Topic,
    /// In a few words.
    pub title: Text,
    /// The whole text.
    pub text: Text,
    /// Path of the page that it leads to; empty for none.
    pub about: String,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// Whether it has been read.
    pub read: bool,
}

/// Messages, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MessageList {
    /// The messages of this page.
    pub messages: Vec<MessageView>,
    /// How many are unread, on all pages.
    pub unread: u32,
    /// Cursor of the next page, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Marks messages as read; sent twice it changes nothing more.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MarkRead {
    /// Their ids, at most 100; empty for all.
    pub ids: Vec<String>,
}

/// How many messages are unread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Unread {
    /// How many.
    pub unread: u32,
}

/// How a person is told, and what there is to choose from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MessageSettings {
    /// What they have chosen.
    pub choice: Choice,
    /// The city's quiet hours, as `22:00-07:00`; empty for none.
    pub city_quiet: String,
    /// Ways that the city has.
    pub channels: Vec<Channel>,
    /// The mobile number, covered.
    pub phone: String,
    /// The confirmed e-mail address, covered; empty for none.
    pub email: String,
    /// The address that waits for its code, covered; empty for none.
    pub email_waiting: String,
    /// Whether a WeChat account is bound.
    pub wechat: bool,
    /// Id of the city's WeChat account, by which people bind theirs; empty where there is none.
    pub wechat_app: String,
}

/// An e-mail address to be confirmed by a code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EmailAddress {
    /// The address.
    pub email: String,
}

/// The code that came to an e-mail address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EmailCode {
    /// Six digits.
    pub code: String,
}

/// What WeChat hands to a page that asks it who is there (OAuth 2.0, `snsapi_base`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WechatCode {
    /// The code; good once, for five minutes.
    pub code: String,
}

/// Where a delivery stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum DeliveryStatus {
    /// It waits: for its hour, for its turn or for another try.
    Waiting,
    /// The provider has taken it.
    Sent,
    /// It was given up; somebody has to look after it.
    #[default]
    Dead,
}

/// Which deliveries.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct DeliveryQuery {
    /// Where they stand; those that were given up where missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<DeliveryStatus>,
    /// Where the page begins, from `next` of the one before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// Rows of a page, 1 to 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// A message on its way to a person by one channel. Neither its text nor its receiver is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeliveryView {
    /// Id.
    pub id: String,
    /// What the message tells.
    pub kind: MessageKind,
    /// By which way.
    pub channel: Channel,
    /// Where it stands.
    pub status: DeliveryStatus,
    /// How often it was tried.
    pub tries: u32,
    /// Why the last try failed, as the provider names it; empty where none has.
    pub error: String,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// When it is, or was, tried.
    pub due_at: DateTime<Utc>,
}

/// Deliveries, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeliveryList {
    /// The deliveries of this page.
    pub deliveries: Vec<DeliveryView>,
    /// How many wait.
    pub waiting: u32,
    /// How many were given up.
    pub dead: u32,
    /// Cursor of the next page, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Tries deliveries again that were given up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RetryDeliveries {
    /// Their ids, at most 100; empty for all.
    pub ids: Vec<String>,
}

/// How many are tried again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RetriedDeliveries {
    /// How many.
    pub deliveries: u32,
}
