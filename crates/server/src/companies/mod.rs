//! What companies keep here: their seals (A5).

mod routes;
pub mod store;

pub use routes::routes;
