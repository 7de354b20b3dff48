//! What a document refers to: the city's tables, the catalogue, and the items and things that stand
//! beside it in the same guides.

use onething_api::catalogue::{Askable, Dictionary, NamedDocument};
use onething_domain::city::DataElement;
use onething_domain::field::{Field, FieldType};
use onething_domain::guide::Catalogue;
use onething_domain::item::Item;
use onething_domain::licence::KINDS;
use onething_domain::prefill;
use onething_domain::text::Text;
use onething_domain::thing::Thing;

use super::spec::{Source, word_key};
use crate::{
    i18n::{pick, t, t_if, tr},
    ui::Opt,
    words::code,
};

/// What a document refers to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Around {
    /// What the city and its catalogue have.
    pub city: Dictionary,
    /// Ids of all things.
    pub thing_ids: Vec<String>,
    /// What conditions may speak of beside what the document itself asks.
    pub scope: Vec<Askable>,
    /// Items that stand in the same guides, without the one that is being written.
    pub items: Vec<Item>,
    /// Things whose guides hold the item that is being written.
    pub things: Vec<Thing>,
}

impl Around {
    /// The choices of a source that the city or the catalogue has.
    pub fn choices(&self, source: Source) -> Vec<Opt> {
        let city = &self.city;
        let named = |known: &NamedDocument| Opt::new(&known.id, pick(&known.name));
        match source {
            Source::Departments => {
                city.departments.iter().map(|d| Opt::new(&d.id, pick(&d.name))).collect()
            }
            Source::Windows => city
                .windows
                .iter()
                .map(|w| Opt { value: w.id.clone(), label: pick(&w.name), hint: pick(&w.address) })
                .collect(),
            Source::Items => city.items.iter().map(named).collect(),
            Source::Things => city.things.iter().map(named).collect(),
            Source::Events => city.events.iter().map(|e| Opt::new(&e.id, pick(&e.name))).collect(),
            Source::Elements => city
                .elements
                .iter()
                .map(|e| Opt {
                    value: e.id.clone(),
                    label: pick(&e.name),
                    hint: type_name(e.r#type),
                })
                .collect(),
            Source::Sections => self.sections(),
            Source::Prefills => prefills(),
            Source::Licences => fixed(&KINDS, "staff.licence"),
            Source::Fields => {
                distinct(self.items.iter().flat_map(|item| &item.fields).map(|f| (&f.id, &f.label)))
            }
            Source::Materials => distinct(
                self.items.iter().flat_map(|item| &item.materials).map(|m| (&m.id, &m.name)),
            ),
            Source::Stages | Source::Nodes | Source::Services => Vec::new(), // of the document itself
        }
    }

    /// Sections of the forms in which the item appears, each once.
    fn sections(&self) -> Vec<Opt> {
        let mut sections: Vec<Opt> = Vec::new();
        for section in self.things.iter().flat_map(|thing| &thing.sections) {
            if !sections.iter().any(|known| known.value == section.id) {
                sections.push(Opt::new(&section.id, pick(&section.title)));
            }
        }
        if sections.is_empty() {
            // An item that no thing has yet: the sections that a new thing begins with.
            sections = fixed(&["applicant", "declaration"], "staff.section");
        }
        sections
    }

    /// The entries of a code table.
    pub fn codes(&self, table: &str) -> Vec<Opt> {
        let table = self.city.codes.iter().find(|known| known.id == table);
        let entries = table.map(|table| table.entries.as_slice()).unwrap_or_default();
        entries.iter().map(|entry| Opt::new(&entry.code, pick(&entry.name))).collect()
    }

    /// A data element.
    pub fn element(&self, id: &str) -> Option<&DataElement> {
        self.city.elements.iter().find(|element| element.id == id)
    }

    /// How an element is asked already by an item beside this one.
    pub fn asked(&self, element: &str) -> Option<&Field> {
        self.items.iter().flat_map(|item| &item.fields).find(|field| field.element == element)
    }

    /// What a merge needs to know, with `items` as those of the thing.
    pub fn catalogue<'a>(&'a self, items: &'a [Item]) -> Catalogue<'a> {
        Catalogue {
            items,
            things: &self.thing_ids,
            departments: &self.city.departments,
            windows: &self.city.windows,
            elements: &self.city.elements,
            codes: &self.city.codes,
            events: &self.city.events,
            registries: &self.city.registries,
        }
    }
}

/// Each id once, with its name.
fn distinct<'a>(named: impl Iterator<Item = (&'a String, &'a Text)>) -> Vec<Opt> {
    let mut options: Vec<Opt> = Vec::new();
    for (id, name) in named {
        if !options.iter().any(|known| known.value == *id) {
            options.push(Opt::new(id, pick(name)));
        }
    }
    options
}

/// A type of field in words.
pub fn type_name(kind: FieldType) -> String {
    t(&format!("staff.type.{}", code(&kind)))
}

/// Sources of values: what is known of people, and the numbers of licences.
fn prefills() -> Vec<Opt> {
    let plain: Vec<&str> = prefill::plain().collect();
    let mut sources = fixed(&plain, "staff.prefill");
    sources.extend(fixed(&KINDS, "staff.licence").into_iter().map(|kind| Opt {
        value: prefill::licence(&kind.value),
        label: tr("staff.prefill.licence", &[("name", &kind.label)]),
        ..kind
    }));
    sources
}

fn fixed(values: &[&str], prefix: &str) -> Vec<Opt> {
    let label = |value: &str| t_if(&word_key(prefix, value)).unwrap_or_else(|| value.to_owned());
    values.iter().map(|value| Opt::new(*value, label(value))).collect()
}
