//! Merging
