//! Instant approval by rules over answers, ages, licences and registries (C5).

mod support;

use std::collections::{BTreeMap, BTreeSet};

use onething_domain::case::{Actor, CaseStatus, Command, Event, Refusal, TaskStatus, may_decide};
use onething_domain::city::Role;
use onething_domain::guide::Catalogue;
use onething_domain::instant::{
    APPLICANT_AGE, Finding, Found, Known, RuleSource, lookups, may_start, said,
};
use onething_domain::item::Item;
use onething_domain::lint::FindingCode;
use onething_domain::merge::merge;
use onething_domain::submission::Evidence;
use serde_json::json;
use support::walk::*;
use support::{Content, day, sample};

const ITEM: &str = "graduate-settlement";

/// What is known of somebody of 29 whose degree the register has.
fn known(walk: &Walk) -> Known {
    let node = walk.guide.node(ITEM).unwrap();
    let own = BTreeMap::from([("applicant.id_card", "51990419970214007X".to_owned())]);
    let case = walk.case();
    let queries = lookups(&node.item, case.submission.as_ref().unwrap(), &own);
    let [query] = queries.as_slice() else { panic!("{queries:?}") };
    assert_eq!(query.keys["id_card"], "51990419970214007X");
    let mut known = said(query, &BTreeMap::from([("verified".into(), json!(true))]), walk.now);
    let source = RuleSource::IdCard { field: "applicant.id_card".into() };
    known.insert(APPLICANT_AGE.to_owned(), Finding { value: json!("29"), source });
    known
}

/// Settling alone.
fn settling() -> Walk {
    let mut walk = Walk::file("graduate-arrival", 1);
    assert_eq!(walk.case().tasks.len(), 1);
    walk.found =
        Found { values: BTreeMap::from([(ITEM.to_owned(), known(&walk))]), ..Found::default() };
    walk
}

fn instantly(walk: &mut Walk) -> Result<(), Refusal> {
    walk.give(&Actor::System, &Command::AcceptInstantly {})
}

#[test]
fn what_was_found_out_decides_and_is_written_down_with_its_source() {
    let mut walk = settling();
    instantly(&mut walk).unwrap();
    let case = walk.case();
    assert_eq!(case.status, CaseStatus::Finished);
    let task = case.task(ITEM).unwrap();
    assert_eq!((task.status, &task.sample), (TaskStatus::Done, &None));
    let sources: BTreeMap<&str, &RuleSource> =
        task.checks.iter().map(|check| (check.of.as_str(), &check.source)).collect();
    assert!(matches!(sources["degree_of.verified"], RuleSource::Registry { .. }));
    assert!(matches!(sources["applicant.age"], RuleSource::IdCard { .. }));
    assert!(sources["settle_place"].is_answer());
    // An answer's source is not written, so that events of before keep their hashes.
    let check = task.checks.iter().find(|check| check.source.is_answer()).unwrap();
    assert!(!serde_json::to_string(check).unwrap().contains("source"));
}

#[test]
fn what_is_not_known_or_says_otherwise_is_for_a_person() {
    let no = |name: &str, value: serde_json::Value| {
        let mut walk = settling();
        let values = walk.found.values.get_mut(ITEM).unwrap();
        values.get_mut(name).unwrap().value = value;
        walk
    };
    let mut nothing = settling();
    nothing.found = Found::default();
    for mut walk in
        [nothing, no("degree_of.verified", json!(false)), no("applicant.age", json!("46"))]
    {
        assert_eq!(instantly(&mut walk), Err(Refusal::NotInstant));
        assert_eq!(walk.case().status, CaseStatus::Received, "nothing has changed");
        walk.accept();
        assert_eq!(walk.case().task(ITEM).unwrap().status, TaskStatus::Open);
    }
}

#[test]
fn only_the_system_decides_so_and_only_where_rules_decide_everything() {
    let mut walk = settling();
    for actor in [Actor::Applicant, clerk(), walk.reviewer_of(ITEM)] {
        let refused = walk.give(&actor, &Command::AcceptInstantly {});
        assert_eq!(refused, Err(Refusal::NotAllowed));
    }
    let mut newborn = Walk::file("newborn", 0);
    assert_eq!(instantly(&mut newborn), Err(Refusal::NotInstant));
    assert!(newborn.records.iter().all(|record| !matches!(record.event, Event::Accepted { .. })));
}

