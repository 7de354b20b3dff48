//! The light of a clock.

use leptos::prelude::*;

use super::Tone;

/// A coloured light with the word that it stands for and more about it. The colour says nothing that
/// the word does not.
#[component]
pub fn Light(
    /// The colour.
    tone: Tone,
    /// The word.
    #[prop(into)]
    word: String,
    /// More about it.
    #[prop(optional, into)]
    detail: String,
) -> AnyView {
    view! {
        <span class=format!("light light-{}", tone.word())>
            <span class="light-lamp" aria-hidden="true"></span>
            <span class="light-word">{word}</span>
            {(!detail.is_empty()).then(|| view! { " "<span class="light-detail">{detail}</span> })}
        </span>
    }
    .into_any()
}
