//! The guides of the demo city: merged, narrowed and counted.

mod support;

use std::collections::BTreeSet;

use onething_domain::answers::Situation;
use onething_domain::condition::Condition;
use onething_domain::guide::layers;
use onething_domain::lint::{Finding, FindingCode, lint, lint_item};
use onething_domain::merge::merge;
use onething_domain::narrow::{critical_path, outlook};
use serde_json::Value;
use support::Content;

#[test]
fn every_thing_of_the_city_merges_without_findings() {
    let content = Content::load();
    assert!(content.things.len() >= 24, "{} things", content.things.len());
    assert!(content.items.len() >= 150, "{} items", content.items.len());
    for thing in &content.things {
        let guide = content.guide(&thing.id);
        assert_eq!(guide.nodes.len(), thing.nodes.len(), "{}", thing.id);
        for figure in
            [guide.figures.steps, guide.figures.days, guide.figures.materials, guide.figures.fields]
        {
            assert!(
                figure.after <= figure.before,
                "{}: joining never costs more: {figure:?}",
                thing.id
            );
        }
    }
}

#[test]
fn newborn_joins_what_its_items_ask_twice() {
    let content = Content::load();
    let guide = content.guide("newborn");
    assert_eq!(guide.nodes.len(), 7);
    assert!(guide.departments.len() >= 5);
    let elements: BTreeSet<&str> =
        guide.fields.iter().map(|field| field.element.as_str()).collect();
    assert_eq!(elements.len(), guide.fields.len(), "each data element is asked once");
    assert!(guide.figures.fields.before > guide.figures.fields.after, "{:?}", guide.figures);
    assert!(guide.figures.materials.before > guide.figures.materials.after, "{:?}", guide.figures);
    assert_eq!(guide.nodes[0].item.id, "birth-certificate");
    let layers = layers(&guide.nodes.iter().collect::<Vec<_>>());
    assert_eq!(layers[0].len(), 1, "the birth certificate comes first");
    assert!(layers.last().unwrap().len() > 1, "the rest runs in parallel");
}

#[test]
fn days_follow_the_longest_path() {
    let content = Content::load();
    let guide = content.guide("newborn");
    let nodes: Vec<_> = guide.nodes.iter().collect();
    let sum: u32 = nodes.iter().map(|node| node.item.promised_days).sum();
    let longest = nodes.iter().map(|node| node.item.promised_days).max().unwrap();
    let path = critical_path(&nodes);
    assert!(longest <= path && path < sum, "{longest} <= {path} < {sum}");
    assert_eq!(guide.figures.days.after, path);
}

#[test]
fn an_answer_never_makes_more_possible() {
    let content = Content::load();
    for thing in &content.things {
        let guide = content.guide(&thing.id);
        let open = outlook(&guide, &Situation::new());
        for question in &guide.questions {
            for option in &question.options {
                let situation = Situation::from([(question.id.clone(), option.value.clone())]);
                let after = outlook(&guide, &situation);
                assert!(after.nodes.len() <= open.nodes.len(), "{} {}", thing.id, question.id);
                assert!(after.fields.len() <= open.fields.len(), "{} {}", thing.id, question.id);
            }
        }
    }
}

#[test]
fn the_linter_names_place_and_path() {
    let content = Content::load();
    let mut thing = content.thing("newborn").clone();
    thing.nodes[0].needs = vec![thing.nodes[1].item.clone()];
    thing.nodes[2].needs = vec!["nowhere".to_owned()];
    thing.nodes[3].when = Some(Condition::Present { of: "no_such".to_owned() });
    thing.sections.pop();
    let mut items = content.items.clone();
    let first = items.iter_mut().find(|item| item.id == thing.nodes[0].item).unwrap();
    first.basis.clear();
    first.promised_days = first.statutory_days + 1;
    let catalogue = onething_domain::guide::Catalogue { items: &items, ..content.catalogue() };
    let findings = merge(&thing, &catalogue).unwrap_err();
    for code in [
        FindingCode::Circular,
        FindingCode::MissingNeed,
        FindingCode::UnknownName,
        FindingCode::UnknownSection,
        FindingCode::NoBasis,
        FindingCode::PromiseOverLaw,
    ] {
        let found = findings.iter().find(|finding| finding.code == code);
        let found = found.unwrap_or_else(|| panic!("{code:?} not in {findings:#?}"));
        assert!(!found.path.is_empty() && found.place.contains('/'));
    }
}

