//! Seals: the service's word for a signature, under an SM2 key of its own (A5).

pub mod keys;

use std::path::Path;

use onething_api::seals::{SealKeys, Sealed};
use serde::de::DeserializeOwned;

/// Reads a file of JSON: a sealed statement, or public keys.
///
/// # Errors
/// What is wrong with the file.
pub fn read<T: DeserializeOwned>(file: &Path) -> Result<T, String> {
    let wrong = |error: String| format!("{}: {error}", file.display());
    let text = std::fs::read(file).map_err(|error| wrong(error.to_string()))?;
    serde_json::from_slice(&text).map_err(|error| wrong(error.to_string()))
}

/// What a genuine seal says, in words.
///
/// # Errors
/// Why it is not genuine.
pub fn check(sealed: &Sealed, keys: &SealKeys) -> Result<String, String> {
    keys::verify(sealed, keys).map_err(|why| format!("NOT GENUINE: {why}"))?;
    let said = &sealed.statement;
    Ok(format!(
        "genuine, sealed under key {}\nsigned by  {}\nat         {}\nwhat       SM3 {}\n           SHA-256 {}",
        sealed.key, said.signer, said.signed_at, said.digests.sm3, said.digests.sha256
    ))
}
