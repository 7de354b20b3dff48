//! The summary of what is wrong with a form, above it.

use leptos::{html, prelude::*};

use crate::{i18n::t, platform::page};

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The id of the control.
    pub id: String,
    /// What is wrong and what to do, with the field's name.
    pub text: String,
}

/// Lists what is wrong, with a link to each field. Takes the focus whenever `attempt` changes and
/// something is wrong, so that nobody is left wondering why nothing happened.
#[component]
pub fn ErrorSummary(
    /// What is wrong, in the order of the form.
    #[prop(into)]
    errors: Signal<Vec<FieldError>>,
    /// Counts the visitor's attempts to send the form.
    #[prop(into)]
    attempt: Signal<u32>,
) -> AnyView {
    let summary = NodeRef::<html::Div>::new();
    // Once for each attempt: what is wrong changes while it is mended, and the focus is in a field then.
    Effect::new(move |seen: Option<u32>| {
        let now = attempt.get();
        match summary.get() {
            Some(summary) if now > seen.unwrap_or(0) => {
                summary.scroll_into_view();
                let _ = summary.focus();
                now
            }
            None if errors.with_untracked(Vec::is_empty) => now,
            _ => seen.unwrap_or(0),
        }
    });
    let list = move || {
        let errors = errors.get();
        if attempt.get() == 0 || errors.is_empty() {
            return None;
        }
        let lines: Vec<AnyView> = errors.into_iter().map(line).collect();
        let view = view! {
            <div class="errors" role="alert" tabindex="-1" aria-labelledby="errors-title" node_ref=summary>
                <h2 class="errors-title" id="errors-title">{t("errors.title")}</h2>
                <ul>{lines}</ul>
            </div>
        };
        Some(view.into_any())
    };
    super::live_if(list)
}

fn line(error: FieldError) -> AnyView {
    let FieldError { id, text } = error;
    let href = format!("#{id}");
    let jump = move |event: leptos::ev::MouseEvent| {
        if page::focus(&id) {
            event.prevent_default();
        }
    };
    view! { <li><a href=href on:click=jump>{text}</a></li> }.into_any()
}
