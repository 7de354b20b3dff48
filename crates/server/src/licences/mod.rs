//! The wallet (I3): licences of people and companies, issued by finished cases and by import, shown for a minute
//! under a key of the service's own, and used instead of papers (A4).

pub mod import;
pub mod keys;
mod revoke;
mod routes;
mod service;
mod showings;
mod store;

pub use routes::routes;
pub use service::{check_evidence, holder, issue, kinds, today, usable, used};
pub use showings::{said, sweep};
pub use store::revoked;
