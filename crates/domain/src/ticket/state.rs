//! A ticket as its events make it.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{Channel, NewTicket, TicketKind, TicketStatus};
use crate::text::Text;

/// Who was asked first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Owner {
    /// Id of the member of staff.
    pub staff: String,
    /// Id of their department; empty for those of the whole city.
    pub department: String,
}

/// What has happened to a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "event")]
pub enum TicketEvent {
    /// Somebody asked.
    Asked {
        /// What they ask.
        new: NewTicket,
        /// Id of the person; empty for callers and those without a name.
        person: String,
        /// How it came.
        channel: Channel,
        /// The clerk who was asked, where there was one.
        owner: Option<Owner>,
        /// Id of the department that has to answer.
        department: String,
        /// The last day on which it must.
        due: NaiveDate,
    },
    /// Somebody took it.
    Taken {
        /// Who.
        by: Owner,
    },
    /// It was handed on.
    HandedOn {
        /// Id of the department.
        department: String,
        /// Why.
        reason: String,
        /// Who handed it on.
        by: Owner,
    },
    /// Whoever asked added something.
    Added {
        /// What.
        text: String,
    },
    /// It was answered.
    Answered {
        /// What.
        text: String,
        /// Who answered.
        by: Owner,
        /// The last day on which the answer may be sent back.
        until: NaiveDate,
    },
    /// The answer was sent back.
    Returned {
        /// Why.
        text: String,
        /// The new last day.
        due: NaiveDate,
    },
    /// The calendar has changed, and with it the day that counts: until it is answered its last day, then the last day
    /// on which the answer may be sent back.
    Moved {
        /// That day.
        to: NaiveDate,
    },
    /// It was late, and the supervisors were told.
    Escalated,
    /// It is over.
    Closed,
    /// Question and answer were proposed for everyone.
    Proposed {
        /// The question, without anything personal.
        question: Text,
        /// The answer.
        answer: Text,
        /// Id of who proposes.
        by: String,
    },
    /// They were published.
    Published,
    /// They were taken back, or not published.
    Unpublished {
        /// Why.
        reason: String,
    },
}

/// One part of the conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Entry {
    /// When.
    pub at: DateTime<Utc>,
    /// Whether the city says it; else whoever asked.
    pub official: bool,
    /// What.
    pub text: String,
}

/// How far a frequent question has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum FaqState {
    /// It waits for a second pair of eyes.
    Proposed,
    /// Everyone reads it.
    Published,
}

/// Question and answer for everyone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = TicketFaq))]
pub struct Faq {
    /// The question.
    pub question: Text,
    /// The answer.
    pub answer: Text,
    /// Id of who proposed it.
    pub by: String,
    /// How far it has come.
    pub state: FaqState,
    /// When it came there.
    pub at: DateTime<Utc>,
}

/// A ticket: what its events add up to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ticket {
    /// How many events.
    pub seq: i64,
    /// What was asked.
    pub asked: NewTicket,
    /// Id of the person; empty for callers and those without a name.
    pub person: String,
    /// How it came.
    pub channel: Channel,
    /// When it came.
    pub at: Option<DateTime<Utc>>,
    /// Since when it waits for an answer, or did: it came, or an answer was sent back.
    pub since: Option<DateTime<Utc>>,
    /// Where it stands.
    pub status: TicketStatus,
    /// Who was asked first.
    pub owner: Option<Owner>,
    /// Id of the department that is at work on it.
    pub department: String,
    /// Id of the member of staff who took it there.
    pub taken_by: String,
    /// The last day on which it must be answered.
    pub due: Option<NaiveDate>,
    /// The last day on which the answer may be sent back.
    pub until: Option<NaiveDate>,
    /// When the supervisors were told that it was late.
    pub escalated_at: Option<DateTime<Utc>>,
    /// Departments through which it went, with the reason, oldest first.
    pub handed_on: Vec<(String, String)>,
    /// What was said, oldest first.
    pub entries: Vec<Entry>,
    /// How often an answer was sent back.
    pub returns: u32,
    /// When it was answered last.
    pub answered_at: Option<DateTime<Utc>>,
    /// Question and answer for everyone.
    pub faq: Option<Faq>,
}

impl Ticket {
    /// Which kind.
    pub fn kind(&self) -> TicketKind {
        self.asked.kind
    }

    /// Whether it waits for an answer.
    pub fn waits(&self) -> bool {
        matches!(self.status, TicketStatus::Open | TicketStatus::Taken)
    }

    /// Whether its last day has passed.
    pub fn is_late(&self, today: NaiveDate) -> bool {
        self.waits() && self.due.is_some_and(|due| due < today)
    }

    fn say(&mut self, at: DateTime<Utc>, official: bool, text: &str) {
        self.entries.push(Entry { at, official, text: text.to_owned() });
    }

    /// Changes it by an event.
    pub fn apply(&mut self, event: &TicketEvent, at: DateTime<Utc>) {
        self.seq += 1;
        match event {
            TicketEvent::Asked { new, person, channel, owner, department, due } => {
                self.asked = new.clone();
                self.person.clone_from(person);
                self.channel = *channel;
                self.at = Some(at);
                self.since = Some(at);
                self.owner.clone_from(owner);
                self.department.clone_from(department);
                self.due = Some(*due);
                self.say(at, false, &new.text);
            }
            TicketEvent::Taken { by } => {
                self.owner.get_or_insert_with(|| by.clone());
                self.taken_by.clone_from(&by.staff);
                self.status = TicketStatus::Taken;
            }
            TicketEvent::HandedOn { department, reason, by } => {
                self.owner.get_or_insert_with(|| by.clone());
                self.handed_on.push((self.department.clone(), reason.clone()));
                self.department.clone_from(department);
                self.taken_by.clear();
                self.status = TicketStatus::Open;
            }
            TicketEvent::Added { text } => self.say(at, false, text),
            TicketEvent::Answered { text, by, until } => {
                self.owner.get_or_insert_with(|| by.clone());
                self.say(at, true, text);
                self.answered_at = Some(at);
                self.until = Some(*until);
                self.status = TicketStatus::Answered;
            }
            TicketEvent::Returned { text, due } => {
                self.say(at, false, text);
                self.returns += 1;
                self.since = Some(at);
                self.due = Some(*due);
                self.escalated_at = None;
                self.status = TicketStatus::Taken;
            }
            TicketEvent::Moved { to } if self.status == TicketStatus::Answered => {
                self.until = Some(*to);
            }
            TicketEvent::Moved { to } => self.due = Some(*to),
            TicketEvent::Escalated => self.escalated_at = Some(at),
            TicketEvent::Closed => self.status = TicketStatus::Closed,
            TicketEvent::Proposed { question, answer, by } => {
                self.faq = Some(Faq {
                    question: question.clone(),
                    answer: answer.clone(),
                    by: by.clone(),
                    state: FaqState::Proposed,
                    at,
                });
            }
            TicketEvent::Published => {
                if let Some(faq) = &mut self.faq {
                    faq.state = FaqState::Published;
                    faq.at = at;
                }
            }
            TicketEvent::Unpublished { .. } => self.faq = None,
        }
    }
}
