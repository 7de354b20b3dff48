//! The city: what pages need to know of it, and how its content comes in and goes out.

pub mod catalogue;
pub mod content;
pub mod export;
pub mod import;
pub mod locate;
mod people;
pub mod reading;
pub mod routes;
pub mod rows;
pub mod words;

pub use routes::routes;
