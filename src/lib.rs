//! The two front ends of onething: the citizens' page and the staff's workbench.
//!
//! A page is a line in a table ([`app::PAGES`], [`staff::PAGES`]) and a folder in `features` or
//! `staff`. Features never import each other; what they share is in `ui` (components that know no
//! feature), `api` (the server), `platform` (the browser), [`i18n`], [`load`] and [`session`].

pub mod api;
pub mod app;
pub mod features;
pub mod i18n;
pub mod load;
pub mod platform;
pub mod router;
pub mod session;
pub mod shell;
pub mod staff;
pub mod ui;
pub mod words;
