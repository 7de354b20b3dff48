//! Merging a thing with its items into a guide (G3): computed and never typed in.
//!
//! Fields are joined by data element: labels and help come from the first item that has it, the strictest
//! rule wins, a clash is a finding. Materials are joined by type, fees are added, times follow the critical path.

use std::collections::BTreeMap;

use crate::condition::Condition;
use crate::field::{Field, FieldType};
use crate::guide::{Catalogue, Figures, Guide, Node};
use crate::item::{Item, Lapse, Material};
use crate::lint::{self, Finding, FindingCode, Findings, members};
use crate::lists;
use crate::narrow;
use crate::thing::Thing;

/// Merges a thing into a guide.
///
/// # Errors
/// Everything that the linter and the merge find; a guide with findings is never published.
pub fn merge(thing: &Thing, catalogue: &Catalogue) -> Result<Guide, Vec<Finding>> {
    let (guide, findings) = preview(thing, catalogue);
    if findings.is_empty() { Ok(guide) } else { Err(findings) }
}

/// Merges a thing as far as it goes, with everything that keeps it from being published.
pub fn preview(thing: &Thing, catalogue: &Catalogue) -> (Guide, Vec<Finding>) {
    let mut findings = Findings { list: lint::lint(thing, catalogue), ..Findings::default() };
    let items = members(thing, catalogue);
    let fields = merge_fields(thing, &items, &mut findings);
    let materials = merge_materials(&items, &mut findings);
    (assemble(thing, catalogue, &items, fields, materials), findings.list)
}

fn assemble(
    thing: &Thing,
    catalogue: &Catalogue,
    items: &[&Item],
    fields: Vec<Field>,
    materials: Vec<Material>,
) -> Guide {
    let nodes = order(thing, items);
    let mut guide = Guide {
        thing: thing.id.clone(),
        title: thing.title.clone(),
        summary: thing.summary.clone(),
        event: thing.event.clone(),
        applicant: thing.applicant,
        company: thing.company.clone(),
        tags: thing.tags.clone(),
        lists: Vec::new(),
        themes: thing.themes.clone(),
        for_whom: thing.for_whom.clone(),
        questions: thing.questions.clone(),
        stops: thing.stops.clone(),
        cosigners: thing.cosigners.clone(),
        stages: thing.stages.clone(),
        sections: used_sections(thing, &fields),
        fees: fees(items),
        delivery: thing.delivery.clone(),
        faq: thing.faq.iter().chain(items.iter().flat_map(|item| &item.faq)).cloned().collect(),
        departments: distinct(nodes.iter().map(|node| &node.item.department), |id| {
            catalogue.departments.iter().find(|department| department.id == *id).cloned()
        }),
        windows: distinct(nodes.iter().flat_map(|node| &node.item.windows), |id| {
            catalogue.windows.iter().find(|window| window.id == *id).cloned()
        }),
        figures: Figures::default(),
        nodes,
        fields,
        materials,
    };
    guide.figures = narrow::figures(
        &guide.nodes.iter().collect::<Vec<_>>(),
        &guide.fields.iter().collect::<Vec<_>>(),
        &guide.materials.iter().collect::<Vec<_>>(),
    );
    guide.lists = lists::of(&guide, &thing.lists);
    guide
}

/// Nodes with each behind those it needs, otherwise as the thing lists them.
fn order(thing: &Thing, items: &[&Item]) -> Vec<Node> {
    let nodes: Vec<Node> = thing
        .nodes
        .iter()
        .filter_map(|node| {
            let item = (*items.iter().find(|item| item.id == node.item)?).clone();
            Some(Node {
                item: Item {
                    fields: Vec::new(),
                    materials: Vec::new(),
                    fees: Vec::new(),
                    faq: Vec::new(),
                    ..item
                },
                needs: node.needs.clone(),
                when: node.when.clone(),
                stage: node.stage.clone(),
            })
        })
        .collect();
    let layers = crate::guide::layers(&nodes.iter().collect::<Vec<_>>());
    layers.into_iter().flatten().cloned().collect()
}

fn fees(items: &[&Item]) -> Vec<crate::fee::Fee> {
    let owned = |item: &&Item| {
        let id = item.id.clone();
        item.fees.clone().into_iter().map(move |fee| crate::fee::Fee { item: id.clone(), ..fee })
    };
    items.iter().flat_map(owned).collect()
}

fn used_sections(thing: &Thing, fields: &[Field]) -> Vec<crate::thing::Section> {
    let used = |id: &str| fields.iter().any(|field| field.section == id);
    thing.sections.iter().filter(|section| used(&section.id)).cloned().collect()
}

