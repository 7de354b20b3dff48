//! Answers are checked the same way on both sides; whatever is wrong is named.

mod support;

use std::sync::OnceLock;

use onething_domain::answers::Answers;
use onething_domain::canonical::digests;
use onething_domain::draft::{DraftContent, merge};
use onething_domain::fee;
use onething_domain::narrow::narrow;
use onething_domain::submission::{Evidence, Submission};
use onething_domain::validate::{Problem, ProblemCode, validate, validate_regions};
use proptest::prelude::*;
use serde_json::{Value, json};
use support::sample::{content, valid};
use support::{Content, day};

fn city() -> &'static Content {
    static CITY: OnceLock<Content> = OnceLock::new();
    CITY.get_or_init(Content::load)
}

fn check(thing: &str, submission: &Submission) -> Vec<Problem> {
    validate(&city().guide(thing), submission, day("2026-03-10"))
}

fn codes(problems: &[Problem]) -> Vec<(&str, ProblemCode)> {
    problems.iter().map(|problem| (problem.path.as_str(), problem.code)).collect()
}

#[test]
fn a_filled_form_has_no_problems() {
    for thing in &city().things {
        let guide = city().guide(&thing.id);
        for n in 0..3 {
            let problems = check(&thing.id, &valid(&guide, n));
            assert!(problems.is_empty(), "{} {n}: {problems:#?}", thing.id);
        }
    }
}

/// A city that has districts is no place to live or to send to; what was filed before stays.
#[test]
fn a_region_with_smaller_ones_below_it_is_asked_for_more() {
    let guide = city().guide("newborn");
    let regions = &city().city.regions;
    let mut submission = valid(&guide, 0);
    assert!(validate_regions(&guide, None, &submission, regions).is_empty());
    let before = submission.clone();
    let home = json!({ "region": "519900", "detail": "康宁路 18 号" });
    submission.answers.insert("household_address".into(), home);
    submission.answers.insert("native_place".into(), json!("510000"));
    submission.delivery.region = "519900".into();
    let problems = validate_regions(&guide, Some(&before), &submission, regions);
    let paths: Vec<&str> = problems.iter().map(|problem| &*problem.path).collect();
    assert_eq!(
        paths,
        ["answers.household_address.region", "answers.native_place", "delivery.region"]
    );
    assert!(problems.iter().all(|problem| problem.code == ProblemCode::Region));
    assert!(validate_regions(&guide, Some(&submission), &submission, regions).is_empty());
}

#[test]
fn everything_that_is_missing_is_named_at_once() {
    let guide = city().guide("newborn");
    let mut submission = valid(&guide, 0);
    let fields: Vec<String> = narrow(&guide, &submission.situation, &submission.answers)
        .fields
        .iter()
        .filter(|field| !field.optional && field.when.is_none())
        .map(|field| format!("answers.{}", field.id))
        .collect();
    submission.answers = Answers::new();
    submission.evidence.clear();
    let problems = check("newborn", &submission);
    for path in fields {
        assert!(codes(&problems).contains(&(path.as_str(), ProblemCode::Required)), "{path}");
    }
    assert!(problems.iter().any(|problem| problem.path.starts_with("evidence.")));
}

#[test]
fn unknown_answers_and_forged_totals_are_refused() {
    let guide = city().guide("newborn");
    let mut submission = valid(&guide, 0);
    submission.answers.insert("no_such".to_owned(), json!("x"));
    assert_eq!(codes(&check("newborn", &submission)), [("answers.no_such", ProblemCode::Unknown)]);
    let mut submission = valid(&guide, 0);
    submission.total_cents += 1;
    assert_eq!(codes(&check("newborn", &submission)), [("total_cents", ProblemCode::WrongTotal)]);
}

#[test]
fn evidence_must_be_open_for_its_material() {
    let guide = city().guide("newborn");
    let submission = valid(&guide, 0);
    let plain = guide
        .materials
        .iter()
        .find(|m| m.commitment.is_empty() && submission.evidence.contains_key(&m.id))
        .unwrap();
    let path = format!("evidence.{}", plain.id);
    let mut changed = submission.clone();
    changed.evidence.insert(plain.id.clone(), Evidence::Commitment);
    assert_eq!(
        codes(&check("newborn", &changed)),
        [(path.as_str(), ProblemCode::EvidenceNotAllowed)]
    );
    changed.evidence.insert(plain.id.clone(), Evidence::Upload { files: Vec::new() });
    assert_eq!(codes(&check("newborn", &changed)), [(path.as_str(), ProblemCode::Required)]);
}

