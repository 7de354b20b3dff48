//! Providers that bring messages to people, behind one interface; which there are, and where, is a file
//! (`--message-providers`).

mod aliyun;
mod http;
mod smtp;
mod wechat;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use onething_domain::message::{Channel, MessageKind};
use onething_domain::text::Text;
use serde::Deserialize;

use super::templates::{Values, parameters};
pub use smtp::is_address as is_email;
pub use wechat::{BindError, Wechat};

/// A message on its way by one channel.
pub struct Letter {
    /// Id of the delivery: the same for every try, so that a provider knows it again.
    pub id: String,
    /// What it tells.
    pub kind: MessageKind,
    /// Where to: a phone number, an e-mail address, an openid.
    pub address: String,
    /// In which language.
    pub language: String,
    /// In a few words.
    pub title: Text,
    /// The whole text.
    pub text: Text,
    /// What a provider's own template is filled with.
    pub values: Values,
    /// Path of the page that it leads to; empty for none.
    pub path: String,
    /// The same as a whole address; empty where the service does not know its own.
    pub about: String,
}

/// Time and chance for a signature.
pub struct Stamp {
    /// Now.
    pub now: DateTime<Utc>,
    /// Something that was never used before.
    pub nonce: String,
}

/// How a try ended. What went wrong is said by a short code, never with what a provider quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The provider has taken it.
    Sent,
    /// It failed, and another try may succeed.
    Later(String),
    /// It failed, and trying again would change nothing.
    Never(String),
}

/// One who brings messages to people. It may block, for at most as long as a node holds a delivery.
pub trait Provider: Send + Sync {
    /// Sends a letter.
    fn send(&self, letter: &Letter, stamp: &Stamp) -> Outcome;
}

/// The file of providers.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    email: Option<smtp::Settings>,
    sms: Option<aliyun::Settings>,
    wechat: Option<wechat::Settings>,
}

/// The providers of a city.
#[derive(Default)]
pub struct Post {
    providers: BTreeMap<Channel, Arc<dyn Provider>>,
    wechat: Option<Arc<Wechat>>,
}

impl Post {
    /// Opens the providers that a file names; none without a file.
    ///
    /// # Errors
    /// What is wrong with the file, and what to do.
    pub fn open(file: Option<&Path>) -> Result<Self, String> {
        let Some(file) = file else { return Ok(Self::default()) };
        let fault = |error: String| format!("message_providers: {}: {error}", file.display());
        let text = std::fs::read_to_string(file).map_err(|error| fault(error.to_string()))?;
        // Its errors quote lines of the file, and with them secrets: only the place is told.
        let read: File = toml::from_str(&text).map_err(|error| {
            let line = error.span().map_or(0, |span| text[..span.start].lines().count().max(1));
            fault(format!("line {line}: {}; see docs/operations.md", error.message()))
        })?;
        let mut post = Self::default();
        if let Some(settings) = read.email {
            let smtp =
                smtp::Smtp::new(settings).map_err(|error| fault(format!("email: {error}")))?;
            post.providers.insert(Channel::Email, Arc::new(smtp));
        }
        if let Some(settings) = read.sms {
            let sms =
                aliyun::Aliyun::new(settings).map_err(|error| fault(format!("sms: {error}")))?;
            post.providers.insert(Channel::Sms, Arc::new(sms));
        }
        if let Some(settings) = read.wechat {
            let wechat =
                Wechat::new(settings).map_err(|error| fault(format!("wechat: {error}")))?;
            let wechat = Arc::new(wechat);
            post.wechat = Some(wechat.clone());
            post.providers.insert(Channel::Wechat, wechat);
        }
        Ok(post)
    }

    /// Whether there is a provider for a channel.
    pub fn takes(&self, channel: Channel) -> bool {
        self.providers.contains_key(&channel)
    }

    /// The provider for a channel.
    pub fn provider(&self, channel: Channel) -> Option<Arc<dyn Provider>> {
        self.providers.get(&channel).cloned()
    }

    /// The city's WeChat account.
    pub fn wechat(&self) -> Option<&Arc<Wechat>> {
        self.wechat.as_ref()
    }
}

/// Templates by kind of message; `other` for all that are not named.
type ByKind<T> = BTreeMap<String, T>;

fn of_kind<T>(templates: &ByKind<T>, kind: MessageKind) -> Option<&T> {
    templates.get(&crate::names::name(&kind)).or_else(|| templates.get("other"))
}

/// Refuses templates of kinds that there are not.
fn check_kinds<T>(templates: &ByKind<T>) -> Result<(), String> {
    let known = |name: &str| name == "other" || crate::names::value::<MessageKind>(name).is_ok();
    match templates.keys().find(|name| !known(name)) {
        Some(name) => Err(format!("templates: no kind of message is called {name}")),
        None => Ok(()),
    }
}

/// Whether a kind of message is told with a value of this name.
fn has_value(kind: &str, value: &str) -> bool {
    matches!(value, "title" | "text")
        || match crate::names::value::<MessageKind>(kind) {
            Ok(kind) => parameters(kind).contains(&value),
            Err(_) => MessageKind::ALL.into_iter().all(|kind| parameters(kind).contains(&value)),
        }
}

/// An error code that may stand in a log: what a provider calls it, cut to what codes are made of.
fn code(text: &str) -> String {
    let plain = |char: &char| char.is_ascii_alphanumeric() || matches!(char, '.' | '_' | '-');
    text.chars().filter(plain).take(60).collect()
}
