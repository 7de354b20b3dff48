//! The demo city as the tests read it.
#![allow(dead_code, reason = "each test binary uses its part")]

pub mod sample;
pub mod walk;

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use onething_domain::calendar::Calendar;
use onething_domain::city::{City, CodeTable, DataElement, Department, Window};
use onething_domain::guide::{Catalogue, Guide};
use onething_domain::instant::Registry;
use onething_domain::item::Item;
use onething_domain::merge::merge;
use onething_domain::thing::Thing;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// What the files of the demo city hold.
pub struct Content {
    pub items: Vec<Item>,
    pub things: Vec<Thing>,
    pub departments: Vec<Department>,
    pub windows: Vec<Window>,
    pub elements: Vec<DataElement>,
    pub calendar: Calendar,
    pub city: City,
    pub codes: Vec<CodeTable>,
    pub registries: Vec<Registry>,
    pub thing_ids: Vec<String>,
}

#[derive(Deserialize)]
struct Departments {
    department: Vec<Department>,
}

#[derive(Deserialize)]
struct Windows {
    window: Vec<Window>,
}

#[derive(Deserialize)]
struct Codes {
    table: Vec<CodeTable>,
}

#[derive(Deserialize)]
struct Registries {
    registry: Vec<Registry>,
}

#[derive(Deserialize)]
struct Elements {
    element: Vec<DataElement>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content/demo-city")
}

fn read<T: DeserializeOwned>(path: &Path) -> T {
    let text =
        fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn folder<T: DeserializeOwned>(name: &str) -> Vec<T> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(root().join(name)).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| read(path)).collect()
}

impl Content {
    pub fn load() -> Self {
        let things: Vec<Thing> = folder("things");
        Self {
            items: folder("items"),
            thing_ids: things.iter().map(|thing| thing.id.clone()).collect(),
            things,
            city: read(&root().join("city.toml")),
            registries: read::<Registries>(&root().join("registries.toml")).registry,
            codes: read::<Codes>(&root().join("codes.toml")).table,
            departments: read::<Departments>(&root().join("departments.toml")).department,
            windows: read::<Windows>(&root().join("windows.toml")).window,
            elements: read::<Elements>(&root().join("elements.toml")).element,
            calendar: read(&root().join("calendar.toml")),
        }
    }

    pub fn catalogue(&self) -> Catalogue<'_> {
        Catalogue {
            items: &self.items,
            departments: &self.departments,
            windows: &self.windows,
            elements: &self.elements,
            things: &self.thing_ids,
            codes: &self.codes,
            events: &self.city.events,
            registries: &self.registries,
        }
    }

    pub fn thing(&self, id: &str) -> &Thing {
        self.things.iter().find(|thing| thing.id == id).unwrap_or_else(|| panic!("no thing {id}"))
    }

    pub fn guide(&self, id: &str) -> Guide {
        merge(self.thing(id), &self.catalogue())
            .unwrap_or_else(|findings| panic!("{id}: {findings:#?}"))
    }
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Ten in the morning in Shanghai.
pub fn morning(text: &str) -> DateTime<Utc> {
    Utc.from_utc_datetime(&day(text).and_hms_opt(2, 0, 0).unwrap())
}
