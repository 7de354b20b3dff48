//! The test programs of this machine: compiled once for all tiers, run tier by tier.
//!
//! `cargo test -p one-crate` for each tier would choose other features for the shared
//! dependencies each time and compile them anew.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use super::tally::Tally;
use crate::{place, step, tools};

/// Which tier a package's tests belong to: the folder of the package, and the tier.
const PACKAGES: [(&str, &str, &str); 6] = [
    ("", "onething-portal", "portal"),
    ("crates/domain", "onething-domain", "domain"),
    ("crates/api", "onething-api", "domain"),
    ("crates/server", "onething-server", "server"),
    ("tests", "journeys", "journeys"),
    ("xtask", "xtask", "tools"),
];

/// The compiled test programs.
pub struct Built {
    /// Whether all of them compiled.
    pub ok: bool,
    programs: Vec<Program>,
    selection: Vec<String>,
}

struct Program {
    tier: &'static str,
    name: String,
    file: PathBuf,
    folder: PathBuf,
}

/// Compiles the tests of these tiers.
pub fn build(tiers: &[&str]) -> Result<Built> {
    let chosen: Vec<_> = PACKAGES.iter().filter(|(_, _, tier)| tiers.contains(tier)).collect();
    let selection: Vec<String> = if chosen.len() == PACKAGES.len() {
        vec!["--workspace".into()]
    } else {
        chosen.iter().flat_map(|(_, package, _)| ["-p".to_owned(), (*package).to_owned()]).collect()
    };
    if selection.is_empty() {
        return Ok(Built { ok: true, programs: Vec::new(), selection });
    }
    let mut cargo = tools::cargo(&["test", "--no-run", "--message-format=json-render-diagnostics"]);
    let output = step::attempt("Compile the tests", cargo.args(&selection))?;
    if !output.ok {
        let said = output.text.lines().filter(|line| !line.starts_with('{'));
        eprintln!("{}", step::tail(&said.collect::<Vec<_>>().join("\n"), 60));
    }
    let programs = output.text.lines().filter_map(program).collect();
    Ok(Built { ok: output.ok, programs, selection })
}

/// The test program that one of cargo's messages is about.
fn program(message: &str) -> Option<Program> {
    let message: Value = serde_json::from_str(message).ok()?;
    if message["reason"] != "compiler-artifact" || message["profile"]["test"] != true {
        return None;
    }
    let file = PathBuf::from(message["executable"].as_str()?);
    let folder = Path::new(message["manifest_path"].as_str()?).parent()?.to_path_buf();
    let relative = folder.strip_prefix(place::root()).ok()?.to_str()?;
    let (_, package, tier) = PACKAGES.iter().find(|(path, ..)| *path == relative)?;
    let name = format!("{package} {}", message["target"]["name"].as_str()?);
    Some(Program { tier, name, file, folder })
}

impl Built {
    /// Runs the programs of a tier, with these variables set.
    pub fn run(&self, tier: &str, env: &[(&str, OsString)]) -> Result<Tally> {
        let mut tally = Tally::default();
        for program in self.programs.iter().filter(|program| program.tier == tier) {
            let mut command = Command::new(&program.file);
            command
                .current_dir(&program.folder)
                .env("CARGO_MANIFEST_DIR", &program.folder)
                .env("PATH", tools::path())
                .envs(env.iter().map(|(name, value)| (name, value)));
            let output = step::attempt(&format!("Tests: {}", program.name), &mut command)
                .with_context(|| program.name.clone())?;
            // Targets without a test of their own (thin binaries) say "0 passed" and are fine.
            tally = tally
                + if empty(&output.text) && output.ok {
                    Tally::default()
                } else {
                    Tally::of(&output)
                };
        }
        if tier == "domain" {
            let mut cargo = tools::cargo(&["test", "--doc"]);
            let output =
                step::attempt("Tests: examples in the documentation", cargo.args(&self.selection))?;
            tally = tally
                + if output.ok && empty(&output.text) {
                    Tally::default()
                } else {
                    Tally::of(&output)
                };
        }
        if tally == Tally::default() {
            eprintln!("  tier {tier} has no tests");
            return Ok(Tally::broken());
        }
        Ok(tally)
    }
}

/// Whether a runner found nothing to run.
fn empty(text: &str) -> bool {
    let mut results = text.lines().filter(|line| line.contains("test result: ")).peekable();
    results.peek().is_none() || results.all(|line| line.contains(" 0 passed; 0 failed; 0 ignored"))
}
