//! Ids that the client makes, so that a request sent twice is done once.

use onething_domain::canonical::hex;

/// A new id, a UUID of version 7 (RFC 9562, section 5.7).
pub fn fresh() -> String {
    let mut bytes = [0u8; 16];
    if let Ok(crypto) = super::window().crypto() {
        // Refused only for more than 65,536 bytes.
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    let milliseconds = super::clock::now().timestamp_millis().to_be_bytes();
    bytes[..6].copy_from_slice(&milliseconds[2..]);
    bytes[6] = bytes[6] & 0x0f | 0x70;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let digits = hex(&bytes);
    [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-")
}
