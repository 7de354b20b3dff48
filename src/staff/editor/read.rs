//! A document for reading, and its differences: drawn from the same description as the form.

use leptos::prelude::*;
use onething_domain::authoring::{Change, ChangeKind, join};
use serde_json::Value;

use super::{
    doc::{get, rows_of},
    pen::{Pen, plain},
    places,
    spec::{Element, Kind, Record, label_key},
};
use crate::{
    i18n::{t, tr},
    ui::{Card, Facts, Table},
};

/// The names of what stands on the way to a place, for people: “表单字段 › 宝宝姓名 › 标题”. None for the
/// document as a whole.
pub fn way(pen: Pen, path: &str) -> Option<String> {
    let tree = pen.doc.tree();
    way_in(pen, &tree, path)
}

/// As [`way`], within a tree.
pub fn way_in(pen: Pen, tree: &Value, path: &str) -> Option<String> {
    let counted = places::counted(tree, path);
    let mut names = Vec::new();
    let mut walked = String::new();
    let mut steps = counted.split('.').filter(|step| !step.is_empty()).peekable();
    let mut record = pen.spec.name;
    let mut element = steps.next().and_then(|key| pen.spec.element(key));
    while let Some(known) = element {
        names.push(t(&label_key(record, known.key)));
        walked = join(&walked, known.key);
        let inner = match known.kind {
            Kind::Rows(inner) | Kind::Part(inner) | Kind::Maybe(inner) => Some(inner),
            _ => None,
        };
        let listed = matches!(known.kind, Kind::Rows(_) | Kind::Texts | Kind::Each(_));
        if let Some(step) = steps.next_if(|_| listed) {
            walked = join(&walked, step);
            names.push(match known.kind {
                Kind::Each(source) => pen.say(&Kind::Pick(source), &Value::from(step)),
                _ => row_name(pen, inner, get(tree, &walked), step),
            });
        }
        let key = steps.next();
        (record, element) = match (known.kind, inner) {
            (Kind::Whole(spec), _) => (spec.name, key.and_then(|key| spec.element(key))),
            (_, Some(inner)) => (inner.name, key.and_then(|key| inner.element(key))),
            _ => break,
        };
    }
    let tongue = match counted.rsplit('.').next() {
        Some("en") => Some(t("staff.tongue.en")),
        _ => None,
    };
    names.extend(tongue);
    (!names.is_empty()).then(|| names.join(" › "))
}

fn row_name(pen: Pen, record: Option<&'static Record>, row: Option<&Value>, step: &str) -> String {
    let named = match (record, row) {
        (Some(record), Some(row)) => pen.title(record, row),
        (None, Some(text)) => plain(text),
        _ => step.to_owned(),
    };
    let short: String = named.chars().take(24).collect();
    match step.parse::<usize>() {
        Ok(index) if short.trim().is_empty() => tr("staff.nth", &[("n", &(index + 1).to_string())]),
        _ => short,
    }
}

/// A whole document, part by part.
pub fn document(pen: Pen, tree: &Value) -> AnyView {
    let parts = pen.spec.sections.iter().filter_map(|section| {
        let rows = facts(pen, pen.spec.name, section.elements, tree);
        if rows.is_empty() {
            return None;
        }
        let title = t(&format!("staff.part.{}", section.name));
        Some(view! { <Card title=title><Facts rows=rows /></Card> }.into_any())
    });
    view! { <div class="stack reading">{parts.collect_view()}</div> }.into_any()
}

fn facts(
    pen: Pen,
    record: &str,
    elements: &'static [Element],
    tree: &Value,
) -> Vec<(String, AnyView)> {
    let fact = |element: &'static Element| {
        let value = &tree[element.key];
        let empty = value.is_null() || element.optional && is_blank(value);
        let shown = element.fits(tree) && !empty;
        shown.then(|| (t(&label_key(record, element.key)), written(pen, element, value)))
    };
    elements.iter().filter_map(fact).collect()
}

fn is_blank(value: &Value) -> bool {
    onething_domain::answers::is_blank(value)
}

