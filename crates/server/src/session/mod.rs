//! Log-in by phone and one-time code, sessions, roles, and whom a person may act for.

pub mod codes;
mod identity;
mod routes;
pub mod store;

pub use identity::{COOKIE, Citizen, Identity, Staff, identify};
pub use routes::routes;
