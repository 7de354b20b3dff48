//! WeChat: subscription messages of a service account or a mini program, and binding an account by OAuth.
//! <https://developers.weixin.qq.com/doc/service/api/notify/notify/api_sendnewsubscribemsg.html>

use std::collections::BTreeMap;
use std::sync::Mutex;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::http::{Http, query};
use super::{ByKind, Letter, Outcome, Provider, Stamp, check_kinds, has_value, of_kind};

/// Seconds before its end at which a token is asked for anew.
const EARLY: i64 = 300;

/// Errors that say that the token is over.
const TOKEN_OVER: [i64; 3] = [40001, 40014, 42001];
/// Why trying again would change nothing: no such receiver or template, data of the wrong shape, not subscribed.
const FOR_EVER: [i64; 6] = [40003, 40037, 41030, 43101, 43107, 47003];

/// Characters that a keyword of each kind takes; the kind is its name without the digits.
const LENGTHS: [(&str, usize); 4] =
    [("thing", 20), ("character_string", 32), ("phrase", 5), ("name", 10)];

/// Which kind of account the city has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Account {
    /// 服务号
    #[default]
    Service,
    /// 小程序
    MiniProgram,
}

/// The section `[wechat]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    #[serde(default = "endpoint")]
    url: String,
    app_id: String,
    app_secret: String,
    #[serde(default)]
    account: Account,
    /// Templates by kind of message.
    templates: ByKind<Template>,
}

fn endpoint() -> String {
    "https://api.weixin.qq.com".to_owned()
}

/// A template of theirs.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Template {
    id: String,
    /// What each of its keywords is filled with: a value of the message, its `title` or its `text`.
    data: BTreeMap<String, String>,
}

/// The provider.
pub struct Wechat {
    settings: Settings,
    http: Http,
    token: Mutex<Option<(String, DateTime<Utc>)>>,
}

#[derive(Deserialize)]
struct Token {
    #[serde(default)]
    access_token: String,
    #[serde(default)]
    expires_in: i64,
    #[serde(default)]
    errcode: i64,
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    errcode: i64,
}

#[derive(Deserialize)]
struct Bound {
    #[serde(default)]
    openid: String,
}

#[derive(Serialize)]
struct Value<'a> {
    value: &'a str,
}

#[derive(Serialize)]
struct Sent<'a> {
    touser: &'a str,
    template_id: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    page: &'a str,
    data: BTreeMap<&'a str, Value<'a>>,
    lang: &'a str,
}

/// Why an account cannot be bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BindError {
    /// The code is not good, or not any more.
    WrongCode,
    /// WeChat does not answer.
    Unavailable,
}

impl Wechat {
    /// A provider by its settings.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn new(settings: Settings) -> Result<Self, String> {
        check_kinds(&settings.templates)?;
        for (kind, template) in &settings.templates {
            if let Some(value) = template.data.values().find(|value| !has_value(kind, value)) {
                return Err(format!("templates.{kind}: such a message has no {value}"));
            }
        }
        Ok(Self { settings, http: Http::new(), token: Mutex::new(None) })
    }

    /// The id of the city's account.
    pub fn app_id(&self) -> &str {
        &self.settings.app_id
    }

    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.settings.url.trim_end_matches('/'))
    }

    /// A token that is good now. It is the stable one, which all nodes may ask for without taking each other's away.
    fn token(&self, now: DateTime<Utc>) -> Result<String, Outcome> {
        let mut kept = match self.token.lock() {
            Ok(kept) => kept,
            Err(poisoned) => poisoned.into_inner(),
        };
        if let Some((token, end)) = &*kept
            && *end > now
        {
            return Ok(token.clone());
        }
        let body = serde_json::json!({
            "grant_type": "client_credential",
            "appid": self.settings.app_id,
            "secret": self.settings.app_secret,
        });
        let body = body.to_string();
        let token: Token = self.http.post(&self.at("/cgi-bin/stable_token"), body.as_bytes())?;
        if token.access_token.is_empty() {
            return Err(Outcome::Later(format!("token_{}", token.errcode)));
        }
        let end = now + TimeDelta::seconds((token.expires_in - EARLY).max(1));
        *kept = Some((token.access_token.clone(), end));
        Ok(token.access_token)
    }

    fn forget_token(&self) {
        if let Ok(mut kept) = self.token.lock() {
            *kept = None;
        }
    }

    /// The openid of whoever a code stands for (OAuth 2.0, `snsapi_base`).
    ///
    /// # Errors
    /// A code that is none, or nobody answers.
    pub fn openid(&self, code: &str) -> Result<String, BindError> {
        let query = query(&[
            ("appid", &self.settings.app_id),
            ("secret", &self.settings.app_secret),
            ("code", code),
            ("grant_type", "authorization_code"),
        ]);
        let bound: Bound = self
            .http
            .get(&self.at(&format!("/sns/oauth2/access_token?{query}")))
            .map_err(|_| BindError::Unavailable)?;
        if bound.openid.is_empty() { Err(BindError::WrongCode) } else { Ok(bound.openid) }
    }
}

