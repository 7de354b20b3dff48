//! Applying for a thing: situation, form, materials, delivery, review and signature; and correcting
//! what the intake asked for.
//!
//! The answers live in [`form::Form`], where they are saved is [`work::Work`], and each step is one
//! file. [`fields`] is the table from field types to controls.

mod again;
mod base;
mod begin;
mod bench;
mod conflict;
mod correct;
mod correcting;
mod cosign;
mod cosigners;
mod delivery;
mod fields;
mod filed;
mod filing;
mod form;
mod materials;
mod prefill;
mod redirect;
mod renewed;
mod review;
mod rows;
mod sending;
mod sheet;
mod shelf;
mod show;
mod situation;
mod slot;
mod step;
mod supply;
mod upload;
mod wallet;
mod words;
mod work;

pub use begin::page as begin;
pub use bench::{mount as bench, whole};
pub use correct::page as correct;
pub use cosign::page as cosign;
pub use cosigners::page as cosigners;
pub use redirect::page as redirect;
pub use shelf::provide;
pub use step::{form, page as step};
pub use supply::page as supply;
