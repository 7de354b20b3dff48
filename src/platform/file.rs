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