impl Provider for Wechat {
    fn send(&self, letter: &Letter, stamp: &Stamp) -> Outcome {
        let Some(template) = of_kind(&self.settings.templates, letter.kind) else {
            return Outcome::Never("no_template".to_owned());
        };
        let token = match self.token(stamp.now) {
            Ok(token) => token,
            Err(outcome) => return outcome,
        };
        let values: Vec<(&str, String)> = template
            .data
            .iter()
            .map(|(keyword, value)| {
                let text = match value.as_str() {
                    "title" => Some(&letter.title),
                    "text" => Some(&letter.text),
                    name => letter.values.get(name),
                };
                let text = text.map_or("", |text| text.get(&letter.language));
                (keyword.as_str(), cut(keyword, text))
            })
            .collect();
        // A mini program is led to a page of its own, a service account to an address.
        let (path, page) = match self.settings.account {
            Account::Service => ("/cgi-bin/message/subscribe/bizsend", &letter.about),
            Account::MiniProgram => ("/cgi-bin/message/subscribe/send", &letter.path),
        };
        let sent = Sent {
            touser: &letter.address,
            template_id: &template.id,
            page,
            data: values.iter().map(|(name, value)| (*name, Value { value })).collect(),
            lang: if letter.language == "en" { "en_US" } else { "zh_CN" },
        };
        let Ok(body) = serde_json::to_vec(&sent) else {
            return Outcome::Never("unreadable".to_owned());
        };
        let url = self.at(&format!("{path}?{}", query(&[("access_token", &token)])));
        match self.http.post::<Answer>(&url, &body) {
            Ok(Answer { errcode: 0 }) => Outcome::Sent,
            Ok(Answer { errcode }) if FOR_EVER.contains(&errcode) => {
                Outcome::Never(format!("wechat_{errcode}"))
            }
            Ok(Answer { errcode }) => {
                if TOKEN_OVER.contains(&errcode) {
                    self.forget_token();
                }
                Outcome::Later(format!("wechat_{errcode}"))
            }
            Err(outcome) => outcome,
        }
    }
}

/// A value cut to what its keyword takes: more is refused as a whole.
fn cut(keyword: &str, text: &str) -> String {
    let kind = keyword.trim_end_matches(|char: char| char.is_ascii_digit());
    let most = LENGTHS.iter().find(|(name, _)| *name == kind).map_or(usize::MAX, |(_, most)| *most);
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most - 1).collect();
    format!("{kept}…")
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn values_are_cut_to_what_a_keyword_takes() {
        assert_eq!(cut("thing1", "新生儿出生一件事"), "新生儿出生一件事");
        assert_eq!(cut("thing12", &"字".repeat(21)), format!("{}…", "字".repeat(19)));
        assert_eq!(cut("amount3", &"9".repeat(50)), "9".repeat(50));
    }
}
