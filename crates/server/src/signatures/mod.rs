//! Signatures: a drawn image bound to the digests of what was shown (A5).

mod routes;
pub mod store;

pub use routes::{Drawn, keep, routes, unused};
