//! Long work that says what it does: one line per step, with the time it takes.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::place;

/// How often a step that is still at work says so.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// How long a step may say nothing. A journey and a crate take a few minutes each on a slow machine.
const SILENCE: Duration = Duration::from_mins(10);

/// What a finished command left behind.
pub struct Output {
    /// Whether it ended with success.
    pub ok: bool,
    /// Everything it wrote, both streams in order.
    pub text: String,
    /// The file that holds the same.
    pub log: PathBuf,
}

/// Runs a command as one step; its output goes to a log. Fails, showing the end of the log, when
/// the command fails.
pub fn run(what: &str, command: &mut Command) -> Result<String> {
    let output = attempt(what, command)?;
    if !output.ok {
        eprintln!("{}", tail(&output.text, 60));
        bail!("{what} failed; everything it said is in {}", output.log.display());
    }
    Ok(output.text)
}

/// Runs a command as one step and hands back its output, whether it failed or not.
pub fn attempt(what: &str, command: &mut Command) -> Result<Output> {
    let logs = place::scratch().join("logs");
    std::fs::create_dir_all(&logs)?;
    let log = logs.join(format!("{}.log", slug(what)));
    let file = File::create(&log)?;
    let started = Instant::now();
    eprintln!("▸ {what}");
    let mut child = command
        .stdin(Stdio::null())
        .stdout(file.try_clone()?)
        .stderr(file)
        .spawn()
        .with_context(|| format!("cannot start {:?}", command.get_program()))?;
    let status = watched(what, &log, started, &mut child)?;
    let sign = if status.success() { "✓" } else { "✗" };
    eprintln!("{sign} {what} ({})", spent(started));
    let mut bytes = Vec::new();
    File::open(&log)?.read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Ok(Output { ok: status.success(), text, log })
}

/// Waits for a child, tells from time to time that it goes on, and with what, and ends it where it says nothing any more:
/// what hangs must not keep the rest from being told.
fn watched(what: &str, log: &Path, started: Instant, child: &mut Child) -> Result<ExitStatus> {
    let (mut told, mut heard, mut length) = (started, started, 0);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        std::thread::sleep(Duration::from_millis(50));
        if told.elapsed() < HEARTBEAT {
            continue;
        }
        told = Instant::now();
        eprintln!("  … {what}: {} – {}", spent(started), last_line(log));
        let now = std::fs::metadata(log)?.len();
        if now != length {
            (heard, length) = (told, now);
        }
        if heard.elapsed() > SILENCE {
            eprintln!("✗ {what} has said nothing for {} and is ended", spent(heard));
            child.kill()?;
        }
    }
}

/// The last line a log has, at most 70 characters of it.
fn last_line(log: &Path) -> String {
    let read = || -> std::io::Result<Vec<u8>> {
        let mut file = File::open(log)?;
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(2000)))?;
        let mut end = Vec::new();
        file.read_to_end(&mut end)?;
        Ok(end)
    };
    let end = read().unwrap_or_default();
    let text = String::from_utf8_lossy(&end);
    let line = text.lines().rev().find(|line| !line.trim().is_empty());
    line.unwrap_or("started").trim().chars().take(70).collect()
}

/// The last lines of a text.
pub fn tail(text: &str, lines: usize) -> String {
    let all: Vec<&str> = text.lines().collect();
    all[all.len().saturating_sub(lines)..].join("\n")
}

/// Time since `started`, for people.
pub fn spent(started: Instant) -> String {
    let seconds = started.elapsed().as_secs_f64();
    if seconds < 60.0 {
        format!("{seconds:.1} s")
    } else {
        format!("{} min {:02} s", seconds as u64 / 60, seconds as u64 % 60)
    }
}

/// A file name for a step.
fn slug(what: &str) -> String {
    let plain: String =
        what.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    plain.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_has_a_plain_log_name() {
        assert_eq!(slug("Tests: domain (unit)"), "Tests-domain-unit");
    }

    #[test]
    fn the_tail_is_the_end() {
        assert_eq!(tail("a\nb\nc", 2), "b\nc");
        assert_eq!(tail("a", 5), "a");
    }
}
