//! What a page shows while it has nothing to show: loading, empty, error; and the way to more.

use leptos::prelude::*;

use super::{Button, Kind, LinkButton, icon};
use crate::i18n::{t, tr};

/// Grey bars in the place of what is coming, about as high as it will be.
#[component]
pub fn Skeleton(
    /// How many blocks of three lines.
    #[prop(default = 2)]
    blocks: usize,
) -> AnyView {
    let block = || view! { <div class="skeleton-block"><i></i><i></i><i></i></div> }.into_any();
    let blocks: Vec<AnyView> = (0..blocks).map(|_| block()).collect();
    view! {
        <div class="skeleton" role="status">
            <span class="sr-only">{t("state.loading")}</span>
            {blocks}
        </div>
    }
    .into_any()
}

/// There is nothing, and that is all right: why, and what can be done.
#[component]
pub fn Empty(
    /// What there is none of.
    #[prop(into)]
    title: String,
    /// Why, or what to do.
    #[prop(optional, into)]
    text: String,
    /// A way on, as address and name.
    #[prop(optional)]
    action: Option<(String, String)>,
) -> AnyView {
    view! {
        <div class="state">
            <span class="state-icon">{icon("case")}</span>
            <p class="state-title">{title}</p>
            {(!text.is_empty()).then(|| view! { <p class="state-text">{text}</p> })}
            {action.map(|(href, label)| view! { <LinkButton href=href label=label kind=Kind::Secondary /> })}
        </div>
    }
    .into_any()
}

/// Something failed: what, what to do, and the number to tell the help desk.
#[component]
pub fn Failure(
    /// What happened, in words.
    #[prop(into)]
    title: String,
    /// What to do about it.
    #[prop(optional, into)]
    text: String,
    /// The number under which the server wrote it down; empty if it never got there.
    #[prop(optional, into)]
    request_id: String,
    /// Tries again.
    #[prop(optional)]
    on_retry: Option<Callback<()>>,
) -> AnyView {
    view! {
        <div class="state state-bad" role="alert">
            <span class="state-icon">{icon("warn")}</span>
            <p class="state-title">{title}</p>
            {(!text.is_empty()).then(|| view! { <p class="state-text">{text}</p> })}
            {(!request_id.is_empty()).then(|| view! {
                <p class="state-id">{tr("state.request_id", &[("id", &request_id)])}</p>
            })}
            {on_retry.map(|retry| view! { <Button label=t("state.retry") kind=Kind::Secondary on_press=retry /> })}
        </div>
    }
    .into_any()
}

/// The button under a list that has more.
#[component]
pub fn LoadMore(
    /// Whether there is more.
    #[prop(into)]
    more: Signal<bool>,
    /// Whether it is coming.
    #[prop(into)]
    busy: Signal<bool>,
    /// Fetches more.
    on_more: Callback<()>,
) -> AnyView {
    let button = move || {
        more.get().then(|| {
            view! { <Button label=t("state.more") kind=Kind::Secondary busy=busy on_press=on_more /> }.into_any()
        })
    };
    view! { <div class="more">{super::live_if(button)}</div> }.into_any()
}
