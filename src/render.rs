//! A page as HTML, written by the very components that draw it in a browser: for the first paint, for readers
//! without scripts, for search engines and for whoever passes an address on (docs/adr/0006-rendered-pages.md, G8).
//!
//! Nothing here waits. A page is rendered with the answers that are there; what else it asked for is named,
//! and the service reads that and renders again.

use std::sync::{Arc, OnceLock};

use chrono::{DateTime, Utc};
use leptos::{prelude::*, reactive::owner::Owner};

use crate::{
    app,
    features::apply,
    first::{self, Answers},
    head::{Head, Heads},
    i18n::{self, Lang, Texts, t},
    json,
    platform::{clock, history::Place, page},
    router::Query,
    shell,
};

/// A rendered page.
#[derive(Clone, Debug)]
pub struct Rendered {
    /// The frame with the page in it.
    pub html: String,
    /// What belongs in the head.
    pub head: Head,
    /// The document's title.
    pub title: String,
    /// The portal's name.
    pub site: String,
    /// Whether the address is one of a page.
    pub found: bool,
    /// Paths of the service that the page asked for in vain.
    pub missed: Vec<String>,
}

/// Renders the page of an address in a language: a public one, or one of a person whose session is among the answers.
pub fn render(
    path: &str,
    query: &str,
    lang: Lang,
    now: DateTime<Utc>,
    answers: Answers,
) -> Rendered {
    clock::set(now);
    i18n::use_texts(lang, texts(lang));
    first::lay_out(answers);
    let owner = Owner::new();
    let (html, head, found) = owner.with(|| draw(path, query));
    owner.cleanup();
    let title = page::in_full(&head.title);
    Rendered { html, head, title, site: t("portal.name"), found, missed: first::missed() }
}

fn draw(path: &str, query: &str) -> (String, Head, bool) {
    let place = Place { path: path.to_owned(), query: Query::parse(query) };
    let head = StoredValue::new(Head::default());
    provide_context(Memo::new(move |_| place.clone()));
    provide_context(Heads(head));
    app::provide();
    let page = app::rendered(path);
    let found = page.is_some();
    let view = match page {
        Some((page, params)) => app::framed(page, params),
        None => app::frame(shell::not_found()),
    };
    let view = view! { {waiting()} {view} };
    let html = view.to_html();
    let mut head = head.get_value();
    if head.description.is_empty() {
        head.description = t("home.lead");
    }
    (html, head, found)
}

/// What tells of the program that is still to come, or never will.
fn waiting() -> AnyView {
    view! {
        <div class="boot-strip">
            <p class="boot-line" role="status"></p>
            <progress class="boot-bar" max="100" aria-hidden="true"></progress>
        </div>
        <noscript>
            <p class="boot-noscript">{t("frame.no_script")}</p>
        </noscript>
    }
    .into_any()
}

/// Renders the form that other engines are measured by, of a guide as JSON; none where it is no guide.
pub fn form(guide: &str) -> Option<String> {
    let guide = Arc::new(json::read(guide)?);
    let owner = Owner::new();
    let draw = || view! { {waiting()} {apply::whole(guide)} }.to_html();
    let html = in_words(Lang::Zh, || owner.with(draw));
    owner.cleanup();
    Some(html)
}

/// Writes something in the words of the pages: for whoever reads it without them.
pub fn in_words<T>(lang: Lang, write: impl FnOnce() -> T) -> T {
    i18n::use_texts(lang, texts(lang));
    write()
}

/// The texts of a language, read once.
fn texts(lang: Lang) -> Arc<Texts> {
    static ZH: OnceLock<Arc<Texts>> = OnceLock::new();
    static EN: OnceLock<Arc<Texts>> = OnceLock::new();
    let (slot, json) = match lang {
        Lang::Zh => (&ZH, include_str!("../locales/zh-CN.json")),
        Lang::En => (&EN, include_str!("../locales/en.json")),
    };
    slot.get_or_init(|| Arc::new(serde_json::from_str(json).unwrap_or_default())).clone()
}
