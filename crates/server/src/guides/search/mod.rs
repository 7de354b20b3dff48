//! The search (G6): an index in memory over the published guides and their items. When the catalogue changes
//! the next index takes over what has not; a question then touches only the lines that hold what it asks for.
//!
//! What is known of a guide or an item is its [`entry`](entry::Entry), made from its texts alone: [lines](line)
//! of characters with their [sounds](sound), and the [synonyms] of what is written in them. [`grams`] know which
//! lines hold which pairs, [`near`] knows words and forgives typing errors. [`build`] keeps them up. [`query`]
//! takes apart what was typed, [`rank`] puts in order what is found.

mod build;
mod entry;
mod grams;
mod line;
mod near;
mod query;
mod rank;
mod sound;
mod synonyms;
#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use onething_api::guides::{Marks, Span};
use onething_domain::city::Speech;
use onething_domain::guide::Guide;
use onething_domain::text::Text;

pub use build::Source;
use entry::Entry;
use grams::Grams;
use line::{Field, Line, Pattern};
use near::Terms;
use query::Vocabulary;
use synonyms::Synonyms;

/// What is found: a guide, or an item in guides.
#[derive(Clone, Debug)]
struct Doc {
    of: Of,
    /// Whether a guide joins several items.
    joins: bool,
    entry: Arc<Entry>,
    /// How often a guide was applied for; one number for all indexes that hold it.
    frequency: Arc<AtomicU32>,
}

#[derive(Clone, Debug)]
enum Of {
    Guide {
        digest: Box<str>,
        /// Where it stands in the catalogue.
        place: usize,
        /// The documents of its items, where it has several.
        items: Vec<u32>,
    },
    Item {
        id: Arc<str>,
        /// The documents of the guides that hold it.
        holders: Vec<u32>,
    },
}

/// How people of the city speak.
#[derive(Debug, Default)]
struct Spoken {
    speech: Speech,
    vocabulary: Vocabulary,
    synonyms: Synonyms,
}

/// The index. A copy shares what is large with the one it is made from.
#[derive(Clone, Debug, Default)]
pub struct Index {
    spoken: Arc<Spoken>,
    /// By number; none where one has been taken out.
    docs: Vec<Option<Doc>>,
    /// Numbers that are free.
    free: Vec<u32>,
    guides: HashMap<Arc<str>, u32>,
    items: HashMap<Arc<str>, u32>,
    /// How often the most frequent guide was applied for.
    most: Arc<AtomicU32>,
    grams: Grams,
    terms: Terms,
}

/// A hit.
#[derive(Clone, Copy, Debug)]
pub struct Hit {
    /// Number of the document.
    pub doc: u32,
    /// How well it fits; only to be compared.
    pub score: f32,
    /// The line of it that fits best.
    line: u32,
}

/// What was found, best first.
#[derive(Debug, Default)]
pub struct Found {
    /// The hits.
    pub hits: Vec<Hit>,
    /// Whether nothing stands there as it was typed, so that these are only near.
    pub near: bool,
    patterns: Vec<Pattern>,
}

/// By what a guide was found where its title does not show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// Its tag of this place.
    Tag(usize),
    /// The name of its item of this place.
    Item(usize),
    /// What its item of this place gives.
    Result(usize),
}

impl Index {
    fn doc(&self, number: u32) -> Option<&Doc> {
        self.docs.get(number as usize)?.as_ref()
    }

    /// How many documents there are.
    fn size(&self) -> usize {
        self.guides.len() + self.items.len()
    }

    /// Whether a document is an item; then it is found beside the guides that hold it.
    pub fn is_item(&self, doc: u32) -> bool {
        self.doc(doc).is_some_and(|doc| matches!(doc.of, Of::Item { .. }))
    }

