//! What a new version of a guide means for somebody who is filling in the old one.

mod support;

use onething_domain::answers::{Answers, Situation};
use onething_domain::fee::Amount;
use onething_domain::renewal::{Part, Renewed, Turn, renewed};
use onething_domain::text::Text;
use support::Content;

#[test]
fn an_equal_version_changes_nothing() {
    let content = Content::load();
    for thing in &content.things {
        let guide = content.guide(&thing.id);
        assert_eq!(renewed(&guide, &guide, &Situation::new(), &Answers::new()), []);
    }
}

#[test]
fn tells_what_was_added_changed_and_taken_away() {
    let content = Content::load();
    let before = content.guide("newborn");
    let mut now = before.clone();
    let (situation, answers) = (Situation::new(), Answers::new());
    let shown = onething_domain::narrow::narrow(&before, &situation, &answers);
    let (gone, changed) = (shown.fields[0].clone(), shown.fields[1].clone());
    let material = shown.materials[0].clone();
    now.fields.retain(|field| field.id != gone.id);
    for field in now.fields.iter_mut().filter(|field| field.id == changed.id) {
        field.optional = !field.optional;
    }
    let mut extra = material.clone();
    extra.id = "something-new".to_owned();
    extra.name = Text::new("新的材料", "Something new");
    now.materials.push(extra);
    // Asked by one item more: no difference for who fills it in.
    for material in &mut now.materials {
        material.items.push("one-more".to_owned());
    }
    assert_eq!(
        renewed(&before, &now, &situation, &answers),
        [
            Renewed::Part(Part::Field, Turn::Changed, changed.label),
            Renewed::Part(Part::Field, Turn::Gone, gone.label),
            Renewed::Part(Part::Material, Turn::Added, Text::new("新的材料", "Something new")),
        ]
    );
}

#[test]
fn what_does_not_apply_is_not_told() {
    let content = Content::load();
    let before = content.guide("newborn");
    let hidden = before.fields.iter().find(|field| field.when.is_some()).expect("a condition");
    let mut now = before.clone();
    now.fields.retain(|field| field.id != hidden.id);
    assert_eq!(renewed(&before, &now, &Situation::new(), &Answers::new()), []);
}

#[test]
fn tells_what_is_to_be_paid_and_how_long_it_takes() {
    let content = Content::load();
    let mut before = content.guide("newborn");
    let mut fees = content.items.iter().flat_map(|item| &item.fees);
    let mut fee =
        fees.find(|fee| matches!(fee.amount, Amount::Fixed { .. })).cloned().expect("a fixed fee");
    fee.when = None;
    fee.item = before.nodes[0].item.id.clone();
    before.fees.push(fee);
    let mut now = before.clone();
    for fee in &mut now.fees {
        if let Amount::Fixed { cents } = &mut fee.amount {
            *cents += 100;
        }
    }
    for node in &mut now.nodes {
        node.item.promised_days += 1;
    }
    let told = renewed(&before, &now, &Situation::new(), &Answers::new());
    assert!(told.iter().any(|one| matches!(one, Renewed::Total(was, is) if is > was)), "{told:?}");
    assert!(told.iter().any(|one| matches!(one, Renewed::Days(was, is) if is > was)), "{told:?}");
}