#[test]
fn a_changed_character_changes_both_digests() {
    let guide = city().guide("newborn");
    let submission = valid(&guide, 0);
    let mut other = submission.clone();
    other.delivery.name.push('x');
    let (a, b) = (digests(&submission), digests(&other));
    assert!(a.sm3 != b.sm3 && a.sha256 != b.sha256);
    let back: Submission =
        serde_json::from_str(&serde_json::to_string(&submission).unwrap()).unwrap();
    assert_eq!(digests(&back), a, "the wire keeps the digests");
}

#[test]
fn fees_come_from_the_rules() {
    let Some(thing) = city().things.iter().find(|thing| thing.id == "second-hand-home") else {
        return;
    };
    let guide = city().guide(&thing.id);
    let submission = valid(&guide, 0);
    let bill = narrow(&guide, &submission.situation, &submission.answers).bill;
    assert_eq!(submission.total_cents, fee::total(&bill));
    let registration = bill.iter().find(|line| line.item == "transfer-registration").unwrap();
    assert!([8_000, 55_000].contains(&registration.cents), "{registration:?}");
}

#[test]
fn a_share_is_rounded_half_up_to_a_cent() {
    use onething_domain::answers::{Scope, Situation};
    let rate = fee::Fee {
        id: "tax".to_owned(),
        name: Default::default(),
        basis: Default::default(),
        amount: fee::Amount::Rate { of: "price".to_owned(), basis_points: 150 },
        when: None,
        item: String::new(),
    };
    let none = Situation::new();
    for (price, cents) in [
        (100, Some(2)),
        (33, Some(0)),
        (34, Some(1)),
        (9_007_199_254_740_993_i64, Some(135_107_988_821_115)),
    ] {
        let answers = Answers::from([("price".to_owned(), json!(price))]);
        assert_eq!(rate.cents(&Scope::new(&none, &answers)), cents, "{price}");
    }
    assert_eq!(rate.cents(&Scope::new(&none, &Answers::new())), None);
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|f| json!(f)),
        "\\PC{0,12}".prop_map(Value::from),
        "[0-9X.-]{0,19}".prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            proptest::collection::btree_map("(region|detail|name|code|id_card|x)", inner, 0..3)
                .prop_map(|map| json!(map)),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_answer_makes_it_panic_and_a_wrong_one_is_named(at in 0usize..1000, value in any_json()) {
        let guide = city().guide("newborn");
        let mut submission = valid(&guide, 0);
        let field = guide.fields[at % guide.fields.len()].clone();
        submission.answers.insert(field.id.clone(), value);
        let problems = check("newborn", &submission);
        let path = format!("answers.{}", field.id);
        for problem in &problems {
            let driven = guide.fields.iter().any(|other| other.when.as_ref().is_some_and(|when| when.names().contains(&field.id.as_str())));
            let driven = driven || guide.materials.iter().any(|m| m.when.as_ref().is_some_and(|when| when.names().contains(&field.id.as_str())));
            prop_assert!(problem.path.starts_with(&path) || driven, "{problem:?}");
        }
    }

    #[test]
    fn merging_drafts_keeps_both_sides_and_asks_only_where_both_changed(
        mine in proptest::collection::btree_map("[a-e]", 0i64..3, 0..5),
        theirs in proptest::collection::btree_map("[a-e]", 0i64..3, 0..5),
        base in proptest::collection::btree_map("[a-e]", 0i64..3, 0..5),
    ) {
        let draft = |map: &std::collections::BTreeMap<String, i64>| DraftContent {
            answers: map.iter().map(|(id, value)| (id.clone(), json!(value))).collect(),
            ..DraftContent::default()
        };
        let merged = merge(&draft(&base), &draft(&mine), &draft(&theirs));
        for id in ["a", "b", "c", "d", "e"] {
            let of = |map: &std::collections::BTreeMap<String, i64>| map.get(id).map(|value| json!(value));
            let (b, m, t) = (of(&base), of(&mine), of(&theirs));
            let got = merged.content.answers.get(id).cloned();
            let conflict = merged.conflicts.contains(&format!("answers.{id}"));
            if m == b {
                prop_assert_eq!(got, t);
            } else {
                prop_assert_eq!(&got, &m);
                prop_assert_eq!(conflict, t != b && t != m);
            }
        }
    }
}

#[test]
fn hidden_answers_stay_in_the_draft_and_out_of_the_submission() {
    let guide = city().guide("newborn");
    let mut draft = content(&guide, 0);
    draft.answers.insert("left_over".to_owned(), json!("x"));
    let filed = onething_domain::draft::submission(&guide, 1, "person-1", None, &draft);
    assert!(!filed.answers.contains_key("left_over"));
    assert!(check("newborn", &filed).is_empty());
}
