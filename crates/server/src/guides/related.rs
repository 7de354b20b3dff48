//! Guides that somebody who reads one may need as well, computed from what they have in common.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use onething_api::guides::{GuideSummary, RelatedGuide, RelatedGuides};
use onething_api::problem::Code;
use onething_domain::guide::Guide;

use crate::app::App;
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

/// The nearest guides, the nearest first.
pub async fn related(
    State(app): State<App>,
    Path(thing): Path<String>,
) -> Result<Json<RelatedGuides>> {
    let catalogue = app.shelf.catalogue();
    let edition = catalogue.published(&thing).ok_or_else(|| Error::new(Code::NotFound))?;
    let marks = Marks::of(&edition.guide);
    let mut near: Vec<_> = catalogue
        .published
        .iter()
        .filter(|other| other.version.thing != thing)
        .map(|other| (marks.near(&other.guide), other))
        .filter(|(near, _)| *near >= ENOUGH)
        .collect();
    near.sort_by_key(|(near, _)| std::cmp::Reverse(*near)); // stable: equal ones keep the catalogue's order
    let guides = near.into_iter().take(MOST).map(|(_, other)| named(&other.summary)).collect();
    Ok(Json(RelatedGuides { guides }))
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
