//! What a thing is: lists, audience, figures.

use leptos::prelude::*;
use onething_domain::{
    guide::{Figures as Counts, Guide},
    thing::ApplicantKind,
};

use super::code;
use crate::{
    i18n::{pick, t},
    ui::{Figure, Figures, Tag, Tone},
};

/// The lists in which a thing stands, as tags.
pub fn lists(lists: &[String]) -> AnyView {
    let tags: Vec<AnyView> = lists
        .iter()
        .map(|list| view! { <Tag label=code("list", list) tone=Tone::Info /> }.into_any())
        .collect();
    view! { <div class="tags">{tags}</div> }.into_any()
}

/// Who files a thing.
pub fn applicant_name(kind: ApplicantKind) -> String {
    match kind {
        ApplicantKind::Citizen => t("applicant.citizen"),
        ApplicantKind::Company => t("applicant.company"),
        ApplicantKind::Both => t("applicant.both"),
    }
}

/// The figures before → after.
pub fn figures(counts: &Counts) -> AnyView {
    let one = |name: String, unit: String, figure: onething_domain::guide::Figure| Figure {
        name,
        before: figure.before,
        after: figure.after,
        unit,
    };
    let figures = vec![
        one(t("figure.days"), t("unit.days"), counts.days),
        one(t("figure.steps"), t("unit.steps"), counts.steps),
        one(t("figure.materials"), t("unit.materials"), counts.materials),
        one(t("figure.visits"), t("unit.visits"), counts.visits),
        one(t("figure.fields"), t("unit.fields"), counts.fields),
    ];
    view! { <Figures figures=figures /> }.into_any()
}

/// The conditions in plain words.
pub fn for_whom(guide: &Guide) -> AnyView {
    let lines: Vec<AnyView> =
        guide.for_whom.iter().map(|line| view! { <li>{pick(line)}</li> }.into_any()).collect();
    view! { <ul class="bullets">{lines}</ul> }.into_any()
}
