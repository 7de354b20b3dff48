//! The service's own keys: one file each in a folder that only its owner may read; of the wanted algorithm, the
//! newest one is active. Older ones stay, so that what they have sealed can still be checked.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use onething_api::seals::{SealAlgorithm, SealKey, Sealed, Statement};
use onething_domain::canonical::{canonical, hex};
use p256::ecdsa;
use sm2::dsa;
use sm2::dsa::signature::{Signer, Verifier};
use sm2::elliptic_curve::sec1::ToSec1Point;
use sm2::pkcs8::{
    DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey, LineEnding,
};
use sm3::{Digest, Sm3};

use crate::key_files;

/// The identifier that both sides mix in for SM2 (GB/T 35276 names this default; OpenSSL's `distid`).
pub const DISTID: &str = "1234567812345678";

/// Keys of a deployment.
pub struct Keys {
    active: Secret,
    public: Vec<SealKey>,
}

/// A private key.
enum Secret {
    Sm2(sm2::SecretKey),
    Es256(p256::SecretKey),
}

impl Keys {
    /// Reads the keys of a folder; makes the first one where there is none of this algorithm.
    ///
    /// # Errors
    /// What is wrong with the folder or a file, and what to do.
    pub fn open(
        folder: &Path,
        algorithm: SealAlgorithm,
        now: DateTime<Utc>,
    ) -> Result<Self, String> {
        let mut secrets = read_all(folder)?;
        if !secrets.iter().any(|secret| secret.algorithm() == algorithm) {
            rotate(folder, algorithm, now)?;
            secrets = read_all(folder)?;
        }
        let active = secrets.iter().position(|secret| secret.algorithm() == algorithm);
        let active = active.ok_or_else(|| format!("{}: no key", folder.display()))?;
        let active = secrets.remove(active);
        let mut public = vec![active.published(true)?];
        for secret in &secrets {
            public.push(secret.published(false)?);
        }
        Ok(Self { active, public })
    }

    /// The public keys, the active one first.
    pub fn published(&self) -> &[SealKey] {
        &self.public
    }

    /// Seals a statement, after writing into it how and under which key.
    ///
    /// # Errors
    /// Where the key does not sign; none that is known.
    pub fn seal(&self, mut statement: Statement) -> Result<Sealed, String> {
        statement.algorithm = self.active.algorithm();
        statement.key = self.public.first().map(|key| key.id.clone()).unwrap_or_default();
        let seal = self.active.sign(&canonical(&statement))?;
        Ok(Sealed { statement, seal: STANDARD.encode(seal) })
    }
}

impl Secret {
    fn generate(algorithm: SealAlgorithm) -> Self {
        match algorithm {
            SealAlgorithm::Sm2 => {
                Self::Sm2(key_files::draw(|bytes| sm2::SecretKey::from_slice(bytes).ok()))
            }
            SealAlgorithm::Es256 => Self::Es256(key_files::p256()),
        }
    }

    fn algorithm(&self) -> SealAlgorithm {
        match self {
            Self::Sm2(_) => SealAlgorithm::Sm2,
            Self::Es256(_) => SealAlgorithm::Es256,
        }
    }

    fn pem(&self) -> Result<String, String> {
        let pem = match self {
            Self::Sm2(secret) => secret.to_pkcs8_pem(LineEnding::LF),
            Self::Es256(secret) => secret.to_pkcs8_pem(LineEnding::LF),
        };
        Ok(pem.map_err(|error| error.to_string())?.to_string())
    }

    fn read(pem: &str) -> Result<Self, String> {
        match sm2::SecretKey::from_pkcs8_pem(pem) {
            Ok(secret) => Ok(Self::Sm2(secret)),
            Err(_) => match p256::SecretKey::from_pkcs8_pem(pem) {
                Ok(secret) => Ok(Self::Es256(secret)),
                Err(error) => Err(format!("no key for SM2 or P-256 as PEM (PKCS #8): {error}")),
            },
        }
    }

