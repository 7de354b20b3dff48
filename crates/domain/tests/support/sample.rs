//! Submissions that are valid by construction.

pub use onething_domain::fill::*;
