//! Signatures in PDF files (PAdES B-B, ETSI EN 319 142-1): a detached CMS signature with signing-certificate-v2
//! in an incremental update, under a certificate of the city's own authority.

mod authority;
mod check;
mod cms;
mod update;

pub use authority::{Authority, rotate};
pub use check::{Signed, check};

use chrono::{DateTime, Utc};
use onething_domain::canonical::hex;

/// What a signature says beside the key.
pub struct Stamp<'a> {
    /// When it is made.
    pub at: DateTime<Utc>,
    /// Who signs, as viewers show it.
    pub name: &'a str,
    /// Why.
    pub reason: &'a str,
}

/// Signs a PDF file.
///
/// # Errors
/// Where the file is not of the plain kind that our typesetter writes.
pub fn sign(pdf: &[u8], authority: &Authority, stamp: &Stamp) -> Result<Vec<u8>, String> {
    let mut prepared = update::prepare(pdf, stamp)?;
    let signature = cms::sign(&prepared.covered(), authority)?;
    prepared.put(&hex(&signature))?;
    Ok(prepared.bytes)
}

/// Who signs under an authority, as viewers show it.
pub fn name(authority: &Authority) -> String {
    authority::common_name(&authority.signer)
}

/// Says of a PDF file whether it is genuine, in words.
///
/// # Errors
/// Why it is not genuine, or cannot be checked.
pub fn tell(pdf: &[u8], authority: &str) -> Result<String, String> {
    let signed = check(pdf, authority).map_err(|why| format!("NOT GENUINE: {why}"))?;
    Ok(format!(
        "genuine, unchanged since it was signed\nsigned by  {}\nat         {}\nSHA-256    {}",
        signed.name,
        signed.at.as_deref().unwrap_or("a time that it does not tell"),
        onething_domain::canonical::sha256(pdf)
    ))
}
