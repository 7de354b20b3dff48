//! `cargo xtask check`: what must hold of the code and the pages beyond the tests. All checks run,
//! each says what is wrong and what to do about it.

mod floor;
mod licences;
mod rooms;
mod style;

use std::fs;
use std::process::Command;
use std::time::Instant;

use anyhow::{Result, bail};

use crate::{place, step, texts, tools};

/// No source file is longer than this many lines.
const LINES: usize = 500;

/// A check: its name, what it finds wrong, and the remedy.
struct Check {
    name: &'static str,
    what: &'static str,
    find: fn() -> Result<Vec<String>>,
    remedy: &'static str,
}

const CHECKS: [Check; 12] = [
    Check {
        name: "format",
        what: "all code has one format",
        find: format,
        remedy: "run `cargo fmt --all`",
    },
    Check {
        name: "files",
        what: "no source file is longer than 500 lines",
        find: files,
        remedy: "cut the file where it changes its subject",
    },
    Check {
        name: "rooms",
        what: "no room knows another that it must not (ARCHITECTURE.md)",
        find: rooms::problems,
        remedy: "move what is shared down to domain, api or ui, or pass it in",
    },
    Check {
        name: "texts",
        what: "languages have the same keys, and every key used exists",
        find: texts::problems,
        remedy: "add the key to every file in locales/",
    },
    Check {
        name: "style",
        what: "colours only in tokens.css, sizes in rem",
        find: style::problems,
        remedy: "use var(--…) for colours, rem for sizes; px only for hairlines",
    },
    Check {
        name: "licences",
        what: "every dependency's licence is in deny.toml",
        find: licences::problems,
        remedy: "choose another crate, or add the licence to deny.toml when it permits our use",
    },
    Check {
        name: "lint",
        what: "clippy has nothing to say about the server, the rules and the tests",
        find: lint,
        remedy: "follow clippy's advice above",
    },
    Check {
        name: "lint-pages",
        what: "clippy has nothing to say about the pages as WebAssembly",
        find: lint_pages,
        remedy: "follow clippy's advice above",
    },
    Check {
        name: "docs",
        what: "the documentation of domain and api builds without a warning",
        find: docs,
        remedy: "mend the links and examples named above",
    },
    Check {
        name: "floor",
        what: "all programs run on Chromium 80 and iOS 13.4",
        find: floor::problems,
        remedy: "see docs/adr/0001-floor-build.md for the build and facts of the floor",
    },
    Check {
        name: "weight",
        what: "the first load of each program is within its limit",
        find: floor::overweight,
        remedy: "look for a new dependency of the pages: `cargo tree -p onething-portal`",
    },
    Check {
        name: "staff",
        what: "citizens load nothing of the workbench",
        find: floor::staff_in_portal,
        remedy: "no code that the portal reaches may use src/staff or a text of staff.*",
    },
];

/// Runs the checks named, or all of them.
pub fn check(names: &[String]) -> Result<()> {
    if let Some(unknown) = names.iter().find(|name| CHECKS.iter().all(|check| check.name != **name))
    {
        let known: Vec<&str> = CHECKS.iter().map(|check| check.name).collect();
        bail!("there is no check {unknown}; there are {}", known.join(", "));
    }
    tools::for_pages()?;
    tools::rust_component("clippy", "it reads the code for mistakes")?;
    tools::rust_component("rustfmt", "it keeps one format")?;
    let started = Instant::now();
    let mut failed = Vec::new();
    for check in
        CHECKS.iter().filter(|c| names.is_empty() || names.iter().any(|name| name == c.name))
    {
        let wrong = (check.find)().unwrap_or_else(|error| vec![format!("{error:#}")]);
        if wrong.is_empty() {
            println!("ok      {:<10} {}", check.name, check.what);
            continue;
        }
        println!("FAILED  {:<10} {}", check.name, check.what);
        for problem in wrong.iter().take(20) {
            println!("          {}", problem.replace('\n', "\n          "));
        }
        if wrong.len() > 20 {
            println!("          … and {} more", wrong.len() - 20);
        }
        println!("        → {}", check.remedy);
        failed.push(check.name);
    }
    println!("checked in {}", step::spent(started));
    if failed.is_empty() { Ok(()) } else { bail!("failed: {}", failed.join(", ")) }
}

/// One problem when a command fails: the end of what it said.
fn command(what: &str, command: &mut Command) -> Result<Vec<String>> {
    let output = step::attempt(what, command)?;
    if output.ok {
        return Ok(Vec::new());
    }
    let progress = ["Checking ", "Compiling ", "Downloaded ", "Downloading ", "Documenting "];
    let said: Vec<&str> = output
        .text
        .lines()
        .filter(|line| !progress.iter().any(|word| line.trim_start().starts_with(word)))
        .collect();
    Ok(vec![step::tail(&said.join("\n"), 60)])
}

fn format() -> Result<Vec<String>> {
    command("Check the format", &mut tools::cargo(&["fmt", "--all", "--check"]))
}

fn lint() -> Result<Vec<String>> {
    let args = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
    command("Lint everything", &mut tools::cargo(&args))
}

fn lint_pages() -> Result<Vec<String>> {
    let target = ["--target", "wasm32-unknown-unknown", "--", "-D", "warnings"];
    let mut cargo = tools::cargo(&["clippy", "-p", "onething-portal"]);
    command("Lint the pages", cargo.args(target))
}

fn docs() -> Result<Vec<String>> {
    let mut cargo =
        tools::cargo(&["doc", "--no-deps", "-p", "onething-domain", "-p", "onething-api"]);
    command("Build the documentation", cargo.env("RUSTDOCFLAGS", "-D warnings"))
}

fn files() -> Result<Vec<String>> {
    let mut long = Vec::new();
    for folder in ["src", "crates", "tests", "xtask", "public", "style"] {
        for file in place::files(&place::root().join(folder), &["rs", "js", "css", "sql"]) {
            let lines = fs::read_to_string(&file)?.lines().count();
            if lines > LINES {
                long.push(format!("{} has {lines} lines", place::short(&file)));
            }
        }
    }
    Ok(long)
}
