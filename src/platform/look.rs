//! How the page looks to this visitor: theme, elderly mode, language. Kept in the browser under
//! `theme` and `look`, and in the cookie `lang`; `boot.js` puts them on `<html>` before anything is
//! drawn, so that nothing flashes.

use super::{document, storage};

/// Light, dark, or as the device says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the device says.
    #[default]
    Auto,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// The theme chosen earlier.
pub fn theme() -> Theme {
    match storage::read("theme").as_deref() {
        Some("light") => Theme::Light,
        Some("dark") => Theme::Dark,
        _ => Theme::Auto,
    }
}

/// Shows and remembers a theme.
pub fn set_theme(theme: Theme) {
    mark("data-theme", theme.word());
    storage::write("theme", theme.word());
}

/// Whether the elderly mode 长辈版 is on.
pub fn care() -> bool {
    storage::read("look").as_deref() == Some("care")
}

/// Turns the elderly mode on or off, and remembers it.
pub fn set_care(on: bool) {
    let word = if on { "care" } else { "standard" };
    mark("data-look", word);
    storage::write("look", word);
}

/// Tells the browser and screen readers which language the page is in, and remembers it.
pub fn set_lang(tag: &str) {
    mark("lang", tag);
    // A cookie, unlike theme and look: the service renders pages in this language.
    storage::write_cookie("lang", tag);
}

/// Shows this document in a look without remembering it, as previews do.
pub fn show(attribute: &str, value: &str) {
    mark(attribute, value);
}

fn mark(attribute: &str, value: &str) {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute(attribute, value);
    }
}
