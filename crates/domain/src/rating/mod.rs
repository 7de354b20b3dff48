//! Ratings (好差评) and what follows a bad one (整改): 国办发〔2019〕51号 (E1).
//!
//! A rating is a list of events that nobody can edit: given once, and where it is bad, put right within a limit,
//! with a call back to everyone who gave it.

mod rectify;
mod state;

pub use rectify::{RatingAct, RatingCommand, allowed, decide, escalate, moved, permit};
pub use state::{Call, Rating, RatingEvent, RectificationState};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
use crate::case::{Actor, Case, CaseStatus, Task, TaskStatus};
use crate::city::Pledges;
use crate::objection::Objection;

/// Best level: very satisfied. Stars run the other way.
pub const BEST: u8 = 1;
/// Worst level: very dissatisfied.
pub const WORST: u8 = 5;
/// Longest text of a rating, in characters.
pub const TEXT: usize = 500;
/// Most tags of a rating.
pub const TAGS: usize = 5;
/// Calls after which a rating may be closed though nobody was reached.
pub const TRIES: usize = 3;

/// Whether a level is bad, and so must be put right.
pub fn is_bad(level: u8) -> bool {
    level > 3
}

/// What people may tick beside a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum RatingTag {
    /// 办得快
    Quick,
    /// 说得清楚
    Clear,
    /// 态度好
    Friendly,
    /// 一次办成
    Once,
    /// 等太久
    Slow,
    /// 说不清楚
    Unclear,
    /// 态度不好
    Rude,
    /// 反复要材料
    AskedAgain,
    /// 系统难用
    HardToUse,
}

impl RatingTag {
    /// All, praise first.
    pub const ALL: [Self; 9] = [
        Self::Quick,
        Self::Clear,
        Self::Friendly,
        Self::Once,
        Self::Slow,
        Self::Unclear,
        Self::Rude,
        Self::AskedAgain,
        Self::HardToUse,
    ];

    /// Whether it says what was good.
    pub fn is_praise(self) -> bool {
        matches!(self, Self::Quick | Self::Clear | Self::Friendly | Self::Once)
    }
}

/// What somebody thinks of a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Verdict {
    /// 1 very satisfied … 5 very dissatisfied.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 5))]
    pub level: u8,
    /// What they ticked.
    #[serde(default)]
    pub tags: Vec<RatingTag>,
    /// What they wrote.
    #[serde(default)]
    pub text: String,
}

/// Something that may be rated: a service of a case, or the case as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rateable<'a> {
    /// The task; none for the case as a whole.
    pub task: Option<&'a Task>,
    /// Last day on which it may be rated.
    pub until: NaiveDate,
}

/// What of a case may be rated at some time up to `until`: the case once it has ended, each service once its
/// department has decided. A case that never reached the intake has had no service.
pub fn rateable<'a>(case: &'a Case, pledges: &Pledges, calendar: &Calendar) -> Vec<Rateable<'a>> {
    let until = |at: DateTime<Utc>| calendar.add(calendar.day(at), pledges.rating);
    let ended = case.ended_at.filter(|_| case.received_at.is_some());
    let whole = ended.filter(|_| {
        matches!(case.status, CaseStatus::Finished | CaseStatus::Declined | CaseStatus::Withdrawn)
    });
    let tasks = case.tasks.iter().filter_map(|task| {
        let decided = matches!(task.status, TaskStatus::Done | TaskStatus::Refused);
        let at = task.ended_at.filter(|_| decided)?;
        Some(Rateable { task: Some(task), until: until(at) })
    });
    whole.map(|at| Rateable { task: None, until: until(at) }).into_iter().chain(tasks).collect()
}

/// What deciding needs beside the rating.
#[derive(Clone, Copy, Debug)]
pub struct RatingFacts<'a> {
    /// Now.
    pub now: DateTime<Utc>,
    /// Who acts.
    pub actor: &'a Actor,
    /// The working calendar.
    pub calendar: &'a Calendar,
    /// What the city promises.
    pub pledges: &'a Pledges,
}

/// Gives a rating of a case, or of one of its services. That nobody has given it yet is the store's to say.
///
/// # Errors
/// Why it may not be given.
pub fn rate(
    number: &str,
    case: &Case,
    item: &str,
    person: &str,
    verdict: &Verdict,
    facts: &RatingFacts,
) -> Result<RatingEvent, Objection> {
    if *facts.actor != Actor::Applicant {
        return Err(Objection::NotAllowed);
    }
    check(verdict)?;
    let of = rateable(case, facts.pledges, facts.calendar)
        .into_iter()
        .find(|of| of.task.map_or("", |task| task.item.as_str()) == item);
    let today = facts.calendar.day(facts.now);
    let of = of.ok_or(Objection::WrongState)?;
    if today > of.until {
        return Err(Objection::WrongTime);
    }
    let due = is_bad(verdict.level).then(|| facts.calendar.add(today, facts.pledges.rectification));
    Ok(RatingEvent::Rated {
        number: number.to_owned(),
        item: item.to_owned(),
        thing: case.submission.as_ref().map(|filed| filed.thing.clone()).unwrap_or_default(),
        department: of
            .task
            .map_or_else(|| whole(case, facts.pledges), |task| &task.department)
            .to_owned(),
        person: person.to_owned(),
        verdict: verdict.clone(),
        due,
    })
}

/// Says why, once, for somebody who rated by one tap; the level stays as it is.
///
/// # Errors
/// Why it may not be said.
pub fn explain(
    rating: &Rating,
    verdict: &Verdict,
    facts: &RatingFacts,
) -> Result<RatingEvent, Objection> {
    if *facts.actor != Actor::Applicant {
        return Err(Objection::NotAllowed);
    }
    let (Some(given), Some(at)) = (&rating.verdict, rating.at) else {
        return Err(Objection::WrongState);
    };
    if verdict.level != given.level || !given.tags.is_empty() || !given.text.is_empty() {
        return Err(Objection::WrongState);
    }
    check(verdict)?;
    if verdict.tags.is_empty() && verdict.text.trim().is_empty() {
        return Err(Objection::Field { name: "text", must: "say something, or tick a tag" });
    }
    let until = facts.calendar.add(facts.calendar.day(at), facts.pledges.rating);
    if facts.calendar.day(facts.now) > until {
        return Err(Objection::WrongTime);
    }
    Ok(RatingEvent::Explained { tags: verdict.tags.clone(), text: verdict.text.clone() })
}

/// Who answers for a case as a whole: its one department, or whoever answers for the city.
fn whole<'a>(case: &'a Case, pledges: &'a Pledges) -> &'a str {
    let mut departments = case.tasks.iter().map(|task| task.department.as_str());
    match departments.next() {
        Some(first) if departments.all(|other| other == first) => first,
        _ => &pledges.owner,
    }
}

fn check(verdict: &Verdict) -> Result<(), Objection> {
    if !(BEST..=WORST).contains(&verdict.level) {
        return Err(Objection::Field { name: "level", must: "1 to 5" });
    }
    let mut tags = verdict.tags.clone();
    tags.sort_unstable();
    tags.dedup();
    if tags.len() != verdict.tags.len() || tags.len() > TAGS {
        return Err(Objection::Field { name: "tags", must: "at most 5, each once" });
    }
    if verdict.text.chars().count() > TEXT {
        return Err(Objection::Field { name: "text", must: "at most 500 characters" });
    }
    Ok(())
}
