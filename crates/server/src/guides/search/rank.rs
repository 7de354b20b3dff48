//! Looking for what was typed, and putting what is found in order: how much of it fits, where it stands,
//! things before items, frequent before rare.

use std::collections::HashMap;
use std::sync::atomic::Ordering;

use super::line::{Field, Pattern};
use super::near::Term;
use super::query::{Typed, Unit};
use super::{Found, Hit, Index, Of, count};

/// Hits that are worth less than this share of the best are left out.
const WORTH_SHOWING: f32 = 0.3;
/// Below this nothing really fits, and what is there is only near.
const FITS: f32 = 0.2;
/// What a hit by sound is worth against one in writing.
const BY_SOUND: f32 = 0.6;
/// What a hit by likeness is worth against one in writing.
const BY_LIKENESS: f32 = 0.5;
/// Most words that are taken for what was mistyped.
const LIKELY: usize = 12;

/// The hits of one unit: by document, worth and line.
type Hits = HashMap<u32, (f32, u32)>;

/// What has been found so far: each document's worth at each place of what was typed.
#[derive(Default)]
struct Tally {
    places: usize,
    slots: HashMap<u32, usize>,
    docs: Vec<(u32, f32, u32)>,
    worth: Vec<f32>,
    weights: Vec<f32>,
    patterns: Vec<Pattern>,
}

impl Index {
    /// What fits, best first; only documents that `wanted` lets through.
    pub fn search(&self, typed: &str, wanted: impl Fn(u32) -> bool) -> Found {
        let typed = self.spoken.vocabulary.read(typed, &self.terms);
        let mut tally = Tally::new(typed.places);
        let mut near = true;
        for stretch in 0..typed.stretches.len() {
            let units: Vec<&Unit> =
                typed.units.iter().filter(|unit| unit.stretch == stretch).collect();
            let mut any = false;
            for unit in units {
                let (hits, patterns) = self.look(unit);
                any |= hits.values().any(|(worth, _)| *worth > Field::Text.worth());
                tally.add(&unit.places.clone().collect::<Vec<_>>(), &hits, patterns, self.size());
            }
            if any {
                near = false;
            } else {
                self.forgive(&typed, stretch, &mut tally);
            }
        }
        let hits = self.ordered(&tally, wanted);
        let near = near || hits.first().is_some_and(|hit| hit.score < FITS);
        Found { hits, near, patterns: tally.patterns }
    }

    /// What a unit hits; by sound where it is written nowhere but in long texts.
    fn look(&self, unit: &Unit) -> (Hits, Vec<Pattern>) {
        let (mut hits, mut patterns) = (Hits::new(), Vec::new());
        let mut best = Field::Text;
        for (pattern, worth) in &unit.patterns {
            let field = self.collect(pattern, *worth, &mut hits);
            best = field.map_or(best, |field| best.min(field));
            patterns.extend(field.map(|_| pattern.clone()));
        }
        if let Some(sound) = unit.by_sound.as_ref().filter(|_| best == Field::Text) {
            let worth = unit.patterns.first().map_or(1.0, |(_, worth)| *worth) * BY_SOUND;
            if self.collect(sound, worth, &mut hits).is_some() {
                patterns.push(sound.clone());
            }
        }
        (hits, patterns)
    }

    /// Adds what a pattern hits; gives the best field of all.
    fn collect(&self, pattern: &Pattern, worth: f32, hits: &mut Hits) -> Option<Field> {
        let mut best: Option<Field> = None;
        for at in self.grams.lines(pattern).iter() {
            let lines = self.doc(at.doc).map(|doc| &doc.entry.lines);
            let line = lines.and_then(|lines| lines.get(at.line as usize));
            let Some((line, range)) = line.and_then(|line| Some((line, pattern.find(line)?)))
            else {
                continue;
            };
            best = Some(best.map_or(line.field, |best| best.min(line.field)));
            let share = share(range.len(), line.chars.len());
            let first = if range.start == 0 { 0.03 } else { 0.0 };
            let said = if line.stands_for.is_some() { 0.93 } else { 1.0 };
            let worth = worth * line.field.worth() * said * (0.82 + 0.15 * share + first);
            let known = hits.entry(at.doc).or_insert((worth, at.line));
            if known.0 < worth {
                *known = (worth, at.line);
            }
        }
        best
    }

