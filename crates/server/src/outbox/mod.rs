//! The outbox (T3): messages to people, written in the transaction of what they tell, and brought to them by leased
//! rows: at least once, each under an id by which receivers and providers know it again.
//!
//! [`tell`] and [`send_code`] write; [`deliver`] takes what is due and hands it to a [`post::Post`]; what could not be
//! delivered waits for an administrator.

mod contacts;
mod deliver;
mod desk;
mod list;
pub mod post;
mod routes;
mod store;
pub mod templates;
mod write;

pub use deliver::{deliver, run};
pub use list::last;
pub use post::Post;
pub use routes::routes;
pub use store::{choice, sweep};
pub use templates::{amount, day, moment};
pub use write::{Code, Message, send_code, tell, tell_phone};
