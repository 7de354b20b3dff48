//! A city's content as files: read whole, checked whole.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use onething_domain::booking::{self, Bookings};
use onething_domain::calendar::Calendar;
use onething_domain::city::{
    City, CodeTable, DataElement, DemoCompany, DemoPerson, DemoStaff, Department, Speech, Window,
};
use onething_domain::guide::{Catalogue, Guide};
use onething_domain::intermediary::Intermediaries;
use onething_domain::item::Item;
use onething_domain::lint::{self, Finding};
use onething_domain::merge;
use onething_domain::places;
use onething_domain::sample::Sample;
use onething_domain::thing::Thing;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::locate::{line_at, line_of};
use super::words;
use crate::licences;
use crate::notices::file::NoticeFile;
use crate::notices::import;
use crate::parallel;
use crate::progress::Progress;
use crate::registries::{self, content::Registries};

/// Largest file in bytes; it is refused before it is read.
const MOST_BYTES: u64 = 4 * 1024 * 1024;

/// What keeps content from being imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// File.
    pub file: PathBuf,
    /// Line, counted from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub remedy: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(
            f,
            "{}:{}: {}\n    remedy: {}",
            self.file.display(),
            self.line,
            self.message,
            self.remedy
        )
    }
}

/// A city's content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// The city.
    pub city: City,
    /// Its working calendar.
    pub calendar: Calendar,
    /// Departments.
    pub departments: Vec<Department>,
    /// Windows and machines.
    pub windows: Vec<Window>,
    /// Sample pictures of materials.
    pub samples: Vec<Sample>,
    /// Code tables.
    pub codes: Vec<CodeTable>,
    /// Registries that rules may ask.
    pub registries: Registries,
    /// Dictionary of data elements.
    pub elements: Vec<DataElement>,
    /// How people speak, for the search; empty where nobody has written it down.
    pub speech: Speech,
    /// Items.
    pub items: Vec<Item>,
    /// Things.
    pub things: Vec<Thing>,
    /// Notices and policy readings.
    pub notices: Vec<NoticeFile>,
    /// Intermediary services.
    pub intermediaries: Intermediaries,
    /// What can be booked.
    pub bookings: Bookings,
    /// Demo people, where there are some.
    pub people: People,
    /// Licences of other registers.
    pub licences: Vec<licences::import::Entry>,
}

/// `people.toml`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct People {
    /// Citizens.
    #[serde(default)]
    pub person: Vec<DemoPerson>,
    /// Companies.
    #[serde(default)]
    pub company: Vec<DemoCompany>,
    /// Staff.
    #[serde(default)]
    pub staff: Vec<DemoStaff>,
}

/// `departments.toml`.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Departments {
    /// Departments.
    pub department: Vec<Department>,
}

/// `windows.toml`.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Windows {
    /// Windows.
    pub window: Vec<Window>,
}

/// `samples.toml`.
#[derive(Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Samples {
    /// Samples.
    #[serde(default)]
    pub sample: Vec<Sample>,
}

/// `codes.toml`.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Codes {
    /// Tables.
    pub table: Vec<CodeTable>,
}

/// `elements.toml`.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Elements {
    /// Elements.
    pub element: Vec<DataElement>,
}

/// Reads a folder.
///
/// # Errors
/// Everything that is wrong, each with file, line and remedy.
pub fn read(folder: &Path) -> Result<Content, Vec<Fault>> {
    read_telling(folder, Progress::Silent)
}

/// Reads a folder and tells how far it has come.
///
/// # Errors
/// Everything that is wrong, each with file, line and remedy.
pub fn read_telling(folder: &Path, progress: Progress) -> Result<Content, Vec<Fault>> {
    let mut faults = Vec::new();
    let file = |name: &str| folder.join(name);
    let city = parse(&file("city.toml"), &mut faults);
    let calendar = parse(&file("calendar.toml"), &mut faults);
    let departments: Option<Departments> = parse(&file("departments.toml"), &mut faults);
    let windows: Option<Windows> = parse(&file("windows.toml"), &mut faults);
    let codes: Option<Codes> = parse(&file("codes.toml"), &mut faults);
    let elements: Option<Elements> = parse(&file("elements.toml"), &mut faults);
    let registries: Registries = parse_if_there(&file("registries.toml"), &mut faults);
    let samples: Samples = parse_if_there(&file("samples.toml"), &mut faults);
    let speech: Speech = parse_if_there(&file("synonyms.toml"), &mut faults);
    let people: People = parse_if_there(&file("people.toml"), &mut faults);
    let licences: licences::import::File = parse_if_there(&file("licences.toml"), &mut faults);
    let intermediaries: Intermediaries = parse_if_there(&file("intermediaries.toml"), &mut faults);
    let bookings: Bookings = parse_if_there(&file("bookings.toml"), &mut faults);
    let notices = import::read(&file("notices"), &mut faults);
    let items = parse_all(&file("items"), |item: &Item| &item.id, progress, &mut faults);
    let things = parse_all(&file("things"), |thing: &Thing| &thing.id, progress, &mut faults);
    match (city, calendar, departments, windows, codes, elements) {
        (
            Some(city),
            Some(calendar),
            Some(departments),
            Some(windows),
            Some(codes),
            Some(elements),
        ) if faults.is_empty() => Ok(Content {
            city,
            calendar,
            departments: departments.department,
            windows: windows.window,
            samples: samples.sample,
            codes: codes.table,
            registries,
            elements: elements.element,
            speech,
            items,
            things,
            notices,
            intermediaries,
            bookings,
            people,
            licences: licences.licence,
        }),
        _ => Err(faults),
    }
}

