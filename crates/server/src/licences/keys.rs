//! The keys under which licences are shown: ECDSA with P-256 and SHA-256, because that is what every browser can
//! check by itself. One file each in a folder that only its owner may read; the newest one is active, and older
//! ones stay published for the minute that their last showings live.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use onething_api::licences::{ES256, ShowingClaims, ShowingHeader, ShowingKey, ShowingKeys, Token};
use onething_domain::canonical::sha256;
use p256::ecdsa::signature::{Signer, Verifier};
use p256::ecdsa::{Signature, SigningKey, VerifyingKey};
use p256::elliptic_curve::sec1::ToSec1Point;
use p256::pkcs8::{DecodePrivateKey, EncodePrivateKey, LineEnding};
use p256::{PublicKey, SecretKey};

use crate::key_files;

/// Keys of a deployment.
pub struct Keys {
    active: SigningKey,
    /// The active one first.
    public: Vec<ShowingKey>,
}

impl Keys {
    /// Reads the keys of a folder; makes the first one where there is none.
    ///
    /// # Errors
    /// What is wrong with the folder or a file, and what to do.
    pub fn open(folder: &Path, now: DateTime<Utc>) -> Result<Self, String> {
        let mut secrets = key_files::read_all(folder, read)?;
        if secrets.is_empty() {
            rotate(folder, now)?;
            secrets = key_files::read_all(folder, read)?;
        }
        let active = secrets.first().ok_or_else(|| format!("{}: no key", folder.display()))?;
        Ok(Self {
            active: SigningKey::from(active),
            public: secrets.iter().map(|secret| published(&secret.public_key())).collect(),
        })
    }

    /// The public keys.
    pub fn published(&self) -> ShowingKeys {
        ShowingKeys { keys: self.public.clone() }
    }

    /// Signs what a showing says.
    ///
    /// # Errors
    /// Never, for claims of the contract.
    pub fn sign(&self, claims: &ShowingClaims) -> serde_json::Result<String> {
        let kid = self.public.first().map(|key| key.kid.clone()).unwrap_or_default();
        let header = ShowingHeader { alg: ES256.to_owned(), kid };
        let part = |json: Vec<u8>| URL_SAFE_NO_PAD.encode(json);
        let signed =
            [serde_json::to_vec(&header)?, serde_json::to_vec(claims)?].map(part).join(".");
        let signature: Signature = self.active.sign(signed.as_bytes());
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes())))
    }
}

/// What a token says that one of these keys has signed; whether its minute is over is not asked here.
///
/// # Errors
/// Why it is not genuine.
pub fn verify(token: &str, keys: &ShowingKeys) -> Result<ShowingClaims, String> {
    let unreadable = || "it cannot be read".to_owned();
    let token = Token::read(token).ok_or_else(unreadable)?;
    let header: ShowingHeader = serde_json::from_str(&token.header).map_err(|_| unreadable())?;
    // The key says what is checked, never the token: “none” or another algorithm gets nowhere.
    if header.alg != ES256 {
        return Err(format!("signed by {}, not {ES256}", header.alg));
    }
    let key = keys.keys.iter().find(|key| key.kid == header.kid);
    let key = key.ok_or_else(|| format!("none of the given keys is {}", header.kid))?;
    let signature = Signature::from_slice(&token.signature).map_err(|_| unreadable())?;
    let genuine = point(key)?.verify(token.signed.as_bytes(), &signature);
    genuine.map_err(|_| "what it says is not what was signed".to_owned())?;
    serde_json::from_str(&token.claims).map_err(|_| unreadable())
}

fn point(key: &ShowingKey) -> Result<VerifyingKey, String> {
    let broken = || format!("the key {} cannot be read", key.kid);
    let part = |text: &str| {
        URL_SAFE_NO_PAD.decode(text).ok().filter(|bytes| bytes.len() == 32).ok_or_else(broken)
    };
    let bytes = [vec![4], part(&key.x)?, part(&key.y)?].concat();
    let public = PublicKey::from_sec1_bytes(&bytes).map_err(|_| broken())?;
    if id(&bytes) != key.kid {
        return Err(format!("the key that calls itself {} is another one", key.kid));
    }
    Ok(VerifyingKey::from(public))
}

