//! Seals: the service's word for a signature, under a key of its own (A5).

pub mod keys;
pub mod package;

use std::path::Path;

use chrono::{DateTime, Utc};
use onething_api::seals::{SealKeys, Sealed};
use serde::de::DeserializeOwned;

use crate::archive;
use crate::config::Settings;
use crate::pades::{self, Authority};

/// The public keys of this deployment, as it publishes them.
pub fn published(keys: &keys::Keys, authority: &Authority) -> SealKeys {
    SealKeys { keys: keys.published().to_vec(), documents: authority.certificate().to_owned() }
}

/// Reads a file of JSON, as public keys.
///
/// # Errors
/// What is wrong with the file.
pub fn read<T: DeserializeOwned>(file: &Path) -> Result<T, String> {
    let text = std::fs::read(file);
    let text = text.map_err(|error| format!("cannot read {}: {error}", file.display()))?;
    json(&text).map_err(|error| format!("{}: {error}", file.display()))
}

/// Says of a file – a sealed statement, a package of a signature or case, or a PDF document – what it is and by whom, for the command line.
///
/// # Errors
/// Why it is not genuine, or cannot be read.
pub fn tell(settings: &Settings, file: &Path, keys: Option<&Path>) -> Result<String, String> {
    let shown = file.display();
    let bytes = std::fs::read(file).map_err(|error| format!("cannot read {shown}: {error}"))?;
    let keys: SealKeys = match keys {
        Some(keys) => read(keys)?,
        None => own(settings)?,
    };
    if bytes.starts_with(b"%PDF-") {
        return pades::tell(&bytes, &keys.documents);
    }
    if archive::check::is_archive(&bytes) {
        return archive::check::tell(&bytes, &keys);
    }
    let sealed = match bytes.starts_with(b"PK") {
        true => package::read(&bytes)?,
        false => json(&bytes).map_err(|error| {
            format!("{shown}: neither a PDF document, a package nor a sealed statement: {error}")
        })?,
    };
    check(&sealed, &keys)
}

/// Keys of the deployment that the settings name; nothing is made.
fn own(settings: &Settings) -> Result<SealKeys, String> {
    let folder = settings.seal_folder();
    if !folder.is_dir() {
        let folder = folder.display();
        return Err(format!(
            "there are no keys in {folder}; name the folder with --seal-keys, or a file from /api/v1/seal-keys after FILE"
        ));
    }
    let keys = keys::published(&folder)?;
    let documents = Authority::read(&settings.document_keys_folder())?;
    Ok(SealKeys {
        keys,
        documents: documents.map(|it| it.certificate().to_owned()).unwrap_or_default(),
    })
}

/// Makes new keys to seal signatures and to sign documents, in use from the next start on; says which.
///
/// # Errors
/// What cannot be written.
pub fn rotate(settings: &Settings, now: DateTime<Utc>) -> Result<Vec<String>, String> {
    let id = keys::rotate(&settings.seal_folder(), settings.seal_algorithm, now)?;
    let mut lines = vec![format!("{id}: the key for new seals from the next start on")];
    let documents = settings.document_keys_folder();
    if documents.join("authority.key").exists() {
        let serial = pades::rotate(&documents, now)?;
        lines.push(format!("{serial}: the certificate for new documents from the next start on"));
    }
    Ok(lines)
}

fn json<T: DeserializeOwned>(text: &[u8]) -> Result<T, String> {
    serde_json::from_slice(text).map_err(|error| error.to_string())
}

/// What a genuine seal says, in words.
///
/// # Errors
/// Why it is not genuine.
pub fn check(sealed: &Sealed, keys: &SealKeys) -> Result<String, String> {
    keys::verify(sealed, &keys.keys).map_err(|why| format!("NOT GENUINE: {why}"))?;
    let said = &sealed.statement;
    Ok(format!(
        "genuine, sealed under key {}\nsigned by  {}\nat         {}\nwhat       SM3 {}\n           SHA-256 {}",
        said.key, said.signer, said.signed_at, said.digests.sm3, said.digests.sha256
    ))
}
