//! The journeys, one module each.

mod harness;