fn published(key: &PublicKey) -> ShowingKey {
    let point = key.to_sec1_point(false);
    let point = point.as_bytes();
    let (x, y) = point[1..].split_at(32);
    ShowingKey {
        kid: id(point),
        kty: "EC".to_owned(),
        crv: "P-256".to_owned(),
        alg: ES256.to_owned(),
        x: URL_SAFE_NO_PAD.encode(x),
        y: URL_SAFE_NO_PAD.encode(y),
    }
}

fn id(point: &[u8]) -> String {
    sha256(point)[..16].to_owned()
}

/// Makes a new key, which is the active one from the next start on; gives its id.
///
/// # Errors
/// What cannot be written.
pub fn rotate(folder: &Path, now: DateTime<Utc>) -> Result<String, String> {
    let secret = key_files::p256();
    let id = published(&secret.public_key()).kid;
    let pem = secret.to_pkcs8_pem(LineEnding::LF).map_err(|error| error.to_string())?;
    key_files::write(folder, &format!("{}.pem", key_files::stem(now, &id)), &pem)?;
    Ok(id)
}

fn read(pem: &str) -> Result<SecretKey, String> {
    SecretKey::from_pkcs8_pem(pem).map_err(|error| format!("no P-256 key: {error}"))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use onething_domain::licence::LicenceStatus;
    use onething_domain::text::Text;

    use super::*;
    use crate::key_files::TestFolder;

    fn claims() -> ShowingClaims {
        ShowingClaims {
            jti: "0198".into(),
            kind: "id_card".into(),
            name: Text { zh: "居民身份证".into(), en: "Identity card".into() },
            holder: "林*".into(),
            number: "519902199406120020".into(),
            issuer: Text::default(),
            issued_on: "2020-03-01".parse().unwrap(),
            valid_until: None,
            status: LicenceStatus::Valid,
            iat: 1_772_416_800,
            exp: 1_772_416_860,
        }
    }

    fn noon() -> DateTime<Utc> {
        "2026-03-02T04:00:00Z".parse().unwrap()
    }

    fn opened(folder: &TestFolder) -> Keys {
        Keys::open(&folder.0, noon()).unwrap()
    }

    #[test]
    fn a_showing_is_genuine_until_something_changes() {
        let folder = TestFolder::new("showing-genuine");
        let keys = opened(&folder);
        let token = keys.sign(&claims()).unwrap();
        assert_eq!(verify(&token, &keys.published()), Ok(claims()));
        for at in [10, 80, token.len() - 40] {
            let mut bent = token.clone();
            bent.replace_range(at..at + 1, if &bent[at..at + 1] == "A" { "B" } else { "A" });
            assert!(verify(&bent, &keys.published()).is_err(), "at {at}");
        }
    }

    #[test]
    fn another_algorithm_or_another_key_gets_nowhere() {
        let (own, foreign) = (TestFolder::new("showing-own"), TestFolder::new("showing-foreign"));
        let (keys, others) = (opened(&own), opened(&foreign));
        let token = others.sign(&claims()).unwrap();
        assert!(verify(&token, &keys.published()).unwrap_err().contains("none of the given keys"));
        let mut lying = keys.published();
        lying.keys[0].kid = others.published().keys[0].kid.clone();
        assert!(verify(&token, &lying).unwrap_err().contains("another one"));
        let genuine = keys.sign(&claims()).unwrap();
        let rest = genuine.split_once('.').unwrap().1;
        let kid = &keys.published().keys[0].kid;
        let none = URL_SAFE_NO_PAD.encode(format!(r#"{{"alg":"none","kid":"{kid}"}}"#));
        let refused = verify(&format!("{none}.{rest}"), &keys.published()).unwrap_err();
        assert!(refused.contains("not ES256"));
    }

    #[test]
    fn an_older_key_still_tells_what_is_genuine() {
        let folder = TestFolder::new("showing-rotates");
        let old = opened(&folder).sign(&claims()).unwrap();
        let id = rotate(&folder.0, noon() + TimeDelta::seconds(1)).unwrap();
        let keys = opened(&folder);
        assert_eq!((keys.published().keys.len(), &keys.published().keys[0].kid), (2, &id));
        assert_eq!(verify(&old, &keys.published()), Ok(claims()));
    }
}