fn written(pen: Pen, element: &'static Element, value: &Value) -> AnyView {
    match element.kind {
        Kind::Rows(record) => {
            let row = |row: &Value| {
                let inner = facts(pen, record.name, record.elements, row);
                view! { <li><p class="reading-name">{pen.title(record, row)}</p><Facts rows=inner /></li> }
            };
            let rows: Vec<_> = rows_of(value).iter().map(row).collect();
            view! { <ol class="reading-rows">{rows}</ol> }.into_any()
        }
        Kind::Part(record) | Kind::Maybe(record) => {
            view! { <Facts rows=facts(pen, record.name, record.elements, value) /> }.into_any()
        }
        Kind::Texts => {
            let lines: Vec<_> =
                rows_of(value).iter().map(|line| view! { <li>{both(line)}</li> }).collect();
            view! { <ul class="bullets">{lines}</ul> }.into_any()
        }
        Kind::Text | Kind::Long => both(value),
        Kind::Each(_) if value["zh"].is_string() => both(value), // one of them
        Kind::Each(source) => {
            let names = value.as_object().into_iter().flatten();
            let rows: Vec<_> = names
                .map(|(id, text)| {
                    (pen.say(&Kind::Pick(source), &Value::from(id.as_str())), both(text))
                })
                .collect();
            view! { <Facts rows=rows /> }.into_any()
        }
        Kind::Whole(spec) => {
            let rows: Vec<_> = spec
                .sections
                .iter()
                .flat_map(|s| facts(pen, spec.name, s.elements, value))
                .collect();
            view! { <Facts rows=rows /> }.into_any()
        }
        kind => pen.say(&kind, value).into_any(),
    }
}

/// A text in both languages.
fn both(value: &Value) -> AnyView {
    let (zh, en) = (value["zh"].as_str(), value["en"].as_str().unwrap_or_default().to_owned());
    let zh = zh.or(value.as_str()).unwrap_or_default().to_owned();
    let english =
        (!en.is_empty()).then(|| view! { <span class="reading-en" lang="en">{en}</span> });
    view! { <span lang="zh-CN">{zh}</span>{english} }.into_any()
}

/// Differences between two versions: where, what it was, what it is now. `tree` is the newer one,
/// `older` the other, for the names of rows that are gone. `aside` draws something beside each.
pub fn differences(
    pen: Pen,
    changes: &[Change],
    aside: Option<&dyn Fn(&Change) -> AnyView>,
) -> AnyView {
    let tree = pen.doc.now();
    let row = |change: &Change| {
        let place = way_in(pen, &tree, &change.path)
            .unwrap_or_else(|| t(&format!("staff.document.{}", pen.spec.name)));
        let kind = t(match change.kind {
            ChangeKind::Added => "staff.change.added",
            ChangeKind::Removed => "staff.change.removed",
            ChangeKind::Changed => "staff.change.changed",
            ChangeKind::Moved => "staff.change.moved",
        });
        let side = |value: &Option<Value>| match value {
            Some(value) => part(pen, &change.path, value),
            None => view! { <span class="soft">{"—"}</span> }.into_any(),
        };
        let mut cells = vec![
            view! { <p class="change-place">{place}</p><p class="soft small">{kind}</p> }
                .into_any(),
            view! { <div class="change-before">{side(&change.before)}</div> }.into_any(),
            view! { <div class="change-after">{side(&change.after)}</div> }.into_any(),
        ];
        cells.extend(aside.map(|aside| aside(change)));
        cells
    };
    let mut heads =
        vec![t("staff.change.place"), t("staff.change.before"), t("staff.change.after")];
    heads.extend(aside.map(|_| t("staff.change.comment")));
    let rows = changes.iter().map(row).collect();
    view! { <div class="differences"><Table caption=t("staff.change.title") heads=heads rows=rows /></div> }
        .into_any()
}

/// What stands at a place, in words.
pub fn part(pen: Pen, path: &str, value: &Value) -> AnyView {
    let tongue = path.rsplit('.').next().unwrap_or_default();
    if ["zh", "en"].contains(&tongue)
        && let Some(text) = value.as_str()
    {
        let lang = if tongue == "zh" { "zh-CN" } else { "en" };
        return view! { <span lang=lang>{text.to_owned()}</span> }.into_any();
    }
    if let Some(element) = places::element(pen.spec, path) {
        // A line of a list of texts stands by itself.
        return match element.kind {
            Kind::Texts if !value.is_array() => both(value),
            _ => written(pen, element, value),
        };
    }
    let record = places::record(pen.spec, path);
    match record {
        Some(record) => {
            view! { <Facts rows=facts(pen, record.name, record.elements, value) /> }.into_any()
        }
        None => plain(value).into_any(),
    }
}
