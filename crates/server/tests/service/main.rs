//! The service over its router, on SQLite and – where `TEST_DATABASE_URL` names one – on PostgreSQL.

#[macro_use]
mod world;

mod archives;
mod authoring;
mod bad_input;
mod board;
mod bookings;
mod client;
mod clocks;
mod companies;
mod content;
mod corrections;
mod cosign;
mod delivery;
mod documents;
mod drafts;
mod english;
mod figures;
mod filters;
mod find;
mod follow;
mod guards;
mod history;
mod home;
mod instant;
mod invited;
mod licences;
mod limits;
mod materials;
mod messages;
mod misuse;
mod moved;
mod newborn;
mod notices;
mod office;
mod once;
mod openapi;
mod ownership;
mod personal;
mod places;
mod ratings;
mod rendered;
mod restaurant;
mod scale;
mod schema;
mod scripts;
mod seals;
mod sentences;
mod session;
mod simulate;
mod store;
mod strangers;
mod tickets;
mod uploads;
mod web;
mod window;
mod work;

#[allow(dead_code, reason = "shared with the domain's tests, which use all of it")]
#[path = "../../../domain/tests/support/sample.rs"]
mod sample;