/// A file that a city may do without.
fn parse_if_there<T: DeserializeOwned + Default>(file: &Path, faults: &mut Vec<Fault>) -> T {
    if file.exists() { parse(file, faults).unwrap_or_default() } else { T::default() }
}

fn parse<T: DeserializeOwned>(file: &Path, faults: &mut Vec<Fault>) -> Option<T> {
    let mut fault = |line, message: String, remedy: &str| {
        faults.push(Fault { file: file.to_owned(), line, message, remedy: remedy.to_owned() });
    };
    if std::fs::metadata(file).is_ok_and(|file| file.len() > MOST_BYTES) {
        let most = MOST_BYTES / 1024 / 1024;
        fault(1, format!("is larger than {most} MB"), "split it; no guide for people is so long");
        return None;
    }
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) => {
            fault(1, format!("cannot be read: {error}"), "every city has this file, in UTF-8");
            return None;
        }
    };
    match parse_text(&text) {
        Ok(value) => Some(value),
        Err((line, message, remedy)) => {
            fault(line, message, remedy);
            None
        }
    }
}

/// Reads a file's text; where it cannot be read, line, what is wrong, and what to do.
///
/// # Errors
/// The first thing that is wrong.
pub fn parse_text<T: DeserializeOwned>(text: &str) -> Result<T, (usize, String, &'static str)> {
    toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(1, |span| line_at(text, span.start));
        let remedy = if error.message().starts_with("unknown field") {
            "correct the name or take the line away"
        } else if error.message().starts_with("missing field") {
            "add it here"
        } else {
            "correct the value; the format is described in docs/content-format.md"
        };
        (line, error.message().replace('\n', " "), remedy)
    })
}

fn parse_all<T: DeserializeOwned + Send>(
    folder: &Path,
    id: impl Fn(&T) -> &String + Sync,
    progress: Progress,
    faults: &mut Vec<Fault>,
) -> Vec<T> {
    let mut files: Vec<PathBuf> = match std::fs::read_dir(folder) {
        Ok(entries) => entries.flatten().map(|entry| entry.path()).collect(),
        Err(error) => {
            faults.push(Fault {
                file: folder.to_owned(),
                line: 1,
                message: format!("cannot be read: {error}"),
                remedy: "every city has this folder".to_owned(),
            });
            return Vec::new();
        }
    };
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let step = progress.step(&format!("read {name}"), files.len());
    let parsed = parallel::map(&files, |file| {
        let mut faults = Vec::new();
        let value = parse_named(file, &id, &mut faults);
        step.add(1);
        (value, faults)
    });
    step.done();
    let mut values = Vec::with_capacity(parsed.len());
    for (value, found) in parsed {
        values.extend(value);
        faults.extend(found);
    }
    values
}

/// Parses a file that is named by the id of what it holds.
fn parse_named<T: DeserializeOwned>(
    file: &Path,
    id: impl Fn(&T) -> &String,
    faults: &mut Vec<Fault>,
) -> Option<T> {
    let value = parse::<T>(file, faults)?;
    if file.file_stem().and_then(|stem| stem.to_str()) != Some(id(&value)) {
        let text = std::fs::read_to_string(file).unwrap_or_default();
        faults.push(Fault {
            line: line_of(&text, "id"),
            message: format!("holds the id {:?}", id(&value)),
            remedy: "name the file as its id".to_owned(),
            file: file.to_owned(),
        });
    }
    Some(value)
}

