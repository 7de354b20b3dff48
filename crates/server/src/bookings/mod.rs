//! Booking of windows and venues by slot (W1). The rules are in [`onething_domain::booking`]; what can be booked comes
//! with the city's content.

mod desk;
mod gone;
mod ics;
mod jobs;
mod routes;
mod service;
mod store;
mod tell;
mod view;

pub use jobs::{do_due, sweep};
pub use routes::routes;
