//! The working calendar of the city: which days are working days, and counting in them.
//!
//! Days are counted in the city's zone; stored times are UTC. Sources: 行政许可法 art. 82 (limits are in
//! working days), the yearly notice of the State Council's office on holidays.

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc, Weekday};
use serde::{Deserialize, Serialize};

/// Holidays and working week-ends of the years it covers. Outside of them, week-ends are off and a
/// result is provisional.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Calendar {
    /// Hours that the city's clock is ahead of UTC (Asia/Shanghai: 8, without daylight saving).
    pub zone_hours: i32,
    /// First day that is announced.
    pub from: NaiveDate,
    /// Last day that is announced.
    pub until: NaiveDate,
    /// Where it is announced.
    pub source: String,
    /// Days off beside week-ends, ascending.
    pub off: Vec<NaiveDate>,
    /// Week-end days that are worked, ascending.
    pub work: Vec<NaiveDate>,
}

impl Calendar {
    /// The day in the city at a moment.
    pub fn day(&self, at: DateTime<Utc>) -> NaiveDate {
        (at + TimeDelta::hours(i64::from(self.zone_hours))).date_naive()
    }

    /// Whether a day is a working day.
    pub fn is_working(&self, day: NaiveDate) -> bool {
        if self.off.binary_search(&day).is_ok() {
            return false;
        }
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        !weekend || self.work.binary_search(&day).is_ok()
    }

    /// Whether a day lies within the announced years.
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.until
    }

    /// Working days after `from`, up to and including `to`: the first day is not counted (民法典 art. 201).
    pub fn between(&self, from: NaiveDate, to: NaiveDate) -> u32 {
        let mut count = 0;
        let mut day = from;
        while day < to {
            let Some(next) = day.checked_add_days(Days::new(1)) else {
                break;
            };
            day = next;
            count += u32::from(self.is_working(day));
        }
        count
    }

    /// The day on which `days` working days after `from` end; `from` itself rolled on to a working day for 0.
    pub fn add(&self, from: NaiveDate, days: u32) -> NaiveDate {
        let mut day = from;
        let mut left = days;
        while left > 0 || !self.is_working(day) {
            let Some(next) = day.checked_add_days(Days::new(1)) else {
                break;
            };
            day = next;
            if left > 0 && self.is_working(day) {
                left -= 1;
            }
        }
        day
    }
}