impl Content {
    /// Merges every thing into its guide.
    ///
    /// # Errors
    /// Everything that the linter and the merge find, each with file, line and remedy.
    pub fn guides(&self, folder: &Path, progress: Progress) -> Result<Vec<Guide>, Vec<Fault>> {
        let things: Vec<String> = self.things.iter().map(|thing| thing.id.clone()).collect();
        // Each thing is merged beside its own items: among all of them every look-up would grow with the city.
        let known: HashMap<&str, &Item> =
            self.items.iter().map(|item| (item.id.as_str(), item)).collect();
        let catalogue = Catalogue {
            items: &[],
            departments: &self.departments,
            windows: &self.windows,
            elements: &self.elements,
            things: &things,
            codes: &self.codes,
            events: &self.city.events,
            registries: &self.registries.registry,
        };
        let step = progress.step("merge things", self.things.len());
        let merged = parallel::map(&self.things, |thing| {
            let ids = thing.nodes.iter().map(|node| node.item.as_str());
            let items: Vec<Item> = ids.filter_map(|id| known.get(id).copied().cloned()).collect();
            let merged = merge::merge(thing, &Catalogue { items: &items, ..catalogue });
            step.add(1);
            merged
        });
        step.done();
        let mut guides = Vec::with_capacity(merged.len());
        let mut findings: Vec<Finding> = lint::lint_speech(&self.speech);
        findings.extend(places::check(&self.windows, &self.city));
        for merged in merged {
            match merged {
                Ok(guide) => guides.push(guide),
                Err(found) => findings.extend(found),
            }
        }
        if findings.is_empty() {
            return Ok(guides);
        }
        let mut seen = BTreeSet::new();
        findings.retain(|finding| seen.insert(finding.clone()));
        Err(findings.into_iter().map(|finding| fault(folder, finding)).collect())
    }
}

impl Content {
    /// Everything wrong with what stands around the guides: notices, intermediary services, licences.
    ///
    /// # Errors
    /// Each fault with file, line and remedy.
    pub fn check_rest(&self, folder: &Path) -> Result<(), Vec<Fault>> {
        let mut faults = import::check(self, folder);
        faults.extend(licences::import::check(self, folder));
        faults.extend(registries::content::check(self, folder));
        let items: BTreeSet<&str> = self.items.iter().map(|item| item.id.as_str()).collect();
        let found = lint::lint_intermediaries(
            &self.intermediaries,
            |id| items.contains(id),
            |id| self.departments.iter().any(|department| department.id == id),
        );
        faults.extend(found.into_iter().map(|finding| fault(folder, finding)));
        let found = booking::check(&self.bookings, &self.windows, |id| {
            self.things.iter().any(|thing| thing.id == id)
        });
        faults.extend(told(folder.join("bookings.toml"), found));
        let file = folder.join("calendar.toml");
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        faults.extend(self.calendar.faults().into_iter().map(|(key, message)| Fault {
            file: file.clone(),
            line: line_of(&text, key),
            message: format!("{key}: {message}"),
            remedy: "write every announced day once, in order; leave a year away until it is announced"
                .to_owned(),
        }));
        faults.extend(self.check_pledges(folder));
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    /// Whoever answers for the city is one of its departments, and figures of one person are never open.
    fn check_pledges(&self, folder: &Path) -> Vec<Fault> {
        let pledges = &self.city.pledges;
        let known = self.departments.iter().any(|department| department.id == pledges.owner);
        let file = folder.join("city.toml");
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        let wrong = [
            (
                "owner",
                !pledges.owner.is_empty() && !known,
                "use an id of departments.toml, or leave it out",
            ),
            ("least", pledges.least < 2, "2 or more: a count of 1 is a person"),
        ];
        let wrong = wrong.into_iter().filter(|(_, wrong, _)| *wrong);
        wrong
            .map(|(key, _, remedy)| Fault {
                line: line_of(&text, key),
                file: file.clone(),
                message: format!("pledges.{key} is none that holds"),
                remedy: remedy.to_owned(),
            })
            .collect()
    }
}

/// Faults that a list's own check has found: key, what is wrong, remedy.
fn told(file: PathBuf, found: Vec<(String, String, &'static str)>) -> Vec<Fault> {
    let text = std::fs::read_to_string(&file).unwrap_or_default();
    let fault = |(key, message, remedy): (String, String, &str)| Fault {
        file: file.clone(),
        line: line_of(&text, &key),
        message: format!("{key} {message}"),
        remedy: remedy.to_owned(),
    };
    found.into_iter().map(fault).collect()
}

fn fault(folder: &Path, finding: Finding) -> Fault {
    let file = folder.join(format!("{}.toml", finding.place));
    let text = std::fs::read_to_string(&file).unwrap_or_default();
    let (message, remedy) = words::finding(&finding);
    Fault {
        line: line_of(&text, &finding.path),
        file,
        message: format!("{}: {message}", finding.path),
        remedy,
    }
}
