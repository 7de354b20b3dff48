//! The service's own SM2 keys: one file each in a folder that only its owner may read, the newest one active.
//! Older ones stay, so that what they have sealed can still be checked.

use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use onething_api::seals::{SealKey, SealKeys, Sealed, Statement};
use onething_domain::canonical::{canonical, hex};
use sm2::dsa::signature::{Signer, Verifier};
use sm2::dsa::{Signature, SigningKey, VerifyingKey};
use sm2::elliptic_curve::sec1::ToSec1Point;
use sm2::pkcs8::{
    DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey, LineEnding,
};
use sm2::{PublicKey, SecretKey};
use sm3::{Digest, Sm3};

use crate::crypto;

/// The identifier that both sides mix in (GB/T 35276 names this default; OpenSSL's `distid`).
pub const DISTID: &str = "1234567812345678";

/// The algorithm, as it stands in sealed statements.
pub const ALGORITHM: &str = "SM2-SM3";

/// Keys of a deployment.
pub struct Keys {
    active: SigningKey,
    /// The active one first.
    public: Vec<SealKey>,
}

impl Keys {
    /// Reads the keys of a folder; makes the first one where there is none.
    ///
    /// # Errors
    /// What is wrong with the folder or a file, and what to do.
    pub fn open(folder: &Path, now: DateTime<Utc>) -> Result<Self, String> {
        if files(folder)?.is_empty() {
            rotate(folder, now)?;
        }
        let mut keys = Vec::new();
        for file in files(folder)?.into_iter().rev() {
            keys.push(read(&file)?);
        }
        let active = keys.first().ok_or_else(|| format!("{}: no key", folder.display()))?;
        let active = SigningKey::new(DISTID, active).map_err(|error| error.to_string())?;
        let public = keys.iter().enumerate().map(|(place, key)| published(key, place == 0));
        Ok(Self { active, public: public.collect::<Result<_, _>>()? })
    }

    /// The public keys.
    pub fn published(&self) -> SealKeys {
        SealKeys { keys: self.public.clone() }
    }

    /// Seals a statement.
    pub fn seal(&self, statement: Statement) -> Sealed {
        let seal: Signature = self.active.sign(&canonical(&statement));
        Sealed {
            statement,
            algorithm: ALGORITHM.to_owned(),
            key: self.public.first().map(|key| key.id.clone()).unwrap_or_default(),
            seal: STANDARD.encode(seal.to_der().as_bytes()),
        }
    }
}

/// Whether a seal is genuine under one of these keys.
///
/// # Errors
/// Why not.
pub fn verify(sealed: &Sealed, keys: &SealKeys) -> Result<(), String> {
    if sealed.algorithm != ALGORITHM {
        return Err(format!("unknown algorithm {}", sealed.algorithm));
    }
    let key = keys.keys.iter().find(|key| key.id == sealed.key);
    let key = key.ok_or_else(|| format!("none of the given keys is {}", sealed.key))?;
    let public = PublicKey::from_public_key_pem(&key.pem).map_err(|error| error.to_string())?;
    if key_id(&public) != key.id {
        return Err(format!("the key that calls itself {} is another one", key.id));
    }
    let public = VerifyingKey::new(DISTID, public).map_err(|error| error.to_string())?;
    let seal = STANDARD.decode(&sealed.seal).map_err(|_| "the seal is no Base64".to_owned())?;
    let seal = Signature::from_der(&seal).map_err(|_| "the seal cannot be read".to_owned())?;
    public
        .verify(&canonical(&sealed.statement), &seal)
        .map_err(|_| "the statement is not the one that was sealed".to_owned())
}

/// Makes a new key, which is the active one from the next start on; gives its id.
///
/// # Errors
/// What cannot be written.
pub fn rotate(folder: &Path, now: DateTime<Utc>) -> Result<String, String> {
    let secret = loop {
        // Not every 32 bytes are a key: zero and what is above the order are none.
        if let Ok(secret) = SecretKey::from_slice(&crypto::random::<32>()) {
            break secret;
        }
    };
    let id = key_id(&secret.public_key());
    let pem = secret.to_pkcs8_pem(LineEnding::LF).map_err(|error| error.to_string())?;
    let file = folder.join(format!("{}-{id}.pem", now.format("%Y%m%dT%H%M%S%3fZ")));
    let cannot = |error: std::io::Error| format!("cannot write {}: {error}", file.display());
    std::fs::create_dir_all(folder).map_err(cannot)?;
    crypto::write_protected(&file, pem.as_bytes()).map_err(cannot)?;
    Ok(id)
}

