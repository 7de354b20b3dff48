//! Texts in the visitor's language, and how dates, days and money are written in it.
//!
//! A language is one file, `locales/<tag>.json`: a flat map from key to text. `start.js` hands the
//! file of the first language over; another one is fetched when the visitor switches, and the page
//! is drawn anew around the same address.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Timelike, Utc};
use onething_domain::text::Text;

/// The languages of the portal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// 简体中文
    #[default]
    Zh,
    /// English
    En,
}

impl Lang {
    /// The tag of BCP 47, also the name of its file.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// The language for a tag; Chinese for any that is unknown.
    pub fn from_tag(tag: &str) -> Self {
        if tag.starts_with("en") { Self::En } else { Self::Zh }
    }

    /// The other language.
    pub fn other(self) -> Self {
        match self {
            Self::Zh => Self::En,
            Self::En => Self::Zh,
        }
    }
}

/// The texts of one language, by key.
pub type Texts = BTreeMap<String, String>;

thread_local! {
    // Views are built synchronously, so one language per thread at a time is enough; a server sets
    // it before it renders a page.
    static TEXTS: RefCell<Option<Arc<Texts>>> = const { RefCell::new(None) };
    static LANG: Cell<Lang> = const { Cell::new(Lang::Zh) };
    // China's one zone until the city has told its own.
    static ZONE_HOURS: Cell<i32> = const { Cell::new(8) };
}

/// Makes `lang` the language of everything drawn from now on.
pub fn use_texts(lang: Lang, texts: impl Into<Arc<Texts>>) {
    LANG.with(|slot| slot.set(lang));
    TEXTS.with(|slot| *slot.borrow_mut() = Some(texts.into()));
}

/// The language of the page.
pub fn lang() -> Lang {
    LANG.with(Cell::get)
}

/// The text for a key. A key without a text shows itself; a test keeps that from happening.
pub fn t(key: &str) -> String {
    t_if(key).unwrap_or_else(|| key.to_owned())
}

/// The text for a key that only data can name (a code of the server, a state), if there is one.
pub fn t_if(key: &str) -> Option<String> {
    TEXTS.with(|texts| texts.borrow().as_ref()?.get(key).cloned())
}

/// The text for a key with every `{name}` replaced by its value.
pub fn tr(key: &str, values: &[(&str, &str)]) -> String {
    fill(&t(key), values)
}

/// Replaces every `{name}` in a text by its value.
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut out = text.to_owned();
    for (name, value) in values {
        out = out.replace(&["{", name, "}"].concat(), value);
    }
    out
}

/// A text of the city in the visitor's language.
pub fn pick(text: &Text) -> String {
    text.get(lang().tag()).to_owned()
}

/// A number of working days: "3 个工作日", "at once" for none.
pub fn days(count: u32) -> String {
    match count {
        0 => t("days.none"),
        1 => t("days.one"),
        n => tr("days.many", &[("n", &n.to_string())]),
    }
}

/// An amount of cents: "80.00 元", "¥80.00".
pub fn money(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let cents = cents.unsigned_abs();
    let amount = format!("{sign}{}.{:02}", grouped(cents / 100), cents % 100);
    tr("money", &[("amount", &amount)])
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A day: "2026年3月5日", "5 March 2026".
pub fn date(day: NaiveDate) -> String {
    let month = match lang() {
        Lang::Zh => day.month().to_string(),
        Lang::En => t(&format!("month.{}", day.month())),
    };
    tr("date", &[("y", &day.year().to_string()), ("m", &month), ("d", &day.day().to_string())])
}

/// A moment in the city's zone: the day and hour:minute.
pub fn moment(at: DateTime<Utc>) -> String {
    let local = in_city(at);
    format!("{} {:02}:{:02}", date(local.date_naive()), local.hour(), local.minute())
}

/// The time of day of a moment in the city's zone: "09:30".
pub fn time(at: DateTime<Utc>) -> String {
    let local = in_city(at);
    format!("{:02}:{:02}", local.hour(), local.minute())
}

/// The day of a moment in the city's zone.
pub fn day_of(at: DateTime<Utc>) -> NaiveDate {
    in_city(at).date_naive()
}

/// Sets how many hours the city's clock is ahead of UTC.
pub fn set_zone(hours: i32) {
    ZONE_HOURS.with(|slot| slot.set(hours));
}

/// The moment at which the city's clock shows an hour and a minute on a day; `None` where there is none.
pub fn moment_of(day: NaiveDate, hour: u32, minute: u32) -> Option<DateTime<Utc>> {
    let zone = FixedOffset::east_opt(ZONE_HOURS.with(Cell::get) * 3600)?;
    let there = day.and_hms_opt(hour, minute, 0)?.and_local_timezone(zone).single()?;
    Some(there.with_timezone(&Utc))
}

fn in_city(at: DateTime<Utc>) -> DateTime<FixedOffset> {
    match FixedOffset::east_opt(ZONE_HOURS.with(Cell::get) * 3600) {
        Some(zone) => at.with_timezone(&zone),
        None => at.fixed_offset(),
    }
}

#[cfg(test)]
mod tests;
