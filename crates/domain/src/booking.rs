//! Booking of windows and venues by slot (W1): which slots there are, who may take one, what may happen to a booking.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
use crate::city::{Opening, Window};
use crate::opening::{DAY, span_of};
use crate::text::Text;

/// What can be booked in a city: the file `bookings.toml`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bookings {
    /// What becomes of whoever does not come.
    #[serde(default)]
    pub missed: MissedRule,
    /// What can be booked.
    #[serde(default)]
    pub service: Vec<BookingService>,
}

/// What becomes of whoever does not come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MissedRule {
    /// Bookings that may be missed; with this many nothing can be booked for a time. 0: as many as one likes.
    pub times: u16,
    /// Days within which they count.
    pub within_days: u16,
    /// Days for which nothing can be booked, from the last one on.
    pub blocked_days: u16,
}

impl Default for MissedRule {
    fn default() -> Self {
        Self { times: 2, within_days: 90, blocked_days: 30 }
    }
}

impl MissedRule {
    /// Until when a person cannot book, by the times at which they missed something.
    pub fn blocked_until(
        &self,
        missed: &[DateTime<Utc>],
        now: DateTime<Utc>,
    ) -> Option<DateTime<Utc>> {
        let since = now - TimeDelta::days(self.within_days.into());
        let counted = missed.iter().filter(|at| **at > since).count();
        if self.times == 0 || counted < usize::from(self.times) {
            return None;
        }
        let last = missed.iter().max()?;
        Some(*last + TimeDelta::days(self.blocked_days.into())).filter(|until| *until > now)
    }
}

/// Whether one goes to a counter or uses a room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum BookableKind {
    /// 窗口
    #[default]
    Window,
    /// 场馆、会议室
    Venue,
}

/// Something that can be booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BookingService {
    /// Id.
    pub id: String,
    /// Name.
    pub name: Text,
    /// What it is good for, in a sentence.
    pub summary: Text,
    /// Counter or room.
    #[serde(default)]
    pub kind: BookableKind,
    /// Id of the thing whose guide it belongs to; empty for none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub thing: String,
    /// Length of a slot in minutes.
    pub minutes: u16,
    /// How many days ahead one may book, today not counted.
    pub ahead_days: u16,
    /// Minutes before its beginning until which a slot may be taken.
    #[serde(default)]
    pub notice_minutes: u16,
    /// Minutes before its beginning until which a booking may be changed or cancelled.
    pub cancel_minutes: u16,
    /// Bookings of this kind that one person may have before them.
    pub per_person: u16,
    /// What to bring along.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bring: Vec<Text>,
    /// Where.
    pub places: Vec<BookingPlace>,
}

/// A place where something can be booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BookingPlace {
    /// Id of the place, of `windows.toml`.
    pub place: String,
    /// Counter or room there, as 二楼颁证厅; empty where there is nothing to say.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub room: Text,
    /// People, or groups, that one slot takes.
    pub capacity: u16,
    /// Names of the counters that call people, as 1 号台.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub counters: Vec<Text>,
    /// When it can be booked; the place's own hours where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub opening: Vec<Opening>,
    /// Whether nothing can be booked on the calendar's days off, whatever day of the week they are.
    #[serde(default)]
    pub closed_on_holidays: bool,
}

impl BookingService {
    /// A place of it.
    pub fn place(&self, id: &str) -> Option<&BookingPlace> {
        self.places.iter().find(|place| place.place == id)
    }
}

/// The beginnings and ends of a day's slots, in minutes of the day, in order and without overlap: each whole within
/// an opening of the place. Beyond the calendar's end week-ends are off, as everywhere.
pub fn slots(
    service: &BookingService,
    place: &BookingPlace,
    window: &Window,
    calendar: &Calendar,
    day: NaiveDate,
) -> Vec<(u16, u16)> {
    let closed = place.closed_on_holidays && calendar.off.binary_search(&day).is_ok();
    if closed || service.minutes == 0 {
        return Vec::new();
    }
    let hours = if place.opening.is_empty() { &window.opening } else { &place.opening };
    let weekday = u8::try_from(day.weekday().number_from_monday()).unwrap_or(1);
    let holds = |span: &&Opening| match span.days.is_empty() {
        true => calendar.is_working(day),
        false => span.days.contains(&weekday),
    };
    let mut spans: Vec<(u16, u16)> = hours.iter().filter(holds).filter_map(span_of).collect();
    spans.sort_unstable();
    let mut slots: Vec<(u16, u16)> = Vec::new();
    for (from, until) in spans {
        // Where openings overlap, the later one goes on from where the earlier one's slots end.
        let mut start = slots.last().map_or(from, |(_, end)| from.max(*end));
        while start + service.minutes <= until {
            slots.push((start, start + service.minutes));
            start += service.minutes;
        }
    }
    slots
}

