//! Whole journeys in real browsers against the real server.
//!
//! A journey (`tests/journeys/<feature>.rs`) walks as a person would: it finds things by role and
//! accessible name, the way a screen reader does, and never by a class or an id. So a journey that
//! passes is also a page that can be used without seeing it.
//!
//! - [`journey()`] gives a journey its own server and browsers, and keeps what was seen when it fails.
//! - [`Browser`] is one person's browser: a phone or a desktop.
//! - [`Locator`] finds one thing on the page and waits until it is there.
//! - [`Browser::seen`] is called on every page on the way: screenshot, accessibility, console.
//!
//! Nothing here waits for a length of time: every wait is for a condition and has a deadline. Between two
//! looks the browser itself tells when its page has changed ([`Browser::until`]).

mod acts;
mod api;
mod axe;
mod browser;
mod driver;
mod files;
mod journey;
mod locator;
mod pages;
pub mod place;
mod server;
mod shown;
mod texts;
mod tree;
mod wire;

pub use api::Api;
pub use browser::Browser;
pub use journey::{Journey, journey};
pub use locator::{Locator, Name, has, starts};
pub use pages::StaticPages;
pub use server::{Server, program};
pub use texts::{begins, t, tr};
