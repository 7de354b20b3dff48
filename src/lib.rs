//! The two front ends of onething: the citizens' page and the staff's workbench.
//!
//! A page is a line in a table ([`app::PAGES`], [`staff::PAGES`]) and a folder in `features` or
//! `staff`. Features never import each other; what they share is in `ui` (components that know no
//! feature), `parts` (pieces made of the domain's data), `api` (the server), `platform` (the
//! browser), [`i18n`], [`links`], [`load`], [`city`], [`finder`] and [`session`].

pub mod api;
pub mod app;
#[cfg(test)]
mod both_sides;
pub mod city;
pub mod documents;
pub mod features;
pub mod finder;
pub mod first;
pub mod head;
pub mod i18n;
pub mod json;
pub mod kept;
pub mod links;
pub mod load;
pub mod nearby;
pub mod parts;
pub mod platform;
#[cfg(not(target_arch = "wasm32"))]
pub mod render;
pub mod router;
pub mod session;
pub mod sheet;
pub mod shell;
pub mod staff;
pub mod tree;
pub mod ui;
pub mod when;
pub mod words;
