//! The addresses that pages of one feature need of another. Features know each other only by these.

use crate::router::{Query, encode};

/// The guide of a thing.
pub fn guide(thing: &str) -> String {
    format!("/guides/{}", encode(thing))
}

/// A notice.
pub fn notice(id: &str) -> String {
    format!("/notices/{}", encode(id))
}

/// The pre-check of a thing, with the answers given so far.
pub fn check(thing: &str, situation: &Query) -> String {
    situation.on(&format!("/guides/{}/check", encode(thing)))
}

/// The application for a thing, with the answers of the pre-check.
pub fn apply(thing: &str, situation: &Query) -> String {
    situation.on(&format!("/apply/{}", encode(thing)))
}

/// A step of a draft.
pub fn draft(draft: &str, step: &str) -> String {
    format!("/apply/{}/{step}", encode(draft))
}

/// The progress of a case.
pub fn case(number: &str) -> String {
    format!("/cases/{}", encode(number))
}

/// The bill of a case.
pub fn pay(number: &str) -> String {
    format!("{}/pay", case(number))
}

/// The receipt of a case.
pub fn receipt(number: &str) -> String {
    format!("{}/receipt", case(number))
}

/// Changing how results are handed over.
pub fn delivery(number: &str) -> String {
    format!("{}/delivery", case(number))
}

/// A document of a case.
pub fn document(number: &str, id: &str) -> String {
    format!("{}/documents/{}", case(number), encode(id))
}

/// What a code stands for.
pub fn verify(code: &str) -> String {
    format!("/verify/{}", encode(code))
}

/// Correcting what the intake asked for.
pub fn correct(number: &str) -> String {
    format!("{}/correct", case(number))
}

/// Who has to sign a case again beside the applicant.
pub fn cosigners(number: &str) -> String {
    format!("/cosign/cases/{}", encode(number))
}

/// Handing in what was to follow.
pub fn supply(number: &str) -> String {
    format!("{}/supply", case(number))
}

/// A card of the wallet.
pub fn licence(id: &str) -> String {
    format!("/wallet/{}", encode(id))
}

/// Where a service can be booked.
pub fn book(service: &str) -> String {
    format!("/booking/{}", encode(service))
}

/// Days and slots of a service at a place.
pub fn book_at(service: &str, place: &str) -> String {
    format!("{}/{}", book(service), encode(place))
}

/// A booking of one's own.
pub fn booking(id: &str) -> String {
    format!("/my/bookings/{}", encode(id))
}

/// The guides of a life event.
pub fn event(event: &str) -> String {
    Query::default().with("event", event).on("/guides")
}

/// The places that serve a thing.
pub fn places(thing: &str) -> String {
    Query::default().with("thing", thing).on("/places")
}

/// The shop of a department.
pub fn department(department: &str) -> String {
    format!("/departments/{}", encode(department))
}

/// The guides in which a department takes part.
pub fn of_department(department: &str) -> String {
    Query::default().with("department", department).on("/guides")
}

/// Asking about a thing, which the page there names as here.
pub fn ask(thing: &str, title: &str) -> String {
    Query::default().with("thing", thing).with("of", title).on("/tickets/new")
}

/// Asking about a case.
pub fn ask_about(number: &str) -> String {
    Query::default().with("case", number).on("/tickets/new")
}

/// The log-in page, which comes back to `next`.
pub fn login(next: &str) -> String {
    Query::default().with("next", next).on("/login")
}
