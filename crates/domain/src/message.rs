//! Messages to people (T3): what they are about, which ways they take, when they may disturb, when a failed one is
//! tried again.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::opening::{DAY, clock, minute};

/// What a message tells. Each kind has its words in both languages in one file of the service, `templates.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum MessageKind {
    /// A one-time code to log in.
    LoginCode,
    /// A one-time code that confirms an e-mail address.
    EmailCode,
    /// A case is filed.
    CaseFiled,
    /// A case is filed, and its bill has to be paid before anything goes on.
    PaymentAsked,
    /// Such a bill is still not paid.
    PaymentReminder,
    /// A case waits for a signature on paper.
    PaperAsked,
    /// The signature on paper is there.
    PaperSigned,
    /// A material that was to follow is due.
    MaterialReminder,
    /// A material that was to follow is there.
    MaterialSupplied,
    /// A material did not follow in time, and what needs it has ended.
    MaterialEnded,
    /// A material did not follow in time.
    MaterialLate,
    /// An inspection is at another time.
    InspectionMoved,
    /// A promised limit is over.
    PromiseBroken,
    /// What a bad rating brought about.
    RatingSettled,
    /// A rectification is late; to supervisors.
    RectificationLate,
    /// A question or complaint is late; to supervisors.
    TicketLate,
    /// A question or complaint has an answer.
    TicketAnswered,
    /// What somebody without an account asked by phone is written down, and how to look it up.
    TicketNoted,
    /// What somebody without a name asked has an answer, and how to look it up.
    TicketAnsweredCode,
    /// Corrections are asked for.
    CaseCorrections,
    /// A case is accepted.
    CaseAccepted,
    /// A case is not accepted.
    CaseDeclined,
    /// The clock of an item stands.
    TaskPaused,
    /// The limit of an item is extended.
    TaskExtended,
    /// One inspection for several items is arranged.
    InspectionScheduled,
    /// An item is withdrawn.
    ItemWithdrawn,
    /// An item is approved under conditions.
    TaskConditional,
    /// An item is refused.
    TaskRefused,
    /// A result is there.
    ResultIssued,
    /// Results were posted.
    ResultPosted,
    /// Results were handed over.
    ResultHandedOut,
    /// A parcel came back: the applicant looks at the address.
    ParcelReturned,
    /// Money was paid back.
    RefundPaid,
    /// Everything is done.
    CaseFinished,
    /// A cosigner has signed.
    CosignSigned,
    /// A cosigner has declined.
    CosignDeclined,
    /// A draft has changed after somebody signed it.
    CosignVoid,
    /// A new link to sign again, after the one before has run out or was lost.
    CosignAgain,
    /// A licence was taken back.
    LicenceRevoked,
    /// Something is booked.
    BookingMade,
    /// A booking was moved.
    BookingChanged,
    /// A booking was cancelled.
    BookingCancelled,
    /// The office cancelled a booking, for its slot is gone.
    BookingClosed,
    /// A booking is near.
    BookingReminder,
    /// A booking was missed.
    BookingMissed,
}

impl MessageKind {
    /// All kinds.
    pub const ALL: [MessageKind; 45] = [
        Self::LoginCode,
        Self::EmailCode,
        Self::CaseFiled,
        Self::PaymentAsked,
        Self::PaymentReminder,
        Self::PaperAsked,
        Self::PaperSigned,
        Self::MaterialReminder,
        Self::MaterialSupplied,
        Self::MaterialEnded,
        Self::MaterialLate,
        Self::InspectionMoved,
        Self::PromiseBroken,
        Self::RatingSettled,
        Self::RectificationLate,
        Self::TicketLate,
        Self::TicketAnswered,
        Self::TicketNoted,
        Self::TicketAnsweredCode,
        Self::CaseCorrections,
        Self::CaseAccepted,
        Self::CaseDeclined,
        Self::TaskPaused,
        Self::TaskExtended,
        Self::InspectionScheduled,
        Self::ItemWithdrawn,
        Self::TaskConditional,
        Self::TaskRefused,
        Self::ResultIssued,
        Self::ResultPosted,
        Self::ResultHandedOut,
        Self::ParcelReturned,
        Self::RefundPaid,
        Self::CaseFinished,
        Self::CosignSigned,
        Self::CosignDeclined,
        Self::CosignVoid,
        Self::CosignAgain,
        Self::LicenceRevoked,
        Self::BookingMade,
        Self::BookingChanged,
        Self::BookingCancelled,
        Self::BookingClosed,
        Self::BookingReminder,
        Self::BookingMissed,
    ];

    /// What it belongs to, for people who choose.
    pub fn topic(self) -> Topic {
        match self {
            Self::PaymentAsked
            | Self::PaymentReminder
            | Self::PaperAsked
            | Self::MaterialReminder
            | Self::MaterialEnded
            | Self::MaterialLate
            | Self::InspectionMoved
            | Self::CaseCorrections
            | Self::InspectionScheduled
            | Self::ParcelReturned
            | Self::CosignVoid
            | Self::CosignAgain => Topic::Todo,
            Self::CaseFiled
            | Self::RatingSettled
            | Self::RectificationLate
            | Self::TicketLate
            | Self::TicketAnswered
            | Self::TicketNoted
            | Self::TicketAnsweredCode
            | Self::PaperSigned
            | Self::MaterialSupplied
            | Self::PromiseBroken
            | Self::CaseAccepted
            | Self::CaseDeclined
            | Self::TaskPaused
            | Self::TaskExtended
            | Self::ItemWithdrawn
            | Self::TaskConditional
            | Self::TaskRefused
            | Self::ResultIssued
            | Self::ResultPosted
            | Self::ResultHandedOut
            | Self::RefundPaid
            | Self::CaseFinished
            | Self::CosignSigned
            | Self::CosignDeclined => Topic::Progress,
            Self::BookingMade
            | Self::BookingChanged
            | Self::BookingCancelled
            | Self::BookingClosed
            | Self::BookingReminder
            | Self::BookingMissed => Topic::Booking,
            Self::LoginCode | Self::EmailCode | Self::LicenceRevoked => Topic::Account,
        }
    }

