//! A city's whole catalogue: how long it takes to import, and whether its size is felt by readers.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use super::{Figure, median, note, timed};
use crate::http::Connection;
use crate::server::Running;
use crate::{place, step};

/// Items of a real city (design §1, requirement G6).
const ITEMS: usize = 3_200;
/// Items of a small one.
const FEW: usize = 100;
/// Versions of every guide.
const VERSIONS: usize = 20;
/// Seconds that an import may take, and all of its versions.
const LIMIT: f64 = 60.0;
/// Milliseconds within which 99 of 100 searches are answered.
const SEARCH_LIMIT: f64 = 5.0;
/// Reads of each catalogue, and searches.
const READS: usize = 3_000;

/// Everyday questions, the same that the service's tests ask.
const QUESTIONS: &str = include_str!("../../../crates/server/tests/service/questions.toml");

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
    let (large_data, small_data) = (folder.join("large-data"), folder.join("small-data"));
    let once = import(binary, &large_data, &versions[..1])?;
    let rest = import(binary, &large_data, &versions[1..])?;
    import(binary, &small_data, std::slice::from_ref(&small))?;
    let things = single_things(&small)?;
    let few = Running::serving(&small_data, binary)?;
    let many = Running::serving(&large_data, binary)?;
    let (of_few, of_many) = reads(&few, &many, &things)?;
    let (middle, slowest) = searches(&many)?;
    Ok(vec![
        Figure {
            what: "Import of 3,200 items",
            ours: format!("{once:.1} s"),
            beside: format!("limit {LIMIT:.0} s"),
            ratio: format!("{:.2}", once / LIMIT),
        },
        Figure {
            what: "Import of 20 versions of each",
            ours: format!(
                "{:.1} s, {:.1} s a version",
                once + rest,
                (once + rest) / VERSIONS as f64
            ),
            beside: format!("limit {LIMIT:.0} s"),
            ratio: format!("{:.2}", (once + rest) / LIMIT),
        },
        Figure {
            what: "Guide read among 3,200 items in 20 versions",
            ours: format!("{:.0} µs", of_many * 1e6),
            beside: format!("{:.0} µs among 100 items", of_few * 1e6),
            ratio: format!("{:.2}", of_many / of_few),
        },
        Figure {
            what: "Search over 3,200 items, 99 of 100 within",
            ours: format!("{slowest:.2} ms, half within {middle:.2} ms"),
            beside: format!("limit {SEARCH_LIMIT:.0} ms"),
            ratio: format!("{:.2}", slowest / SEARCH_LIMIT),
        },
    ])
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

/// Things of one item: both catalogues have them alike, for the small one is the beginning of the large one.
fn single_things(folder: &Path) -> Result<Vec<String>> {
    let mut things = Vec::new();
    for entry in fs::read_dir(folder.join("things"))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if !name.starts_with("joint-") {
            things.extend(name.strip_suffix(".toml").map(str::to_owned));
        }
    }
    things.sort();
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
        times.sort_by(f64::total_cmp);
        let at = |share: f64| times.get((times.len() as f64 * share) as usize).copied();
        note(&format!("{} different queries", queries.len()));
        Ok((at(0.5).unwrap_or(f64::NAN), at(0.99).unwrap_or(f64::NAN)))
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
