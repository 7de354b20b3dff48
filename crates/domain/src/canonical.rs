//! Canonical bytes and digests: what a signature and the chain of events bind to.

use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use sm3::Sm3;

use crate::submission::{Digests, Submission};

/// Canonical JSON (RFC 8785): keys sorted by UTF-16 units, no white space, integers only.
///
/// Numbers with a fraction do not occur: decimals are texts and money is in integer cents, so the
/// number formatting of RFC 8785 §3.2.2.3 is plain.
pub fn canonical(value: &impl Serialize) -> Vec<u8> {
    let value = serde_json::to_value(value).unwrap_or(Value::Null);
    let mut out = Vec::with_capacity(1024);
    write(&value, &mut out);
    out
}

fn write(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Array(items) => {
            out.push(b'[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(b',');
                }
                write(item, out);
            }
            out.push(b']');
        }
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort_by(|a, b| a.encode_utf16().cmp(b.encode_utf16()));
            out.push(b'{');
            for (i, key) in keys.into_iter().enumerate() {
                if i > 0 {
                    out.push(b',');
                }
                out.extend_from_slice(Value::String(key.clone()).to_string().as_bytes());
                out.push(b':');
                write(&map[key], out);
            }
            out.push(b'}');
        }
        scalar => out.extend_from_slice(scalar.to_string().as_bytes()),
    }
}

/// The digests of a submission.
pub fn digests(submission: &Submission) -> Digests {
    digests_of(&canonical(submission))
}

/// The digests of canonical bytes.
pub fn digests_of(bytes: &[u8]) -> Digests {
    Digests { sm3: hex(&Sm3::digest(bytes)), sha256: hex(&Sha256::digest(bytes)) }
}

/// SHA-256 of bytes in lower-case hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// SHA-256 over the canonical bytes of a value, in lower-case hexadecimal.
pub fn digest(value: &impl Serialize) -> String {
    sha256(&canonical(value))
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]])
        .map(char::from)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn sorts_by_utf16_units_and_escapes_as_rfc_8785() {
        let value = json!({ "\u{20ac}": 1, "\r": [true, null], "\u{1f600}": "\u{0007}\"/", "\u{fb33}": -5 });
        let text = String::from_utf8(canonical(&value)).unwrap();
        assert_eq!(
            text,
            "{\"\\r\":[true,null],\"\u{20ac}\":1,\"\u{1f600}\":\"\\u0007\\\"/\",\"\u{fb33}\":-5}"
        );
    }

    #[test]
    fn digests_match_published_vectors() {
        assert_eq!(
            hex(&Sm3::digest(b"abc")),
            "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
        );
        assert_eq!(
            sha256(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
