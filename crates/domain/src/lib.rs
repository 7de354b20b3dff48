//! The rules of onething, in one place and for both sides: the server and the browser compile this same crate.
//!
//! It is pure: no I/O, no clock, no randomness. Time, identity and ids come in as arguments
//! ([`case::Facts`]), so that a replay gives the same bytes.
//!
//! The way through: [`Item`](item::Item)s and a [`Thing`](thing::Thing) are merged into a [`Guide`](guide::Guide)
//! ([`merge`]); a [`Situation`](answers::Situation) narrows it ([`narrow`]); answers are checked by [`validate`];
//! a signed [`Submission`](submission::Submission) becomes a [`Case`](case::Case), whose events are decided by
//! [`case::decide`] and whose clocks are read by [`clock::elapsed`].

pub mod answers;
pub mod authoring;
pub mod booking;
pub mod calendar;
pub mod canonical;
pub mod case;
pub mod chain;
pub mod city;
pub mod clock;
pub mod condition;
pub mod cosign;
pub mod depends;
pub mod draft;
pub mod fee;
pub mod field;
pub mod figure;
pub mod fill;
pub mod geo;
pub mod guide;
pub mod identifier;
pub mod instant;
pub mod intermediary;
pub mod item;
pub mod licence;
pub mod lint;
pub mod lists;
pub mod merge;
pub mod message;
pub mod narrow;
pub mod notice;
pub mod number;
pub mod objection;
pub mod opening;
pub mod places;
pub mod prefill;
pub mod prose;
pub mod qr;
pub mod rating;
pub mod renewal;
pub mod sample;
pub mod sentence;
pub mod submission;
pub mod text;
pub mod thing;
pub mod ticket;
pub mod validate;
pub mod visit;
pub mod wording;
