//! Keys: what is personal is encrypted at rest (AES-256-GCM) and looked up by keyed hash (HMAC-SHA-256).

use std::io::{Read, Write};
use std::path::Path;

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use hmac::{Hmac, Mac};
use onething_domain::canonical::hex;
use sha2::Sha256;

/// Sealed as it is.
const PLAIN: u8 = 1;
/// Packed by DEFLATE (RFC 1951) before it was sealed: a case's events shrink to a third.
const PACKED: u8 = 2;
/// From how many bytes on packing is tried.
const WORTH: usize = 256;
const NONCE: usize = 12;

/// The keys of a deployment, all drawn from one secret of 32 bytes.
#[derive(Clone)]
pub struct Keys {
    data: Aes256Gcm,
    lookup: [u8; 32],
}

/// Sealed bytes that do not open: another key, another place, or tampering.
#[derive(Debug)]
pub struct DoesNotOpen;

impl std::fmt::Display for DoesNotOpen {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("sealed data does not open with this key")
    }
}

/// Random bytes of the operating system.
///
/// # Panics
/// Where the operating system has none to give: nothing secure can be done then.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    if let Err(error) = getrandom::fill(&mut bytes) {
        panic!("the operating system gives no random bytes: {error}");
    }
    bytes
}

/// What sealed bytes are bound to: their place, and that they are packed.
fn bound(place: &str, format: u8) -> Vec<u8> {
    let mut bound = place.as_bytes().to_vec();
    if format != PLAIN {
        bound.extend([0, format]);
    }
    bound
}

fn pack(plain: &[u8]) -> Vec<u8> {
    let mut packer = DeflateEncoder::new(Vec::new(), Compression::fast());
    // Writing to memory does not fail; what is not whole would be longer than the plain bytes or not unpack.
    match packer.write_all(plain).and_then(|()| packer.finish()) {
        Ok(packed) => packed,
        Err(_) => plain.to_vec(),
    }
}

/// Only what this service has packed and sealed comes here, so its size needs no bound.
fn unpack(packed: &[u8]) -> Result<Vec<u8>, DoesNotOpen> {
    let mut plain = Vec::new();
    DeflateDecoder::new(packed).read_to_end(&mut plain).map_err(|_| DoesNotOpen)?;
    Ok(plain)
}

impl Keys {
    /// Keys from a secret.
    pub fn new(secret: &[u8; 32]) -> Self {
        let data = mac(secret, &[b"onething data"]);
        Self { data: Aes256Gcm::new(&data.into()), lookup: mac(secret, &[b"onething lookup"]) }
    }

    /// Seals bytes for a place, as `person/lin-yue/phone`; they open at no other.
    pub fn seal(&self, place: &str, plain: &[u8]) -> Vec<u8> {
        let packed = (plain.len() >= WORTH).then(|| pack(plain));
        let (format, msg) = match &packed {
            Some(packed) if packed.len() < plain.len() => (PACKED, packed.as_slice()),
            _ => (PLAIN, plain),
        };
        let nonce: [u8; NONCE] = random();
        let payload = Payload { msg, aad: &bound(place, format) };
        let mut out = vec![format];
        out.extend_from_slice(&nonce);
        // GCM fails only on more than 64 GiB, which no caller can hold.
        out.extend(self.data.encrypt(&Nonce::from(nonce), payload).unwrap_or_default());
        out
    }

    /// Opens sealed bytes at their place.
    ///
    /// # Errors
    /// Where key, place or bytes are not what they were.
    pub fn open(&self, place: &str, sealed: &[u8]) -> Result<Vec<u8>, DoesNotOpen> {
        let (head, body) = sealed.split_at_checked(1 + NONCE).ok_or(DoesNotOpen)?;
        let nonce = <[u8; NONCE]>::try_from(&head[1..]).map_err(|_| DoesNotOpen)?;
        let payload = Payload { msg: body, aad: &bound(place, head[0]) };
        let opened = self.data.decrypt(&Nonce::from(nonce), payload).map_err(|_| DoesNotOpen)?;
        match head[0] {
            PLAIN => Ok(opened),
            PACKED => unpack(&opened),
            _ => Err(DoesNotOpen),
        }
    }

