//! Uploads by tus 1.0, checked by content, sealed at rest; files for their owner and for staff who handle
//! their case (A3).

pub mod files;
mod lost;
mod mine;
mod routes;
mod scan;
mod service;
mod sniff;
pub mod store;
mod tus;

pub use lost::sweep as sweep_lost;
pub use routes::{download, inline, routes};
pub use service::{check_evidence, hold, release, sweep};
pub use sniff::image;
pub use store::object;
