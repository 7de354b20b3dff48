//! What stands in the document's head besides the title: only a server writes it, for search engines and
//! for the card that a messenger shows when somebody passes the address on.

use leptos::prelude::*;

/// Title and description of the page that is being rendered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The page's heading.
    pub title: String,
    /// What is there, in a sentence.
    pub description: String,
}

/// Where a server keeps them while it renders; absent in a browser.
#[derive(Clone, Copy)]
pub struct Heads(pub StoredValue<Head>);

/// Notes the heading.
pub fn title(text: String) {
    change(|head| head.title = text);
}

/// Notes the description.
pub fn describe(text: String) {
    change(|head| head.description = text);
}

fn change(set: impl FnOnce(&mut Head)) {
    if let Some(Heads(head)) = use_context::<Heads>() {
        head.update_value(set);
    }
}
