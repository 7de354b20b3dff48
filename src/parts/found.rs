//! What a search or a list has found.

use leptos::prelude::*;
use onething_api::guides::{Facet, FacetOption, GuideSummary, Marked, Marks};
use onething_domain::text::Text;

use crate::{
    i18n::{Lang, days, lang, pick, tr},
    links,
    ui::chip,
};

/// A text with what was found in it marked.
pub fn marked(found: &Marked) -> AnyView {
    with_marks(&found.text, &found.marks)
}

/// A text with marks, in the visitor's language.
pub fn with_marks(text: &Text, marks: &Marks) -> AnyView {
    let english = lang() == Lang::En && !text.en.is_empty();
    let (words, spans) = if english { (&text.en, &marks.en) } else { (&text.zh, &marks.zh) };
    let chars: Vec<char> = words.chars().collect();
    let part =
        |from: usize, to: usize| chars.get(from..to).unwrap_or_default().iter().collect::<String>();
    let mut pieces: Vec<AnyView> = Vec::new();
    let mut done = 0;
    for span in spans {
        let (from, to) = (span.from as usize, span.to as usize);
        pieces.push(part(done, from).into_any());
        pieces.push(view! { <mark>{part(from, to)}</mark> }.into_any());
        done = to;
    }
    pieces.push(part(done, chars.len()).into_any());
    pieces.into_any()
}

/// Guides by their names, with what is gained by doing them at once.
pub fn hot(guides: &[GuideSummary]) -> AnyView {
    let things: Vec<AnyView> = guides.iter().map(hot_thing).collect();
    view! { <ul class="hot">{things}</ul> }.into_any()
}

fn hot_thing(guide: &GuideSummary) -> AnyView {
    let (before, after) = (guide.figures.days.before, guide.figures.days.after);
    let values = [
        ("items", &*guide.items.to_string()),
        ("before", &before.to_string()),
        ("after", &days(after)),
    ];
    let note = tr("home.hot.note", &values);
    view! {
        <li>
            <a class="hot-thing" href=links::guide(&guide.thing)>
                <span class="hot-title">{pick(&guide.title)}</span>
                <span class="hot-note">{note}</span>
            </a>
        </li>
    }
    .into_any()
}

/// The options of a facet as links; `href` says where each leads.
pub fn chips(
    facet: &Facet,
    label: String,
    chosen: &str,
    href: impl Fn(&FacetOption) -> String,
) -> AnyView {
    let chips: Vec<AnyView> = facet
        .options
        .iter()
        .map(|option| {
            let count = option.count.to_string();
            let words = view! { {pick(&option.name)}<span class="chip-count">{count}</span> };
            chip(href(option), option.value == chosen, words)
        })
        .collect();
    view! { <ul class="chips" aria-label=label>{chips}</ul> }.into_any()
}
