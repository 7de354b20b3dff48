//! Where to go and whom to ask.

use leptos::prelude::*;
use onething_domain::{
    city::Window,
    guide::{Guide, Node},
    text::Text,
};

use crate::{
    i18n::{pick, t},
    ui::{Details, Facts, Tag},
};

/// The windows that serve what applies, with hours.
pub fn windows(guide: &Guide, nodes: &[&Node]) -> AnyView {
    let places: Vec<AnyView> = guide
        .windows
        .iter()
        .filter(|window| nodes.iter().any(|node| node.item.windows.contains(&window.id)))
        .map(place)
        .collect();
    view! { <ul class="places">{places}</ul> }.into_any()
}

fn place(window: &Window) -> AnyView {
    let machine = window.is_machine().then(|| view! { <Tag label=t("place.machine") /> });
    let rows = vec![
        (t("place.address"), pick(&window.address).into_any()),
        (t("place.hours"), pick(&window.hours).into_any()),
        (t("place.phone"), telephone(&window.phone)),
    ];
    view! {
        <li class="place"><h3>{pick(&window.name)}" "{machine}</h3><Facts rows=rows /></li>
    }
    .into_any()
}

/// A number to tap.
pub(super) fn telephone(number: &str) -> AnyView {
    let href = format!("tel:{number}");
    view! { <a class="number" href=href>{number.to_owned()}</a> }.into_any()
}

/// Questions that people ask.
pub fn faq(guide: &Guide) -> AnyView {
    let items: Vec<AnyView> = guide
        .faq
        .iter()
        .map(|faq| {
            let answer = pick(&faq.answer);
            view! { <Details summary=pick(&faq.question)><p>{answer}</p></Details> }.into_any()
        })
        .collect();
    view! { <div class="folds">{items}</div> }.into_any()
}

/// Where to ask and where to complain, department by department, each text once.
pub fn contacts(guide: &Guide, nodes: &[&Node]) -> AnyView {
    let items: Vec<AnyView> = guide
        .departments
        .iter()
        .filter(|department| nodes.iter().any(|node| node.item.department == department.id))
        .map(|department| {
            let own = || nodes.iter().filter(|node| node.item.department == department.id);
            let rows = vec![
                (t("contact.phone"), telephone(&department.phone)),
                (t("contact.consult"), once(own().map(|node| &node.item.consult))),
                (t("contact.complain"), once(own().map(|node| &node.item.complain))),
            ];
            view! { <li class="place"><h3>{pick(&department.name)}</h3><Facts rows=rows /></li> }
                .into_any()
        })
        .collect();
    view! { <ul class="places">{items}</ul> }.into_any()
}

fn once<'a>(texts: impl Iterator<Item = &'a Text>) -> AnyView {
    let mut seen: Vec<String> = Vec::new();
    for text in texts.map(pick) {
        if !seen.contains(&text) {
            seen.push(text);
        }
    }
    seen.into_iter().map(|text| view! { <p>{text}</p> }.into_any()).collect_view().into_any()
}
