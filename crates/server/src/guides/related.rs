//! Guides that somebody who reads one may need as well, computed from what they have in common.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use onething_api::guides::{GuideSummary, RelatedGuide, RelatedGuides};
use onething_api::problem::Code;
use onething_domain::guide::Guide;

use crate::app::App;
use crate::city::catalogue::{Catalogue, Edition};
use crate::error::{Error, Result};
use crate::extract::Path;

/// Most guides that are named.
const MOST: usize = 4;

/// Below this two guides have nothing to do with each other: a shared department alone is too little.
const ENOUGH: usize = 3;

/// What a guide has that another may have too.
struct Marks<'a> {
    event: &'a str,
    items: BTreeSet<&'a str>,
    tags: BTreeSet<&'a str>,
    departments: BTreeSet<&'a str>,
}

impl<'a> Marks<'a> {
    fn of(guide: &'a Guide) -> Self {
        Self {
            event: &guide.event,
            items: guide.nodes.iter().map(|node| &*node.item.id).collect(),
            tags: guide.tags.iter().map(|tag| &*tag.zh).collect(),
            departments: guide.departments.iter().map(|department| &*department.id).collect(),
        }
    }

    /// How near another guide is: a shared item weighs most, a department least.
    fn near(&self, guide: &Guide) -> usize {
        let items = guide.nodes.iter().filter(|node| self.items.contains(&*node.item.id)).count();
        let tags = guide.tags.iter().filter(|tag| self.tags.contains(&*tag.zh)).count();
        let departments = guide
            .departments
            .iter()
            .filter(|department| self.departments.contains(&*department.id))
            .count();
        5 * items + 3 * usize::from(guide.event == self.event) + 2 * tags + departments.min(2)
    }
}

/// Which published guides, by their places, stand under an event, hold an item, bear a tag. Written up when
/// something is published, so that a request looks only at guides that have something in common.
#[derive(Debug, Default)]
pub struct Kin(HashMap<(Kind, Box<str>), Vec<usize>>);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Event,
    Item,
    Tag,
}

impl Kin {
    /// Of these guides.
    pub fn new(published: &[Arc<Edition>]) -> Self {
        let mut kin: HashMap<(Kind, Box<str>), Vec<usize>> = HashMap::new();
        for (place, edition) in published.iter().enumerate() {
            for key in keys(&Marks::of(&edition.guide)) {
                kin.entry(key).or_default().push(place);
            }
        }
        Self(kin)
    }

    /// The guides that have something in common with one, in the catalogue's order.
    fn of(&self, marks: &Marks) -> BTreeSet<usize> {
        keys(marks).filter_map(|key| self.0.get(&key)).flatten().copied().collect()
    }
}

/// What makes guides kin. A department does not: it alone is too little.
fn keys<'a>(marks: &'a Marks) -> impl Iterator<Item = (Kind, Box<str>)> + 'a {
    let items = marks.items.iter().map(|item| (Kind::Item, (*item).into()));
    let tags = marks.tags.iter().map(|tag| (Kind::Tag, (*tag).into()));
    std::iter::once((Kind::Event, marks.event.into())).chain(items).chain(tags)
}

/// The nearest guides, the nearest first.
pub async fn related(
    State(app): State<App>,
    Path(thing): Path<String>,
) -> Result<Json<RelatedGuides>> {
    let catalogue = app.shelf.catalogue();
    let guides = nearest(&catalogue, &thing).ok_or_else(|| Error::new(Code::NotFound))?;
    Ok(Json(RelatedGuides { guides }))
}

fn nearest(catalogue: &Catalogue, thing: &str) -> Option<Vec<RelatedGuide>> {
    let marks = Marks::of(&catalogue.published(thing)?.guide);
    let others = catalogue.kin.of(&marks).into_iter().map(|place| &catalogue.published[place]);
    let mut near: Vec<(usize, &Arc<Edition>)> = others
        .filter(|other| other.version.thing != thing)
        .map(|other| (marks.near(&other.guide), other))
        .filter(|(near, _)| *near >= ENOUGH)
        .collect();
    near.sort_by_key(|(near, _)| std::cmp::Reverse(*near)); // stable: equal ones keep the catalogue's order
    Some(near.into_iter().take(MOST).map(|(_, other)| named(&other.summary)).collect())
}

fn named(guide: &GuideSummary) -> RelatedGuide {
    RelatedGuide {
        thing: guide.thing.clone(),
        title: guide.title.clone(),
        summary: guide.summary.clone(),
        items: guide.items,
        days: guide.figures.days.after,
    }
}
