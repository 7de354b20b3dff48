//! Private keys of the service: one PEM file each in a folder that only its owner may read. Names begin with the time,
//! so that the newest file is the last by name; older ones stay for what was signed with them.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use p256::SecretKey;

use crate::crypto;

/// A key's name without its ending: the time it was made, and its id.
pub fn stem(now: DateTime<Utc>, id: &str) -> String {
    format!("{}-{id}", now.format("%Y%m%dT%H%M%S%3fZ"))
}

/// All keys of a folder, the newest first, each as `key` reads its text. None where there is no folder.
///
/// # Errors
/// What is wrong with a file, with its name.
pub fn read_all<T>(
    folder: &Path,
    key: impl Fn(&str) -> Result<T, String>,
) -> Result<Vec<T>, String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Ok(Vec::new()) };
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|file| file.extension().is_some_and(|ending| ending == "pem"))
        .collect();
    files.sort();
    files.iter().rev().map(|file| read(file, &key)).collect()
}

/// A file, as `key` reads its text.
///
/// # Errors
/// What is wrong with it, with its name.
pub fn read<T>(file: &Path, key: impl Fn(&str) -> Result<T, String>) -> Result<T, String> {
    let wrong = |error: String| format!("{}: {error}", file.display());
    let pem = std::fs::read_to_string(file).map_err(|error| wrong(error.to_string()))?;
    key(&pem).map_err(wrong)
}

/// Writes a new file of a folder, which is made where it is missing.
///
/// # Errors
/// What cannot be written, with its name.
pub fn write(folder: &Path, name: &str, pem: &str) -> Result<(), String> {
    let file = folder.join(name);
    let cannot = |error: std::io::Error| format!("cannot write {}: {error}", file.display());
    std::fs::create_dir_all(folder).map_err(cannot)?;
    crypto::write_protected(&file, pem.as_bytes()).map_err(cannot)
}

/// A new key for P-256.
pub fn p256() -> SecretKey {
    draw(|bytes| SecretKey::from_slice(bytes).ok())
}

/// A key of random bytes: not all of them are one, zero and what is above the order are none.
pub fn draw<T>(key: impl Fn(&[u8]) -> Option<T>) -> T {
    loop {
        if let Some(key) = key(&crypto::random::<32>()) {
            return key;
        }
    }
}

/// A folder of its own for a test, which goes with it.
#[cfg(test)]
pub struct TestFolder(pub PathBuf);

#[cfg(test)]
impl TestFolder {
    /// An empty one.
    pub fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("onething-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        Self(folder)
    }
}

#[cfg(test)]
impl Drop for TestFolder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
