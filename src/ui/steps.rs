//! Where one is in a walk of several steps.

use leptos::prelude::*;

use crate::i18n::tr;

/// One step of the walk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepLink {
    /// Its name.
    pub label: String,
    /// Where it is, when one may go there now.
    pub href: Option<String>,
}

/// The steps, those behind marked as done and linked, the present one named for everybody.
#[component]
pub fn Steps(
    /// All steps, in order.
    steps: Vec<StepLink>,
    /// Index of the present one.
    current: usize,
) -> AnyView {
    let total = steps.len().to_string();
    let here = steps.get(current).map(|step| step.label.clone()).unwrap_or_default();
    let sentence =
        tr("steps.here", &[("n", &(current + 1).to_string()), ("total", &total), ("name", &here)]);
    let items: Vec<AnyView> =
        steps.into_iter().enumerate().map(|(index, step)| item(index, current, step)).collect();
    view! {
        <nav class="steps" aria-label=sentence.clone()>
            <p class="steps-here" aria-hidden="true">{sentence.clone()}</p>
            <ol>{items}</ol>
        </nav>
    }
    .into_any()
}

fn item(index: usize, current: usize, step: StepLink) -> AnyView {
    let state = match index.cmp(&current) {
        std::cmp::Ordering::Less => "step step-done",
        std::cmp::Ordering::Equal => "step step-now",
        std::cmp::Ordering::Greater => "step",
    };
    let words = view! {
        <span class="step-mark" aria-hidden="true">{index + 1}</span>
        <span class="step-name">{step.label}</span>
    };
    let inner = match step.href.filter(|_| index != current) {
        Some(href) => view! { <a class="step-in" href=href>{words}</a> }.into_any(),
        None => view! { <span class="step-in">{words}</span> }.into_any(),
    };
    view! { <li class=state aria-current=(index == current).then_some("step")>{inner}</li> }
        .into_any()
}
