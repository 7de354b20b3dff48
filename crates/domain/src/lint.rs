//! The linter (G9): what keeps a thing from being published.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::condition::Condition;
use crate::fee::Amount;
use crate::field::{Field, FieldType};
use crate::guide::Catalogue;
use crate::item::{Item, Kind};
use crate::text::Text;
use crate::thing::Thing;

/// Something that is wrong with content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Finding {
    /// Where: `items/household`, `things/newborn`.
    pub place: String,
    /// Key within it, as `fields.child_name.options`.
    pub key: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub remedy: String,
}

/// Words that tell people nothing about what to bring (一次性告知 forbids them).
const VAGUE: [&str; 5] = ["其他材料", "等有关材料", "等相关材料", "其他有关材料", "相关证明材料"];

/// Everything that is wrong with a thing and its items.
pub fn lint(thing: &Thing, catalogue: &Catalogue) -> Vec<Finding> {
    let mut out = Findings::default();
    let items: Vec<&Item> = thing
        .nodes
        .iter()
        .filter_map(|node| catalogue.items.iter().find(|item| item.id == node.item))
        .collect();
    for item in &items {
        lint_item(item, thing, catalogue, &mut out);
    }
    out.place = format!("things/{}", thing.id);
    lint_graph(thing, &items, &mut out);
    lint_texts(thing, &mut out);
    lint_conditions(thing, &items, &mut out);
    out.list
}

fn lint_item(item: &Item, thing: &Thing, catalogue: &Catalogue, out: &mut Findings) {
    out.place = format!("items/{}", item.id);
    if item.basis.is_empty() {
        out.add("basis", "has no legal basis", "cite law and article");
    }
    for (i, basis) in item.basis.iter().enumerate() {
        if basis.law.trim().is_empty() || basis.article.trim().is_empty() {
            out.add(&format!("basis.{i}"), "cites no law or no article", "name both, as 第六条");
        }
    }
    if item.promised_days > item.statutory_days {
        out.add(
            "promised_days",
            "promises more days than the law allows",
            "promise at most statutory_days",
        );
    }
    if item.code.chars().count() != 31 {
        out.add(
            "code",
            "is no implementation code of 31 characters",
            "credit code (18), level (1), base code (12)",
        );
    }
    if item.steps.is_empty() {
        out.add("steps", "has no steps", "list at least one, with its standard time");
    }
    let within = match item.kind {
        Kind::Immediate => item.promised_days <= 1,
        Kind::Reviewed => item.promised_days <= 3,
        Kind::Promised => true,
    };
    if !within {
        out.add(
            "promised_days",
            "is too long for its kind",
            "immediate takes 1 working day, reviewed 3",
        );
    }
    if !catalogue.departments.iter().any(|department| department.id == item.department) {
        out.add(
            "department",
            "names a department that does not exist",
            "use an id of departments.toml",
        );
    }
    for window in
        item.windows.iter().filter(|id| !catalogue.windows.iter().any(|window| window.id == **id))
    {
        out.add(
            "windows",
            &format!("names `{window}`, which does not exist"),
            "use an id of windows.toml",
        );
    }
    let prefix = &item.result.prefix;
    if !(2..=4).contains(&prefix.len()) || !prefix.bytes().all(|byte| byte.is_ascii_uppercase()) {
        out.add(
            "result.prefix",
            "is not two to four capital letters",
            "choose a short prefix of its own",
        );
    }
    for field in &item.fields {
        lint_field(field, thing, catalogue, out);
    }
    for material in &item.materials {
        let key = format!("materials.{}", material.id);
        clear(&format!("{key}.name"), &material.name, out);
        if material.is_deferrable() && material.deferred_days == 0 {
            out.add(&key, "may follow later, but not until when", "set deferred_days");
        }
    }
    for condition in &item.conditions {
        clear("conditions", condition, out);
    }
}

fn lint_field(field: &Field, thing: &Thing, catalogue: &Catalogue, out: &mut Findings) {
    let key = format!("fields.{}", field.id);
    match catalogue.elements.iter().find(|element| element.id == field.element) {
        None => out.add(
            &key,
            &format!("asks `{}`, no known data element", field.element),
            "add it to elements.toml",
        ),
        Some(element) if element.r#type != field.r#type => {
            out.add(
                &key,
                "has another type than its data element",
                "use the type of elements.toml",
            );
        }
        Some(_) => {}
    }
    if !thing.sections.iter().any(|section| section.id == field.section) {
        let message = format!(
            "stands in section `{}`, which things/{} does not have",
            field.section, thing.id
        );
        out.add(&key, &message, "add the section to the thing");
    }
    lint_type(field, &key, out);
}

fn lint_type(field: &Field, key: &str, out: &mut Findings) {
    let options = matches!(field.r#type, FieldType::Choice | FieldType::Many);
    if options == field.options.is_empty() {
        out.add(
            key,
            "has options without being a choice, or none though it is one",
            "list options for choice and many",
        );
    }
    if (field.r#type == FieldType::Group) == field.fields.is_empty() {
        out.add(
            key,
            "has columns without being a group, or none though it is one",
            "list fields for a group",
        );
    }
    if (field.r#type == FieldType::Declaration) == field.declares.is_empty() {
        out.add(
            key,
            "a declaration needs its text, other fields have none",
            "set declares for a declaration only",
        );
    }
    if matches!((field.min, field.max), (Some(min), Some(max)) if min > max) {
        out.add(key, "has a lower bound over its upper bound", "mend min and max");
    }
    let mut seen = BTreeSet::new();
    for column in &field.fields {
        if !seen.insert(&column.id) || column.r#type == FieldType::Group {
            out.add(
                key,
                "has two columns of one id, or a group within a group",
                "rename or flatten",
            );
        }
        lint_type(column, &format!("{key}.{}", column.id), out);
    }
}

