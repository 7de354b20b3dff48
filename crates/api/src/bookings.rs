//! Booking (W1): what can be booked, slots, a person's bookings, and the desk of those who receive them.

use chrono::{DateTime, NaiveDate, Utc};
use onething_domain::booking::{BookableKind, BookingStatus, BookingStep};
use onething_domain::text::Text;
use serde::{Deserialize, Serialize};

/// Something that can be booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BookableService {
    /// Id.
    pub id: String,
    /// Name.
    pub name: Text,
    /// What it is good for, in a sentence.
    pub summary: Text,
    /// Counter or room.
    pub kind: BookableKind,
    /// Id of the thing whose guide it belongs to; empty for none.
    pub thing: String,
    /// Length of a slot in minutes.
    pub minutes: u16,
    /// Minutes before its beginning until which a booking may be changed or cancelled.
    pub cancel_minutes: u16,
    /// Bookings of this kind that one person may have before them.
    pub per_person: u16,
    /// What to bring along.
    pub bring: Vec<Text>,
    /// Where.
    pub places: Vec<BookablePlace>,
}

/// A place where something can be booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BookablePlace {
    /// Id of the place.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// Counter or room there; empty where there is nothing to say.
    pub room: Text,
    /// Address.
    pub address: Text,
    /// Telephone.
    pub phone: String,
    /// Opening hours in words.
    pub hours: Text,
}

/// What can be booked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BookableServices {
    /// In the city's order.
    pub services: Vec<BookableService>,
}

/// Whose slots.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct SlotQuery {
    /// Id of the service.
    pub service: String,
    /// Id of the place.
    pub place: String,
    /// Day whose slots are listed, in the city's zone; the first one with room where missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<NaiveDate>,
}

/// Days that may be booked, and the slots of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SlotDays {
    /// All days that may be booked, today first.
    pub days: Vec<SlotDay>,
    /// The day whose slots are listed; none where no day has room.
    pub day: Option<NaiveDate>,
    /// Its slots.
    pub slots: Vec<SlotView>,
}

/// How much room a day has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SlotDay {
    /// The day.
    pub day: NaiveDate,
    /// Whether it has slots at all.
    pub open: bool,
    /// How many may still be taken.
    pub left: u32,
}

/// A slot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SlotView {
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
    /// How many may still be taken; 0 also where it begins too soon.
    pub left: u32,
}

/// Books a slot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewBooking {
    /// Made by the client; sent twice with the same id, it is booked once.
    pub id: String,
    /// Id of the service.
    pub service: String,
    /// Id of the place.
    pub place: String,
    /// When the slot begins.
    pub starts_at: DateTime<Utc>,
}

/// What a person does with a booking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum BookingCommand {
    /// Move it to another slot, also of another place.
    Change {
        /// Id of the place.
        place: String,
        /// When the slot begins.
        starts_at: DateTime<Utc>,
    },
    /// Give it up.
    Cancel {},
}

/// A command to a booking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BookingCommandRequest {
    /// Made by the client; sent twice with the same id, it is done once.
    pub id: String,
    /// What to do.
    pub command: BookingCommand,
}

/// A booking of one's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BookingView {
    /// Id.
    pub id: String,
    /// Id of the service.
    pub service: String,
    /// Its name.
    pub service_name: Text,
    /// Where.
    pub place: BookablePlace,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
    /// Where it stands.
    pub status: BookingStatus,
    /// Queue number, from arrival on; empty before.
    pub queue: String,
    /// The counter that called; empty before.
    pub counter: Text,
    /// How many with a number are before this one.
    pub ahead: u32,
    /// What to bring along.
    pub bring: Vec<Text>,
    /// Until when it may be changed or cancelled.
    pub changeable_until: DateTime<Utc>,
    /// Whether it may be changed or cancelled now.
    pub changeable: bool,
    /// Path of its calendar file, good for an hour, for anyone who has it; empty where it is over.
    pub calendar: String,
}

/// A person's bookings, the latest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BookingList {
    /// The bookings of this page.
    pub bookings: Vec<BookingView>,
    /// Until when nothing can be booked, where too many were missed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blocked_until: Option<DateTime<Utc>>,
    /// Cursor of the next page, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Which bookings of one's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct BookingQuery {
    /// Where the page begins, from `next` of the one before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// Rows of a page, 1 to 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// Whose bookings staff look at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct DeskBookingQuery {
    /// Id of the place; the first one where missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Day in the city's zone; today where missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<NaiveDate>,
}

/// The bookings of a day at a place, in the order of their slots.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BookingDesk {
    /// Places where something can be booked.
    pub places: Vec<DeskPlace>,
    /// Id of the place that is shown.
    pub place: String,
    /// The day.
    pub day: NaiveDate,
    /// Whether it is today.
    pub today: bool,
    /// Counters that call people here.
    pub counters: Vec<Text>,
    /// How many with a number wait.
    pub waiting: u32,
    /// The bookings.
    pub bookings: Vec<DeskBooking>,
}

/// A place and its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeskPlace {
    /// Id.
    pub id: String,
    /// Name.
    pub name: Text,
}

/// A booking as staff see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeskBooking {
    /// Id.
    pub id: String,
    /// Name of the service.
    pub service: Text,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
    /// Name of the person.
    pub person: String,
    /// Their phone, covered.
    pub phone: String,
    /// Where it stands.
    pub status: BookingStatus,
    /// Queue number; empty before arrival.
    pub queue: String,
    /// The counter that called; empty before.
    pub counter: Text,
    /// What may be done with it now.
    pub steps: Vec<BookingStep>,
}

/// Moves a booking on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BookingStepRequest {
    /// Made by the client; sent twice with the same id, it is done once.
    pub id: String,
    /// Which step.
    pub step: BookingStep,
    /// The counter that calls, by its place in the list of counters; for `call` only.
    #[serde(default)]
    pub counter: u16,
}

/// Calls whoever is next at a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallNext {
    /// Made by the client; sent twice with the same id, one is called.
    pub id: String,
    /// Id of the place.
    pub place: String,
    /// The counter that calls, by its place in the list of counters.
    pub counter: u16,
}

/// Who was called.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CalledNext {
    /// The booking; none where nobody waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booking: Option<DeskBooking>,
}

/// How a calendar file is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct CalendarQuery {
    /// In which language, `zh` or `en`; `zh` where missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
}
