//! A whole guide as people read it. The visitor's page and the staff's preview draw this same
//! document.

use leptos::prelude::*;
use onething_domain::{
    answers::Situation,
    guide::Guide,
    narrow::{Narrowed, outlook},
    thing::ApplicantKind,
    wording::worded,
};

use super::{
    about, fees, flow, items, materials,
    places::{Nearby, contacts, faq, windows},
};
use crate::{
    i18n::{days, pick, t, tr},
    ui::{Card, Facts},
};

/// What stands around a guide where a visitor reads it.
#[derive(Default)]
pub struct Around {
    /// Beside the key facts: the start button for visitors, a word about the version for a preview.
    pub actions: Option<AnyView>,
    /// Above all: whose words these are, and the way to the others'.
    pub readers: Option<AnyView>,
    /// Below all: where to go on.
    pub more: Option<AnyView>,
    /// Below the windows: the way to all places.
    pub places: Option<AnyView>,
    /// Kinds of licences of the reader that the city has.
    pub on_file: Signal<Vec<String>>,
    /// What is known at the place where somebody reads.
    pub nearby: Nearby,
}

/// The document, without anything around.
pub fn document(guide: &Guide, actions: AnyView) -> AnyView {
    let around = Around { actions: Some(actions), ..Around::default() };
    guide_for(guide, &Situation::new(), around)
}

/// The guide in its reader's words.
pub fn in_words<T>(guide: &Guide, reader: ApplicantKind, show: impl FnOnce(&Guide) -> T) -> T {
    match worded(guide, reader) {
        Some(guide) => show(&guide),
        None => show(guide),
    }
}

/// The document in a situation: for a company or for oneself.
pub fn guide_for(guide: &Guide, situation: &Situation, around: Around) -> AnyView {
    let all = outlook(guide, situation);
    let Around { actions, readers, more, places, on_file, nearby } = around;
    let sections = sections(guide, &all, on_file, nearby, places);
    view! {
        <div class="guide">
            <div class="card guide-head">
                {readers}
                {about::lists(&guide.lists)}
                <p class="guide-summary">{pick(&guide.summary)}</p>
                {about::figures(&all.figures)}
            </div>
            <div class="guide-side">
                <div class="card">{key_facts(guide, &all)}{actions}</div>
                {contents(guide)}
            </div>
            <div class="guide-main stack">{sections}{more}</div>
        </div>
    }
    .into_any()
}

/// What people want to know before anything else.
fn key_facts(guide: &Guide, all: &Narrowed) -> AnyView {
    let visits = match all.figures.visits.after {
        0 => t("guide.visits.none"),
        n => tr("guide.visits.some", &[("n", &n.to_string())]),
    };
    let cost = if all.fees.is_empty() { t("fees.none") } else { t("guide.fees.by_rule") };
    let rows = vec![
        (t("guide.who"), about::applicant_name(guide.applicant).into_any()),
        (t("guide.days"), days(all.figures.days.after).into_any()),
        (t("guide.visits"), visits.into_any()),
        (t("guide.fees"), cost.into_any()),
        (t("guide.departments"), names(guide).into_any()),
    ];
    view! { <Facts rows=rows /> }.into_any()
}

fn names(guide: &Guide) -> String {
    let names: Vec<String> =
        guide.departments.iter().map(|department| pick(&department.short)).collect();
    names.join(&t("mark.and"))
}

/// The sections in order: where a link leads, its heading.
fn headings(guide: &Guide) -> Vec<(&'static str, String)> {
    let mut headings = vec![
        ("flow", t("guide.flow")),
        ("who", t("guide.for_whom")),
        ("materials", t("guide.materials")),
        ("fees", t("guide.fees")),
        ("limits", t("limits.title")),
        ("items", t("guide.items")),
        ("windows", t("guide.windows")),
    ];
    if !guide.faq.is_empty() {
        headings.push(("faq", t("guide.faq")));
    }
    headings.push(("contacts", t("guide.contacts")));
    headings.push(("basis", t("guide.basis")));
    headings
}

fn contents(guide: &Guide) -> AnyView {
    let links: Vec<AnyView> = headings(guide)
        .into_iter()
        .map(|(id, title)| view! { <li><a href=format!("#{id}")>{title}</a></li> }.into_any())
        .collect();
    view! {
        <nav class="guide-contents no-print" aria-label=t("guide.contents")><ul>{links}</ul></nav>
    }
    .into_any()
}

fn sections(
    guide: &Guide,
    all: &Narrowed,
    on_file: Signal<Vec<String>>,
    nearby: Nearby,
    mut places: Option<AnyView>,
) -> Vec<AnyView> {
    headings(guide)
        .into_iter()
        .map(|(id, title)| {
            let body = match id {
                "flow" => flow::flow(guide, &all.nodes, &[]),
                "who" => about::for_whom(guide),
                "materials" => materials::materials(guide, &all.materials, on_file),
                "fees" => fees::fees(guide, &all.fees),
                "limits" => items::limits(guide, &all.nodes),
                "items" => items::items(guide, &all.nodes),
                "windows" => {
                    let windows = windows(guide, &all.nodes, nearby);
                    view! { {windows}{places.take()} }.into_any()
                }
                "faq" => faq(guide),
                "contacts" => contacts(guide, &all.nodes),
                _ => items::basis(&all.nodes),
            };
            view! { <Card title=title id=id>{body}</Card> }.into_any()
        })
        .collect()
}
