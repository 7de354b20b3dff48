//! What is answered on the three walks: plausible people, numbers that pass their checks and belong to
//! nobody.

pub mod home;
pub mod newborn;
pub mod restaurant;
