//! Making the index.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::atomic::AtomicU32;

use onething_domain::city::Speech;
use onething_domain::guide::Guide;
use onething_domain::item::Item;
use onething_domain::text::Text;

use super::line::{Field, Line, Pattern};
use super::near::Term;
use super::query::Vocabulary;
use super::sound::{reading, spelling};
use super::{Doc, Index, count};

/// Longest line in characters that is known as a word, and by which typing errors are mended.
const LONGEST_TERM: usize = 10;

impl Index {
    /// The index over guides, which it names by their place.
    pub fn build<'a>(guides: impl Iterator<Item = &'a Guide>, speech: &Speech) -> Self {
        let mut index = Self { vocabulary: Vocabulary::new(speech), ..Self::default() };
        let mut items: BTreeMap<&str, (&Item, Vec<usize>)> = BTreeMap::new();
        for (place, guide) in guides.enumerate() {
            index.add_guide(place, guide);
            if guide.nodes.len() > 1 {
                for node in &guide.nodes {
                    let entry =
                        items.entry(&node.item.id).or_insert_with(|| (&node.item, Vec::new()));
                    entry.1.push(place);
                }
            }
        }
        index.guides = index.docs.len();
        for (item, guides) in items.into_values() {
            index.add_item(item, guides);
        }
        index.add_synonyms(speech);
        index.add_terms(speech);
        index
    }

    fn add_guide(&mut self, place: usize, guide: &Guide) {
        self.begin(false, vec![place], guide.nodes.len() > 1);
        self.add_text(Field::Title, 0, &guide.title);
        for (place, tag) in guide.tags.iter().enumerate() {
            self.add_text(Field::Tag, place, tag);
        }
        for (place, node) in guide.nodes.iter().enumerate() {
            self.add_text(Field::Item, place, &node.item.name);
            if node.item.result.name != node.item.name {
                self.add_text(Field::Result, place, &node.item.result.name);
            }
        }
        self.add_text(Field::Text, 0, &guide.summary);
        for material in &guide.materials {
            self.add_text(Field::Text, 0, &material.name);
        }
        for faq in &guide.faq {
            self.add_text(Field::Text, 0, &faq.question);
        }
    }

    fn add_item(&mut self, item: &Item, guides: Vec<usize>) {
        self.begin(true, guides, false);
        self.add_text(Field::Title, 0, &item.name);
        if item.result.name != item.name {
            self.add_text(Field::Result, 0, &item.result.name);
        }
    }

    fn begin(&mut self, item: bool, guides: Vec<usize>, joins: bool) {
        self.docs.push(Doc {
            item,
            guides,
            joins,
            lines: Vec::new(),
            frequency: AtomicU32::new(0),
        });
    }

    /// Adds a text to the document that was begun last.
    fn add_text(&mut self, field: Field, place: usize, text: &Text) {
        let doc = count(self.docs.len().saturating_sub(1));
        for (english, words) in [(false, &text.zh), (true, &text.en)] {
            if !words.is_empty() {
                self.add_line(Line { place, ..Line::new(doc, field, english, words) });
            }
        }
    }

    fn add_line(&mut self, line: Line) {
        let number = count(self.lines.len());
        if !line.english && line.field != Field::Text {
            self.vocabulary.learn(&line.chars);
        }
        self.grams.add(number, &line);
        self.docs[line.doc as usize].lines.push(number);
        self.lines.push(line);
    }

    /// Where a word of a group is written, the others are found too.
    fn add_synonyms(&mut self, speech: &Speech) {
        let written = self.lines.len();
        for group in &speech.synonym {
            // By document, the best place where one of the group is written.
            let mut places: BTreeMap<u32, (Field, u32, Range<usize>, &str)> = BTreeMap::new();
            for word in &group.words {
                for (number, range) in self.written(word) {
                    let line = &self.lines[number as usize];
                    if number as usize >= written || line.field == Field::Text {
                        continue;
                    }
                    let place = (line.field, number, range, word.as_str());
                    let known = places.entry(line.doc).or_insert_with(|| place.clone());
                    let rank = |(field, _, range, _): &(Field, u32, Range<usize>, &str)| {
                        (*field, std::cmp::Reverse(range.len()))
                    };
                    if rank(&place) < rank(known) {
                        *known = place;
                    }
                }
            }
            for (doc, (field, number, range, written)) in places {
                for word in group.words.iter().filter(|word| *word != written) {
                    let mut line = Line::new(doc, field.max(Field::Tag), word.is_ascii(), word);
                    line.stands_for = Some((number, range.clone()));
                    self.add_line(line);
                }
            }
        }
    }

    fn written(&self, word: &str) -> Vec<(u32, Range<usize>)> {
        let pattern = if word.is_ascii() {
            Pattern::Word(word.to_owned())
        } else {
            Pattern::Chars(word.chars().collect())
        };
        let lines = self.grams.lines(&pattern);
        let place = |number: &u32| Some((*number, pattern.find(&self.lines[*number as usize])?));
        lines.iter().filter_map(place).collect()
    }

    fn add_terms(&mut self, speech: &Speech) {
        let short = |line: &&Line| {
            !line.english
                && line.field != Field::Text
                && (2..=LONGEST_TERM).contains(&line.chars.len())
        };
        let groups: Vec<Vec<char>> = speech
            .synonym
            .iter()
            .flat_map(|group| &group.words)
            .filter(|word| !word.is_ascii())
            .map(|word| word.chars().collect())
            .collect();
        let lines = self.lines.iter().filter(short).map(|line| &line.chars[..]);
        let known: BTreeSet<&[char]> = lines.chain(groups.iter().map(Vec::as_slice)).collect();
        let chinese = known.into_iter().map(|chars| {
            let initials: String = chars
                .iter()
                .filter_map(|c| reading(*c).letters.first().copied())
                .map(char::from)
                .collect();
            Term::new(chars, &spelling(chars), &initials)
        });
        let english = self
            .grams
            .words()
            .filter(|word| word.len() > 3)
            .map(|word| Term::new(&word.chars().collect::<Vec<_>>(), word, ""));
        self.terms = chinese.chain(english).collect();
    }
}