    /// Opens sealed text.
    ///
    /// # Errors
    /// As [`Keys::open`].
    pub fn open_text(&self, place: &str, sealed: &[u8]) -> Result<String, DoesNotOpen> {
        String::from_utf8(self.open(place, sealed)?).map_err(|_| DoesNotOpen)
    }

    /// Keyed hash of a value for a purpose, lower-case hexadecimal: finds a row without knowing the value.
    pub fn hash(&self, purpose: &str, value: &str) -> String {
        hex(&mac(&self.lookup, &[purpose.as_bytes(), b"\0", value.as_bytes()]))
    }
}

fn mac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = match <Hmac<Sha256> as KeyInit>::new_from_slice(key) {
        Ok(mac) => mac,
        Err(_) => unreachable!("HMAC takes keys of any length (RFC 2104 §2)"),
    };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// Reads the secret from a file (64 hexadecimal digits); where there is none and `create`, makes one that
/// only its owner may read.
///
/// # Errors
/// What is wrong with the file, and what to do.
pub fn secret(file: &Path, create: bool) -> Result<[u8; 32], String> {
    let shown = file.display();
    match std::fs::read_to_string(file) {
        Ok(text) => parse(text.trim())
            .ok_or_else(|| format!("{shown} must hold 64 hexadecimal digits that are not all the same; make one with: openssl rand -hex 32")),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && create => {
            let secret: [u8; 32] = random();
            write_secret(file, &secret).map_err(|error| format!("cannot write {shown}: {error}"))?;
            Ok(secret)
        }
        Err(error) => Err(format!("cannot read {shown}: {error}")),
    }
}

fn parse(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let mut secret = [0; 32];
    for (i, byte) in secret.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(i * 2..i * 2 + 2)?, 16).ok()?;
    }
    secret.iter().any(|byte| *byte != secret[0]).then_some(secret)
}

fn write_secret(file: &Path, secret: &[u8; 32]) -> std::io::Result<()> {
    write_protected(file, format!("{}\n", hex(secret)).as_bytes())
}

/// Writes a new file that only its owner may read, down to the disk.
///
/// # Errors
/// Where it exists or cannot be written.
pub fn write_protected(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut out = options.open(file)?;
    out.write_all(bytes)?;
    out.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_only_at_its_place_and_with_its_key() {
        let keys = Keys::new(&random());
        let sealed = keys.seal("person/a/phone", b"13800000001");
        assert_eq!(keys.open("person/a/phone", &sealed).unwrap(), b"13800000001");
        assert!(keys.open("person/b/phone", &sealed).is_err());
        assert!(Keys::new(&random()).open("person/a/phone", &sealed).is_err());
        let mut bent = sealed.clone();
        *bent.last_mut().unwrap() ^= 1;
        assert!(keys.open("person/a/phone", &bent).is_err());
        assert!(keys.open("person/a/phone", b"").is_err());
        assert_ne!(sealed, keys.seal("person/a/phone", b"13800000001"));
    }

    #[test]
    fn what_is_long_is_packed_and_cannot_be_taken_for_what_is_not() {
        let keys = Keys::new(&random());
        let long = "一件事一次办".repeat(200);
        let sealed = keys.seal("draft/a", long.as_bytes());
        assert!(sealed.len() < long.len() / 10);
        assert_eq!(keys.open("draft/a", &sealed).unwrap(), long.as_bytes());
        for format in [PLAIN, 0, 3] {
            let mut bent = sealed.clone();
            bent[0] = format;
            assert!(keys.open("draft/a", &bent).is_err());
        }
        // What does not shrink stays as it is.
        let noise: [u8; 4_096] = random();
        let sealed = keys.seal("draft/a", &noise);
        assert_eq!(sealed[0], PLAIN);
        assert_eq!(keys.open("draft/a", &sealed).unwrap(), noise);
    }

    #[test]
    fn hashes_find_the_same_value_for_the_same_purpose_only() {
        let keys = Keys::new(&random());
        assert_eq!(keys.hash("phone", "1"), keys.hash("phone", "1"));
        assert_ne!(keys.hash("phone", "1"), keys.hash("code", "1"));
    }

    #[test]
    fn a_key_of_one_digit_is_no_key() {
        assert!(parse(&"0".repeat(64)).is_none());
        assert!(parse(&"ab".repeat(31)).is_none());
    }
}
