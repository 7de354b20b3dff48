//! Names of enums as the wire and the store spell them.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::Result;

/// The name of a value of an enum without content; empty for anything else.
pub fn name(value: &impl Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

/// The value that a stored name says.
///
/// # Errors
/// Where it says none.
pub fn value<T: DeserializeOwned>(name: &str) -> Result<T> {
    Ok(serde_json::from_value(name.into())?)
}
