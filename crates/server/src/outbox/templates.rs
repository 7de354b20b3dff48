//! The words of messages: one file for all kinds, in both languages.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Timelike, Utc};
use onething_domain::message::MessageKind;
use onething_domain::text::Text;
use serde::Deserialize;

use crate::error::{Error, Result};

const FILE: &str = include_str!("templates.toml");

/// The words of a kind.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// In a few words; the subject of an e-mail.
    pub title: Text,
    /// The text.
    pub text: Text,
}

/// What is filled into the words, by name.
pub type Values = BTreeMap<String, Text>;

fn all() -> std::result::Result<&'static BTreeMap<MessageKind, Template>, String> {
    static ALL: OnceLock<std::result::Result<BTreeMap<MessageKind, Template>, String>> =
        OnceLock::new();
    ALL.get_or_init(|| toml::from_str(FILE).map_err(|error| error.to_string()))
        .as_ref()
        .map_err(Clone::clone)
}

/// The words of a kind.
///
/// # Errors
/// Never, as a test asks.
pub fn of(kind: MessageKind) -> Result<&'static Template> {
    let found = all().map_err(|error| Error::Broken(format!("templates.toml: {error}")))?;
    found.get(&kind).ok_or_else(|| Error::Broken(format!("templates.toml: no {kind:?}")))
}

/// The names of what a kind is told with; a provider's own templates may use these.
pub fn parameters(kind: MessageKind) -> &'static [&'static str] {
    use MessageKind as Kind;
    match kind {
        Kind::LoginCode | Kind::EmailCode => &["code"],
        Kind::CaseCorrections => &["thing", "number", "count"],
        Kind::TaskPaused => &["thing", "number", "item", "days"],
        Kind::TaskExtended => &["thing", "number", "item", "days", "reason"],
        Kind::InspectionScheduled | Kind::InspectionMoved => {
            &["thing", "number", "item", "time", "place", "note"]
        }
        Kind::PromiseBroken
        | Kind::TaskRefused
        | Kind::TaskConditional
        | Kind::ItemWithdrawn
        | Kind::ResultIssued => &["thing", "number", "item"],
        Kind::MaterialSupplied => &["thing", "number", "material"],
        Kind::MaterialReminder | Kind::MaterialEnded | Kind::MaterialLate => {
            &["thing", "number", "material", "until"]
        }
        Kind::RectificationLate | Kind::TicketLate => &["number", "department"],
        Kind::RatingSettled | Kind::TicketAnswered => &["number"],
        Kind::TicketNoted | Kind::TicketAnsweredCode => &["number", "code"],
        Kind::PaymentAsked | Kind::PaymentReminder => &["thing", "number", "amount"],
        Kind::ResultPosted => &["thing", "number", "tracking"],
        Kind::ParcelReturned => &["thing", "number", "tracking", "reason"],
        Kind::CaseFiled
        | Kind::PaperAsked
        | Kind::PaperSigned
        | Kind::CaseAccepted
        | Kind::CaseDeclined
        | Kind::ResultHandedOut
        | Kind::RefundPaid
        | Kind::CaseFinished => &["thing", "number"],
        Kind::CosignSigned | Kind::CosignDeclined | Kind::CosignAgain => &["thing", "name"],
        Kind::CosignVoid => &["thing"],
        Kind::LicenceRevoked => &["licence", "reason"],
        Kind::BookingMade
        | Kind::BookingChanged
        | Kind::BookingCancelled
        | Kind::BookingClosed
        | Kind::BookingReminder
        | Kind::BookingMissed => &["service", "place", "time"],
    }
}

/// Fills values into words.
pub fn fill(words: &Text, values: &Values) -> Text {
    let one = |text: &str, language: &str| {
        let mut out = String::with_capacity(text.len() + 64);
        let mut rest = text;
        // Name by name from the left, so that a value which looks like a name stays a value.
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, behind)) = after.split_once('}') else { break };
            out.push_str(before);
            out.push_str(values.get(name).map_or("", |value| value.get(language)));
            rest = behind;
        }
        out.push_str(rest);
        out
    };
    Text::new(one(&words.zh, "zh"), one(&words.en, "en"))
}

/// An amount of money in cents as people write it.
pub fn amount(cents: i64) -> Text {
    let (yuan, rest) = (cents / 100, cents % 100);
    let number = if rest == 0 { yuan.to_string() } else { format!("{yuan}.{rest:02}") };
    Text::new(format!("{number} 元"), format!("{number} yuan"))
}

/// A day as people say it.
pub fn day(day: NaiveDate) -> Text {
    Text::new(
        format!("{} 月 {} 日", day.month(), day.day()),
        format!("{} {}", day.day(), month(day.month0())),
    )
}

/// The name of a month, counted from 0, in English.
fn month(month0: u32) -> &'static str {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    MONTHS[(month0 % 12) as usize]
}

/// A moment as people say it, in the city's zone, so many hours ahead of UTC.
pub fn moment(zone_hours: i32, at: DateTime<Utc>) -> Text {
    const DAYS: [&str; 7] = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];
    let local = at + TimeDelta::hours(zone_hours.into());
    let weekday = local.weekday().num_days_from_monday() as usize;
    let (hour, minute) = (local.hour(), local.minute());
    Text::new(
        format!(
            "{} 月 {} 日（{}）{hour:02}:{minute:02}",
            local.month(),
            local.day(),
            DAYS[weekday % 7]
        ),
        format!("{} {}, {hour:02}:{minute:02}", local.day(), month(local.month0())),
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn names(text: &str) -> BTreeSet<&str> {
        text.split('{').skip(1).filter_map(|part| part.split('}').next()).collect()
    }

    #[test]
    fn every_kind_has_its_words_and_they_name_only_what_is_told() {
        assert_eq!(all().unwrap().len(), MessageKind::ALL.len(), "words of kinds that are none");
        for kind in MessageKind::ALL {
            let Template { title, text } = of(kind).unwrap();
            assert!(!title.zh.is_empty() && !title.en.is_empty(), "{kind:?}: a title");
            assert!(title.zh.chars().count() <= 20, "{kind:?}: a short title (WeChat: 20)");
            assert!(text.zh.chars().count() <= 140, "{kind:?}: two SMS at most");
            let told: BTreeSet<&str> = parameters(kind).iter().copied().collect();
            assert_eq!(names(&text.zh), told, "{kind:?} in Chinese");
            assert_eq!(names(&text.en), told, "{kind:?} in English");
            assert_eq!(names(&title.zh).len() + names(&title.en).len(), 0, "{kind:?}: plain title");
        }
    }

    #[test]
    fn a_value_that_looks_like_a_name_stays_a_value() {
        let words = Text::new("“{a}”和“{b}”", "{a} and {b}");
        let values = [("a", Text::zh("{b}")), ("b", Text::new("乙", "B"))];
        let values = values.map(|(name, value)| (name.to_owned(), value)).into();
        assert_eq!(fill(&words, &values), Text::new("“{b}”和“乙”", "{b} and B"));
    }
}