    fn published(&self, active: bool) -> Result<SealKey, String> {
        let (id, pem) = match self {
            Self::Sm2(secret) => {
                let key = secret.public_key();
                (id(key.to_sec1_point(false).as_bytes()), key.to_public_key_pem(LineEnding::LF))
            }
            Self::Es256(secret) => {
                let key = secret.public_key();
                (id(key.to_sec1_point(false).as_bytes()), key.to_public_key_pem(LineEnding::LF))
            }
        };
        let pem = pem.map_err(|error| error.to_string())?;
        Ok(SealKey { id, algorithm: self.algorithm(), pem, active })
    }

    fn sign(&self, bytes: &[u8]) -> Result<Vec<u8>, String> {
        match self {
            Self::Sm2(secret) => {
                let key =
                    dsa::SigningKey::new(DISTID, secret).map_err(|error| error.to_string())?;
                let seal: dsa::Signature = key.sign(bytes);
                Ok(seal.to_der().as_bytes().to_vec())
            }
            Self::Es256(secret) => {
                let seal: ecdsa::Signature = ecdsa::SigningKey::from(secret).sign(bytes);
                Ok(seal.to_der().as_bytes().to_vec())
            }
        }
    }
}

/// Whether a seal is genuine under one of these keys.
///
/// # Errors
/// Why not.
pub fn verify(sealed: &Sealed, keys: &[SealKey]) -> Result<(), String> {
    let statement = &sealed.statement;
    let key = keys.iter().find(|key| key.id == statement.key);
    let key = key.ok_or_else(|| format!("none of the given keys is {}", statement.key))?;
    let seal = STANDARD.decode(&sealed.seal).map_err(|_| "the seal is no Base64".to_owned())?;
    let bytes = canonical(statement);
    let (found, genuine) = match statement.algorithm {
        SealAlgorithm::Sm2 => {
            let public = sm2::PublicKey::from_public_key_pem(&key.pem).map_err(unreadable)?;
            let found = id(public.to_sec1_point(false).as_bytes());
            let seal = dsa::Signature::from_der(&seal).map_err(|_| BROKEN_SEAL)?;
            let public = dsa::VerifyingKey::new(DISTID, public).map_err(unreadable)?;
            (found, public.verify(&bytes, &seal).is_ok())
        }
        SealAlgorithm::Es256 => {
            let public = p256::PublicKey::from_public_key_pem(&key.pem).map_err(unreadable)?;
            let seal = ecdsa::Signature::from_der(&seal).map_err(|_| BROKEN_SEAL)?;
            let found = id(public.to_sec1_point(false).as_bytes());
            (found, ecdsa::VerifyingKey::from(public).verify(&bytes, &seal).is_ok())
        }
    };
    if found != key.id {
        return Err(format!("the key that calls itself {} is another one", key.id));
    }
    if genuine { Ok(()) } else { Err("the statement is not the one that was sealed".to_owned()) }
}

const BROKEN_SEAL: &str = "the seal cannot be read";

fn unreadable(error: impl std::fmt::Display) -> String {
    format!("the public key cannot be read: {error}")
}

/// Makes a new key, which is the active one from the next start on; gives its id.
///
/// # Errors
/// What cannot be written.
pub fn rotate(
    folder: &Path,
    algorithm: SealAlgorithm,
    now: DateTime<Utc>,
) -> Result<String, String> {
    let secret = Secret::generate(algorithm);
    let id = secret.published(true)?.id;
    key_files::write(folder, &format!("{}.pem", key_files::stem(now, &id)), &secret.pem()?)?;
    Ok(id)
}

/// The public keys of a folder, newest first; which of them is active follows from settings.
///
/// # Errors
/// What is wrong with a file.
pub fn published(folder: &Path) -> Result<Vec<SealKey>, String> {
    read_all(folder)?.iter().map(|secret| secret.published(false)).collect()
}

