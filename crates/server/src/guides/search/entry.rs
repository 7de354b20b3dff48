//! What the search knows of one guide or one item. It is made from its texts alone, so a publication makes
//! only the entries of what it publishes.

use onething_domain::guide::Guide;
use onething_domain::item::Item;
use onething_domain::text::Text;

use super::line::{Field, Line};
use super::synonyms::Synonyms;

/// The lines of a guide or an item, those of its title first, those of synonyms last.
#[derive(Debug, PartialEq, Eq)]
pub struct Entry {
    /// The lines.
    pub lines: Vec<Line>,
}

impl Entry {
    /// The entry of a guide.
    pub fn guide(guide: &Guide, synonyms: &Synonyms) -> Self {
        let mut lines = Vec::new();
        write(&mut lines, Field::Title, 0, &guide.title);
        for (place, tag) in guide.tags.iter().enumerate() {
            write(&mut lines, Field::Tag, place, tag);
        }
        for (place, node) in guide.nodes.iter().enumerate() {
            write(&mut lines, Field::Item, place, &node.item.name);
            if node.item.result.name != node.item.name {
                write(&mut lines, Field::Result, place, &node.item.result.name);
            }
        }
        write(&mut lines, Field::Text, 0, &guide.summary);
        for material in &guide.materials {
            write(&mut lines, Field::Text, 0, &material.name);
        }
        for faq in &guide.faq {
            write(&mut lines, Field::Text, 0, &faq.question);
        }
        Self::with(lines, synonyms)
    }

    /// The entry of an item.
    pub fn item(item: &Item, synonyms: &Synonyms) -> Self {
        let mut lines = Vec::new();
        write(&mut lines, Field::Title, 0, &item.name);
        if item.result.name != item.name {
            write(&mut lines, Field::Result, 0, &item.result.name);
        }
        Self::with(lines, synonyms)
    }

    fn with(mut lines: Vec<Line>, synonyms: &Synonyms) -> Self {
        let said = synonyms.lines(&lines);
        lines.extend(said);
        Self { lines }
    }

    /// The line that people see: for a synonym the one that it stands for.
    pub fn shown<'a>(&'a self, line: &'a Line) -> &'a Line {
        line.stands_for.as_ref().map_or(line, |(shown, _)| &self.lines[*shown])
    }
}

fn write(lines: &mut Vec<Line>, field: Field, place: usize, text: &Text) {
    for (english, words) in [(false, &text.zh), (true, &text.en)] {
        if !words.is_empty() {
            lines.push(Line { place, ..Line::new(field, english, words) });
        }
    }
}
