//! The description and the domain say the same.

use std::collections::{BTreeMap, BTreeSet};

use onething_domain::{fee, field, intermediary, item, thing, wording};
use serde::de::DeserializeOwned;

use super::*;

/// Every record with its elements.
fn records() -> Vec<(&'static str, &'static Element)> {
    fn walk(
        name: &'static str,
        elements: &'static [Element],
        out: &mut Vec<(&'static str, &'static Element)>,
    ) {
        for element in elements {
            if out.iter().any(|(n, e)| *n == name && e.key == element.key) {
                continue;
            }
            out.push((name, element));
            if let Kind::Rows(inner) | Kind::Part(inner) | Kind::Maybe(inner) = element.kind {
                walk(inner.name, inner.elements, out);
            }
        }
    }
    let mut out = Vec::new();
    for spec in [&ITEM, &THING, &INTERMEDIARIES] {
        spec.sections.iter().for_each(|section| walk(spec.name, section.elements, &mut out));
    }
    out
}

fn texts(language: &str) -> BTreeMap<String, String> {
    let text = match language {
        "en" => include_str!("../../../../locales/en.json"),
        _ => include_str!("../../../../locales/zh-CN.json"),
    };
    serde_json::from_str(text).unwrap()
}

#[test]
fn every_element_and_every_word_has_its_text() {
    for language in ["zh-CN", "en"] {
        let texts = texts(language);
        let mut missing = Vec::new();
        for (record, element) in records() {
            let mut keys = vec![label_key(record, element.key)];
            match element.kind {
                Kind::Menu(prefix, words) | Kind::Menus(prefix, words) => {
                    keys.extend(words.iter().map(|word| word_key(prefix, word)));
                }
                Kind::Rows(inner) => keys.push(format!("staff.row.{}", inner.name)),
                Kind::Number(unit) | Kind::Bound(unit) if !unit.is_empty() => {
                    keys.push(format!("staff.unit.{unit}"));
                }
                _ => {}
            }
            missing.extend(keys.into_iter().filter(|key| !texts.contains_key(key)));
        }
        for spec in [&ITEM, &THING, &INTERMEDIARIES] {
            let names = spec.sections.iter().map(|s| format!("staff.part.{}", s.name));
            missing.extend(names.filter(|key| !texts.contains_key(key)));
        }
        assert!(missing.is_empty(), "{language} lacks {missing:#?}");
    }
}

/// The members of a type that refuses unknown ones, as serde tells them.
fn members<T: DeserializeOwned>() -> BTreeSet<String> {
    let Err(error) = serde_json::from_value::<T>(json!({ "?": null })) else {
        panic!("takes unknown members");
    };
    error.to_string().split('`').skip(3).step_by(2).map(str::to_owned).collect()
}

/// The type of the domain that a record describes, and members of it that nobody writes: ids of documents,
/// what only files say, what the merge fills in. Columns are fields without what only whole fields have.
fn of_domain(record: &str) -> (BTreeSet<String>, &'static [&'static str]) {
    match record {
        "item" => (members::<item::Item>(), &["id"]),
        "thing" => (members::<thing::Thing>(), &["id", "draft"]),
        "basis" => (members::<item::Basis>(), &[]),
        "step" => (members::<item::Step>(), &[]),
        "pause" => (members::<item::SpecialProcedure>(), &[]),
        "instant" => (members::<item::Instant>(), &["lookups"]),
        "result" => (members::<item::ResultSpec>(), &[]),
        "faq" => (members::<item::Faq>(), &[]),
        "choice" => (members::<field::Choice>(), &[]),
        "field" => (members::<field::Field>(), &["items"]),
        "column" => (
            members::<field::Field>(),
            &["items", "section", "fields", "declares", "lines", "prefill"],
        ),
        "material" => (members::<item::Material>(), &["items"]),
        "fee" => (members::<fee::Fee>(), &["item"]),
        "node" => (members::<thing::ThingNode>(), &[]),
        "stage" => (members::<thing::Stage>(), &[]),
        "question" => (members::<thing::Question>(), &[]),
        "stop" => (members::<thing::Stop>(), &[]),
        "cosigner" => (members::<thing::Cosigner>(), &[]),
        "section" => (members::<thing::Section>(), &[]),
        "intermediaries" => (members::<intermediary::Intermediaries>(), &[]),
        "service" => (members::<intermediary::Service>(), &[]),
        "agency" => (members::<intermediary::Agency>(), &[]),
        "offer" => (members::<intermediary::Offer>(), &[]),
        "wording" => (members::<wording::Wording>(), &[]),
        other => panic!("which type is {other}?"),
    }
}

#[test]
fn every_element_of_the_domain_is_described_and_nothing_else() {
    let mut described: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (record, element) in records() {
        described.entry(record).or_default().insert(element.key.to_owned());
    }
    for (record, keys) in described {
        let (mut members, unwritten) = of_domain(record);
        assert!(unwritten.iter().all(|key| members.remove(*key)), "{record}: {members:?}");
        assert_eq!(keys, members, "{record}");
    }
}

#[test]
fn blank_documents_and_rows_are_of_the_domain() {
    serde_json::from_value::<onething_domain::item::Item>(blank_item("x")).unwrap();
    serde_json::from_value::<onething_domain::thing::Thing>(blank_thing("x")).unwrap();
    let mut item = blank_item("x");
    let mut thing = blank_thing("x");
    for (spec, tree) in [(&ITEM, &mut item), (&THING, &mut thing)] {
        for element in spec.sections.iter().flat_map(|section| section.elements) {
            match element.kind {
                Kind::Rows(record) => tree[element.key] = json!([(record.blank)("x_1")]),
                Kind::Maybe(record) => tree[element.key] = (record.blank)("x_1"),
                _ => {}
            }
        }
    }
    serde_json::from_value::<onething_domain::item::Item>(item).unwrap();
    serde_json::from_value::<onething_domain::thing::Thing>(thing).unwrap();
    let list = json!({
        "service": [(super::firms::SERVICE.blank)("service-1")],
        "agency": [(super::firms::AGENCY.blank)("")],
    });
    serde_json::from_value::<intermediary::Intermediaries>(list).unwrap();
}
