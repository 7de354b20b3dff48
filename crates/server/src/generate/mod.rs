//! A catalogue as large as a real city's, and cases by the hundred thousand, for tests of scale: `onething generate`.
//!
//! Names are put together from what departments really do, so that searching and reading it is like the real
//! thing; every element is filled and everything passes the linter. The same seed gives the same bytes.

pub mod cases;
mod chance;
mod city;
mod items;
mod things;
mod words;

use std::path::{Path, PathBuf};

use onething_domain::thing::Thing;
use serde::Serialize;

use crate::city::content::{Codes, Departments, Elements, Windows};
use crate::parallel;
use crate::progress::Progress;
pub use chance::Chance;
use city::Base;
use items::Plan;

/// What is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// How many items.
    pub items: usize,
    /// Chance begins here.
    pub seed: u64,
    /// How many versions; more than one are written into folders `v01`, `v02` …
    pub versions: u32,
    /// Where to write.
    pub out: PathBuf,
}

impl Default for Wanted {
    fn default() -> Self {
        Self { items: 3_200, seed: 1, versions: 1, out: PathBuf::from("generated-city") }
    }
}

/// Most versions of one catalogue.
pub const MOST_VERSIONS: u32 = 99;

/// Writes the catalogue; gives its folders, one for each version. In version *k* every guide differs from
/// version *k* − 1.
///
/// # Errors
/// More items than the words give, or a file that cannot be written.
pub fn generate(wanted: &Wanted, progress: Progress) -> Result<Vec<PathBuf>, String> {
    let pool = words::pool()?;
    let base = Base::new(pool.values())?;
    let (plans, things) = shared_out(wanted, &base)?;
    let mut folders = Vec::new();
    for version in 1..=wanted.versions {
        let folder = match wanted.versions {
            1 => wanted.out.clone(),
            _ => wanted.out.join(format!("v{version:02}")),
        };
        write_base(&folder, &base)?;
        let step = progress.step(&format!("write version {version}"), plans.len() + things.len());
        let written = parallel::map(&plans, |plan| {
            let item = items::item(plan, &base, &pool, wanted.seed, version);
            step.add(1);
            write(&folder.join(format!("items/{}.toml", item.id)), &item)
        });
        written.into_iter().collect::<Result<(), String>>()?;
        let written = parallel::map(&things, |thing| {
            step.add(1);
            write(&folder.join(format!("things/{}.toml", thing.id)), thing)
        });
        written.into_iter().collect::<Result<(), String>>()?;
        step.done();
        folders.push(folder);
    }
    Ok(folders)
}

/// The items, each with its place, and the things that they are shared out to.
fn shared_out(wanted: &Wanted, base: &Base) -> Result<(Vec<Plan>, Vec<Thing>), String> {
    let mut plans = plans(wanted, base)?;
    let things = things::things(&plans, base, wanted.seed);
    let places = things::places(&things);
    for plan in &mut plans {
        plan.place = places.get(&plan.id(&base.areas[plan.area])).copied();
    }
    Ok((plans, things))
}

/// Which items: a part of everything that can be done everywhere, chosen by the seed.
fn plans(wanted: &Wanted, base: &Base) -> Result<Vec<Plan>, String> {
    let mut plans: Vec<Plan> = Vec::new();
    for subject in words::subjects() {
        for act in subject.nature.acts() {
            plans.extend((0..base.areas.len()).map(|area| Plan {
                subject,
                act: *act,
                area,
                place: None,
            }));
        }
    }
    if wanted.items == 0 || wanted.items > plans.len() {
        return Err(format!("--items: 1 to {}", plans.len()));
    }
    Chance::of(wanted.seed, "plans").shuffle(&mut plans);
    plans.truncate(wanted.items);
    Ok(plans)
}

fn write_base(folder: &Path, base: &Base) -> Result<(), String> {
    for inner in ["items", "things"] {
        let inner = folder.join(inner);
        if std::fs::read_dir(&inner).is_ok_and(|mut entries| entries.next().is_some()) {
            return Err(format!("--out: {} is not empty; name another folder", inner.display()));
        }
        std::fs::create_dir_all(&inner)
            .map_err(|error| format!("--out: cannot make {}: {error}", inner.display()))?;
    }
    let file = |name: &str| folder.join(name);
    write(&file("city.toml"), &base.city)?;
    write(&file("calendar.toml"), &base.calendar)?;
    write(&file("departments.toml"), &Departments { department: base.departments.clone() })?;
    write(&file("windows.toml"), &Windows { window: base.windows.clone() })?;
    write(&file("codes.toml"), &Codes { table: base.codes.clone() })?;
    write(&file("elements.toml"), &Elements { element: base.elements.clone() })?;
    write_text(&file("synonyms.toml"), city::SYNONYMS)
}

fn write(file: &Path, value: &impl Serialize) -> Result<(), String> {
    write_text(file, &toml::to_string(value).map_err(|error| error.to_string())?)
}

fn write_text(file: &Path, text: &str) -> Result<(), String> {
    std::fs::write(file, text).map_err(|error| format!("cannot write {}: {error}", file.display()))
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    #[test]
    fn no_two_items_of_a_thing_begin_their_numbers_alike() {
        let pool = words::pool().unwrap();
        let base = Base::new(pool.values()).unwrap();
        let wanted = Wanted { items: 600, ..Wanted::default() };
        let (plans, things) = shared_out(&wanted, &base).unwrap();
        let items = plans.iter().map(|plan| items::item(plan, &base, &pool, wanted.seed, 1));
        let prefixes: BTreeMap<String, String> =
            items.map(|item| (item.id, item.result.prefix)).collect();
        let joint: Vec<&Thing> = things.iter().filter(|thing| thing.nodes.len() > 1).collect();
        assert!(joint.len() > 10, "{} things of several", joint.len());
        for thing in joint {
            // By their place, so that it is no luck.
            let ends: BTreeSet<char> =
                thing.nodes.iter().filter_map(|node| prefixes[&node.item].chars().nth(2)).collect();
            assert_eq!(ends.len(), thing.nodes.len(), "{}", thing.id);
        }
    }
}
