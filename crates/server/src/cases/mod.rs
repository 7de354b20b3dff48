//! Cases.
pub mod live;
