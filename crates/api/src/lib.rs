//! What crosses the wire between the front ends and the service: paths, requests, answers, error codes.
//!
//! JSON throughout. Times are RFC 3339 in UTC, money is in integer cents, ids are UUIDv7; people see case
//! numbers. Errors are problem documents ([`problem::Problem`], RFC 9457).

pub mod account;
pub mod archives;
pub mod bookings;
pub mod cases;
pub mod catalogue;
pub mod companies;
pub mod cosign;
pub mod departments;
pub mod documents;
pub mod drafts;
pub mod figures;
pub mod guides;
pub mod licences;
pub mod messages;
pub mod notices;
pub mod paths;
pub mod payments;
pub mod places;
pub mod problem;
pub mod programs;
pub mod ratings;
pub mod seals;
pub mod sentences;
pub mod session;
pub mod supervision;
pub mod tickets;
pub mod uploads;
pub mod verify;
pub mod work;
