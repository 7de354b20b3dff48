//! Department shops (部门店铺): who they are, what they do, where people go.

use std::collections::BTreeMap;

use onething_api::departments::{
    DepartmentItem, DepartmentList, DepartmentSummary, DepartmentView, GuideName,
};
use onething_api::guides::{GuideOrder, GuideQuery};
use onething_domain::city::Window;
use onething_domain::guide::Guide;

use crate::city::catalogue::Catalogue;
use crate::error::Result;

/// Hot services of a shop.
const HOT: u32 = 6;

/// Departments that take part in something, in the city's order.
pub fn list(catalogue: &Catalogue) -> DepartmentList {
    let mut items: BTreeMap<&str, std::collections::BTreeSet<&str>> = BTreeMap::new();
    let mut guides: BTreeMap<&str, u32> = BTreeMap::new();
    for guide in published(catalogue) {
        for node in &guide.nodes {
            items.entry(&node.item.department).or_default().insert(&node.item.id);
        }
        for department in &guide.departments {
            *guides.entry(&department.id).or_default() += 1;
        }
    }
    let summary = |id: &String| {
        let department = catalogue.departments.get(id)?;
        Some(DepartmentSummary {
            id: id.clone(),
            name: department.name.clone(),
            items: u32::try_from(items.get(id.as_str())?.len()).unwrap_or(u32::MAX),
            guides: guides.get(id.as_str()).copied().unwrap_or(0),
        })
    };
    DepartmentList { departments: catalogue.department_order.iter().filter_map(summary).collect() }
}

/// A department's shop; none where it does not exist.
///
/// # Errors
/// Never, for the query that it asks itself.
pub fn view(catalogue: &Catalogue, id: &str) -> Result<Option<DepartmentView>> {
    let Some(department) = catalogue.departments.get(id) else {
        return Ok(None);
    };
    let hot = super::list::list(
        catalogue,
        &GuideQuery {
            department: Some(id.to_owned()),
            order: Some(GuideOrder::Frequent),
            limit: Some(HOT),
            ..GuideQuery::default()
        },
    )?;
    let mut items: BTreeMap<&str, DepartmentItem> = BTreeMap::new();
    let mut windows: BTreeMap<&str, &Window> = BTreeMap::new();
    for guide in published(catalogue) {
        for node in guide.nodes.iter().filter(|node| node.item.department == id) {
            let item = &node.item;
            let row = items.entry(&item.id).or_insert_with(|| DepartmentItem {
                id: item.id.clone(),
                name: item.name.clone(),
                kind: item.kind,
                promised_days: item.promised_days,
                guides: Vec::new(),
            });
            row.guides.push(GuideName { thing: guide.thing.clone(), title: guide.title.clone() });
            let serves = |window: &&Window| item.windows.contains(&window.id);
            windows.extend(guide.windows.iter().filter(serves).map(|window| (&*window.id, window)));
        }
    }
    let mut items: Vec<DepartmentItem> = items.into_values().collect();
    items.sort_by(|a, b| a.name.cmp(&b.name));
    let mut windows: Vec<Window> = windows.into_values().cloned().collect();
    windows.sort_by_key(|window| window.kind);
    Ok(Some(DepartmentView { department: department.clone(), hot: hot.guides, items, windows }))
}

fn published(catalogue: &Catalogue) -> impl Iterator<Item = &Guide> {
    catalogue.published.iter().map(|edition| &edition.guide)
}
