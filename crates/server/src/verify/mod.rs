//! Verification (A5): anyone may ask by the code that is printed on a document whether it, or a signature, is genuine.

mod routes;

pub use routes::routes;

use onething_domain::identifier;

use crate::app::App;
use crate::crypto::Keys;

/// The code of a signature or document: it follows from the key and the id, so that nobody can guess it and it is
/// the same whenever it is made.
pub fn code(keys: &Keys, what: &str, id: &str) -> String {
    let hash = keys.hash("verify", &format!("{what}/{id}"));
    let mut bits = [0; 10];
    for (bits, pair) in bits.iter_mut().zip(hash.as_bytes().chunks(2)) {
        let digits = std::str::from_utf8(pair).unwrap_or_default();
        *bits = u8::from_str_radix(digits, 16).unwrap_or(0);
    }
    identifier::verify_code(bits)
}

/// Where to ask with a code.
pub fn address(app: &App, code: &str) -> String {
    format!("{}/verify/{code}", app.settings.base())
}
