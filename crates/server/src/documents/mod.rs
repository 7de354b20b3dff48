//! Documents about cases (A6): receipt, notices, decisions and results, set with Typst, signed as PAdES.
//!
//! A row is written in the transaction of its event ([`store::project`]); the file is made from the events when
//! somebody first asks for it, or in quiet ([`make`]).

#[cfg(feature = "documents")]
mod fonts;
mod letter;
pub mod make;
#[cfg_attr(not(feature = "documents"), path = "no_press.rs")]
mod press;
mod printed;
mod routes;
pub mod store;

pub use letter::{issuer, valid_until};
pub use press::Press;
pub use routes::routes;
