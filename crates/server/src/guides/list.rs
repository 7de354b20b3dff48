//! Lists of guides: narrowed, looked for, page by page; and suggestions while somebody types.

use std::collections::HashMap;

use chrono::TimeDelta;
use onething_api::guides::{
    GuideHit, GuideList, GuideOrder, GuideQuery, GuideSummary, Marked, Marks, Suggestion,
    Suggestions,
};
use onething_api::problem::Code;
use onething_domain::text::Text;

use super::search::{Found, Hit, Index, Via};
use crate::all;
use crate::city::catalogue::Catalogue;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::page;

/// Longest question in characters.
const LONGEST: usize = 100;
/// Guides of a page, where nobody says how many.
const USUAL: u32 = 50;
/// Most suggestions.
const SUGGESTED: usize = 8;
/// Days over which applications count for what is frequent.
const FREQUENCY_DAYS: i64 = 365;

/// The page of guides that a query asks for.
///
/// # Errors
/// A question that is too long, a limit or a cursor that is none.
pub fn list(catalogue: &Catalogue, query: &GuideQuery) -> Result<GuideList> {
    let question = question(query.q.as_deref().unwrap_or_default())?;
    let limit = page::limit(query.limit, USUAL)?;
    let after: Option<String> = page::begin(query.cursor.as_deref())?;
    let (found, order) = in_order(catalogue, question, query.order);
    let choice = catalogue.ways.choice(query);
    let facets = match after {
        None => catalogue.ways.facets(order.iter().map(|(guide, _)| *guide), &choice),
        Some(_) => Vec::new(),
    };
    let mut fitting = order;
    fitting.retain(|(guide, _)| catalogue.ways.fits(*guide, &choice));
    let total = u32::try_from(fitting.len()).unwrap_or(u32::MAX);
    let start = after.map_or(0, |after| {
        let last = fitting.iter().position(|(guide, _)| name(catalogue, *guide) == after);
        last.map_or(fitting.len(), |last| last + 1)
    });
    let mut rows = fitting.split_off(start);
    let next = page::cut(&mut rows, limit, |(guide, _)| name(catalogue, *guide))?;
    let guides = rows
        .iter()
        .map(|(guide, hit)| GuideSummary {
            hit: hit.as_ref().map(|hit| marked(catalogue, &found, hit)),
            ..catalogue.published[*guide].summary.clone()
        })
        .collect();
    Ok(GuideList { guides, total, near: found.near, next, facets })
}

fn name(catalogue: &Catalogue, guide: usize) -> &str {
    &catalogue.published[guide].version.thing
}

/// All guides, or those that a question finds, by their places.
fn in_order(
    catalogue: &Catalogue,
    question: &str,
    order: Option<GuideOrder>,
) -> (Found, Vec<(usize, Option<Hit>)>) {
    let index = &catalogue.index;
    if question.is_empty() {
        let mut places: Vec<usize> = (0..catalogue.published.len()).collect();
        if order == Some(GuideOrder::Frequent) {
            places.sort_by_cached_key(|place| {
                std::cmp::Reverse(index.frequency(name(catalogue, *place)))
            });
        }
        return (Found::default(), places.into_iter().map(|place| (place, None)).collect());
    }
    let found = index.search(question, |doc| !index.is_item(doc));
    let order = found.hits.iter().map(|hit| (index.leads_to(hit.doc), Some(*hit))).collect();
    (found, order)
}

/// What was typed, without spaces around it.
fn question(typed: &str) -> Result<&str> {
    if typed.chars().count() > LONGEST {
        return Err(Error::field(Code::BadParameter, "q", format!("at most {LONGEST} characters")));
    }
    Ok(typed.trim())
}

fn marked(catalogue: &Catalogue, found: &Found, hit: &Hit) -> GuideHit {
    let index = &catalogue.index;
    let guide = &catalogue.published[index.leads_to(hit.doc)].guide;
    GuideHit {
        title: index.title_marks(found, hit.doc),
        summary: Index::text_marks(found, &guide.summary),
        via: via(catalogue, found, hit),
    }
}

/// The tag or item by which a guide was found.
fn via(catalogue: &Catalogue, found: &Found, hit: &Hit) -> Option<Marked> {
    let guide = &catalogue.published[catalogue.index.leads_to(hit.doc)].guide;
    let (via, marks) = catalogue.index.via(found, hit)?;
    let text = match via {
        Via::Tag(place) => guide.tags.get(place)?,
        Via::Item(place) => &guide.nodes.get(place)?.item.name,
        Via::Result(place) => &guide.nodes.get(place)?.item.result.name,
    };
    Some(Marked { text: text.clone(), marks })
}

/// What somebody who is typing may mean.
///
/// # Errors
/// What is too long.
pub fn suggestions(catalogue: &Catalogue, typed: &str) -> Result<Suggestions> {
    let question = question(typed)?;
    let index = &catalogue.index;
    if question.is_empty() {
        return Ok(Suggestions::default());
    }
    let found = index.search(question, |_| true);
    let suggested = found.hits.iter().take(SUGGESTED);
    Ok(Suggestions {
        found: suggested.map(|hit| suggestion(catalogue, &found, hit)).collect(),
        near: found.near,
    })
}

fn suggestion(catalogue: &Catalogue, found: &Found, hit: &Hit) -> Suggestion {
    let index = &catalogue.index;
    let guide = &catalogue.published[index.leads_to(hit.doc)].guide;
    let item = index.is_item(hit.doc).then(|| index.item_name(hit.doc, guide)).flatten();
    let title =
        |text: &Text| Marked { text: text.clone(), marks: index.title_marks(found, hit.doc) };
    Suggestion {
        thing: guide.thing.clone(),
        item: item.is_some(),
        title: title(item.unwrap_or(&guide.title)),
        via: match item {
            Some(_) => Some(Marked { text: guide.title.clone(), marks: Marks::default() }),
            None => via(catalogue, found, hit),
        },
    }
}

/// How often each thing was applied for in the last year.
///
/// # Errors
/// The database's.
pub async fn count_cases(
    tx: &mut Tx,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<HashMap<String, u32>> {
    let rows = all!(
        &mut *tx,
        (String, i64),
        // Thing by thing, along an index that has both: over all at once SQLite reads every row of the year.
        "SELECT thing.id, (SELECT COUNT(*) FROM case_summary AS c WHERE c.thing = thing.id AND c.filed_at > $1)
         FROM thing",
        now - TimeDelta::days(FREQUENCY_DAYS)
    )?;
    let count = |(thing, count)| (thing, u32::try_from(count).unwrap_or(u32::MAX));
    Ok(rows.into_iter().map(count).collect())
}
