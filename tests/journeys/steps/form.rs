//! Filling in a form as the guide's data describe it: by the label that people read.

use journeys::{Browser, Locator, Name, starts};

/// One answer.
#[derive(Clone, Copy)]
pub enum Entry<'a> {
    /// Typed: a text, a number, an identifier.
    Text(&'a str, &'a str),
    /// One of several options.
    Choice(&'a str, &'a str),
    /// Several of several.
    Many(&'a str, &'a [&'a str]),
    /// Yes or no.
    Flag(&'a str, bool),
    /// A day, as 2026-11-01.
    Day(&'a str, &'a str),
    /// District and street.
    Address(&'a str, &'a str, &'a str),
    /// A person: name and identity number, and a phone where one is asked for.
    Person(&'a str, &'a [(&'a str, &'a str)]),
    /// Agreement to a declaration.
    Declare(&'a str),
}

/// Fills in several answers, in order.
pub fn fill(page: &Browser, entries: &[Entry]) {
    for entry in entries {
        one(page, *entry);
    }
}

/// A label may carry a mark such as “（选填）” behind it.
fn labelled(label: &str) -> Name {
    starts(label)
}

fn one(page: &Browser, entry: Entry) {
    match entry {
        Entry::Text(label, value) | Entry::Day(label, value) => {
            page.field(labelled(label)).fill(value);
        }
        Entry::Choice(label, option) => choose(page, label, option),
        Entry::Flag(label, yes) => choose(page, label, if yes { "是" } else { "否" }),
        Entry::Many(label, options) => {
            let group = page.group(labelled(label));
            options.iter().for_each(|option| group.checkbox(*option).check());
        }
        Entry::Address(label, region, street) => {
            let group = page.group(labelled(label));
            group.field(starts("区县")).fill(region);
            group.field(starts("详细地址")).fill(street);
        }
        Entry::Person(label, parts) => {
            let group = page.group(labelled(label));
            parts.iter().for_each(|(part, value)| group.field(starts(part)).fill(value));
        }
        Entry::Declare(words) => page.checkbox(starts(words)).check(),
    }
}

/// Few options stand side by side, many are a list.
fn choose(page: &Browser, label: &str, option: &str) {
    let (group, list) = (page.group(labelled(label)), page.field(labelled(label)));
    let radios: bool = page.until(&format!("choices of “{label}”"), || {
        (group.is_here() || list.is_here()).then(|| group.is_here())
    });
    if radios { group.choice(option).check() } else { list.fill(option) }
}

/// Waits for the first of several things and tells which it is.
pub fn either(page: &Browser, what: &str, choices: &[Locator]) -> usize {
    page.until(what, || choices.iter().position(Locator::is_here))
}
