//! Department shops (部门店铺): who they are, what they do, where people go. They are written up when something
//! is published; a request looks one up.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use onething_api::departments::{
    DepartmentItem, DepartmentList, DepartmentSummary, DepartmentView, GuideName,
};
use onething_domain::city::{Department, Window};
use onething_domain::guide::Guide;

use crate::city::catalogue::{Catalogue, Edition};

/// Hot services of a shop.
const HOT: usize = 6;

/// All shops.
#[derive(Debug, Default)]
pub struct Shops {
    list: DepartmentList,
    by_department: BTreeMap<String, Shop>,
}

/// What a department does in the published guides.
#[derive(Debug, Default)]
struct Shop {
    items: Vec<DepartmentItem>,
    windows: Vec<Window>,
    /// Places of the guides in which it takes part.
    guides: Vec<usize>,
}

/// A shop that is being written up.
#[derive(Default)]
struct Draft<'a> {
    items: BTreeMap<&'a str, DepartmentItem>,
    windows: BTreeMap<&'a str, &'a Window>,
    guides: BTreeSet<usize>,
}

impl Shops {
    /// The shops of departments, which come in the city's order.
    pub fn new(published: &[Arc<Edition>], departments: &[Department]) -> Self {
        let mut drafts: BTreeMap<&str, Draft> = BTreeMap::new();
        for (place, edition) in published.iter().enumerate() {
            write(&mut drafts, place, &edition.guide);
        }
        let by_department: BTreeMap<String, Shop> =
            drafts.into_iter().map(|(id, draft)| (id.to_owned(), draft.done())).collect();
        let summary = |department: &Department| {
            let shop = by_department.get(&department.id).filter(|shop| !shop.items.is_empty())?;
            Some(DepartmentSummary {
                id: department.id.clone(),
                name: department.name.clone(),
                items: u32::try_from(shop.items.len()).unwrap_or(u32::MAX),
                guides: u32::try_from(shop.guides.len()).unwrap_or(u32::MAX),
            })
        };
        let list = departments.iter().filter_map(summary).collect();
        Self { list: DepartmentList { departments: list }, by_department }
    }
}

fn write<'a>(drafts: &mut BTreeMap<&'a str, Draft<'a>>, place: usize, guide: &'a Guide) {
    for department in &guide.departments {
        drafts.entry(&department.id).or_default().guides.insert(place);
    }
    for node in &guide.nodes {
        let item = &node.item;
        let draft = drafts.entry(&item.department).or_default();
        let row = draft.items.entry(&item.id).or_insert_with(|| DepartmentItem {
            id: item.id.clone(),
            name: item.name.clone(),
            kind: item.kind,
            promised_days: item.promised_days,
            guides: Vec::new(),
        });
        row.guides.push(GuideName { thing: guide.thing.clone(), title: guide.title.clone() });
        let serves = |window: &&Window| item.windows.contains(&window.id);
        let windows = guide.windows.iter().filter(serves);
        draft.windows.extend(windows.map(|window| (&*window.id, window)));
    }
}

impl Draft<'_> {
    fn done(self) -> Shop {
        let mut items: Vec<DepartmentItem> = self.items.into_values().collect();
        items.sort_by(|a, b| a.name.cmp(&b.name));
        let mut windows: Vec<Window> = self.windows.into_values().cloned().collect();
        windows.sort_by_key(|window| window.kind);
        Shop { items, windows, guides: self.guides.into_iter().collect() }
    }
}

/// Departments that take part in something, in the city's order.
pub fn list(catalogue: &Catalogue) -> DepartmentList {
    catalogue.shops.list.clone()
}

/// A department's shop; none where it does not exist.
pub fn view(catalogue: &Catalogue, id: &str) -> Option<DepartmentView> {
    let department = catalogue.departments.get(id)?.clone();
    let Some(shop) = catalogue.shops.by_department.get(id) else {
        let (hot, items, windows) = Default::default();
        return Some(DepartmentView { department, hot, items, windows, rating: None });
    };
    let mut guides: Vec<&Arc<Edition>> =
        shop.guides.iter().map(|place| &catalogue.published[*place]).collect();
    guides.sort_by_cached_key(|edition| Reverse(catalogue.index.frequency(&edition.version.thing)));
    let hot = guides.into_iter().take(HOT).map(|edition| edition.summary.clone()).collect();
    let (items, windows) = (shop.items.clone(), shop.windows.clone());
    Some(DepartmentView { department, hot, items, windows, rating: None })
}
