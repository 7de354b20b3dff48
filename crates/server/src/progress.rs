//! How far a long work has come: a bar on a terminal, a line for each step elsewhere.

use std::io::IsTerminal;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Whom a work tells how far it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Nobody.
    Silent,
    /// People at a terminal: a bar that moves.
    Bar,
    /// A log: a line when a step is done, and each minute until then.
    Lines,
}

/// How long a log says nothing of a step.
const QUIET: Duration = Duration::from_mins(1);

impl Progress {
    /// For whoever reads the program's errors.
    pub fn shown() -> Self {
        if std::io::stderr().is_terminal() { Self::Bar } else { Self::Lines }
    }

    /// Begins a step of `total` equal parts.
    pub fn step(self, name: &str, total: usize) -> Step {
        let target = match self {
            Self::Bar => ProgressDrawTarget::stderr(),
            Self::Silent | Self::Lines => ProgressDrawTarget::hidden(),
        };
        let bar = ProgressBar::with_draw_target(u64::try_from(total).ok(), target);
        if let Ok(style) = ProgressStyle::with_template("{msg:<24} {bar:40} {pos}/{len} {elapsed}")
        {
            bar.set_style(style);
        }
        bar.set_message(name.to_owned());
        let since = Instant::now();
        Step { bar, progress: self, name: name.to_owned(), total, since, told: Mutex::new(since) }
    }
}

/// One step of a long work.
pub struct Step {
    bar: ProgressBar,
    progress: Progress,
    name: String,
    total: usize,
    since: Instant,
    told: Mutex<Instant>,
}

impl Step {
    /// So many parts more are done.
    pub fn add(&self, parts: usize) {
        self.bar.inc(u64::try_from(parts).unwrap_or(0));
        if self.progress == Progress::Lines
            && let Ok(mut told) = self.told.lock()
            && told.elapsed() >= QUIET
        {
            *told = Instant::now();
            eprintln!("{}: {} of {}", self.name, self.bar.position(), self.total);
        }
    }

    /// The step is done.
    pub fn done(self) {
        self.bar.finish();
        if self.progress == Progress::Lines {
            eprintln!(
                "{}: {} ({:.1} s)",
                self.name,
                self.total,
                self.since.elapsed().as_secs_f64()
            );
        }
    }
}
