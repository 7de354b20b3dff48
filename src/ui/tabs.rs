//! Parts of a page, one of which is shown; which one stands in the address.

use leptos::prelude::*;

/// A link to one part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TabLink {
    /// Where it leads.
    pub href: String,
    /// What is there.
    pub label: String,
    /// How many things are there, where that helps.
    pub count: Option<i64>,
    /// Whether it is the part that is shown.
    pub current: bool,
}

/// A choice in a row of choices, as a link; the chosen one is marked.
pub fn chip(href: String, chosen: bool, words: impl IntoAny) -> AnyView {
    let current = chosen.then_some("true");
    view! { <li><a class="chip" href=href aria-current=current>{words.into_any()}</a></li> }
        .into_any()
}

/// Links to the parts of a page. Links and no ARIA tabs: each part has an address of its own.
#[component]
pub fn Tabs(
    /// What they are parts of.
    #[prop(into)]
    label: String,
    /// The parts, in order.
    #[prop(into)]
    tabs: Signal<Vec<TabLink>>,
) -> AnyView {
    let links = move || tabs.get().into_iter().map(link).collect_view();
    view! { <nav class="tabs" aria-label=label><ul>{links}</ul></nav> }.into_any()
}

fn link(tab: TabLink) -> AnyView {
    let TabLink { href, label, count, current } = tab;
    view! {
        <li>
            <a href=href aria-current=current.then_some("page")>
                <span>{label}</span>
                {count.map(|count| view! { " "<span class="tabs-count">{count}</span> })}
            </a>
        </li>
    }
    .into_any()
}