#[test]
fn a_sample_is_checked_once_by_its_department_even_when_the_case_has_ended() {
    let mut walk = settling();
    walk.found.sampled.insert(ITEM.to_owned());
    instantly(&mut walk).unwrap();
    assert!(walk.case().has_open_sample(ITEM));
    let check = |agrees, note: &str| Command::CheckSample {
        item: ITEM.to_owned(),
        agrees,
        note: note.to_owned(),
    };
    let reviewer = walk.reviewer_of(ITEM);
    let stranger = staff(Role::Reviewer, "health");
    assert_eq!(walk.give(&stranger, &check(true, "")), Err(Refusal::NotAllowed));
    let blank = Refusal::Blank { field: "note".to_owned() };
    assert_eq!(walk.give(&reviewer, &check(false, "")), Err(blank));
    walk.give(&reviewer, &check(false, "证书查不到")).unwrap();
    let sample = walk.case().task(ITEM).unwrap().sample.clone().unwrap();
    assert!(!sample.check.unwrap().agrees);
    assert_eq!(walk.give(&reviewer, &check(true, "")), Err(Refusal::WrongState));
}

#[test]
fn only_what_may_start_is_worth_asking_about() {
    let mut walk = Walk::file("graduate-arrival", 0);
    let (guide, case) = (walk.guide.clone(), walk.case());
    assert_eq!(may_start(&case.tasks, &guide, None), [ITEM]);
    walk.accept();
    let tasks = walk.case().tasks;
    assert!(may_start(&tasks, &guide, None).is_empty(), "what has started is in a person's hands");
    let talent = Walk::file("talent", 0);
    let all = may_start(&talent.case().tasks, &talent.guide, None).len();
    assert_eq!(all, talent.case().tasks.len(), "one may let the next begin");
}

#[test]
fn what_follows_is_worth_asking_about_where_nothing_else_is_lacking() {
    let later = "own-household-register";
    let mut guide = city().guide("graduate-arrival");
    for material in guide.materials.iter_mut().filter(|material| material.id == later) {
        (material.necessity, material.deferred_days) = ("3".to_owned(), 20);
    }
    let mut submission = sample::valid(&guide, 1);
    let until = city().calendar.add(day("2026-03-10"), 20);
    submission.evidence.insert(later.to_owned(), Evidence::Deferred { until });
    let mut walk = Walk::file_this(guide, submission);
    let worth = |walk: &Walk, material: &str| may_decide(&walk.case(), &walk.guide, material);
    assert!(worth(&walk, later).is_empty(), "before it is accepted nothing begins");
    walk.accept();
    assert_eq!(walk.case().task(ITEM).unwrap().status, TaskStatus::Open);
    assert_eq!(worth(&walk, later), [ITEM]);
    assert!(worth(&walk, "degree-certificate").is_empty(), "that has been there");
    let values = BTreeMap::from([(ITEM.to_owned(), known(&walk))]);
    walk.found = Found { values, sampled: BTreeSet::from([ITEM.to_owned()]) };
    let evidence = Evidence::Upload { files: vec![sample::file()] };
    let supply = Command::SupplyMaterial { material: later.to_owned(), evidence };
    walk.give(&Actor::Applicant, &supply).unwrap();
    assert_eq!(walk.case().status, CaseStatus::Finished);
    assert!(walk.case().has_open_sample(ITEM), "drawn as any other");
    assert!(worth(&walk, later).is_empty(), "once");
}

/// The linter's codes for an item changed in some way.
fn wrong(change: impl FnOnce(&mut Item)) -> Vec<FindingCode> {
    let content = Content::load();
    let mut items = content.items.clone();
    change(items.iter_mut().find(|item| item.id == ITEM).unwrap());
    let catalogue = Catalogue { items: &items, ..content.catalogue() };
    let found = merge(content.thing("graduate-arrival"), &catalogue).err().unwrap_or_default();
    found.into_iter().map(|finding| finding.code).collect()
}

#[test]
fn the_linter_looks_into_look_ups() {
    use FindingCode as Code;
    let rule = |change: fn(&mut onething_domain::item::Instant)| {
        wrong(|item| change(item.instant.as_mut().unwrap()))
    };
    assert_eq!(rule(|_| {}), []);
    assert!(rule(|rule| rule.lookups[0].registry = "none".into()).contains(&Code::UnknownRegistry));
    assert_eq!(rule(|rule| drop(rule.lookups[0].by.pop())), [Code::LookupKeys]);
    assert_eq!(rule(|rule| rule.lookups[0].by[1].of = "no_field".into()), [Code::UnknownName]);
    let unused = rule(|rule| rule.lookups[0].id = "other".into());
    assert!(unused.contains(&Code::UnusedLookup) && unused.contains(&Code::UnknownName));
    let twice = rule(|rule| {
        let again = rule.lookups[0].clone();
        rule.lookups.push(again);
    });
    assert_eq!(twice, [Code::DuplicateId]);
}
