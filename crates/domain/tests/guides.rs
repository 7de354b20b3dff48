//! The guides of the demo city: merged, narrowed and counted.

mod support;

use std::collections::BTreeSet;

use onething_domain::answers::Situation;
use onething_domain::condition::Condition;
use onething_domain::guide::layers;
use onething_domain::lint::FindingCode;
use onething_domain::merge::merge;
use onething_domain::narrow::{critical_path, outlook};
use support::Content;

#[test]
fn every_thing_of_the_city_merges_without_findings() {
    let content = Content::load();
    assert!(content.things.len() >= 2);
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
