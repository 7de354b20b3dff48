//! What citizens do, one folder each. Features never import each other.

pub mod home;