    /// Takes a stretch for the known words that are most like it.
    fn forgive(&self, typed: &Typed, stretch: usize, tally: &mut Tally) {
        let stretch = &typed.stretches[stretch];
        let mut likely: Vec<(f32, &Term)> = self
            .terms
            .iter()
            .filter_map(|term| Some((term.likeness(&stretch.chars)?, term)))
            .collect();
        likely.sort_by(|a, b| b.0.total_cmp(&a.0)); // stable: equal ones keep their order
        likely.truncate(LIKELY);
        let (mut hits, mut patterns) = (Hits::new(), Vec::new());
        for (likeness, term) in likely {
            let chars = &term.chars;
            let pattern = if chars.iter().all(char::is_ascii) {
                Pattern::Word(chars.iter().collect())
            } else {
                Pattern::Chars(chars.to_vec())
            };
            if self.collect(&pattern, likeness * BY_LIKENESS, &mut hits).is_some() {
                patterns.push(pattern);
            }
        }
        let places: Vec<usize> = (stretch.place..stretch.place + stretch.places).collect();
        tally.add(&places, &hits, patterns, self.size());
    }

    fn ordered(&self, tally: &Tally, wanted: impl Fn(u32) -> bool) -> Vec<Hit> {
        let most = self.most.load(Ordering::Relaxed);
        let mut hits: Vec<Hit> = tally
            .docs
            .iter()
            .enumerate()
            .filter(|(_, (doc, ..))| wanted(*doc))
            .map(|(slot, (doc, _, line))| Hit {
                doc: *doc,
                score: tally.score(slot) * self.standing(*doc, most),
                line: *line,
            })
            .collect();
        let place = |hit: &Hit| self.place(hit.doc);
        hits.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| place(a).cmp(&place(b))));
        let least = hits.first().map_or(0.0, |hit| hit.score) * WORTH_SHOWING;
        hits.truncate(hits.partition_point(|hit| hit.score >= least));
        hits
    }

    /// The order of what fits equally well: guides as the catalogue has them, then items by their ids.
    fn place(&self, doc: u32) -> (usize, &str) {
        match self.doc(doc).map(|doc| &doc.of) {
            Some(Of::Guide { place, .. }) => (*place, ""),
            Some(Of::Item { id, .. }) => (usize::MAX, id),
            None => (usize::MAX, ""),
        }
    }

    /// Things before items, things of several items before single ones, frequent before rare.
    fn standing(&self, doc: u32, most: u32) -> f32 {
        let Some(doc) = self.doc(doc) else {
            return 0.0;
        };
        let kind = match (&doc.of, doc.joins) {
            (Of::Item { .. }, _) => 0.8,
            (_, true) => 1.0,
            (_, false) => 0.97,
        };
        let often = doc.frequency.load(Ordering::Relaxed);
        kind * (1.0 + 0.08 * (small(often) + 1.0).ln() / (small(most) + 2.0).ln())
    }
}

impl Tally {
    fn new(places: usize) -> Self {
        Self { places, weights: vec![0.0; places], ..Self::default() }
    }

    /// Adds the hits of something that covers these places: at each the best counts. What few documents
    /// hold tells more than what many do.
    fn add(&mut self, places: &[usize], hits: &Hits, patterns: Vec<Pattern>, docs: usize) {
        if hits.is_empty() {
            return;
        }
        let weight = (1.0 + small(count(docs)) / small(count(hits.len()))).ln();
        for place in places {
            self.weights[*place] = self.weights[*place].max(weight);
        }
        for (doc, (worth, line)) in hits {
            let slot = *self.slots.entry(*doc).or_insert_with(|| {
                self.docs.push((*doc, 0.0, *line));
                self.worth.resize(self.docs.len() * self.places, 0.0);
                self.docs.len() - 1
            });
            for place in places {
                let known = &mut self.worth[slot * self.places + place];
                *known = known.max(*worth);
            }
            let told = worth * weight * small(count(places.len()));
            if self.docs[slot].1 < told {
                self.docs[slot].1 = told;
                self.docs[slot].2 = *line;
            }
        }
        self.patterns.extend(patterns);
    }

    /// How much of what was typed a document fits, from 0 to 1. What stands nowhere weighs as much as an
    /// ordinary word.
    fn score(&self, slot: usize) -> f32 {
        const ORDINARY: f32 = 2.0;
        let weight = |place: usize| match self.weights[place] {
            0.0 => ORDINARY,
            weight => weight,
        };
        let worth = &self.worth[slot * self.places..(slot + 1) * self.places];
        let all: f32 = (0..self.places).map(weight).sum();
        let fits: f32 = worth.iter().enumerate().map(|(place, worth)| worth * weight(place)).sum();
        fits / all.max(f32::EPSILON)
    }
}

fn share(part: usize, whole: usize) -> f32 {
    small(count(part)) / small(count(whole.max(1)))
}

/// Counts of this size lose nothing that matters.
fn small(number: u32) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "only compared")]
    {
        number as f32
    }
}
