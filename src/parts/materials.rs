//! What has to be handed in.

use leptos::prelude::*;
use onething_domain::{guide::Guide, item::Material};

use super::code;
use crate::{
    i18n::{days, pick, t, tr},
    ui::{Details, Facts, Tag, Tone, live_if},
};

/// The materials that apply, each with all that helps to get it right the first time.
/// `on_file` are the kinds of the reader's licences that the city has, once it is known who reads.
pub fn materials(guide: &Guide, materials: &[&Material], on_file: Signal<Vec<String>>) -> AnyView {
    let items: Vec<AnyView> =
        materials.iter().map(|material| one(guide, material, on_file)).collect();
    view! { <ol class="materials">{items}</ol> }.into_any()
}

fn one(guide: &Guide, material: &Material, on_file: Signal<Vec<String>>) -> AnyView {
    let issuer = tr(
        "material.issued",
        &[
            ("issuer", &pick(&material.issuer)),
            ("source", &code("material_source", &material.source)),
        ],
    );
    let rows = help(guide, material);
    let (tags, filed) = (tags(material), filed(material, on_file));
    let (name, picture) = (pick(&material.name), picture(material));
    view! {
        <li class="material">
            <h3>{name}</h3>
            <div class="tags">{tags}{filed}</div>
            <p class="soft small">{issuer}</p>
            <Details summary=t("material.help")>{picture}<Facts rows=rows /></Details>
        </li>
    }
    .into_any()
}

/// What a good one looks like. Drawn by the service, so that it costs nothing until somebody looks.
fn picture(material: &Material) -> AnyView {
    let source = onething_api::paths::fill(
        onething_api::paths::SAMPLE,
        &[&crate::router::encode(&material.id)],
    );
    let name = tr("material.picture", &[("name", &pick(&material.name))]);
    view! {
        <img class="material-sample no-print" src=source alt=name loading="lazy" width="360" />
    }
    .into_any()
}

/// That the city has it already.
fn filed(material: &Material, on_file: Signal<Vec<String>>) -> AnyView {
    let licence = material.licence.clone();
    live_if(move || {
        let known = !licence.is_empty() && on_file.with(|kinds| kinds.contains(&licence));
        known.then(|| view! { <Tag label=t("material.on_file") tone=Tone::Good /> }.into_any())
    })
}

fn tags(material: &Material) -> Vec<AnyView> {
    let mut tags = vec![view! { <Tag label=form(material) /> }.into_any()];
    if !material.is_required() {
        tags.push(view! { <Tag label=t("material.optional") /> }.into_any());
    }
    if material.is_deferrable() {
        let label = tr("material.deferred", &[("days", &days(material.deferred_days))]);
        tags.push(view! { <Tag label=label tone=Tone::Warn /> }.into_any());
    }
    if !material.commitment.is_empty() {
        tags.push(view! { <Tag label=t("material.commitment") tone=Tone::Good /> }.into_any());
    }
    if !material.licence.is_empty() {
        tags.push(view! { <Tag label=t("material.licence") tone=Tone::Good /> }.into_any());
    }
    tags
}

/// "原件 · 纸质 1 份", or that a picture is enough.
fn form(material: &Material) -> String {
    let form = code("material_form", &material.form);
    match material.copies {
        0 => format!("{form} · {}", t("material.electronic")),
        copies => {
            format!("{form} · {}", tr("material.copies", &[("n", &copies.to_string())]))
        }
    }
}

/// What helps to get it right the first time.
fn help(guide: &Guide, material: &Material) -> Vec<(String, AnyView)> {
    let needed: Vec<String> = material
        .items
        .iter()
        .filter_map(|item| guide.node(item))
        .map(|node| pick(&node.item.name))
        .collect();
    let mistakes: Vec<AnyView> = material
        .mistakes
        .iter()
        .map(|mistake| view! { <li>{pick(mistake)}</li> }.into_any())
        .collect();
    vec![
        (t("material.sample"), pick(&material.sample).into_any()),
        (t("material.mistakes"), view! { <ul class="bullets">{mistakes}</ul> }.into_any()),
        (t("material.for"), needed.join(&t("mark.and")).into_any()),
    ]
}
