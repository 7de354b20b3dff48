//! What of a guide turns on an answer: asked where answers change that were given before.

use std::collections::BTreeSet;

use crate::condition::Condition;
use crate::fee::{Amount, Fee};
use crate::field::Field;
use crate::guide::Guide;
use crate::narrow::narrow;
use crate::submission::Submission;

/// Ids of all fields and questions that anything turns on: items, fields, materials, fees, who signs.
pub fn deciding(guide: &Guide) -> BTreeSet<&str> {
    let shown = guide.fields.iter().map(|field| &field.when);
    let needed = guide.materials.iter().map(|material| &material.when);
    shown.chain(needed).flat_map(names).chain(settling(guide, |_| true)).collect()
}

/// What comes or goes with some answers, directly or through each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Turning {
    /// Fields.
    pub fields: BTreeSet<String>,
    /// Groups of which columns come or go.
    pub rows: BTreeSet<String>,
    /// Materials.
    pub materials: BTreeSet<String>,
}

/// What comes or goes with the answers to these fields.
pub fn turning(guide: &Guide, on: &BTreeSet<&str>) -> Turning {
    let mut found = Turning::default();
    loop {
        let known = |name: &str| {
            on.contains(name) || found.fields.contains(name) || found.rows.contains(name)
        };
        let turns = |when: &Option<Condition>| names(when).any(known);
        let next = |has: &BTreeSet<String>, test: &dyn Fn(&Field) -> bool| {
            let mut fields = guide.fields.iter();
            fields.find(|field| !has.contains(&field.id) && test(field)).map(|of| of.id.clone())
        };
        if let Some(id) = next(&found.fields, &|field| turns(&field.when)) {
            found.fields.insert(id);
        } else if let Some(id) = next(&found.rows, &|field| of_rows(field).any(known)) {
            found.rows.insert(id);
        } else {
            let needed = guide.materials.iter().filter(|material| turns(&material.when));
            found.materials = needed.map(|material| material.id.clone()).collect();
            return found;
        }
    }
}

/// Whether the answer to a field settles what was fixed when the case was filed, directly or through what comes and
/// goes with it: what has to be paid, which items there are, who signs beside the applicant. A correction cannot change
/// it: money has come in and tasks are planned for what was filed.
pub fn settles(guide: &Guide, filed: &Submission, field: &str) -> bool {
    let items = narrow(guide, &filed.situation, &filed.answers).nodes;
    let fixed = settling(guide, |fee| items.iter().any(|node| node.item.id == fee.item));
    let turning = turning(guide, &BTreeSet::from([field]));
    fixed.contains(field) || turning.fields.iter().any(|other| fixed.contains(other.as_str()))
}

/// Ids of the fields and questions on which items, cosigners and these fees turn.
fn settling(guide: &Guide, of_case: impl Fn(&Fee) -> bool) -> BTreeSet<&str> {
    let fees: Vec<&Fee> = guide.fees.iter().filter(|fee| of_case(fee)).collect();
    let items = guide.nodes.iter().map(|node| &node.when);
    let signers = guide.cosigners.iter().map(|cosigner| &cosigner.when);
    let conditions = items.chain(signers).chain(fees.iter().map(|fee| &fee.when));
    let amounts = fees.iter().filter_map(|fee| match &fee.amount {
        Amount::Rate { of, .. } => Some(of.as_str()),
        Amount::Fixed { .. } => None,
    });
    conditions.flat_map(names).chain(amounts).collect()
}

fn names(when: &Option<Condition>) -> impl Iterator<Item = &str> {
    when.iter().flat_map(Condition::names)
}

/// What the columns of a group turn on, outside of their own row.
fn of_rows(field: &Field) -> impl Iterator<Item = &str> {
    let outside = |name: &&str| field.fields.iter().all(|column| column.id != **name);
    field.fields.iter().flat_map(|column| names(&column.when)).filter(outside)
}