    /// The place in the catalogue of the guide to which a document leads: itself, or for an item the one that
    /// is applied for most among those that hold it.
    pub fn leads_to(&self, doc: u32) -> usize {
        let place = |doc: &Doc| match doc.of {
            Of::Guide { place, .. } => place,
            Of::Item { .. } => usize::MAX,
        };
        let Some(doc) = self.doc(doc) else {
            return usize::MAX;
        };
        let Of::Item { holders, .. } = &doc.of else {
            return place(doc);
        };
        let holders = holders.iter().filter_map(|holder| self.doc(*holder));
        let often = |doc: &&Doc| (doc.frequency.load(Ordering::Relaxed), Reverse(place(doc)));
        holders.max_by_key(often).map_or(usize::MAX, place)
    }

    /// The name of an item in a guide that holds it.
    pub fn item_name<'a>(&self, doc: u32, guide: &'a Guide) -> Option<&'a Text> {
        let title = &self.doc(doc)?.entry.lines.first()?.chars;
        let is_it = |text: &&Text| text.zh.chars().map(line::small).eq(title.iter().copied());
        guide.nodes.iter().map(|node| &node.item.name).find(is_it)
    }

    /// How often a thing was applied for.
    pub fn frequency(&self, thing: &str) -> u32 {
        let doc = self.guides.get(thing).and_then(|slot| self.doc(*slot));
        doc.map_or(0, |doc| doc.frequency.load(Ordering::Relaxed))
    }

    /// Takes note how often things were applied for.
    pub fn set_frequency(&self, counts: &HashMap<String, u32>) {
        let mut most = 0;
        for (thing, slot) in &self.guides {
            let count = counts.get(&**thing).copied().unwrap_or(0);
            most = most.max(count);
            if let Some(doc) = self.doc(*slot) {
                doc.frequency.store(count, Ordering::Relaxed);
            }
        }
        self.most.store(most, Ordering::Relaxed);
    }

    /// What is to be marked in a document's title.
    pub fn title_marks(&self, found: &Found, doc: u32) -> Marks {
        self.marks(found, doc, |line| line.field == Field::Title)
    }

    /// By which of its texts a guide was found, with what is to be marked in it; none where the title or only
    /// a longer text holds it.
    pub fn via(&self, found: &Found, hit: &Hit) -> Option<(Via, Marks)> {
        let entry = &self.doc(hit.doc)?.entry;
        let best = entry.shown(entry.lines.get(hit.line as usize)?);
        let via = match best.field {
            Field::Tag => Via::Tag(best.place),
            Field::Item => Via::Item(best.place),
            Field::Result => Via::Result(best.place),
            Field::Title | Field::Text => return None,
        };
        let same = |line: &Line| line.field == best.field && line.place == best.place;
        Some((via, self.marks(found, hit.doc, same)))
    }

    /// What is to be marked in a longer text.
    pub fn text_marks(found: &Found, text: &Text) -> Marks {
        let spans = |words: &str, english| {
            let line = Line::new(Field::Text, english, words);
            joined(found.patterns.iter().filter_map(|pattern| pattern.find(&line)).collect())
        };
        Marks { zh: spans(&text.zh, false), en: spans(&text.en, true) }
    }

    fn marks(&self, found: &Found, doc: u32, of: impl Fn(&Line) -> bool) -> Marks {
        let (mut zh, mut en) = (Vec::new(), Vec::new());
        let Some(doc) = self.doc(doc) else {
            return Marks::default();
        };
        for line in &doc.entry.lines {
            let shown = doc.entry.shown(line);
            if !of(shown) {
                continue;
            }
            let spans = if shown.english { &mut en } else { &mut zh };
            for range in found.patterns.iter().filter_map(|pattern| pattern.find(line)) {
                spans.push(line.stands_for.as_ref().map_or(range, |(_, whole)| whole.clone()));
            }
        }
        Marks { zh: joined(zh), en: joined(en) }
    }
}

/// Ranges in their order, those that touch made one.
fn joined(mut ranges: Vec<Range<usize>>) -> Vec<Span> {
    ranges.sort_by_key(|range| range.start);
    let mut spans: Vec<Span> = Vec::new();
    for range in ranges {
        let (from, to) = (count(range.start), count(range.end));
        match spans.last_mut() {
            Some(last) if from <= last.to => last.to = last.to.max(to),
            _ => spans.push(Span { from, to }),
        }
    }
    spans
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
