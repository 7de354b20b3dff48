//! The journeys, one module each.

mod authoring;
mod cases;
mod devices;
mod early;
mod find;
mod guide;
mod harness;
mod home;
mod judged;
mod killed;
mod loader;
mod looks;
mod newborn;
mod notices;
mod pages;
mod preview;
mod restaurant;
mod sign;
mod steps;
mod together;
mod wallet;
mod ways;
mod webkit;
