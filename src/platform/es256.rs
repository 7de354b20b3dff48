//! Signatures by ES256, checked by the browser itself (Web Cryptography, 23.2).

use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto};

/// Whether the key of these coordinates (Base64url) signed the bytes. `None` where this browser cannot tell: it has
/// no Web Cryptography, or the page did not come over a safe connection.
pub async fn verify(x: &str, y: &str, bytes: &[u8], signature: &[u8]) -> Option<bool> {
    let crypto = super::window().crypto().ok()?;
    let subtle = Reflect::get(&crypto, &"subtle".into()).ok()?;
    if subtle.is_undefined() {
        return None;
    }
    let subtle = SubtleCrypto::from(subtle);
    let key = object(&[("kty", "EC"), ("crv", "P-256"), ("x", x), ("y", y)]);
    let kind = object(&[("name", "ECDSA"), ("namedCurve", "P-256")]);
    let uses = Array::of1(&"verify".into());
    let key = subtle.import_key_with_object("jwk", &key, &kind, false, &uses).ok()?;
    let key = CryptoKey::from(JsFuture::from(key).await.ok()?);
    let kind = object(&[("name", "ECDSA"), ("hash", "SHA-256")]);
    let (signature, bytes) = (Uint8Array::from(signature), Uint8Array::from(bytes));
    let verified = subtle
        .verify_with_object_and_buffer_source_and_buffer_source(&kind, &key, &signature, &bytes)
        .ok()?;
    JsFuture::from(verified).await.ok()?.as_bool()
}

fn object(members: &[(&str, &str)]) -> Object {
    let object = Object::new();
    for (name, value) in members {
        // Fails only for what is no object.
        let _ = Reflect::set(&object, &(*name).into(), &JsValue::from_str(value));
    }
    object
}
