//! What each department does: its item with everything that the national standard asks for.

use leptos::prelude::*;
use onething_domain::{
    city::Department,
    guide::{Guide, Node},
    item::{Basis, Item, SpecialProcedure, Step},
    text::Text,
};

use super::{code, flow::kind_name};
use crate::{
    i18n::{days, pick, t, tr},
    ui::{Details, Facts, Table},
};

/// Every item that applies, each to be opened.
pub fn items(guide: &Guide, nodes: &[&Node]) -> AnyView {
    let items: Vec<AnyView> = nodes.iter().map(|node| one(node, guide)).collect();
    view! { <div class="folds">{items}</div> }.into_any()
}

fn one(node: &Node, guide: &Guide) -> AnyView {
    let item = &node.item;
    let department = guide.department(&item.department);
    let summary = match department {
        Some(department) => format!("{} · {}", pick(&item.name), pick(&department.short)),
        None => pick(&item.name),
    };
    let needs: Vec<String> = node
        .needs
        .iter()
        .filter_map(|id| guide.node(id))
        .map(|node| pick(&node.item.name))
        .collect();
    let (about, rows) = (pick(&item.summary), facts(item, department, needs));
    view! {
        <Details summary=summary>
            <p>{about}</p>
            <Facts rows=rows />
        </Details>
    }
    .into_any()
}

fn facts(
    item: &Item,
    department: Option<&Department>,
    needs: Vec<String>,
) -> Vec<(String, AnyView)> {
    let mut rows: Vec<(String, AnyView)> = Vec::new();
    let mut row = |name: String, value: AnyView| rows.push((name, value));
    if let Some(department) = department {
        row(t("item.department"), words(pick(&department.name)));
    }
    if !needs.is_empty() {
        row(t("item.needs"), words(needs.join(&t("mark.and"))));
    }
    row(t("item.kind"), words(kind_name(item.kind)));
    row(t("item.limit"), words(limit_words(item)));
    row(t("item.steps"), steps(&item.steps));
    row(t("item.conditions"), texts(&item.conditions));
    if let Some(instant) = &item.instant {
        row(t("item.instant"), words(pick(&instant.rule)));
    }
    if !item.pauses.is_empty() {
        row(t("item.pauses"), pauses(&item.pauses));
    }
    row(t("item.result"), result(item));
    row(t("item.scope"), words(pick(&item.scope)));
    if !item.quantity_limit.is_empty() {
        row(t("item.quantity"), words(pick(&item.quantity_limit)));
    }
    row(t("item.basis"), laws(&item.basis));
    row(t("item.type"), words(code("item_type", &item.r#type)));
    row(t("item.code"), view! { <span class="number break">{item.code.clone()}</span> }.into_any());
    rows
}

fn words(text: String) -> AnyView {
    text.into_any()
}

fn texts(texts: &[Text]) -> AnyView {
    let lines: Vec<AnyView> =
        texts.iter().map(|text| view! { <li>{pick(text)}</li> }.into_any()).collect();
    view! { <ul class="bullets">{lines}</ul> }.into_any()
}

fn limit_words(item: &Item) -> String {
    tr(
        "item.limits",
        &[("statutory", &days(item.statutory_days)), ("promised", &days(item.promised_days))],
    )
}

fn steps(steps: &[Step]) -> AnyView {
    let lines: Vec<AnyView> = steps
        .iter()
        .map(|step| {
            let line = format!("{}{}{}", pick(&step.name), t("mark.colon"), days(step.days));
            view! { <li>{line}<span class="soft">" · "{pick(&step.who)}</span></li> }.into_any()
        })
        .collect();
    view! { <ol class="bullets">{lines}</ol> }.into_any()
}

fn pauses(pauses: &[SpecialProcedure]) -> AnyView {
    let lines: Vec<AnyView> = pauses
        .iter()
        .map(|pause| {
            let line =
                tr("item.pause", &[("name", &pick(&pause.name)), ("days", &days(pause.days))]);
            view! { <li>{line}<span class="soft">" "{pick(&pause.basis)}</span></li> }.into_any()
        })
        .collect();
    view! { <ul class="bullets">{lines}</ul> }.into_any()
}

fn result(item: &Item) -> AnyView {
    let valid = match item.result.valid_months {
        Some(months) => tr("item.valid", &[("n", &months.to_string())]),
        None => t("item.valid.always"),
    };
    view! {
        <p>{pick(&item.result.name)}<span class="soft">" · "{valid}</span></p>
        <p class="soft small">{pick(&item.result.sample)}</p>
    }
    .into_any()
}

fn laws(basis: &[Basis]) -> AnyView {
    let lines: Vec<AnyView> = basis
        .iter()
        .map(|basis| {
            let cited = format!("《{}》{}", basis.law, basis.article);
            // A law is cited as it is titled, and read out in its language.
            let cited = view! { <span lang="zh-CN">{cited}</span> };
            view! { <li>{cited}<span class="soft">{t("mark.colon")}{pick(&basis.says)}</span></li> }
                .into_any()
        })
        .collect();
    view! { <ul class="bullets">{lines}</ul> }.into_any()
}

/// The laws behind all items, each once.
pub fn basis(nodes: &[&Node]) -> AnyView {
    let mut all: Vec<Basis> = Vec::new();
    for basis in nodes.iter().flat_map(|node| &node.item.basis) {
        if !all.contains(basis) {
            all.push(basis.clone());
        }
    }
    laws(&all)
}

/// The limits by law and as promised, item by item.
pub fn limits(guide: &Guide, nodes: &[&Node]) -> AnyView {
    let rows = nodes
        .iter()
        .map(|node| {
            let item = &node.item;
            let department =
                guide.department(&item.department).map(|d| pick(&d.short)).unwrap_or_default();
            vec![
                words(pick(&item.name)),
                words(department),
                words(kind_name(item.kind)),
                words(days(item.statutory_days)),
                view! { <strong>{days(item.promised_days)}</strong> }.into_any(),
            ]
        })
        .collect();
    let heads = vec![
        t("limits.item"),
        t("limits.department"),
        t("limits.kind"),
        t("limits.statutory"),
        t("limits.promised"),
    ];
    view! { <Table caption=t("limits.title") heads=heads rows=rows /> }.into_any()
}
