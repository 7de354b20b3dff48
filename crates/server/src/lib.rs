//! The REST service of onething: guides, drafts, uploads, signatures, cases, payments and the workbench
//! over HTTP, on SQLite or PostgreSQL.
//!
//! [`router::table`] lists all routes with their guards; [`app::App`] is what they share. Each domain has
//! its routes (HTTP), its service (the use case) and its store (SQL). The rules are in `onething-domain`.

pub mod app;
pub mod archive;
pub mod audit;
pub mod authoring;
mod board;
pub mod bookings;
pub mod cases;
pub mod city;
pub mod cli;
pub mod clock;
pub mod companies;
pub mod config;
pub mod cosign;
pub mod crypto;
pub mod db;
pub mod demo;
pub mod docs;
pub mod documents;
pub mod drafts;
pub mod error;
mod etag;
mod extract;
pub mod figures;
pub mod generate;
pub mod guard;
pub mod guides;
mod health;
pub mod intermediaries;
pub mod jobs;
mod journal;
pub mod key_files;
pub mod licences;
mod limit;
mod markup;
pub mod migrate;
mod names;
pub mod notices;
mod observe;
pub mod openapi;
pub mod outbox;
mod pack;
pub mod pades;
mod page;
mod parallel;
pub mod payments;
pub mod places;
pub mod progress;
pub mod quiet;
pub mod ratings;
pub mod registries;
mod reply;
pub mod results;
pub mod router;
pub mod seal;
pub mod serve;
pub mod session;
pub mod signatures;
pub mod simulate;
pub mod tickets;
pub mod uploads;
pub mod verify;
pub mod web;
pub mod work;
