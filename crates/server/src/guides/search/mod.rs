//! The search (G6): an index in memory over the published guides and their items. It is made anew when the
//! catalogue changes; a question then touches only the lines that hold what it asks for.
//!
//! A text is a [`line`](line::Line): its characters with their [sounds](sound). [`grams`] know which lines hold
//! which pairs. [`query`] takes apart what was typed, [`near`] forgives typing errors, [`rank`] puts in order.

mod build;
mod grams;
mod line;
mod near;
mod query;
mod rank;
mod sound;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::atomic::{AtomicU32, Ordering};

use onething_api::guides::{Marks, Span};
use onething_domain::guide::Guide;
use onething_domain::text::Text;

use grams::Grams;
use line::{Field, Line, Pattern};
use near::Term;
use query::Vocabulary;

/// What is found: a guide, or an item in guides.
#[derive(Debug)]
pub struct Doc {
    /// Whether it is an item; then it is found beside the guides that hold it.
    pub item: bool,
    /// Places in the catalogue's published guides: its own, or those that hold the item.
    pub guides: Vec<usize>,
    /// Whether a guide joins several items.
    joins: bool,
    /// Its lines, the title first.
    lines: Vec<u32>,
    /// How often it was applied for.
    frequency: AtomicU32,
}

/// The index.
#[derive(Debug, Default)]
pub struct Index {
    docs: Vec<Doc>,
    /// How many of them are guides; these come first, in the catalogue's order.
    guides: usize,
    lines: Vec<Line>,
    grams: Grams,
    terms: Vec<Term>,
    vocabulary: Vocabulary,
}

/// A hit.
#[derive(Clone, Copy, Debug)]
pub struct Hit {
    /// Place of the document.
    pub doc: usize,
    /// How well it fits; only to be compared.
    pub score: f32,
    /// The line that fits best.
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
    /// A document.
    pub fn doc(&self, place: usize) -> &Doc {
        &self.docs[place]
    }

    /// The name of an item in a guide that holds it.
    pub fn item_name<'a>(&self, doc: usize, guide: &'a Guide) -> Option<&'a Text> {
        let title = &self.lines[*self.docs[doc].lines.first()? as usize].chars;
        let is_it = |text: &&Text| text.zh.chars().map(line::small).eq(title.iter().copied());
        guide.nodes.iter().map(|node| &node.item.name).find(is_it)
    }

    /// How often a guide was applied for.
    pub fn frequency(&self, guide: usize) -> u32 {
        self.docs.get(guide).map_or(0, |doc| doc.frequency.load(Ordering::Relaxed))
    }

    /// Takes note how often things were applied for; things in the catalogue's order.
    pub fn set_frequency<'a>(
        &self,
        things: impl Iterator<Item = &'a str>,
        counts: &HashMap<String, u32>,
    ) {
        for (doc, thing) in self.docs.iter().zip(things).take(self.guides) {
            doc.frequency.store(counts.get(thing).copied().unwrap_or(0), Ordering::Relaxed);
        }
    }

    /// What is to be marked in a document's title.
    pub fn title_marks(&self, found: &Found, doc: usize) -> Marks {
        self.marks(found, doc, |line| line.field == Field::Title)
    }

    /// By which of its texts a guide was found, with what is to be marked in it; none where the title or only
    /// a longer text holds it.
    pub fn via(&self, found: &Found, hit: &Hit) -> Option<(Via, Marks)> {
        let best = self.shown(hit.line);
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
            let line = Line::new(0, Field::Text, english, words);
            joined(found.patterns.iter().filter_map(|pattern| pattern.find(&line)).collect())
        };
        Marks { zh: spans(&text.zh, false), en: spans(&text.en, true) }
    }

    /// The line that people see: for a synonym the one that it stands for.
    fn shown(&self, number: u32) -> &Line {
        let line = &self.lines[number as usize];
        line.stands_for.as_ref().map_or(line, |(shown, _)| &self.lines[*shown as usize])
    }

    fn marks(&self, found: &Found, doc: usize, of: impl Fn(&Line) -> bool) -> Marks {
        let (mut zh, mut en) = (Vec::new(), Vec::new());
        for number in &self.docs[doc].lines {
            let shown = self.shown(*number);
            if !of(shown) {
                continue;
            }
            let line = &self.lines[*number as usize];
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
