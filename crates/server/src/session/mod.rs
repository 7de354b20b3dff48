//! Log-in by phone and one-time code, sessions, roles, and whom a person may act for.

pub mod codes;
mod identity;
mod routes;
pub mod store;
mod window;

pub use identity::{AtWindow, COOKIE, Citizen, Identity, Staff, identify};
pub use window::allows as at_window;

use crate::router::Route;

/// Routes of sessions.
pub fn routes() -> Vec<Route> {
    routes::routes().into_iter().chain(window::routes()).collect()
}