    /// Whether it carries a one-time code: somebody is waiting for it, so it is never held back, nobody can switch
    /// it off, and it is kept in no list.
    pub fn is_code(self) -> bool {
        matches!(self, Self::LoginCode | Self::EmailCode)
    }
}

/// What people choose ways for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Topic {
    /// The person has to do something.
    Todo,
    /// Something has happened to a case.
    Progress,
    /// Bookings.
    Booking,
    /// Licences and the account.
    Account,
}

impl Topic {
    /// All topics, in the order in which they are shown.
    pub const ALL: [Topic; 4] = [Self::Todo, Self::Progress, Self::Booking, Self::Account];
}

/// A way to a person beside the list of messages in the portal, which gets every message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Channel {
    /// 短信
    Sms,
    /// 微信
    Wechat,
    /// 电子邮件
    Email,
}

impl Channel {
    /// All channels, in the order in which they are shown.
    pub const ALL: [Channel; 3] = [Self::Sms, Self::Wechat, Self::Email];
}

/// Hours of the day in which nobody is disturbed, in the city's zone; they may go over midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quiet {
    /// Minute of the day at which they begin.
    pub from: u16,
    /// Minute of the day at which they end.
    pub until: u16,
}

impl Quiet {
    /// Reads `22:00-07:00`; none where it cannot be read, or from and until are the same.
    pub fn read(text: &str) -> Option<Self> {
        let (from, until) = text.split_once('-')?;
        let (from, until) = (minute(from)?, minute(until)?);
        (from != until && from < DAY && until < DAY).then_some(Self { from, until })
    }

    /// The same as `22:00-07:00`.
    pub fn write(self) -> String {
        format!("{}-{}", clock(self.from), clock(self.until))
    }

    /// Minutes until a message may come that is written at this minute of the day; 0 outside of the quiet hours.
    pub fn wait(self, now: u16) -> u16 {
        let since = |start: u16, end: u16| (end + DAY - start % DAY) % DAY;
        let (length, passed) = (since(self.from, self.until), since(self.from, now % DAY));
        length.saturating_sub(passed)
    }
}

/// Whose quiet hours hold for a person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum QuietChoice {
    /// The city's.
    #[default]
    City,
    /// None: messages may come at any hour.
    Never,
    /// Their own, as `22:00-07:00`.
    Own(String),
}

/// How a person wants to be told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = MessageChoice))]
pub struct Choice {
    /// Language of what is sent: `zh` or `en`.
    pub language: String,
    /// Quiet hours.
    pub quiet: QuietChoice,
    /// Ways by topic. A topic that is missing goes to the list of messages only.
    pub ways: BTreeMap<Topic, BTreeSet<Channel>>,
}

impl Default for Choice {
    fn default() -> Self {
        let sms = || BTreeSet::from([Channel::Sms]);
        Self {
            language: "zh".to_owned(),
            quiet: QuietChoice::City,
            ways: Topic::ALL.into_iter().map(|topic| (topic, sms())).collect(),
        }
    }
}

impl Choice {
    /// What is wrong with it: the member at fault.
    pub fn fault(&self) -> Option<&'static str> {
        if !matches!(self.language.as_str(), "zh" | "en") {
            return Some("language");
        }
        match &self.quiet {
            QuietChoice::Own(hours) if Quiet::read(hours).is_none() => Some("quiet"),
            _ => None,
        }
    }

    /// The ways that a message takes, of those on which the person can be reached.
    pub fn ways(&self, kind: MessageKind, reachable: &BTreeSet<Channel>) -> BTreeSet<Channel> {
        let chosen = self.ways.get(&kind.topic());
        chosen.map(|chosen| chosen & reachable).unwrap_or_default()
    }

    /// The quiet hours that hold, where the city has these.
    pub fn quiet(&self, city: Option<Quiet>) -> Option<Quiet> {
        match &self.quiet {
            QuietChoice::City => city,
            QuietChoice::Never => None,
            QuietChoice::Own(hours) => Quiet::read(hours),
        }
    }

    /// Adds a way to all topics: who tells an address wants to be told there.
    pub fn add(&mut self, channel: Channel) {
        for topic in Topic::ALL {
            self.ways.entry(topic).or_default().insert(channel);
        }
    }
}

/// How often a message is tried before people have to look after it.
pub const TRIES: i64 = 10;

/// Seconds until a message is tried again that has failed so many times: doubling from half a minute to an hour,
/// each shifted by chance by up to a half, so that a provider that comes back is not met by all at once. None when
/// it has been tried often enough.
pub fn again_in(tries: i64, chance: u16) -> Option<i64> {
    const FIRST: i64 = 30;
    const MOST: i64 = 3600;
    if tries >= TRIES {
        return None;
    }
    let doubled = FIRST << tries.saturating_sub(1).clamp(0, 10);
    let whole = doubled.min(MOST);
    Some(whole / 2 + whole * i64::from(chance) / i64::from(u16::MAX))
}
