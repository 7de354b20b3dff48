//! `cargo xtask bench`: measures, and writes `docs/performance.md`.
//!
//! A number of one machine says little on another, so each is set beside something known that was
//! measured in the same run: the same bytes from nginx, the same
//! rows in the bare database, the same files without a program that uses them.

mod browser;
mod citizen;
mod phone;
mod reads;
mod scale;
mod submissions;

use std::fs;
use std::process::Command;

use anyhow::Result;

use crate::pages::PAGES;
use crate::server::Running;
use crate::{build, pack, place, step, tools};

/// One measured figure for the table.
pub struct Figure {
    what: &'static str,
    ours: String,
    beside: String,
    ratio: String,
}

/// Measures everything and writes the page.
pub fn bench() -> Result<()> {
    tools::for_pages()?;
    tools::for_floor()?;
    tools::for_tests()?;
    tools::for_bench()?;
    let binary = build::binary()?;
    let mut figures = Vec::new();
    for page in &PAGES {
        let bytes: usize = pack::first_load(page)?.iter().map(|(_, bytes)| bytes).sum();
        figures.push(Figure {
            what: match page.name {
                "portal" => "First load, citizens",
                "guide" => "First load, a guide",
                "own" => "First load, a person's own business",
                _ => "First load, staff",
            },
            ours: format!("{} kB brotli", bytes / 1000),
            beside: format!("limit {} kB", page.limit / 1000),
            ratio: format!("{:.2}", bytes as f64 / page.limit as f64),
        });
    }
    let server = Running::fresh("bench", &binary, None)?;
    figures.push(phone::usable(&server)?);
    figures.push(reads::beside_nginx(&server)?);
    figures.push(submissions::beside_database(&server)?);
    drop(server);
    figures.extend(scale::figures(&binary)?);
    let page = write(&figures);
    fs::write(place::root().join("docs/performance.md"), &page)?;
    println!("{page}");
    Ok(())
}

/// The page with the table.
fn write(figures: &[Figure]) -> String {
    let mut page = format!(
        "# Performance\n\nWritten by `cargo xtask bench`, {}, on {}. Each figure stands beside \
         something known, measured in the same run; compare the ratios, not the numbers.\n\n\
         | what | onething | beside | ratio |\n|---|---|---|---|\n",
        said("date", &["-u", "+%Y-%m-%d"]),
        machine()
    );
    for figure in figures {
        page.push_str(&format!(
            "| {} | {} | {} | {} |\n",
            figure.what, figure.ours, figure.beside, figure.ratio
        ));
    }
    page.push_str(METHOD);
    page
}

/// How it is measured.
const METHOD: &str = "
## How

- **First load**: every file that the browser needs before home can be used (page, loader, glue, \
program, style, one language, icons), brotli at level 11, as the binary serves them. The limits are \
those that `cargo xtask check` enforces.
- **Usable**: headless Chromium as a phone of 390 × 844 at 1.6 Mbit/s and 150 ms, with the processor \
slowed down four times and an empty cache; until home shows its search box and is no longer busy. \
Beside it the same browser merely downloads the same files. Median of five.
- **Guide reads**: requests for the newborn guide over eight kept connections on the loopback; beside \
it nginx with as many workers as processors, serving the same bytes with the same headers from a \
file. The two take turns, and the best of three rounds counts.
- **Submissions**: newborn applications filed through the API, one after another, each acknowledged; \
beside it the very rows they left behind, committed once more to an empty copy of the database by \
SQLite's own shell, one transaction per application, with the same settings for durability.
- **Import**: `onething import` of a catalogue that `onething generate` made (3,200 items in 2,145 things, seed 1), from \
the start of the program to its end; then nineteen more versions, each of which changes every guide.
- **Guide read**: one guide after another over a kept connection, the same guides from a city of 100 items and from one \
of 3,200 in 20 versions; the two take turns; median of 3,000.
- **Search**: the everyday questions of the tests and names of the catalogue over HTTP on a kept connection, twenty \
results each, as the client sees it; 3,000 searches.
";

/// The processor and how many of them there are.
fn machine() -> String {
    let cpus = std::thread::available_parallelism().map_or(1, usize::from);
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    format!("{cpus} × {}", model.map_or("an unknown processor", |(_, name)| name))
}

/// What a small program prints.
fn said(program: &str, args: &[&str]) -> String {
    let output = Command::new(program).args(args).output();
    output
        .map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
        .unwrap_or_default()
}

/// The middle one of some measurements.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Says how far a measurement is.
fn note(text: &str) {
    eprintln!("  · {text}");
}

/// Runs `work` as a step with its time.
fn timed<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let started = std::time::Instant::now();
    eprintln!("▸ {what}");
    let done = work();
    eprintln!("{} {what} ({})", if done.is_ok() { "✓" } else { "✗" }, step::spent(started));
    done
}
