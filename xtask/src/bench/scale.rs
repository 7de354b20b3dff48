//! A city's whole catalogue: how long it takes to import, and whether its size is felt by readers.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use super::{Figure, median, note, publish, timed};
use crate::http::Connection;
use crate::server::Running;
use crate::{place, step};

/// Items of a real city (G6).
const ITEMS: usize = 3_200;
/// Items of a small one.
const FEW: usize = 100;
/// Versions of every guide.
const VERSIONS: usize = 20;
/// Seconds that an import may take, and all of its versions.
const IMPORT_LIMIT: f64 = 60.0;
/// How much longer a guide may take in the large catalogue.
const READ_LIMIT: f64 = 1.2;
/// Milliseconds within which 99 of 100 searches are answered.
const SEARCH_LIMIT: f64 = 5.0;
/// Milliseconds within which 99 of 100 lists are answered.
const LIST_LIMIT: f64 = 50.0;
/// Reads of each catalogue, and searches.
const READS: usize = 3_000;

/// Reads of each list.
const LISTS: usize = 300;

/// Everyday questions, the same that the service's tests ask.
const QUESTIONS: &str = include_str!("../../../crates/server/tests/service/questions.toml");

/// How it is measured.
pub const HOW: &str = "- **Import**: `onething import` of a catalogue that `onething generate` made (seed 1), from the \
start of the program to its end; then the other versions, each of which changes every guide.
- **Guide read**: one guide after another over a kept connection, the same guides from a small city and from the large \
one in all its versions; the two take turns; median of 3,000.
- **Search**: the everyday questions of the tests and names of the catalogue over HTTP on a kept connection, twenty \
results each, as the client sees it; 3,000 searches.
- **Lists**: the first page of the list of guides, all departments, a department's shop, the guides related to one; 300 \
of each over a kept connection.
- **Publishing**: an item is edited, submitted, approved by somebody else and published through the API; measured are \
the save and the publication, until the guide is served anew. After each, every other guide must be served with the \
tag that it had before. Median of ten.";

/// All figures of scale.
pub fn figures(binary: &Path) -> Result<Vec<Figure>> {
    let folder = place::scratch().join("scale");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let (large, small) = (folder.join("large"), folder.join("small"));
    generate(binary, &large, ITEMS, VERSIONS)?;
    generate(binary, &small, FEW, 1)?;
    let versions: Vec<PathBuf> =
        (1..=VERSIONS).map(|version| large.join(format!("v{version:02}"))).collect();
    publish::bring_staff(&versions[VERSIONS - 1])?;
    let (large_data, small_data) = (folder.join("large-data"), folder.join("small-data"));
    let once = import(binary, &large_data, &versions[..1])?;
    let rest = import(binary, &large_data, &versions[1..])?;
    import(binary, &small_data, std::slice::from_ref(&small))?;
    let all = things(&versions[0])?;
    let (single, many_things) = (single_things(&small, &all)?, all.len());
    let few = Running::serving(&small_data, binary)?;
    let many = Running::serving(&large_data, binary)?;
    let (of_few, of_many) = reads(&few, &many, &single)?;
    drop(few);
    let (middle, slowest) = searches(&many)?;
    let mut figures = vec![
        limited(
            format!("Import of {ITEMS} items in {many_things} things"),
            format!("{once:.1} s"),
            once,
            (IMPORT_LIMIT, "s"),
        ),
        limited(
            format!("Import of {VERSIONS} versions of each"),
            format!("{:.1} s", once + rest),
            once + rest,
            (IMPORT_LIMIT, "s"),
        ),
        Figure {
            what: format!("Guide read among {ITEMS} items in {VERSIONS} versions"),
            ours: format!("{:.0} µs", of_many * 1e6),
            beside: format!("{:.0} µs among {FEW} items", of_few * 1e6),
            ratio: of_many / of_few,
            limit: Some(READ_LIMIT),
        },
        limited(
            format!("Search over {ITEMS} items, 99 of 100 within"),
            format!("{slowest:.2} ms, half within {middle:.2} ms"),
            slowest,
            (SEARCH_LIMIT, "ms"),
        ),
    ];
    figures.extend(lists(&many, &single)?);
    figures.extend(publish::figures(&many, &single)?);
    Ok(figures)
}

/// A figure beside its limit, both in a unit.
pub fn limited(what: String, ours: String, value: f64, (limit, unit): (f64, &str)) -> Figure {
    Figure {
        what,
        ours,
        beside: format!("limit {limit:.0} {unit}"),
        ratio: value / limit,
        limit: Some(1.0),
    }
}

fn generate(binary: &Path, out: &Path, items: usize, versions: usize) -> Result<()> {
    let mut command = Command::new(binary);
    command.args(["generate", "--seed", "1"]).arg("--out").arg(out);
    command.args(["--items", &items.to_string(), "--versions", &versions.to_string()]);
    step::run(&format!("Generate {items} items"), &mut command)?;
    Ok(())
}

/// Seconds that an import of some folders takes.
fn import(binary: &Path, data: &Path, folders: &[PathBuf]) -> Result<f64> {
    let mut command = Command::new(binary);
    command.arg("import").args(folders).arg("--data").arg(data);
    let started = Instant::now();
    step::run(&format!("Import {} version(s)", folders.len()), &mut command)?;
    Ok(started.elapsed().as_secs_f64())
}

