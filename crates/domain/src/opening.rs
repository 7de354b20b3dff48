//! When a place is open (W2): its hours against the city's clock and calendar.

use chrono::{DateTime, Datelike, Days, TimeDelta, Timelike, Utc};
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
use crate::city::Opening;

/// Minutes of a day.
pub const DAY: u16 = 24 * 60;

/// How many days ahead a closed place is looked up, today among them: a whole holiday (国庆) fits.
const AHEAD: u64 = 10;

/// The city's time as far as opening hours need it, so that a phone can tell without the calendar.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CityTime {
    /// Day of the week, 1 Monday to 7 Sunday.
    pub weekday: u8,
    /// Minutes since midnight.
    pub minute: u16,
    /// Which days are working days: today, tomorrow and so on.
    pub working: Vec<bool>,
}

impl CityTime {
    /// The city's time at a moment.
    pub fn at(calendar: &Calendar, now: DateTime<Utc>) -> Self {
        let local = now + TimeDelta::hours(i64::from(calendar.zone_hours));
        let today = local.date_naive();
        let days = (0..AHEAD).filter_map(|ahead| today.checked_add_days(Days::new(ahead)));
        Self {
            weekday: u8::try_from(today.weekday().number_from_monday()).unwrap_or(1),
            minute: u16::try_from(local.hour() * 60 + local.minute()).unwrap_or(0),
            working: days.map(|day| calendar.is_working(day)).collect(),
        }
    }

    /// The same some minutes later, on the same day at most.
    pub fn later(&self, minutes: u16) -> Self {
        let minute = self.minute.saturating_add(minutes).min(DAY - 1);
        Self { minute, ..self.clone() }
    }
}

/// Whether one may come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doors {
    /// Open around the clock.
    Always,
    /// Open now.
    Open {
        /// Minute of the day at which it closes.
        until: u16,
    },
    /// Closed now.
    Closed {
        /// In how many days it opens; 0 is today.
        days: u8,
        /// Day of the week on which it opens, 1 Monday to 7 Sunday.
        weekday: u8,
        /// Minute of the day at which it opens.
        from: u16,
    },
}

/// Whether a place is open; `None` where its hours are not known, or it stays closed for as long as the
/// city's time looks ahead.
pub fn doors(opening: &[Opening], now: &CityTime) -> Option<Doors> {
    let always = |span: &Opening| (1..=7).all(|day| span.days.contains(&day));
    if opening.iter().any(|span| always(span) && span_of(span) == Some((0, DAY))) {
        return Some(Doors::Always);
    }
    let today = spans(opening, now, 0);
    if let Some((_, until)) =
        today.iter().find(|(from, until)| (*from..*until).contains(&now.minute))
    {
        return Some(Doors::Open { until: *until });
    }
    (0..now.working.len()).find_map(|days| {
        let spans = spans(opening, now, days);
        let next = spans.iter().map(|(from, _)| *from);
        let from = next.filter(|from| days > 0 || *from > now.minute).min()?;
        Some(Doors::Closed { days: u8::try_from(days).ok()?, weekday: weekday(now, days), from })
    })
}

/// The spans of a day some days ahead.
fn spans(opening: &[Opening], now: &CityTime, days: usize) -> Vec<(u16, u16)> {
    let weekday = weekday(now, days);
    let working = now.working.get(days).copied().unwrap_or(false);
    let holds = |span: &&Opening| match span.days.is_empty() {
        true => working,
        false => span.days.contains(&weekday),
    };
    opening.iter().filter(holds).filter_map(span_of).collect()
}

fn weekday(now: &CityTime, days: usize) -> u8 {
    let days = u8::try_from(days % 7).unwrap_or(0);
    (now.weekday + 6 + days) % 7 + 1
}

/// From and until in minutes; none where they cannot be read or do not follow each other.
pub fn span_of(span: &Opening) -> Option<(u16, u16)> {
    let (from, until) = (minute(&span.from)?, minute(&span.until)?);
    (from < until).then_some((from, until))
}

/// Reads `HH:MM`, up to `24:00`.
pub fn minute(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let two = |digits: &str| {
        let plain = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| digits.parse::<u16>().ok()).flatten()
    };
    let (hours, minutes) = (two(hours)?, two(minutes)?);
    (minutes < 60 && hours * 60 + minutes <= DAY).then_some(hours * 60 + minutes)
}

/// A minute of the day as `HH:MM`.
pub fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}
