//! The linter beside the form: what keeps the document from being published, while it is written.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use onething_domain::authoring::{DocumentKind, DocumentRef};
use onething_domain::guide::Guide;
use onething_domain::item::Item;
use onething_domain::lint::{Finding, FindingCode, lint_item};
use onething_domain::merge;
use onething_domain::thing::Thing;
use serde_json::Value;

use super::{
    around::Around,
    doc::Doc,
    places,
    spec::{ITEM, Spec, THING},
};
use crate::{
    i18n::{fill, t, t_if},
    json::read_tree as of_tree,
    platform::{clock, storage},
    words::code,
};

/// How long after a key the document is looked at.
const PAUSE: Duration = Duration::from_millis(250);

/// What came of a look at a document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Checked {
    /// What is wrong with this document.
    pub own: Vec<Found>,
    /// What is wrong with documents that it joins.
    pub others: Vec<Finding>,
    /// A thing's guide as far as it can be merged.
    pub guide: Option<Guide>,
}

/// A finding with its control.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The finding.
    pub finding: Finding,
    /// Path of the control where it is mended.
    pub control: String,
    /// What the focus goes to: the control, or the English half of it.
    pub focus: String,
    /// The part of the form.
    pub section: &'static str,
}

/// Looks at a document after every change of it or of what it refers to.
pub fn follow(of: DocumentRef, doc: Doc, around: RwSignal<Arc<Around>>) -> RwSignal<Checked> {
    let checked = RwSignal::new(look(&of, &doc.now(), &around.get_untracked()));
    let rest = clock::Rest::new(PAUSE);
    Effect::new(move |before: Option<()>| {
        let (tree, around, of) = (doc.tree(), around.get(), of.clone());
        if before.is_some() {
            rest.then(move || checked.set(look(&of, &tree, &around)));
        }
    });
    checked
}

/// The description of a kind of documents.
pub fn spec(kind: DocumentKind) -> &'static Spec {
    match kind {
        DocumentKind::Item => &ITEM,
        DocumentKind::Thing => &THING,
    }
}

/// Looks at a document once.
pub fn look(of: &DocumentRef, tree: &Value, around: &Around) -> Checked {
    let (findings, guide) = match of.kind {
        DocumentKind::Item => (item(tree, around), None),
        DocumentKind::Thing => thing(tree, around),
    };
    let place = place(of);
    let mut seen = BTreeSet::new();
    let (own, others): (Vec<_>, Vec<_>) = findings
        .into_iter()
        .filter(|finding| seen.insert(finding.clone()))
        .partition(|finding| finding.place == place);
    Checked { own: placed(spec(of.kind), tree, own), others, guide }
}

/// Findings with their controls, in the order of the form.
pub fn placed(spec: &'static Spec, tree: &Value, findings: Vec<Finding>) -> Vec<Found> {
    let found = |finding: Finding| {
        let counted = places::counted(tree, &mended_at(&finding));
        let (control, focus) = (places::control(spec, &counted), places::goal(spec, &counted));
        Found { section: spec.section_of(&counted), control, focus, finding }
    };
    let mut placed: Vec<Found> = findings.into_iter().map(found).collect();
    placed.sort_by_key(|found| spec.position(&found.control));
    placed
}

/// The path at which a finding is mended: missing English in the English half of the text.
pub fn mended_at(finding: &Finding) -> String {
    let path = &finding.path;
    match finding.code {
        FindingCode::NoEnglish if !path.ends_with(".en") => format!("{path}.en"),
        _ => path.clone(),
    }
}

/// Where findings say that a document is.
fn place(of: &DocumentRef) -> String {
    format!("{}/{}", of.kind.folder(), of.id)
}

/// An item by itself and in every thing that joins it.
fn item(tree: &Value, around: &Around) -> Vec<Finding> {
    let Some(item) = of_tree::<Item>(tree.clone()) else { return Vec::new() };
    let mut items = around.items.clone();
    items.push(item);
    let mut findings =
        items.last().map(|item| lint_item(item, &around.catalogue(&[]))).unwrap_or_default();
    for thing in &around.things {
        findings.extend(merge::preview(thing, &around.catalogue(&items)).1);
    }
    // What is wrong with its neighbours is said where they are written.
    let own = items.last().map(|item| format!("items/{}", item.id)).unwrap_or_default();
    findings.retain(|finding| finding.place == own);
    findings
}

fn thing(tree: &Value, around: &Around) -> (Vec<Finding>, Option<Guide>) {
    let Some(thing) = of_tree::<Thing>(tree.clone()) else { return (Vec::new(), None) };
    let (guide, findings) = merge::preview(&thing, &around.catalogue(&around.items));
    (findings, Some(guide))
}

/// What is wrong, in words.
pub fn said(finding: &Finding) -> String {
    worded(finding, "")
}

/// What to do about it.
pub fn remedy(finding: &Finding) -> String {
    worded(finding, ".remedy")
}

fn worded(finding: &Finding, end: &str) -> String {
    // Nothing chosen yet is said as such, not as the choice of nothing.
    let is_unset = finding.params.get("id").is_some_and(String::is_empty);
    let name = if is_unset { String::from("unset") } else { code(&finding.code) };
    let key = format!("staff.finding.{name}{end}");
    let text = t_if(&key).unwrap_or_else(|| t("staff.finding.other"));
    let values: Vec<(&str, &str)> =
        finding.params.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fill(&text, &values)
}

/// How many findings each part of the form has.
pub fn counts(own: &[Found]) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for found in own {
        *counts.entry(found.section).or_default() += 1;
    }
    counts
}

/// Whether this browser keeps something of a document that the server does not have.
pub fn is_kept_here(of: &DocumentRef) -> bool {
    storage::read(&super::work::copy_key(of)).is_some()
}
