//! A page: its heading, the document's title, and where the focus goes on arrival.

use leptos::{html, prelude::*};

use crate::{head, platform::page};

/// One page inside the frame. There is one `h1` on a page, and it is this one.
#[component]
pub fn Page(
    /// The heading, also the document's title.
    #[prop(into)]
    title: Signal<String>,
    /// A sentence below the heading.
    #[prop(optional, into)]
    lead: Signal<String>,
    /// The page one level up, as address and name.
    #[prop(optional)]
    up: Option<(String, String)>,
    /// Whether the heading is for screen readers only, where the design shows it another way.
    #[prop(optional)]
    quiet_heading: bool,
    /// Whether it uses the whole width of the frame rather than the measure of a text.
    #[prop(optional)]
    wide: bool,
    /// What it holds.
    children: Children,
) -> AnyView {
    let heading = NodeRef::<html::H1>::new();
    head::title(title.get_untracked());
    Effect::new(move |_| page::title(&page::in_full(&title.get())));
    Effect::new(move |_| {
        if let Some(heading) = heading.get() {
            page::arrive(&heading);
        }
    });
    let lead_line = move || {
        let lead = lead.get();
        (!lead.is_empty()).then(|| view! { <p class="page-lead">{lead}</p> }.into_any())
    };
    view! {
        <div class="page" class:page-wide=wide>
            {up.map(|(href, name)| view! {
                <a class="page-up" href=href>{super::icon("back")}<span>{name}</span></a>
            })}
            <h1 class="page-title" class:sr-only=quiet_heading tabindex="-1" node_ref=heading>{title}</h1>
            {super::live_if(lead_line)}
            {children()}
        </div>
    }
    .into_any()
}