fn lint_graph(thing: &Thing, items: &[&Item], out: &mut Findings) {
    if thing.nodes.is_empty() {
        out.add("nodes", "joins no items", "list at least one");
    }
    let mut seen = BTreeSet::new();
    for node in &thing.nodes {
        if !items.iter().any(|item| item.id == node.item) {
            out.add(
                "nodes",
                &format!("names item `{}`, which does not exist", node.item),
                "use an id of items/",
            );
        }
        if !seen.insert(node.item.as_str()) {
            out.add("nodes", &format!("names item `{}` twice", node.item), "keep one");
        }
        for need in
            node.needs.iter().filter(|need| !thing.nodes.iter().any(|other| other.item == **need))
        {
            out.add(
                "nodes",
                &format!("`{}` needs `{need}`, which is not in the thing", node.item),
                "add it or drop the need",
            );
        }
        if !node.stage.is_empty() && !thing.stages.iter().any(|stage| stage.id == node.stage) {
            out.add(
                "nodes",
                &format!("`{}` stands in stage `{}`, which does not exist", node.item, node.stage),
                "add it",
            );
        }
    }
    if let Some(item) = circular(thing) {
        out.add("nodes", &format!("`{item}` needs itself by way of others"), "break the circle");
    }
}

/// An item that stands on a circle.
fn circular(thing: &Thing) -> Option<&str> {
    let mut left: Vec<&crate::thing::ThingNode> = thing.nodes.iter().collect();
    loop {
        let before = left.len();
        let ids: BTreeSet<&str> = left.iter().map(|node| node.item.as_str()).collect();
        left.retain(|node| node.needs.iter().any(|need| ids.contains(need.as_str())));
        if left.is_empty() {
            return None;
        }
        if left.len() == before {
            return left.first().map(|node| node.item.as_str());
        }
    }
}

fn lint_texts(thing: &Thing, out: &mut Findings) {
    for (key, text) in [("title", &thing.title), ("summary", &thing.summary)] {
        if text.zh.trim().is_empty() {
            out.add(key, "is empty", "write it as people say it");
        }
    }
    for text in &thing.for_whom {
        clear("for_whom", text, out);
    }
    if thing.delivery.is_empty() {
        out.add("delivery", "offers no way to hand over results", "list at least one");
    }
}

/// Conditions speak of fields and questions that exist, rates of money fields.
fn lint_conditions(thing: &Thing, items: &[&Item], out: &mut Findings) {
    let fields: BTreeSet<&str> =
        items.iter().flat_map(|item| &item.fields).map(|field| field.id.as_str()).collect();
    let questions: BTreeSet<&str> =
        thing.questions.iter().map(|question| question.id.as_str()).collect();
    for both in fields.intersection(&questions) {
        out.add("questions", &format!("`{both}` is a question and a field"), "rename one");
    }
    let mut check = |key: &str, when: Option<&Condition>, more: &[Field]| {
        for name in when.map(Condition::names).unwrap_or_default() {
            let known = fields.contains(name)
                || questions.contains(name)
                || more.iter().any(|field| field.id == name);
            if !known {
                out.add(
                    key,
                    &format!("turns on `{name}`, no field or question here"),
                    "name one that the thing has",
                );
            }
        }
    };
    for question in &thing.questions {
        check(&format!("questions.{}", question.id), question.when.as_ref(), &[]);
    }
    for stop in &thing.stops {
        check("stops", Some(&stop.when), &[]);
    }
    for node in &thing.nodes {
        check("nodes", node.when.as_ref(), &[]);
    }
    for item in items {
        for field in &item.fields {
            check(&format!("items.{}.fields.{}", item.id, field.id), field.when.as_ref(), &[]);
            for column in &field.fields {
                check(
                    &format!("items.{}.fields.{}.{}", item.id, field.id, column.id),
                    column.when.as_ref(),
                    &field.fields,
                );
            }
        }
        for material in &item.materials {
            check(
                &format!("items.{}.materials.{}", item.id, material.id),
                material.when.as_ref(),
                &[],
            );
        }
        check(
            &format!("items.{}.instant", item.id),
            item.instant.as_ref().map(|rule| &rule.when),
            &[],
        );
        for fee in &item.fees {
            check(&format!("items.{}.fees.{}", item.id, fee.id), fee.when.as_ref(), &[]);
        }
    }
    for fee in items.iter().flat_map(|item| &item.fees) {
        if let Amount::Rate { of, .. } = &fee.amount {
            let money = |field: &Field| field.id == *of && field.r#type == FieldType::Money;
            if !items.iter().flat_map(|item| &item.fields).any(money) {
                out.add(
                    &format!("fees.{}", fee.id),
                    &format!("takes a share of `{of}`, no money field"),
                    "name a money field",
                );
            }
        }
    }
}

fn clear(key: &str, text: &Text, out: &mut Findings) {
    for vague in VAGUE.into_iter().filter(|vague| text.zh.contains(vague)) {
        out.add(
            key,
            &format!("says `{vague}`, which tells people nothing"),
            "name each material or condition",
        );
    }
}

#[derive(Default)]
struct Findings {
    place: String,
    list: Vec<Finding>,
}

impl Findings {
    fn add(&mut self, key: &str, message: &str, remedy: &str) {
        self.list.push(Finding {
            place: self.place.clone(),
            key: key.to_owned(),
            message: message.to_owned(),
            remedy: remedy.to_owned(),
        });
    }
}