/// Whether a day's slots still have one that begins at a moment. What is booked may lie farther ahead than one may book.
pub fn stands(
    service: &BookingService,
    place: &BookingPlace,
    window: &Window,
    calendar: &Calendar,
    start: DateTime<Utc>,
) -> bool {
    let day = calendar.day(start);
    let slots = slots(service, place, window, calendar, day);
    slots.iter().any(|(from, _)| moment(calendar, day, *from) == start)
}

/// The moment of a minute of a day in the city.
pub fn moment(calendar: &Calendar, day: NaiveDate, minute: u16) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN).and_utc();
    let zone = TimeDelta::hours(calendar.zone_hours.into());
    midnight - zone + TimeDelta::minutes(minute.min(DAY).into())
}

/// The days that may be booked now, today first.
pub fn days(service: &BookingService, calendar: &Calendar, now: DateTime<Utc>) -> Vec<NaiveDate> {
    let today = calendar.day(now);
    (0..=u64::from(service.ahead_days))
        .filter_map(|ahead| today.checked_add_days(Days::new(ahead)))
        .collect()
}

/// Why a booking is not made, changed or moved on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum BookingRefusal {
    /// Everything in this slot is taken.
    Full,
    /// There is no such slot.
    NoSlot,
    /// It begins too soon, or has begun.
    TooLate,
    /// The person has as many bookings of this kind as one may have.
    Limit,
    /// The person has missed too many.
    Blocked,
    /// It is too late to change or cancel it.
    Closed,
    /// It is not the day, or the slot has not begun.
    TooEarly,
    /// A booking that stands where it stands does not go there.
    Status,
}

/// Whether a slot of the service may be taken now: that it is one, and when it ends.
///
/// # Errors
/// No such slot, or too late.
pub fn check_slot(
    service: &BookingService,
    place: &BookingPlace,
    window: &Window,
    calendar: &Calendar,
    start: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<DateTime<Utc>, BookingRefusal> {
    let day = calendar.day(start);
    if !days(service, calendar, now).contains(&day) {
        return Err(BookingRefusal::NoSlot);
    }
    let slots = slots(service, place, window, calendar, day);
    let slot = slots.into_iter().find(|(from, _)| moment(calendar, day, *from) == start);
    let (_, until) = slot.ok_or(BookingRefusal::NoSlot)?;
    if start - TimeDelta::minutes(service.notice_minutes.into()) <= now {
        return Err(BookingRefusal::TooLate);
    }
    Ok(moment(calendar, day, until))
}

/// Until when a booking may be changed or cancelled.
pub fn changeable_until(service: &BookingService, start: DateTime<Utc>) -> DateTime<Utc> {
    start - TimeDelta::minutes(service.cancel_minutes.into())
}

/// When a reminder is due: the evening before at six, or three hours before where it was booked later; none where
/// even that has passed.
pub fn remind_at(
    calendar: &Calendar,
    start: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    const SIX: u16 = 18 * 60;
    let evening = calendar.day(start).pred_opt().map(|day| moment(calendar, day, SIX));
    let shortly = start - TimeDelta::hours(3);
    evening.into_iter().chain([shortly]).find(|at| *at > now)
}

/// Where a booking stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum BookingStatus {
    /// 已预约
    Booked,
    /// 已取号
    Arrived,
    /// 正在叫号
    Called,
    /// 已办理
    Served,
    /// 未到场
    Missed,
    /// 已取消
    Cancelled,
}

/// What staff do with a booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum BookingStep {
    /// The person is here and gets a number; also somebody late, who was counted as missing.
    CheckIn,
    /// A counter calls the number.
    Call,
    /// It is done.
    Serve,
    /// The person did not come, or not to the counter.
    Miss,
}

