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
mod notices;
pub mod project;
mod returns;
pub mod reveal;
mod routes;
pub mod store;
mod timeline;
mod view;

pub use routes::{HANDLERS, routes};