/// The ids of all things of a catalogue.
fn things(folder: &Path) -> Result<Vec<String>> {
    let mut things = Vec::new();
    for entry in fs::read_dir(folder.join("things"))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        things.extend(name.strip_suffix(".toml").map(str::to_owned));
    }
    things.sort();
    Ok(things)
}

/// Things of one item that both catalogues have alike.
fn single_things(small: &Path, large: &[String]) -> Result<Vec<String>> {
    let mut things = things(small)?;
    things.retain(|thing| !thing.starts_with("joint-") && large.binary_search(thing).is_ok());
    Ok(things)
}

/// Seconds of one read from each server: the median, the two taking turns so that nothing else weighs on one
/// of them alone.
fn reads(few: &Running, many: &Running, things: &[String]) -> Result<(f64, f64)> {
    timed("Measure guide reads in both catalogues", || {
        let (mut of_few, mut of_many) =
            (Connection::local(few.port)?, Connection::local(many.port)?);
        let (mut few_times, mut many_times) = (Vec::new(), Vec::new());
        for thing in things.iter().cycle().take(READS) {
            let path = format!("/api/v1/guides/{thing}");
            few_times.push(seconds(&mut of_few, &path)?);
            many_times.push(seconds(&mut of_many, &path)?);
        }
        Ok((median(few_times), median(many_times)))
    })
}

fn seconds(connection: &mut Connection, path: &str) -> Result<f64> {
    let started = Instant::now();
    let answer = connection.send("GET", path, &[], b"")?;
    if answer.status != 200 {
        bail!("{path} answered {}", answer.status);
    }
    Ok(started.elapsed().as_secs_f64())
}

/// Milliseconds of a search: half and 99 of 100 are answered within. Over HTTP on one kept connection, twenty
/// results each, so the way there and back counts too.
fn searches(server: &Running) -> Result<(f64, f64)> {
    timed("Measure searches", || {
        let queries = queries(server)?;
        let mut connection = Connection::local(server.port)?;
        let mut times = Vec::new();
        for query in queries.iter().cycle().take(READS) {
            let path = format!("/api/v1/guides?limit=20&q={}", encoded(query));
            times.push(seconds(&mut connection, &path)? * 1e3);
        }
        note(&format!("{} different queries", queries.len()));
        Ok((within(&mut times, 0.5), within(&mut times, 0.99)))
    })
}

/// The time within which a share of these was done; not a number where there are none.
fn within(times: &mut [f64], share: f64) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get((times.len() as f64 * share) as usize).copied().unwrap_or(f64::NAN)
}

/// How long the slowest of lists takes whose work grows with the catalogue.
fn lists(server: &Running, things: &[String]) -> Result<Vec<Figure>> {
    timed("Measure lists", || {
        let mut connection = Connection::local(server.port)?;
        let departments = connection.send("GET", "/api/v1/departments", &[], b"")?.json()?;
        let department = departments["departments"][0]["id"].as_str().context("a department")?;
        let mut figures = Vec::new();
        for (what, path) in [
            ("List of guides", "/api/v1/guides?limit=20".to_owned()),
            ("Departments", "/api/v1/departments".to_owned()),
            ("Department shop", format!("/api/v1/departments/{department}")),
            ("Related guides", format!("/api/v1/guides/{}/related", things[0])),
        ] {
            let mut times = (0..LISTS)
                .map(|_| Ok(seconds(&mut connection, &path)? * 1e3))
                .collect::<Result<Vec<f64>>>()?;
            let (middle, slowest) = (within(&mut times, 0.5), within(&mut times, 0.99));
            figures.push(limited(
                format!("{what}, 99 of 100 within"),
                format!("{slowest:.2} ms, half within {middle:.2} ms"),
                slowest,
                (LIST_LIMIT, "ms"),
            ));
        }
        Ok(figures)
    })
}

/// The everyday questions, and parts of names that are in the catalogue.
fn queries(server: &Running) -> Result<Vec<String>> {
    let questions: toml::Table = toml::from_str(QUESTIONS)?;
    let mut queries = Vec::new();
    collect(&toml::Value::Table(questions), &mut queries);
    if queries.len() < 40 {
        bail!("questions.toml holds no questions");
    }
    let mut connection = Connection::local(server.port)?;
    let list = connection.send("GET", "/api/v1/guides?limit=100", &[], b"")?.json()?;
    for guide in list["guides"].as_array().context("a list of guides")? {
        let title = guide["title"]["zh"].as_str().unwrap_or_default();
        queries.push(title.chars().take(4).collect());
    }
    Ok(queries)
}

/// Every text under a key `ask`, `q` or `question`.
fn collect(value: &toml::Value, found: &mut Vec<String>) {
    match value {
        toml::Value::Table(table) => {
            for (key, value) in table {
                match value {
                    toml::Value::String(text) if KEYS.contains(&key.as_str()) => {
                        found.push(text.clone());
                    }
                    other => collect(other, found),
                }
            }
        }
        toml::Value::Array(list) => list.iter().for_each(|value| collect(value, found)),
        _ => {}
    }
}

/// Keys under which questions stand.
const KEYS: [&str; 3] = ["ask", "q", "question"];

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
