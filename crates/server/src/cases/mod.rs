//! Cases: filed from drafts, moved by commands through one door, watched live, looked up by anyone who
//! knows number and tail.

pub mod access;
mod accountability;
mod addresses;
pub mod commands;
mod events;
pub mod file;
pub mod live;
mod lookup;
mod mask;
pub mod notices;
pub mod presence;
pub mod project;
mod returns;
pub mod reveal;
mod routes;
pub mod store;
pub mod timeline;
mod view;

pub use routes::{HANDLERS, routes};
pub use view::colleague;
