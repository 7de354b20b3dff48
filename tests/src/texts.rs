//! The texts of the pages, by key, as people read them in Chinese: what a journey looks for is what the
//! page says, whatever the words are today.

use std::sync::OnceLock;

use serde_json::Value;

use crate::locator::Name;
use crate::place;

fn texts() -> &'static Value {
    static TEXTS: OnceLock<Value> = OnceLock::new();
    TEXTS.get_or_init(|| {
        let file = place::root().join("locales/zh-CN.json");
        let text = std::fs::read_to_string(&file)
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
    })
}

/// The text for a key.
pub fn t(key: &str) -> &'static str {
    texts()[key].as_str().unwrap_or_else(|| panic!("locales/zh-CN.json has no {key}"))
}

/// The text for a key with each `{name}` replaced.
pub fn tr(key: &str, values: &[(&str, &str)]) -> String {
    let filled = values
        .iter()
        .fold(t(key).to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value));
    assert!(!filled.contains('{'), "{key} wants more values: {filled}");
    filled
}

/// A name beginning with the text for a key, up to its first place for a value.
pub fn begins(key: &str) -> Name {
    let text = t(key);
    Name::Starts(text.split('{').next().unwrap_or(text).trim().to_owned())
}