#[test]
fn two_items_of_a_thing_whose_numbers_begin_alike_are_found() {
    let content = Content::load();
    let thing = content.thing("newborn");
    let mut items = content.items.clone();
    let (first, second) = (&thing.nodes[0].item, &thing.nodes[1].item);
    let prefix = items.iter().find(|item| item.id == *first).unwrap().result.prefix.clone();
    items.iter_mut().find(|item| item.id == *second).unwrap().result.prefix = prefix.clone();
    let catalogue = onething_domain::guide::Catalogue { items: &items, ..content.catalogue() };
    let findings = merge(thing, &catalogue).unwrap_err();
    let [finding] = &findings[..] else { panic!("{findings:#?}") };
    assert_eq!(
        (finding.code, &finding.path),
        (FindingCode::PrefixTwice, &format!("nodes.{second}"))
    );
    assert_eq!((&finding.params["prefix"], &finding.params["with"]), (&prefix, first));
}

#[test]
fn what_nobody_can_ever_reach_is_found() {
    let content = Content::load();
    let mut thing = content.thing("newborn").clone();
    let question = thing.questions.iter().find(|question| question.options.len() > 1).unwrap();
    let is = |option: usize| Condition::Is {
        of: question.id.clone(),
        value: question.options[option].value.clone().into(),
    };
    let (both, either) = (Condition::All(vec![is(0), is(1)]), Condition::Any(vec![is(0), is(1)]));
    let place = thing.nodes.len() - 1;
    let path = format!("nodes.{}.when", thing.nodes[place].item);
    let mut found = |when: Condition| {
        thing.nodes[place].when = Some(when);
        let findings = merge(&thing, &content.catalogue()).err().unwrap_or_default();
        let unreachable = findings.into_iter().filter(|f| f.code == FindingCode::Unreachable);
        unreachable.map(|finding| finding.path).collect::<Vec<_>>()
    };
    // Nobody gives two answers to one question; what only that item asks cannot be reached either.
    let paths = found(both);
    assert!(paths.contains(&path) && paths.iter().all(|path| path.ends_with(".when")), "{paths:?}");
    assert!(found(either).is_empty());
}

/// Where texts stand in a document, as JSON pointers.
fn texts(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::String(_) => found.push(at.to_owned()),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(i, part)| texts(part, &format!("{at}/{i}"), found));
        }
        Value::Object(map) => {
            map.iter().for_each(|(key, part)| texts(part, &format!("{at}/{key}"), found));
        }
        _ => {}
    }
}

/// How many texts of a document take a script, each of which the linter must find.
fn scripted(value: &Value, lint: impl Fn(Value) -> Option<Vec<Finding>>) -> usize {
    let mut places = Vec::new();
    texts(value, "", &mut places);
    let takes = |place: &&String| {
        let mut changed = value.clone();
        *changed.pointer_mut(place).unwrap() = "<script>alert(1)</script>".into();
        let Some(findings) = lint(changed) else { return false }; // a name of an enum, a number
        let found = findings.iter().any(|finding| finding.code == FindingCode::Markup);
        assert!(found, "{place}: {findings:#?}");
        true
    };
    places.iter().filter(takes).count()
}

#[test]
fn a_script_is_found_wherever_it_stands() {
    let content = Content::load();
    let item = content.items.iter().find(|item| item.id == "vaccination").unwrap();
    let of_item = scripted(&serde_json::to_value(item).unwrap(), |value| {
        Some(lint_item(&serde_json::from_value(value).ok()?, &content.catalogue()))
    });
    let thing = content.thing("newborn");
    let of_thing = scripted(&serde_json::to_value(thing).unwrap(), |value| {
        Some(lint(&serde_json::from_value(value).ok()?, &content.catalogue()))
    });
    assert!(of_item > 50 && of_thing > 50, "{of_item} and {of_thing} texts");
}

#[test]
fn a_clash_of_data_elements_is_found() {
    let content = Content::load();
    let thing = content.thing("newborn");
    let mut items = content.items.clone();
    let shared =
        content.guide("newborn").fields.iter().find(|field| field.items.len() > 1).unwrap().clone();
    let second = items.iter_mut().find(|item| item.id == shared.items[1]).unwrap();
    second.fields.iter_mut().find(|field| field.id == shared.id).unwrap().id = "renamed".to_owned();
    let catalogue = onething_domain::guide::Catalogue { items: &items, ..content.catalogue() };
    let findings = merge(thing, &catalogue).unwrap_err();
    assert!(
        findings.iter().any(|finding| finding.code == FindingCode::FieldClash),
        "{findings:#?}"
    );
}
