//! Drafts: saved while people type, never overwriting a newer edit (A2).

mod known;
mod routes;
pub mod store;

pub use routes::routes;
