//! Filling in a form as the guide's data describe it: by the labels that people read.

use journeys::{Browser, Locator, Name, begins, starts, t, tr};

/// One answer: the field's label, and what is answered.
#[derive(Clone, Copy)]
pub enum Entry<'a> {
    /// Typed: a text, a number, an identifier, a day as 2026-11-01.
    Text(&'a str, &'a str),
    /// One of several options.
    Choice(&'a str, &'a str),
    /// Several of several.
    Many(&'a str, &'a [&'a str]),
    /// Yes or no.
    Flag(&'a str, bool),
    /// District and street.
    Address(&'a str, &'a str, &'a str),
    /// A district.
    Region(&'a str, &'a str),
    /// A person: name, identity number, phone.
    Person(&'a str, [&'a str; 3]),
    /// A company: name and code.
    Company(&'a str, [&'a str; 2]),
    /// A row of a repeating group, counted from 1.
    Row(&'a str, usize, &'a [Entry<'a>]),
    /// Agreement to a declaration.
    Declare(&'a str),
}

/// Where fields are looked for: the page, or a group of it.
enum Place<'b> {
    Page(&'b Browser),
    Part(&'b Browser, Locator<'b>),
}

impl<'b> Place<'b> {
    fn page(&self) -> &'b Browser {
        match self {
            Self::Page(page) | Self::Part(page, _) => page,
        }
    }

    fn field(&self, name: Name) -> Locator<'b> {
        match self {
            Self::Page(page) => page.field(name),
            Self::Part(_, part) => part.field(name),
        }
    }

    fn group(&self, name: Name) -> Locator<'b> {
        match self {
            Self::Page(page) => page.group(name),
            Self::Part(_, part) => part.group(name),
        }
    }

    fn checkbox(&self, name: Name) -> Locator<'b> {
        match self {
            Self::Page(page) => page.checkbox(name),
            Self::Part(_, part) => part.checkbox(name),
        }
    }
}

/// Fills in several answers, in order.
pub fn fill(page: &Browser, entries: &[Entry]) {
    fill_in(&Place::Page(page), entries);
}

fn fill_in(place: &Place, entries: &[Entry]) {
    entries.iter().for_each(|entry| one(place, *entry));
}

fn one(place: &Place, entry: Entry) {
    // A label may have a mark such as “（选填）” behind it.
    let group = |label: &str| place.group(starts(label));
    match entry {
        Entry::Text(label, value) => place.field(starts(label)).fill(value),
        Entry::Choice(label, option) => choose(place, label, option),
        Entry::Flag(label, yes) => {
            choose(place, label, t(if yes { "answer.yes" } else { "answer.no" }))
        }
        Entry::Many(label, options) => {
            options.iter().for_each(|option| group(label).checkbox(*option).check());
        }
        Entry::Region(label, district) => region(&group(label), district),
        Entry::Address(label, district, street) => {
            region(&group(label), district);
            group(label).field(begins("part.detail")).fill(street);
        }
        Entry::Person(label, values) => {
            let parts = ["part.name", "part.id_card", "part.phone"];
            parts.iter().zip(values).for_each(|(part, value)| {
                group(label).field(begins(part)).fill(value);
            });
        }
        Entry::Company(label, values) => {
            let parts = ["part.company", "part.code"];
            parts.iter().zip(values).for_each(|(part, value)| {
                group(label).field(begins(part)).fill(value);
            });
        }
        Entry::Row(label, number, entries) => {
            let row =
                group(label).group(tr("group.row", &[("what", label), ("n", &number.to_string())]));
            if !row.is_here() {
                group(label).button(tr("group.add", &[("what", label)])).click();
            }
            fill_in(&Place::Part(place.page(), row), entries);
        }
        Entry::Declare(words) => place.checkbox(starts(words)).check(),
    }
}

/// A district of the demo city, from the top down.
pub fn region(group: &Locator, district: &str) {
    group.field(begins("region.province")).fill("四川省");
    group.field(begins("region.city")).fill("清河市");
    group.field(begins("region.district")).fill(district);
}

/// Few options stand side by side, many are a list.
fn choose(place: &Place, label: &str, option: &str) {
    let (group, list) = (place.group(starts(label)), place.field(starts(label)));
    let side_by_side = place.page().until(&format!("the choices of “{label}”"), || {
        (group.is_here() || list.is_here()).then(|| group.is_here())
    });
    if side_by_side { group.choice(option).check() } else { list.fill(option) }
}
