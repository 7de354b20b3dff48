//! Signatures: a drawn image bound to the digests of what was shown (A5).

mod routes;
pub mod store;
mod unfiled;

pub use routes::{Drawn, keep, routes, unused};
pub use store::Bound;
pub use unfiled::{sweep, take};
