//! `cargo xtask bench`: measures, and writes `docs/performance.md`.
//!
//! A number of one machine says little on another, so each is set beside something known that was
//! measured in the same run: the same bytes from nginx, the same
//! rows in the bare database, the same files without a program that uses them.

mod browser;
mod cases;
mod citizen;
mod form;
mod form_page;
mod nginx;
mod page;
mod person;
mod phone;
mod publish;
mod reads;
mod scale;
mod submissions;

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::pages::{PAGES, Page};
use crate::server::{self, Running};
use crate::{build, pack, step, tools};

/// One measured figure for the table.
pub struct Figure {
    what: String,
    ours: String,
    beside: String,
    /// Ours over what stands beside it, or over its limit.
    ratio: f64,
    /// The largest ratio that is allowed; none where there is no limit.
    limit: Option<f64>,
}

impl Figure {
    /// Whether it misses its limit; what could not be measured does.
    fn is_over(&self) -> bool {
        self.limit.is_some_and(|limit| self.ratio.is_nan() || self.ratio > limit)
    }
}

/// Figures that are measured together.
struct Group {
    name: &'static str,
    /// Which binary it needs.
    needs: Needs,
    measure: fn(&Path) -> Result<Vec<Figure>>,
    /// How it is measured.
    how: &'static str,
}

/// The binary that a group needs, from what is built at once to what takes longest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Needs {
    Nothing,
    Server,
    Pages,
}

static GROUPS: [Group; 8] = [
    Group { name: "weight", needs: Needs::Pages, measure: weight, how: WEIGHT },
    Group { name: "usable", needs: Needs::Pages, measure: usable, how: phone::HOW },
    Group { name: "form", needs: Needs::Nothing, measure: |_| form::figures(), how: form::HOW },
    Group { name: "reads", needs: Needs::Server, measure: reads, how: reads::HOW },
    Group {
        name: "submissions",
        needs: Needs::Server,
        measure: submissions,
        how: submissions::HOW,
    },
    Group { name: "scale", needs: Needs::Server, measure: scale::figures, how: scale::HOW },
    Group { name: "cases", needs: Needs::Server, measure: cases::on_sqlite, how: cases::HOW },
    Group {
        name: "cases-postgres",
        needs: Needs::Server,
        measure: cases::on_postgres,
        how: cases::HOW,
    },
];

/// Measures everything, or only these groups, and writes the page; what was not measured stays there as it was.
/// Fails where a figure is over its limit, after all of them are told.
pub fn bench(names: &[String]) -> Result<()> {
    if let Some(unknown) = names.iter().find(|name| GROUPS.iter().all(|group| group.name != **name))
    {
        let known = GROUPS.iter().map(|group| group.name).collect::<Vec<_>>().join(", ");
        bail!("no such group of figures: {unknown}; there are {known}");
    }
    let wanted = |group: &&Group| names.is_empty() || names.iter().any(|name| name == group.name);
    let groups: Vec<&Group> = GROUPS.iter().filter(wanted).collect();
    tools::for_tests()?;
    tools::for_bench()?;
    let binary = match groups.iter().map(|group| group.needs).max() {
        Some(Needs::Pages) => build::binary()?,
        Some(Needs::Server) => server::build_bare()?,
        _ => PathBuf::new(),
    };
    let mut over = Vec::new();
    for group in groups {
        let figures = (group.measure)(&binary)?;
        if !figures.is_empty() {
            page::write(group, &figures)?;
        }
        over.extend(figures.into_iter().filter(Figure::is_over).map(|figure| figure.what));
    }
    if over.is_empty() { Ok(()) } else { bail!("over the limit: {}", over.join("; ")) }
}

/// What people wait for before a page can be used.
fn weight(_: &Path) -> Result<Vec<Figure>> {
    let figure = |page: &Page| {
        let bytes: usize = pack::first_load(page)?.iter().map(|(_, bytes)| bytes).sum();
        let what = match page.name {
            "portal" => "citizens",
            "guide" => "a guide",
            "own" => "applying",
            "amend" => "going on with an application",
            "follow" => "a person's cases",
            "papers" => "documents and licences",
            "services" => "looking up",
            "staff" => "the workbench",
            _ => "writing guides",
        };
        Ok(Figure {
            what: format!("First load, {what}"),
            ours: format!("{} kB brotli", bytes / 1000),
            beside: format!("limit {} kB", page.limit / 1000),
            ratio: bytes as f64 / page.limit as f64,
            limit: Some(1.0),
        })
    };
    PAGES.iter().map(figure).collect()
}

const WEIGHT: &str = "Every file that the browser needs before home can be used (page, loader, glue, program, \
style, one language, icons), brotli at level 11, as the binary serves them. The limits are those that \
`cargo xtask check` enforces.";

fn usable(binary: &Path) -> Result<Vec<Figure>> {
    Ok(vec![phone::usable(&demo(binary)?)?])
}

fn reads(binary: &Path) -> Result<Vec<Figure>> {
    Ok(vec![reads::beside_nginx(&demo(binary)?)?])
}

fn submissions(binary: &Path) -> Result<Vec<Figure>> {
    Ok(vec![submissions::beside_database(&demo(binary)?)?])
}

/// A server with the demo city.
fn demo(binary: &Path) -> Result<Running> {
    Running::fresh("bench", binary, None)
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
