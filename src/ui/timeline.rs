//! What happened, in order.

use leptos::prelude::*;

use super::Tone;

/// One entry of a timeline.
pub struct TimelineEntry {
    /// What happened.
    pub title: String,
    /// When, in words.
    pub when: String,
    /// More about it.
    pub body: Option<AnyView>,
    /// Good, bad or plain.
    pub tone: Tone,
}

/// Entries in the order given.
#[component]
pub fn Timeline(
    /// The entries.
    entries: Vec<TimelineEntry>,
) -> AnyView {
    let entries: Vec<AnyView> = entries.into_iter().map(entry).collect();
    view! { <ol class="timeline">{entries}</ol> }.into_any()
}

fn entry(entry: TimelineEntry) -> AnyView {
    view! {
        <li class=format!("moment moment-{}", entry.tone.word())>
            <p class="moment-title">{entry.title}</p>
            <p class="moment-when">{entry.when}</p>
            {entry.body}
        </li>
    }
    .into_any()
}