impl BookingStatus {
    /// Whether it holds its place in the slot.
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Cancelled)
    }

    /// Where a step leads.
    ///
    /// # Errors
    /// A step that does not follow, before the day or before the slot begins.
    pub fn step(
        self,
        step: BookingStep,
        calendar: &Calendar,
        start: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Self, BookingRefusal> {
        let next = match (self, step) {
            (Self::Booked | Self::Missed, BookingStep::CheckIn) => Self::Arrived,
            (Self::Arrived, BookingStep::Call) => Self::Called,
            (Self::Called, BookingStep::Serve) => Self::Served,
            (Self::Booked | Self::Called, BookingStep::Miss) => Self::Missed,
            _ => return Err(BookingRefusal::Status),
        };
        match step {
            BookingStep::CheckIn if calendar.day(start) != calendar.day(now) => {
                Err(BookingRefusal::TooEarly)
            }
            BookingStep::Miss if self == Self::Booked && start > now => {
                Err(BookingRefusal::TooEarly)
            }
            _ => Ok(next),
        }
    }

    /// The steps that may be taken now.
    pub fn steps(
        self,
        calendar: &Calendar,
        start: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Vec<BookingStep> {
        [BookingStep::CheckIn, BookingStep::Call, BookingStep::Serve, BookingStep::Miss]
            .into_iter()
            .filter(|step| self.step(*step, calendar, start, now).is_ok())
            .collect()
    }
}

/// A queue number: the service's letter and the day's count, as `A007`.
pub fn queue_number(service_index: usize, count: i64) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ"; // no I, O: read aloud without doubt
    let letter = LETTERS.get(service_index % LETTERS.len()).copied().unwrap_or(b'A');
    format!("{}{count:03}", char::from(letter))
}

/// What is wrong: the key, what it does, what to do.
type Fault = (String, String, &'static str);

/// Everything that is wrong with what can be booked.
pub fn check(
    bookings: &Bookings,
    windows: &[Window],
    knows_thing: impl Fn(&str) -> bool,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    for service in &bookings.service {
        let key = |name: &str| format!("service.{}.{name}", service.id);
        if !seen.insert(&service.id) {
            faults.push((key("id"), "stands there twice".to_owned(), "keep one"));
        }
        if !service.thing.is_empty() && !knows_thing(&service.thing) {
            let what = format!("names thing `{}`, which does not exist", service.thing);
            faults.push((key("thing"), what, "use an id of things/, or leave it out"));
        }
        if !(5..=DAY).contains(&service.minutes) {
            let what = "is no length of a slot".to_owned();
            faults.push((key("minutes"), what, "5 to 1440 minutes"));
        }
        if service.per_person == 0 || service.ahead_days > 180 {
            let what = "lets nobody book, or too far ahead".to_owned();
            faults.push((key("per_person"), what, "at least 1; ahead_days at most 180"));
        }
        let mut places = BTreeSet::new();
        for place in &service.places {
            if !places.insert(&place.place) {
                let what = format!("names `{}` twice", place.place);
                faults.push((key("places"), what, "keep one"));
            }
            if let Some((what, remedy)) = fault_of(place, windows) {
                faults.push((key("places"), what, remedy));
            }
        }
    }
    faults
}

fn fault_of(place: &BookingPlace, windows: &[Window]) -> Option<(String, &'static str)> {
    let id = &place.place;
    let Some(window) = windows.iter().find(|window| window.id == *id) else {
        return Some((
            format!("names place `{id}`, which does not exist"),
            "use an id of windows.toml",
        ));
    };
    let bad = |span: &Opening| {
        span_of(span).is_none() || span.days.iter().any(|day| !(1..=7).contains(day))
    };
    if place.opening.iter().any(bad) {
        return Some((
            format!("has hours at `{id}` that nobody can read"),
            "write HH:MM, days 1 to 7",
        ));
    }
    if place.opening.is_empty() && window.opening.is_empty() {
        let what = format!("has no hours: nobody knows when `{id}` is open");
        return Some((what, "give it an opening"));
    }
    (place.capacity == 0)
        .then(|| (format!("takes nobody at `{id}`"), "give it a capacity of at least 1"))
}