fn read_all(folder: &Path) -> Result<Vec<Secret>, String> {
    key_files::read_all(folder, Secret::read)
}

fn id(point: &[u8]) -> String {
    hex(&Sm3::digest(point))[..16].to_owned()
}

#[cfg(test)]
mod tests {
    use onething_api::seals::LogInLevel;
    use onething_domain::submission::Digests;

    use super::*;
    use crate::key_files::TestFolder;

    const BOTH: [SealAlgorithm; 2] = [SealAlgorithm::Sm2, SealAlgorithm::Es256];

    fn statement() -> Statement {
        Statement {
            stamp: None,
            format: "onething-signature-1".into(),
            signature: "0198".into(),
            signer: "林悦".into(),
            identity: "d".repeat(64),
            login: LogInLevel::OneTimeCode,
            signed_at: noon(),
            digests: Digests { sm3: "a".repeat(64), sha256: "b".repeat(64) },
            image: "c".repeat(64),
            algorithm: SealAlgorithm::default(),
            key: String::new(),
        }
    }

    fn noon() -> DateTime<Utc> {
        "2026-03-02T04:00:00Z".parse().unwrap()
    }

    fn keys(folder: &TestFolder, algorithm: SealAlgorithm) -> Keys {
        Keys::open(&folder.0, algorithm, noon()).unwrap()
    }

    #[test]
    fn a_seal_holds_until_something_changes() {
        for algorithm in BOTH {
            let folder = TestFolder::new(&format!("seal-holds-{algorithm:?}"));
            let own = keys(&folder, algorithm);
            let sealed = own.seal(statement()).unwrap();
            assert_eq!(sealed.statement.algorithm, algorithm);
            assert_eq!(verify(&sealed, own.published()), Ok(()));
            let mut other = sealed.clone();
            other.statement.signer = "陈浩".into();
            assert!(verify(&other, own.published()).unwrap_err().contains("not the one"));
            let mut broken = sealed.clone();
            let (at, with) = (20..21, if &broken.seal[20..21] == "A" { "B" } else { "A" });
            broken.seal.replace_range(at, with);
            assert!(verify(&broken, own.published()).is_err());
        }
    }

    #[test]
    fn an_older_key_still_tells_what_is_genuine_and_a_foreign_one_does_not() {
        let (folder, foreign) = (TestFolder::new("seal-rotates"), TestFolder::new("seal-foreign"));
        let old = keys(&folder, SealAlgorithm::Sm2).seal(statement()).unwrap();
        let later = noon() + chrono::TimeDelta::seconds(1);
        let id = rotate(&folder.0, SealAlgorithm::Sm2, later).unwrap();
        let own = keys(&folder, SealAlgorithm::Sm2);
        assert_eq!(own.published()[0].id, id);
        assert_ne!(own.seal(statement()).unwrap().statement.key, old.statement.key);
        assert_eq!(verify(&old, own.published()), Ok(()));
        let mut foreign_keys = keys(&foreign, SealAlgorithm::Sm2).published().to_vec();
        assert!(verify(&old, &foreign_keys).unwrap_err().contains("none of the given keys"));
        foreign_keys[0].id = old.statement.key.clone();
        assert!(verify(&old, &foreign_keys).unwrap_err().contains("another one"));
    }

    #[test]
    fn another_algorithm_gets_a_key_of_its_own_and_old_seals_hold() {
        let folder = TestFolder::new("seal-changes");
        let old = keys(&folder, SealAlgorithm::Sm2).seal(statement()).unwrap();
        let own = keys(&folder, SealAlgorithm::Es256);
        assert_eq!(own.published().len(), 2);
        assert_eq!(own.seal(statement()).unwrap().statement.algorithm, SealAlgorithm::Es256);
        assert_eq!(verify(&old, own.published()), Ok(()));
    }
}