fn distinct<'a, T>(
    ids: impl Iterator<Item = &'a String>,
    find: impl Fn(&String) -> Option<T>,
) -> Vec<T> {
    let mut seen: Vec<&String> = Vec::new();
    ids.filter(|id| {
        let new = !seen.contains(id);
        if new {
            seen.push(id);
        }
        new
    })
    .filter_map(find)
    .collect()
}

fn merge_fields(thing: &Thing, items: &[&Item], findings: &mut Findings) -> Vec<Field> {
    let mut merged: Vec<Field> = Vec::new();
    for item in items {
        for field in &item.fields {
            let owner = vec![item.id.clone()];
            match merged
                .iter_mut()
                .find(|known| known.id == field.id || known.element == field.element)
            {
                None => merged.push(Field { items: owner, ..field.clone() }),
                Some(known) => {
                    if let Some(part) = clash(known, field) {
                        findings.place = format!("items/{}", item.id);
                        let params = [("with", known.items.join(", ")), ("part", part.to_owned())];
                        let params = params.each_ref().map(|(name, value)| (*name, value.as_str()));
                        let path = format!("fields.{}", field.id);
                        findings.add(&path, FindingCode::FieldClash, &params);
                    } else {
                        join(known, field);
                        known.items.extend(owner);
                    }
                }
            }
        }
    }
    let position =
        |field: &Field| thing.sections.iter().position(|section| section.id == field.section);
    merged.sort_by_key(position);
    merged
}

/// The member in which two fields that should be one differ.
fn clash(known: &Field, field: &Field) -> Option<&'static str> {
    let values =
        |field: &Field| field.options.iter().map(|option| option.value.clone()).collect::<Vec<_>>();
    [
        ("id", known.id != field.id),
        ("element", known.element != field.element),
        ("type", known.r#type != field.r#type),
        ("options", values(known) != values(field)),
        ("fields", columns(known) != columns(field)),
    ]
    .into_iter()
    .find_map(|(part, differs)| differs.then_some(part))
}

fn columns(field: &Field) -> Vec<(&str, FieldType)> {
    field.fields.iter().map(|column| (column.id.as_str(), column.r#type)).collect()
}

/// Joins a second asking of a field: the strictest rule wins, and it applies where either applies.
fn join(known: &mut Field, field: &Field) {
    known.optional &= field.optional;
    known.past |= field.past;
    known.decimals = known.decimals.min(field.decimals);
    known.min = known.min.max(field.min);
    known.max = match (known.max, field.max) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
    known.when = either(known.when.take(), field.when.clone());
    if known.help.is_empty() {
        known.help = field.help.clone();
    }
    if known.prefill.is_empty() {
        known.prefill.clone_from(&field.prefill);
    }
}

/// Applies where one of two applies; without a condition it always does.
fn either(a: Option<Condition>, b: Option<Condition>) -> Option<Condition> {
    match (a?, b?) {
        (a, b) if a == b => Some(a),
        (a, b) => Some(Condition::Any(vec![a, b])),
    }
}

fn merge_materials(items: &[&Item], findings: &mut Findings) -> Vec<Material> {
    let mut merged: Vec<Material> = Vec::new();
    let mut at: BTreeMap<&str, usize> = BTreeMap::new();
    for item in items {
        for material in &item.materials {
            let owner = vec![item.id.clone()];
            let Some(&i) = at.get(material.id.as_str()) else {
                at.insert(&material.id, merged.len());
                merged.push(Material { items: owner, ..material.clone() });
                continue;
            };
            let known = &mut merged[i];
            if (&known.source, &known.licence) != (&material.source, &material.licence) {
                findings.place = format!("items/{}", item.id);
                let path = format!("materials.{}", material.id);
                let with = known.items.join(", ");
                findings.add(&path, FindingCode::MaterialClash, &[("with", &with)]);
            }
            known.copies = known.copies.max(material.copies);
            known.necessity = stricter(&known.necessity, &material.necessity);
            if material.lapse == Lapse::Waits {
                known.lapse = Lapse::Waits;
            }
            known.valid_days = sooner(known.valid_days, material.valid_days);
            known.when = either(known.when.take(), material.when.clone());
            known.items.extend(owner);
        }
    }
    merged
}

/// The shorter of two spans of days, of which 0 has no end.
fn sooner(a: u32, b: u32) -> u32 {
    if a == 0 || b == 0 { a.max(b) } else { a.min(b) }
}

/// Of two codes of necessity: 1 is needed, 3 may follow, 2 is not needed.
fn stricter(a: &str, b: &str) -> String {
    ["1", "3", "2"].into_iter().find(|code| *code == a || *code == b).unwrap_or("1").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_spans_the_shorter_one_counts_and_none_has_no_end() {
        for (a, b, both) in [(0, 0, 0), (30, 0, 30), (0, 30, 30), (30, 90, 30), (90, 30, 30)] {
            assert_eq!(sooner(a, b), both, "{a} and {b}");
        }
    }
}
