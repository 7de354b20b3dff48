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

/// Days off in a whole year, at least: the law names thirteen (全国年节及纪念日放假办法, 2024), of which some fall on
/// week-ends. A year with fewer has a hole.
const OFF_IN_A_YEAR: usize = 7;

impl Calendar {
    /// What is wrong with it, each with the member that it is about: counting in a calendar with holes would give
    /// days that nobody announced.
    pub fn faults(&self) -> Vec<(&'static str, String)> {
        let mut faults = Vec::new();
        if self.from > self.until {
            faults.push(("until", format!("{} lies before {}", self.until, self.from)));
        }
        for (name, days) in [("off", &self.off), ("work", &self.work)] {
            if let Some(pair) = days.windows(2).find(|pair| pair[0] >= pair[1]) {
                faults.push((name, format!("{} stands before {}", pair[0], pair[1])));
            }
            if let Some(day) = days.iter().find(|day| !self.covers(**day)) {
                faults.push((name, format!("{day} lies outside of what is announced")));
            }
        }
        let is_weekend = |day: &NaiveDate| matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        if let Some(day) = self.work.iter().find(|day| !is_weekend(day)) {
            faults.push(("work", format!("{day} is worked anyway")));
        }
        if let Some(day) = self.work.iter().find(|day| self.off.contains(day)) {
            faults.push(("work", format!("{day} is off as well")));
        }
        for year in self.from.year()..=self.until.year() {
            let whole =
                [NaiveDate::from_ymd_opt(year, 1, 1), NaiveDate::from_ymd_opt(year, 12, 31)];
            let is_whole = whole.iter().flatten().all(|day| self.covers(*day));
            let off = self.off.iter().filter(|day| day.year() == year).count();
            if is_whole && off < OFF_IN_A_YEAR {
                faults.push(("off", format!("{year} has only {off} days off")));
            }
        }
        faults
    }

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

    /// Where a last day comes to lie that was counted in the calendar of `before`: as many working days after the day of
    /// `since` as there.
    pub fn moved(&self, since: DateTime<Utc>, day: NaiveDate, before: &Calendar) -> NaiveDate {
        self.add(self.day(since), before.between(before.day(since), day))
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
