//! Uploads.
pub mod files;
