//! What the browser remembers. Everything kept here is a copy: a webview may refuse storage or
//! empty it at any time, so reads give `None` and writes may be lost without harm.

use wasm_bindgen::JsCast;

fn storage() -> Option<web_sys::Storage> {
    if !super::IN_BROWSER {
        return None;
    }
    super::window().local_storage().ok().flatten()
}

/// The remembered text under `key`, if any.
pub fn read(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

/// Remembers `text`; says whether the browser took it. What is a person's is refused while it is said of nobody: a page
/// that is still open when they log out must not leave it to whoever comes next.
pub fn write(key: &str, text: &str) -> bool {
    let is_somebodys = !key.starts_with(OWN) || key == WHOSE || whose().is_some();
    is_somebodys && storage().is_some_and(|storage| storage.set_item(key, text).is_ok())
}

/// Tells the service, too, for a year. Nothing but a preference: scripts of the page may read it.
pub fn write_cookie(key: &str, word: &str) {
    let cookie = format!("{key}={word}; path=/; max-age=31536000; samesite=lax");
    if let Ok(document) = super::document().dyn_into::<web_sys::HtmlDocument>() {
        let _ = document.set_cookie(&cookie);
    }
}

/// Forgets what is under `key`.
pub fn remove(key: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(key);
    }
}

/// Begins every key under which something of the person is kept, as opposed to the device.
const OWN: &str = "own.";

/// The key for something of the person: gone when they log out, since a phone may be shared.
pub fn own(key: &str) -> String {
    format!("{OWN}{key}")
}

/// Under which it stands whose all of that is.
const WHOSE: &str = "own.person";

/// Says whose everything is that is kept from now on; what is somebody else's goes, also where nobody knows whose.
pub fn belong_to(person: &str) {
    if whose().as_deref() != Some(person) {
        forget_person();
        write(WHOSE, person);
    }
}

/// Id of the person whose things are kept here.
pub fn whose() -> Option<String> {
    read(WHOSE)
}

/// Forgets whatever is the person's.
pub fn forget_person() {
    keys(OWN).iter().for_each(|key| remove(key));
}

/// Every remembered key that begins with `prefix`.
pub fn keys(prefix: &str) -> Vec<String> {
    let Some(storage) = storage() else {
        return Vec::new();
    };
    let count = storage.length().unwrap_or(0);
    (0..count)
        .filter_map(|index| storage.key(index).ok().flatten())
        .filter(|key| key.starts_with(prefix))
        .collect()
}
