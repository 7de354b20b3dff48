//! Booking: what can be booked, my bookings, and the desk of those who receive people.

use onething_api::{
    bookings::{
        BookableServices, BookingCommand, BookingCommandRequest, BookingDesk, BookingList,
        BookingStepRequest, BookingView, CallNext, CalledNext, DeskBooking, NewBooking, SlotDays,
    },
    paths,
};
use onething_domain::booking::BookingRefusal;
use serde::Deserialize;

use super::{ApiError, at, get, post, with_query};
use crate::json;

/// What can be booked.
pub async fn services() -> Result<BookableServices, ApiError> {
    get(paths::BOOKABLE).await
}

/// Days and slots; of the first day with room where none is named.
pub async fn slots(service: &str, place: &str, day: &str) -> Result<SlotDays, ApiError> {
    get(&with_query(paths::SLOTS, &[("service", service), ("place", place), ("day", day)])).await
}

/// A page of my bookings.
pub async fn mine(cursor: &str) -> Result<BookingList, ApiError> {
    get(&with_query(paths::BOOKINGS, &[("cursor", cursor)])).await
}

/// A booking of mine.
pub async fn one(id: &str) -> Result<BookingView, ApiError> {
    get(&at(paths::BOOKING, &[id])).await
}

/// Books a slot.
pub async fn book(new: &NewBooking) -> Result<BookingView, ApiError> {
    post(paths::BOOKINGS, new).await
}

/// Changes or cancels a booking.
pub async fn command(
    booking: &str,
    id: String,
    command: BookingCommand,
) -> Result<BookingView, ApiError> {
    post(&at(paths::BOOKING_COMMANDS, &[booking]), &BookingCommandRequest { id, command }).await
}

/// The bookings of a day at a place.
pub async fn desk(place: &str, day: &str) -> Result<BookingDesk, ApiError> {
    get(&with_query(paths::WORK_BOOKINGS, &[("place", place), ("day", day)])).await
}

/// Moves a booking on.
pub async fn step(booking: &str, request: &BookingStepRequest) -> Result<DeskBooking, ApiError> {
    post(&at(paths::WORK_BOOKING_STEPS, &[booking]), request).await
}

/// Calls whoever is next.
pub async fn call(request: &CallNext) -> Result<CalledNext, ApiError> {
    post(paths::WORK_CALLS, request).await
}

/// Why the rules refuse a booking.
pub fn refusal(error: &ApiError) -> Option<BookingRefusal> {
    #[derive(Deserialize)]
    struct Body {
        #[serde(default)]
        reason: Option<BookingRefusal>,
    }
    json::read::<Body>(&error.body)?.reason
}
