//! The linter (G9): what keeps documents from being published.
//!
//! A finding has a code and parameters and no words: `locales/` says it in each language under
//! `staff.finding.<code>`, and what to do about it under `staff.finding.<code>.remedy`.

mod conditions;
mod field;
mod finding;
mod graph;
mod intermediaries;
mod item;
mod reach;
mod speech;
mod texts;
mod wording;

pub(crate) use finding::Findings;
pub use finding::{Finding, FindingCode};

use crate::city::Speech;
use crate::guide::Catalogue;
use crate::intermediary::Intermediaries;
use crate::item::Item;
use crate::thing::Thing;

/// Most elements of a list, so that a page can still be read and a merge stays quick.
const LONGEST_LIST: usize = 200;
/// Most characters of a text.
const LONGEST_TEXT: usize = 2_000;
/// Deepest nesting of a condition.
const DEEPEST: usize = 12;

/// Everything that is wrong with a thing and its items.
pub fn lint(thing: &Thing, catalogue: &Catalogue) -> Vec<Finding> {
    let mut out = Findings::default();
    let items = members(thing, catalogue);
    for item in &items {
        item::lint(item, catalogue, &mut out);
        item::sections(item, thing, &mut out);
    }
    out.place = format!("things/{}", thing.id);
    graph::lint(thing, catalogue, &items, &mut out);
    texts::thing(thing, catalogue, &mut out);
    conditions::lint(thing, &items, catalogue.registries, &mut out);
    wording::lint(thing, &items, &mut out);
    out.list
}

/// Everything that is wrong with an item by itself, whatever things it is part of.
pub fn lint_item(item: &Item, catalogue: &Catalogue) -> Vec<Finding> {
    let mut out = Findings::default();
    item::lint(item, catalogue, &mut out);
    out.list
}

/// Everything that is wrong with the list of intermediary services, beside these items and departments.
pub fn lint_intermediaries(
    list: &Intermediaries,
    knows_item: impl Fn(&str) -> bool,
    knows_department: impl Fn(&str) -> bool,
) -> Vec<Finding> {
    let mut out = Findings::default();
    intermediaries::lint(list, knows_item, knows_department, &mut out);
    out.list
}

/// Everything that is wrong with what the search knows of how people speak.
pub fn lint_speech(speech: &Speech) -> Vec<Finding> {
    let mut out = Findings::default();
    speech::lint(speech, &mut out);
    out.list
}

/// The items of a thing, in its order; those that do not exist are left out (the graph's lint names them).
pub(crate) fn members<'a>(thing: &Thing, catalogue: &Catalogue<'a>) -> Vec<&'a Item> {
    let find = |id: &String| catalogue.items.iter().find(|item| item.id == *id);
    thing.nodes.iter().filter_map(|node| find(&node.item)).collect()
}
