//! The elements of items and things (G1), described once: the form, its texts, its rows and the
//! names of places in differences are all drawn from here.

mod firms;
mod guide;
mod item;
#[cfg(test)]
mod tests;
mod thing;

use serde_json::{Value, json};

pub use firms::INTERMEDIARIES;
pub use guide::GUIDE;
pub use item::{ITEM, TYPES, blank as blank_item};
pub use thing::{THING, blank as blank_thing};

/// What stands in an element, and so by which control it is written.
#[derive(Clone, Copy)]
pub enum Kind {
    /// A text in both languages, a line each.
    Text,
    /// A text in both languages, several lines each.
    Long,
    /// A list of texts in both languages.
    Texts,
    /// A line in one language.
    Line,
    /// A name for programs, made up by itself.
    Id,
    /// A whole number with its unit, the end of a key `staff.unit.<unit>`.
    Number(&'static str),
    /// As `Number`, may be missing.
    Bound(&'static str),
    /// Yes or no.
    Flag,
    /// A code of a table of the city.
    Code(&'static str),
    /// Several codes of a table.
    Codes(&'static str),
    /// One of fixed words; the key of a word's text begins with the first.
    Menu(&'static str, &'static [&'static str]),
    /// Several of fixed words.
    Menus(&'static str, &'static [&'static str]),
    /// Refers to something by its id.
    Pick(Source),
    /// Refers to several.
    Picks(Source),
    /// A condition that may be missing.
    When,
    /// A condition that is always there.
    Rule,
    /// How much a fee is.
    Amount,
    /// A list of records.
    Rows(&'static Record),
    /// A record within.
    Part(&'static Record),
    /// A record within that may be missing.
    Maybe(&'static Record),
    /// A text for some of a source, each under the id of what it is for.
    Each(Source),
    /// A document within; only read, never written.
    Whole(&'static Spec),
}

/// Where the choices of a reference come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Departments of the city.
    Departments,
    /// Windows of the city.
    Windows,
    /// Items of the catalogue.
    Items,
    /// Things of the catalogue.
    Things,
    /// Life events of the city.
    Events,
    /// Data elements of the city; choosing one fills in what it knows.
    Elements,
    /// Sections of the forms in which an item appears.
    Sections,
    /// Stages of this thing.
    Stages,
    /// Other items of this thing.
    Nodes,
    /// Where a field's value may be filled in from.
    Prefills,
    /// Kinds of licences.
    Licences,
    /// Fields of the items of this thing.
    Fields,
    /// Materials of the items of this thing.
    Materials,
    /// Intermediary services of this list.
    Services,
}

/// One element.
#[derive(Clone, Copy)]
pub struct Element {
    /// Its key in the document.
    pub key: &'static str,
    /// What stands in it.
    pub kind: Kind,
    /// Whether it may stay empty.
    pub optional: bool,
    /// Whether it makes sense in a record; always, where it is missing.
    pub shown: Option<fn(&Value) -> bool>,
}

const fn needed(key: &'static str, kind: Kind) -> Element {
    Element { key, kind, optional: false, shown: None }
}

const fn optional(key: &'static str, kind: Kind) -> Element {
    Element { key, kind, optional: true, shown: None }
}

const fn only(key: &'static str, kind: Kind, shown: fn(&Value) -> bool) -> Element {
    Element { key, kind, optional: false, shown: Some(shown) }
}

const fn maybe(key: &'static str, kind: Kind, shown: fn(&Value) -> bool) -> Element {
    Element { key, kind, optional: true, shown: Some(shown) }
}

/// A kind of record: what its rows hold.
pub struct Record {
    /// Its name, the middle of keys `staff.el.<name>.<key>`.
    pub name: &'static str,
    /// Its elements, in order.
    pub elements: &'static [Element],
    /// What names a row when it is folded: the first of these that says something. Rows without a
    /// name are never folded.
    pub title: &'static [&'static str],
    /// What stands beside the name of a folded row.
    pub note: &'static [&'static str],
    /// A new row; the text is an id that nothing else in the list has.
    pub blank: fn(&str) -> Value,
}

/// A part of the form, on a screen of its own.
pub struct Section {
    /// Its name, in the address and in the key `staff.part.<name>`.
    pub name: &'static str,
    /// Its elements, in order.
    pub elements: &'static [Element],
}

/// A kind of document.
#[derive(Clone, Copy)]
pub struct Spec {
    /// The record that the whole of it is.
    pub name: &'static str,
    /// Its parts, in order.
    pub sections: &'static [Section],
}

impl Spec {
    /// An element by its key.
    pub fn element(&self, key: &str) -> Option<&'static Element> {
        self.sections.iter().flat_map(|section| section.elements).find(|e| e.key == key)
    }

    /// Where in the form a path is written: part and element by their places.
    pub fn position(&self, path: &str) -> (usize, usize) {
        let key = path.split('.').next().unwrap_or_default();
        let place = |section: &Section| section.elements.iter().position(|e| e.key == key);
        let mut parts = self.sections.iter().enumerate();
        parts.find_map(|(part, section)| Some((part, place(section)?))).unwrap_or_default()
    }

    /// The part in which what stands at a path is written; the first for the document as a whole.
    pub fn section_of(&self, path: &str) -> &'static str {
        let key = path.split('.').next().unwrap_or_default();
        let holds = |section: &&Section| section.elements.iter().any(|e| e.key == key);
        self.sections.iter().find(holds).unwrap_or(&self.sections[0]).name
    }
}

/// The key of an element's label.
pub fn label_key(record: &str, key: &str) -> String {
    format!("staff.el.{record}.{key}")
}

/// The key of a sentence of help below a label.
pub fn help_key(label: &str) -> String {
    format!("{label}.help")
}

/// The key of a fixed word's text.
pub fn word_key(prefix: &str, word: &str) -> String {
    format!("{prefix}.{word}")
}

impl Record {
    /// An element by its key.
    pub fn element(&self, key: &str) -> Option<&'static Element> {
        self.elements.iter().find(|element| element.key == key)
    }
}

impl Element {
    /// Whether it makes sense in a record.
    pub fn fits(&self, record: &Value) -> bool {
        self.shown.is_none_or(|shown| shown(record))
    }
}

/// A text with nothing in it.
fn text() -> Value {
    json!({ "zh": "" })
}

/// A condition with nothing in it yet.
pub fn condition() -> Value {
    json!({ "all": [] })
}

fn says(record: &Value, key: &str, values: &[&str]) -> bool {
    record[key].as_str().is_some_and(|value| values.contains(&value))
}
