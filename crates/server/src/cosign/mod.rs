//! Signatures beside the applicant's (A5): invitations by link, bound to whoever opens them first, void as soon as
//! anything of the application changes.

mod invite;
mod routes;
mod service;
mod store;

pub use routes::routes;
pub use service::{corrected, filed, forget, look_again, may_see_file, signed, sweep};