/// Files of keys, oldest first: their names begin with the time.
fn files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Ok(Vec::new()) };
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|file| file.extension().is_some_and(|ending| ending == "pem"))
        .collect();
    files.sort();
    Ok(files)
}

fn read(file: &Path) -> Result<SecretKey, String> {
    let wrong = |error: String| format!("{}: {error}", file.display());
    let pem = std::fs::read_to_string(file).map_err(|error| wrong(error.to_string()))?;
    SecretKey::from_pkcs8_pem(&pem).map_err(|error| wrong(format!("no SM2 key: {error}")))
}

fn published(key: &SecretKey, active: bool) -> Result<SealKey, String> {
    let public = key.public_key();
    let pem = public.to_public_key_pem(LineEnding::LF).map_err(|error| error.to_string())?;
    Ok(SealKey { id: key_id(&public), pem, active })
}

fn key_id(key: &PublicKey) -> String {
    hex(&Sm3::digest(key.to_sec1_point(false).as_bytes()))[..16].to_owned()
}

#[cfg(test)]
mod tests {
    use onething_api::seals::LogInLevel;
    use onething_domain::submission::Digests;

    use super::*;

    fn statement() -> Statement {
        Statement {
            format: "onething-signature-1".into(),
            signature: "0198".into(),
            signer: "林悦".into(),
            login: LogInLevel::OneTimeCode,
            signed_at: "2026-03-02T02:00:00Z".parse().unwrap(),
            digests: Digests { sm3: "a".repeat(64), sha256: "b".repeat(64) },
            image: "c".repeat(64),
        }
    }

    fn folder(name: &str) -> PathBuf {
        let folder =
            std::env::temp_dir().join(format!("onething-seal-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        folder
    }

    #[test]
    fn a_seal_holds_until_something_changes() {
        let folder = folder("holds");
        let now = "2026-03-02T02:00:00Z".parse().unwrap();
        let keys = Keys::open(&folder, now).unwrap();
        let sealed = keys.seal(statement());
        assert_eq!(verify(&sealed, &keys.published()), Ok(()));
        let mut other = sealed.clone();
        other.statement.signer = "陈浩".into();
        assert!(verify(&other, &keys.published()).unwrap_err().contains("not the one"));
        let mut broken = sealed.clone();
        broken.seal.replace_range(20..21, if &broken.seal[20..21] == "A" { "B" } else { "A" });
        assert!(verify(&broken, &keys.published()).is_err());
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn an_older_key_still_tells_what_is_genuine_and_a_foreign_one_does_not() {
        let (folder, foreign) = (folder("rotates"), folder("foreign"));
        let now: DateTime<Utc> = "2026-03-02T02:00:00Z".parse().unwrap();
        let old = Keys::open(&folder, now).unwrap().seal(statement());
        let id = rotate(&folder, now + chrono::TimeDelta::seconds(1)).unwrap();
        let keys = Keys::open(&folder, now).unwrap();
        assert_eq!(keys.published().keys[0].id, id);
        assert_ne!(keys.seal(statement()).key, old.key);
        assert_eq!(verify(&old, &keys.published()), Ok(()));
        let mut foreign_keys = Keys::open(&foreign, now).unwrap().published();
        assert!(verify(&old, &foreign_keys).unwrap_err().contains("none of the given keys"));
        foreign_keys.keys[0].id = old.key.clone();
        assert!(verify(&old, &foreign_keys).unwrap_err().contains("another one"));
        for folder in [folder, foreign] {
            std::fs::remove_dir_all(folder).unwrap();
        }
    }

    /// OpenSSL knows nothing of us.
    #[test]
    fn openssl_calls_the_seal_genuine() {
        let folder = folder("openssl");
        let keys = Keys::open(&folder, "2026-03-02T02:00:00Z".parse().unwrap()).unwrap();
        let sealed = keys.seal(statement());
        let write = |name: &str, bytes: &[u8]| std::fs::write(folder.join(name), bytes).unwrap();
        write("key.pub", keys.published().keys[0].pem.as_bytes());
        write("statement", &canonical(&sealed.statement));
        write("seal", &STANDARD.decode(&sealed.seal).unwrap());
        let check = || {
            let arguments = "pkeyutl -verify -pubin -inkey key.pub -rawin -digest sm3 -in statement -sigfile seal";
            let mut openssl = std::process::Command::new("openssl");
            openssl.args(arguments.split(' ')).args(["-pkeyopt", &format!("distid:{DISTID}")]);
            openssl.current_dir(&folder).output().expect("openssl can be started")
        };
        let output = check();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        write("statement", b"{}");
        assert!(!check().status.success());
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
