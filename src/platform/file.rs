//! Files that the visitor picks or photographs.
//!
//! Android's WeChat largely ignores `capture`, so pages ask for `accept="image/*"` and let the
//! system offer camera and gallery.

use wasm_bindgen::JsCast;
use web_sys::{Event, File, HtmlInputElement};

/// What a file input accepts for material photos and scans.
pub const ACCEPT_MATERIAL: &str = "image/*,application/pdf";
/// What a file input accepts for pictures only.
pub const ACCEPT_IMAGE: &str = "image/*";

/// The files chosen in a file input's change event. Empties the input, so that the same file can
/// be chosen again after it was removed.
pub fn chosen(event: &Event) -> Vec<File> {
    let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok())
    else {
        return Vec::new();
    };
    let files = input.files().map_or_else(Vec::new, |list| {
        (0..list.length()).filter_map(|index| list.get(index)).collect()
    });
    input.set_value("");
    files
}

/// The text of a file; none where it cannot be read or is no UTF-8 text.
pub async fn text(file: &File) -> Option<String> {
    let promise: js_sys::Promise = file.text();
    let text = wasm_bindgen_futures::JsFuture::from(promise).await.ok()?.as_string()?;
    // The browser puts this character where bytes are no text.
    (!text.contains('\u{fffd}')).then_some(text)
}

/// The bytes of a file; none where it cannot be read.
pub async fn bytes(file: &File) -> Option<Vec<u8>> {
    let buffer = wasm_bindgen_futures::JsFuture::from(file.array_buffer()).await.ok()?;
    Some(js_sys::Uint8Array::new(&buffer).to_vec())
}

/// Hands a text to the visitor as a file to be kept.
pub fn save(name: &str, text: &str) {
    let parts = js_sys::Array::of1(&text.into());
    let Ok(blob) = web_sys::Blob::new_with_str_sequence(&parts) else { return };
    keep(name, &blob);
}

/// Hands bytes of a media type to the visitor as a file to be kept.
pub fn save_bytes(name: &str, bytes: &[u8], media: &str) {
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(media);
    let blob = web_sys::Blob::new_with_u8_array_sequence_and_options(&parts, &options);
    if let Ok(blob) = blob {
        keep(name, &blob);
    }
}

fn keep(name: &str, blob: &web_sys::Blob) {
    let Ok(address) = web_sys::Url::create_object_url_with_blob(blob) else { return };
    if let Ok(link) = super::document().create_element("a") {
        let _ = link.set_attribute("href", &address);
        let _ = link.set_attribute("download", name);
        let _ = link.set_attribute("rel", "external");
        link.unchecked_into::<web_sys::HtmlElement>().click();
    }
    let _ = web_sys::Url::revoke_object_url(&address);
}
