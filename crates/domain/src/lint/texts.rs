//! What is wrong with what people read: empty, vague, in one language only, too long, or no plain text.

use serde::Serialize;
use serde_json::Value;

use super::field::{distinct, is_name};
use super::finding::{FindingCode as Code, Findings};
use super::item::code_of;
use super::{LONGEST_LIST, LONGEST_TEXT};
use crate::authoring::{is_document_id, join, names};
use crate::guide::Catalogue;
use crate::item::Item;
use crate::lists;
use crate::text::Text;
use crate::thing::Thing;

/// Words that tell people nothing about what to bring or fulfil (一次性告知 forbids them).
const VAGUE: [&str; 12] = [
    "其他材料",
    "其它材料",
    "等有关材料",
    "等相关材料",
    "其他有关材料",
    "相关证明材料",
    "有关证明材料",
    "相关材料",
    "有关材料",
    "其他条件",
    "相关条件",
    "等材料",
];

/// Checks the texts of an item.
pub fn item(item: &Item, out: &mut Findings) {
    walk(item, out);
    for (path, empty) in [
        ("steps", item.steps.is_empty()),
        ("conditions", item.conditions.is_empty()),
        ("audience", item.audience.is_empty()),
        ("channels", item.channels.is_empty()),
    ] {
        if empty {
            out.add(path, Code::EmptyList, &[]);
        }
    }
    for (i, condition) in item.conditions.iter().enumerate() {
        clear(&format!("conditions.{i}"), condition, out);
    }
    for material in &item.materials {
        clear(&format!("materials.{}.name", material.id), &material.name, out);
    }
}

/// Checks the texts of a thing, and the ids by which other things know it.
pub fn thing(thing: &Thing, catalogue: &Catalogue, out: &mut Findings) {
    walk(thing, out);
    if !is_document_id(&thing.id) {
        out.add("id", Code::BadId, &[("id", &thing.id)]);
    }
    for (path, empty) in [
        ("nodes", thing.nodes.is_empty()),
        ("delivery", thing.delivery.is_empty()),
        ("for_whom", thing.for_whom.is_empty()),
        ("sections", thing.sections.is_empty()),
        ("tags", thing.tags.is_empty()),
    ] {
        if empty {
            out.add(path, Code::EmptyList, &[]);
        }
    }
    for (i, text) in thing.for_whom.iter().enumerate() {
        clear(&format!("for_whom.{i}"), text, out);
    }
    if !catalogue.events.iter().any(|event| event.id == thing.event) {
        out.add("event", Code::UnknownEvent, &[("id", &thing.event)]);
    }
    code_of("lists", "list", &thing.lists, catalogue, out);
    code_of("themes", "theme", &thing.themes, catalogue, out);
    for list in thing.lists.iter().filter(|list| lists::COMPUTED.contains(&list.as_str())) {
        out.add("lists", Code::ComputedList, &[("code", list)]);
    }
    for (i, stop) in thing.stops.iter().enumerate() {
        if !stop.thing.is_empty() && !catalogue.things.contains(&stop.thing) {
            out.add(&format!("stops.{i}.thing"), Code::UnknownThing, &[("id", &stop.thing)]);
        }
    }
    distinct("sections", thing.sections.iter().map(|section| section.id.as_str()), out);
    distinct("cosigners", thing.cosigners.iter().map(|cosigner| cosigner.id.as_str()), out);
    for cosigner in thing.cosigners.iter().filter(|cosigner| !is_name(&cosigner.id)) {
        out.add(&format!("cosigners.{}", cosigner.id), Code::BadId, &[("id", &cosigner.id)]);
    }
    distinct("questions", thing.questions.iter().map(|question| question.id.as_str()), out);
    for question in &thing.questions {
        let path = format!("questions.{}", question.id);
        if !is_name(&question.id) {
            out.add(&path, Code::BadId, &[("id", &question.id)]);
        }
        let path = format!("{path}.options");
        if question.options.len() < 2 {
            out.add(&path, Code::Options, &[]);
        }
        distinct(&path, question.options.iter().map(|option| option.value.as_str()), out);
    }
}

fn clear(path: &str, text: &Text, out: &mut Findings) {
    let found = VAGUE.into_iter().filter(|word| text.zh.contains(word));
    if let Some(word) = found.max_by_key(|word| word.len()) {
        out.add(path, Code::Vague, &[("word", word)]);
    } else if text.zh.trim_end_matches(['。', '；', ';']).ends_with('等') {
        out.add(path, Code::Vague, &[("word", "等")]);
    }
}

/// Looks at every text of a document, wherever it stands.
pub fn walk(document: &impl Serialize, out: &mut Findings) {
    if let Ok(value) = serde_json::to_value(document) {
        visit("", &value, out);
    }
}

fn visit(path: &str, value: &Value, out: &mut Findings) {
    match value {
        Value::String(text) => plain(path, text, out),
        Value::Array(list) => {
            if list.len() > LONGEST_LIST {
                out.add(path, Code::TooMany, &[("most", &LONGEST_LIST.to_string())]);
            }
            let names = names(list);
            for (i, element) in list.iter().enumerate().take(LONGEST_LIST) {
                let name = names.as_ref().and_then(|names| names.get(i).cloned());
                visit(&join(path, &name.unwrap_or_else(|| i.to_string())), element, out);
            }
        }
        Value::Object(map) => {
            if let Some(Value::String(zh)) = map.get("zh") {
                let english = map.get("en").and_then(Value::as_str).unwrap_or_default();
                both(path, zh, english, out);
            }
            for (key, part) in map {
                visit(&join(path, key), part, out);
            }
        }
        _ => {}
    }
}

fn both(path: &str, zh: &str, en: &str, out: &mut Findings) {
    if zh.trim().is_empty() {
        out.add(path, Code::EmptyText, &[]);
    } else if en.trim().is_empty() {
        out.add(path, Code::NoEnglish, &[]);
    }
}

fn plain(path: &str, text: &str, out: &mut Findings) {
    if text.chars().any(|c| c.is_control() && c != '\n') {
        out.add(path, Code::ControlCharacters, &[]);
    }
    if text.chars().count() > LONGEST_TEXT {
        out.add(path, Code::TooLong, &[("most", &LONGEST_TEXT.to_string())]);
    }
    if has_markup(text) {
        out.add(path, Code::Markup, &[]);
    }
}

/// Whether a browser would take a part of a text for a tag, a comment or the like (HTML § 13.2.5.6: `<` before
/// a letter, `/`, `!` or `?`). `< 90 天` is none.
fn has_markup(text: &str) -> bool {
    text.match_indices('<').any(|(at, _)| {
        let next = text[at + 1..].chars().next();
        next.is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'))
    })
}

#[cfg(test)]
mod tests {
    use super::has_markup;

    #[test]
    fn tags_are_markup_and_comparisons_are_not() {
        for text in ["<script>alert(1)</script>", "a<b>c", "</p>", "<!-- x", "<?php"] {
            assert!(has_markup(text), "{text}");
        }
        for text in ["面积 < 90 平方米", "3<5", "《契税法》", "a > b", "<"] {
            assert!(!has_markup(text), "{text}");
        }
    }
}
