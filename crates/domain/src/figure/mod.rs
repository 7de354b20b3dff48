//! Open figures (E4): what cases and ratings add up to by month, department and thing, and what of it may be shown
//! without telling about anyone.
//!
//! Every figure belongs to the month in which it happened, so that a month that is over does not change any more.

mod open;

pub use open::{Column, Share, Shown, open, withhold};

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
use crate::case::{Case, CaseStatus, Task, TaskStatus};
use crate::clock::{self, Light};
use crate::rating::{Rating, is_bad};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Measure {
    /// Cases filed.
    Filed,
    /// Of them, filed on line.
    Online,
    /// Accepted: cases, or a department's services of them.
    Accepted,
    /// Finished, likewise.
    Finished,
    /// Of them, within every promised limit.
    OnTime,
    /// Working days that finished services took less than the law allows.
    DaysSaved,
    /// Ratings.
    Rated,
    /// Of them, satisfied: levels 1 to 3.
    Satisfied,
    /// The levels of all ratings added up.
    Levels,
}

impl Measure {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Filed,
        Self::Online,
        Self::Accepted,
        Self::Finished,
        Self::OnTime,
        Self::DaysSaved,
        Self::Rated,
        Self::Satisfied,
        Self::Levels,
    ];
}

/// Where a figure stands. Without a department it counts whole cases, for the city and its things.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// Month of the city, as `2026-03`.
    pub month: String,
    /// Id of the department; empty for whole cases.
    pub department: String,
    /// Id of the thing.
    pub thing: String,
    /// What is counted.
    pub measure: Measure,
}

/// Figures by their place.
pub type Figures = BTreeMap<Key, i64>;

/// The month of a day.
pub fn month(day: NaiveDate) -> String {
    day.format("%Y-%m").to_string()
}

struct Count<'a> {
    figures: Figures,
    thing: &'a str,
    calendar: &'a Calendar,
}

impl Count<'_> {
    fn add(&mut self, at: DateTime<Utc>, department: &str, measure: Measure, value: i64) {
        let key = Key {
            month: month(self.calendar.day(at)),
            department: department.to_owned(),
            thing: self.thing.to_owned(),
            measure,
        };
        *self.figures.entry(key).or_default() += value;
    }
}

/// What a case adds to the figures as it stands; `filed_at` is when it was filed.
pub fn of_case(case: &Case, filed_at: DateTime<Utc>, calendar: &Calendar) -> Figures {
    let Some(submission) = &case.submission else { return Figures::new() };
    let mut count = Count { figures: Figures::new(), thing: &submission.thing, calendar };
    count.add(filed_at, "", Measure::Filed, 1);
    count.add(filed_at, "", Measure::Online, i64::from(case.window.is_none()));
    let Some(accepted_at) = case.accepted_at else { return count.figures };
    count.add(accepted_at, "", Measure::Accepted, 1);
    let mut all_met = true;
    let mut all_saved = 0;
    for task in &case.tasks {
        count.add(accepted_at, &task.department, Measure::Accepted, 1);
        let Some((at, in_time, saved)) = decided(task, calendar) else { continue };
        let met = in_time && !case.has_broken_promise(&task.item);
        count.add(at, &task.department, Measure::Finished, 1);
        count.add(at, &task.department, Measure::OnTime, i64::from(met));
        count.add(at, &task.department, Measure::DaysSaved, saved);
        all_met &= met;
        all_saved += saved;
    }
    if let (CaseStatus::Finished, Some(at)) = (case.status, case.ended_at) {
        count.add(at, "", Measure::Finished, 1);
        count.add(at, "", Measure::OnTime, i64::from(all_met));
        count.add(at, "", Measure::DaysSaved, all_saved);
    }
    count.figures
}

/// When a task was decided, whether within the promise that it had in the end, and how many days sooner than the law
/// has it.
fn decided(task: &Task, calendar: &Calendar) -> Option<(DateTime<Utc>, bool, i64)> {
    let at =
        task.ended_at.filter(|_| matches!(task.status, TaskStatus::Done | TaskStatus::Refused))?;
    let clock = clock::elapsed(task, calendar, at)?;
    // An extension saves nobody a day.
    let more = task.whole_limit().statutory - task.limit.statutory;
    let saved = clock.statutory_left - i64::from(more);
    Some((at, clock.light == Light::Met, saved.max(0)))
}

/// What a rating adds: once for whom it rates, and once for the city.
pub fn of_rating(rating: &Rating, calendar: &Calendar) -> Figures {
    let (Some(at), Some(verdict)) = (rating.at, &rating.verdict) else { return Figures::new() };
    let mut count = Count { figures: Figures::new(), thing: &rating.thing, calendar };
    for department in ["", rating.rated.as_str()] {
        // Where nobody answers for the city as a whole, the two are the same.
        if department.is_empty() && !count.figures.is_empty() {
            continue;
        }
        count.add(at, department, Measure::Rated, 1);
        count.add(at, department, Measure::Satisfied, i64::from(!is_bad(verdict.level)));
        count.add(at, department, Measure::Levels, i64::from(verdict.level));
    }
    count.figures
}

/// What has to be added to figures with `before` in them, so that they hold `after` instead.
pub fn difference(before: &Figures, after: &Figures) -> Figures {
    let mut change = after.clone();
    for (key, value) in before {
        *change.entry(key.clone()).or_default() -= value;
    }
    change.retain(|_, value| *value != 0);
    change
}
