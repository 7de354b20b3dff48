//! A city's year in minutes: `onething simulate`. People file, correct late, pay late, withdraw; departments sleep; nodes
//! die between a statement and its commit and come back – all under a virtual clock, through the very doors that requests
//! take, on a real store. In the end everything that should always hold is checked ([`check`]), and figures are written
//! ([`figures`]).
//!
//! The same seed gives the same city, but for ids, which are random as they always are.

mod act;
mod check;
mod course;
mod figures;
mod filing;
mod people;
#[cfg(test)]
mod tests;
mod year;

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::city::import;
use crate::clock::Clock;
use crate::config::Settings;
use crate::error::{Error, Result};
use crate::one;
use crate::progress::Progress;

pub use check::Checked;
pub use figures::Figures;

/// What is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Days from the first filing to the last look.
    pub days: u32,
    /// Cases that are filed, spread over the days.
    pub cases: u32,
    /// Chance begins here.
    pub seed: u64,
    /// Folder of the city's content.
    pub content: PathBuf,
    /// Where the page of figures goes.
    pub page: PathBuf,
}

impl Default for Wanted {
    fn default() -> Self {
        Self {
            days: 250,
            cases: 10_000,
            seed: 1,
            content: PathBuf::from("content/demo-city"),
            page: PathBuf::from("simulation.html"),
        }
    }
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What happened, in numbers.
    pub figures: Figures,
    /// What was checked, and what does not hold.
    pub checked: Checked,
}

impl Outcome {
    /// The figures as a page.
    pub fn html(&self) -> String {
        figures::html(self)
    }
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        figures::text(self, f)
    }
}

/// Runs a city's year in an empty store.
///
/// # Errors
/// What keeps it from running; what does not hold in the end is no error but told in the outcome.
pub async fn run(
    settings: Settings,
    wanted: &Wanted,
    progress: Progress,
) -> std::result::Result<Outcome, String> {
    let clock = Clock::at(first_morning(&wanted.content)?);
    let app = App::open_store(settings.clone(), clock.clone()).await?;
    if has_cases(&app).await.map_err(told)? {
        return Err(
            "data: there are cases already; a simulation wants a store of its own".to_owned()
        );
    }
    let imported = import::load(&app, &wanted.content, progress).await;
    imported.map_err(|error| error.to_string())?;
    app.refresh().await.map_err(told)?;
    let mut year = year::Year::begin(app, settings, wanted).await?;
    let step = progress.step("a city's year", usize::try_from(wanted.cases).unwrap_or(0));
    year.pass(&step).await?;
    step.done();
    let (app, figures, known) = year.end();
    let checked = check::all(&app, &figures, &known, progress).await.map_err(told)?;
    app.db.close().await;
    Ok(Outcome { figures, checked })
}

/// Days of the announced calendar before the first filing: dates that people answer with lie in them.
const BEFORE: u64 = 60;

/// A working day early in the announced calendar, at eight.
fn first_morning(content: &Path) -> std::result::Result<DateTime<Utc>, String> {
    let file = content.join("calendar.toml");
    let shown = file.display();
    let text = std::fs::read_to_string(&file);
    let text = text.map_err(|error| format!("--content: cannot read {shown}: {error}"))?;
    let calendar: onething_domain::calendar::Calendar =
        toml::from_str(&text).map_err(|error| format!("--content: {shown}: {error}"))?;
    let begin = calendar.from.checked_add_days(chrono::Days::new(BEFORE)).unwrap_or(calendar.from);
    let day = calendar.add(begin, 0);
    Ok(year::at_hour(&calendar, day, 8))
}

async fn has_cases(app: &App) -> Result<bool> {
    let mut tx = app.db.read().await?;
    Ok(one!(&mut tx, (String,), "SELECT number FROM case_event LIMIT 1")?.is_some())
}

fn told(error: Error) -> String {
    format!("{error:?}")
}
