//! The addresses that pages of one feature need of another. Features know each other only by these.

use crate::router::{Query, encode};

/// The guide of a thing.
pub fn guide(thing: &str) -> String {
    format!("/guides/{}", encode(thing))
}

/// The pre-check of a thing, with the answers given so far.
pub fn check(thing: &str, situation: &Query) -> String {
    situation.on(&format!("/guides/{}/check", encode(thing)))
}

/// The application for a thing, with the answers of the pre-check.
pub fn apply(thing: &str, situation: &Query) -> String {
    situation.on(&format!("/apply/{}", encode(thing)))
}

/// The guides of a life event.
pub fn event(event: &str) -> String {
    Query::default().with("event", event).on("/guides")
}

/// The log-in page, which comes back to `next`.
pub fn login(next: &str) -> String {
    Query::default().with("next", next).on("/login")
}
