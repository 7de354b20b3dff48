//! Log-in by phone and one-time code, sessions, roles, and whom a person may act for.

pub mod codes;
mod identity;
mod routes;
pub mod store;
mod visit;
mod window;

pub use identity::{AtWindow, COOKIE, Citizen, Identity, Staff, identify};
pub use visit::{end_idle as end_idle_visits, seen, sweep};
pub use window::allows as at_window;

use crate::router::Route;

/// Routes of sessions.
pub fn routes() -> Vec<Route> {
    routes::routes().into_iter().chain(window::routes()).collect()
}
