//! What is wrong with the graph of a thing.

use std::collections::{BTreeMap, BTreeSet};

use super::field::distinct;
use super::finding::{FindingCode as Code, Findings};
use crate::guide::Catalogue;
use crate::item::Item;
use crate::thing::{Thing, ThingNode};

/// Checks nodes, needs and stages.
pub fn lint(thing: &Thing, catalogue: &Catalogue, items: &[&Item], out: &mut Findings) {
    distinct("nodes", thing.nodes.iter().map(|node| node.item.as_str()), out);
    for node in &thing.nodes {
        let path = format!("nodes.{}", node.item);
        if !items.iter().any(|item| item.id == node.item) {
            out.add(&path, Code::UnknownItem, &[("id", &node.item)]);
        }
        for need in &node.needs {
            if !thing.nodes.iter().any(|other| other.item == *need) {
                let params = [("item", node.item.as_str()), ("need", need.as_str())];
                out.add(&format!("{path}.needs"), Code::MissingNeed, &params);
            }
        }
        if !node.stage.is_empty() && !thing.stages.iter().any(|stage| stage.id == node.stage) {
            out.add(&format!("{path}.stage"), Code::UnknownStage, &[("id", &node.stage)]);
        }
    }
    let circle = circle(thing);
    if let Some(first) = circle.first() {
        let path = format!("nodes.{first}.needs");
        out.add(&path, Code::Circular, &[("items", &circle.join(" → "))]);
    }
    prefixes(items, out);
    distinct("stages", thing.stages.iter().map(|stage| stage.id.as_str()), out);
    for stage in &thing.stages {
        if !catalogue.departments.iter().any(|department| department.id == stage.lead) {
            let path = format!("stages.{}.lead", stage.id);
            out.add(&path, Code::UnknownDepartment, &[("id", &stage.lead)]);
        }
    }
}

/// A result's number is its prefix and the case's number: two items of a thing with one prefix would give two papers of
/// a case the same.
fn prefixes(items: &[&Item], out: &mut Findings) {
    let mut known: BTreeMap<&str, &str> = BTreeMap::new();
    for item in items {
        let prefix = item.result.prefix.as_str();
        let first = *known.entry(prefix).or_insert(item.id.as_str());
        if first != item.id && !prefix.is_empty() {
            let params = [("prefix", prefix), ("with", first)];
            out.add(&format!("nodes.{}", item.id), Code::PrefixTwice, &params);
        }
    }
}

/// The items of a circle, the first once more at the end; none where there is no circle.
fn circle(thing: &Thing) -> Vec<&str> {
    let mut left: Vec<&ThingNode> = thing.nodes.iter().collect();
    loop {
        let before = left.len();
        let ids: BTreeSet<&str> = left.iter().map(|node| node.item.as_str()).collect();
        left.retain(|node| node.needs.iter().any(|need| ids.contains(need.as_str())));
        if left.is_empty() {
            return Vec::new();
        }
        if left.len() == before {
            break;
        }
    }
    // Each that is left needs another that is left: following needs, one comes by the same item twice.
    let mut way: Vec<&str> = Vec::new();
    let mut at = left.first().copied();
    while let Some(node) = at {
        if let Some(begin) = way.iter().position(|item| *item == node.item) {
            way.drain(..begin);
            way.push(&node.item);
            return way;
        }
        way.push(&node.item);
        at = left.iter().copied().find(|other| node.needs.contains(&other.item));
    }
    way
}
