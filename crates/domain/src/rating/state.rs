//! A rating as its events make it.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{RatingTag, TRIES, Verdict};

/// What has happened to a rating.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "event")]
pub enum RatingEvent {
    /// It was given.
    Rated {
        /// Case number.
        number: String,
        /// Id of the item; empty for the case as a whole.
        item: String,
        /// Id of the thing.
        thing: String,
        /// Id of the department that answers for it.
        department: String,
        /// Id of the person.
        person: String,
        /// What they think.
        verdict: Verdict,
        /// Where it is bad, the last day on which it must be put right.
        due: Option<NaiveDate>,
    },
    /// Whoever gave it said why, later.
    Explained {
        /// What they ticked.
        tags: Vec<RatingTag>,
        /// What they wrote.
        text: String,
    },
    /// The person was called.
    Called {
        /// Whether they were reached.
        reached: bool,
        /// What came of it.
        note: String,
    },
    /// Another department answers for it.
    HandedOn {
        /// Id of that department.
        department: String,
        /// Why.
        reason: String,
    },
    /// The calendar has changed, and with it the last day.
    Moved {
        /// The last day now.
        due: NaiveDate,
    },
    /// It was late, and the supervisors were told.
    Escalated,
    /// It was put right.
    Closed {
        /// Whether the person was right (属实).
        justified: bool,
        /// What was done; the person reads it.
        measure: String,
    },
    /// A supervisor was not content.
    Reopened {
        /// Why.
        reason: String,
        /// The new last day.
        due: NaiveDate,
    },
}

/// How far a bad rating has been put right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum RectificationState {
    /// Nothing to put right.
    #[default]
    None,
    /// To be put right.
    Open,
    /// The person was called, or tried often enough.
    Called,
    /// Done.
    Closed,
}

/// A call to the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Call {
    /// When.
    pub at: DateTime<Utc>,
    /// Whether they were reached.
    pub reached: bool,
    /// What came of it.
    pub note: String,
}

/// A rating: what its events add up to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rating {
    /// How many events.
    pub seq: i64,
    /// Case number.
    pub number: String,
    /// Id of the item; empty for the case as a whole.
    pub item: String,
    /// Id of the thing.
    pub thing: String,
    /// Id of the department that was rated.
    pub rated: String,
    /// Id of the department that puts it right.
    pub department: String,
    /// Id of the person.
    pub person: String,
    /// What they think; none before it is given.
    pub verdict: Option<Verdict>,
    /// When it was given.
    pub at: Option<DateTime<Utc>>,
    /// Since when it is to be put right: it was given, or opened again.
    pub since: Option<DateTime<Utc>>,
    /// How far it has been put right.
    pub state: RectificationState,
    /// The last day on which it must be put right.
    pub due: Option<NaiveDate>,
    /// When the supervisors were told that it was late.
    pub escalated_at: Option<DateTime<Utc>>,
    /// Calls.
    pub calls: Vec<Call>,
    /// When it was closed.
    pub closed_at: Option<DateTime<Utc>>,
    /// Whether the person was right.
    pub justified: bool,
    /// What was done.
    pub measure: String,
}

impl Rating {
    /// Changes it by an event.
    pub fn apply(&mut self, event: &RatingEvent, at: DateTime<Utc>) {
        self.seq += 1;
        match event {
            RatingEvent::Rated { number, item, thing, department, person, verdict, due } => {
                *self = Self {
                    seq: self.seq,
                    number: number.clone(),
                    item: item.clone(),
                    thing: thing.clone(),
                    rated: department.clone(),
                    department: department.clone(),
                    person: person.clone(),
                    verdict: Some(verdict.clone()),
                    at: Some(at),
                    since: Some(at),
                    due: *due,
                    state: due.map_or(RectificationState::None, |_| RectificationState::Open),
                    ..Self::default()
                };
            }
            RatingEvent::Explained { tags, text } => {
                if let Some(verdict) = &mut self.verdict {
                    verdict.tags.clone_from(tags);
                    verdict.text.clone_from(text);
                }
            }
            RatingEvent::Called { reached, note } => {
                self.calls.push(Call { at, reached: *reached, note: note.clone() });
                if *reached || self.calls.len() >= TRIES {
                    self.state = RectificationState::Called;
                }
            }
            RatingEvent::HandedOn { department, .. } => self.department.clone_from(department),
            RatingEvent::Moved { due } => self.due = Some(*due),
            RatingEvent::Escalated => self.escalated_at = Some(at),
            RatingEvent::Closed { justified, measure } => {
                self.state = RectificationState::Closed;
                self.closed_at = Some(at);
                self.justified = *justified;
                self.measure.clone_from(measure);
            }
            RatingEvent::Reopened { due, .. } => {
                self.state = RectificationState::Open;
                self.since = Some(at);
                self.due = Some(*due);
                self.escalated_at = None;
                self.closed_at = None;
                self.calls.clear();
            }
        }
    }

    /// Whether it waits to be put right.
    pub fn is_open(&self) -> bool {
        matches!(self.state, RectificationState::Open | RectificationState::Called)
    }

    /// Whether its last day has passed.
    pub fn is_late(&self, today: NaiveDate) -> bool {
        self.is_open() && self.due.is_some_and(|due| due < today)
    }
}
