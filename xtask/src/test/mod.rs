//! `cargo xtask test`: every tier, then a summary. The last line is `N passed, M failed`.

mod native;
mod postgres;
mod tally;

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Result, bail};
use serde_json::json;

use self::native::Built;
use self::postgres::Cluster;
use self::tally::Tally;
use crate::pages::{self, Kind};
use crate::server::Running;
use crate::{place, server, step, tools};

/// The tiers in the order they run: what fails soonest comes first.
const TIERS: [&str; 6] = ["tools", "domain", "server", "portal", "journeys", "walk"];

/// Runs the tiers asked for by `--tier`, or all of them.
pub fn test(args: &[String]) -> Result<()> {
    let wanted = wanted(args)?;
    let started = Instant::now();
    tools::for_pages()?;
    tools::for_tests()?;
    let built = native::build(&wanted)?;
    let mut summary = Vec::new();
    for tier in wanted {
        let tally = run(tier, &built).unwrap_or_else(|error| {
            eprintln!("✗ {tier}: {error:#}");
            Tally::broken()
        });
        summary.push((tier, tally));
    }
    report(&summary, built.ok, started)
}

/// The tiers that the arguments name.
fn wanted(args: &[String]) -> Result<Vec<&'static str>> {
    let mut names = Vec::new();
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.strip_prefix("--tier") {
            Some("") => names.extend(args.next().map(String::as_str)),
            Some(rest) if rest.starts_with('=') => names.extend(rest[1..].split(',')),
            _ => bail!("{arg} is unknown; see cargo xtask help"),
        }
    }
    if let Some(unknown) = names.iter().find(|name| !TIERS.contains(*name)) {
        bail!("there is no tier {unknown}; there are {}", TIERS.join(", "));
    }
    Ok(TIERS.into_iter().filter(|tier| names.is_empty() || names.contains(tier)).collect())
}

/// Runs one tier.
fn run(tier: &str, built: &Built) -> Result<Tally> {
    match tier {
        "server" => {
            let cluster = Cluster::start()?;
            built.run(tier, &[("TEST_DATABASE_URL", cluster.url().into())])
        }
        "portal" => Ok(built.run(tier, &[])? + components()?),
        "journeys" => {
            pages::build(Kind::Dev)?;
            let program = |name: &str| tools::find(name).unwrap_or_default().into_os_string();
            built.run(
                tier,
                &[
                    ("ONETHING_BIN", server::build()?.into_os_string()),
                    ("ONETHING_WEB", Kind::Dev.dist().into_os_string()),
                    ("CHROMEDRIVER", program("chromedriver")),
                    ("CHROMIUM", program("chromium")),
                    ("AXE", tools::axe().into_os_string()),
                ],
            )
        }
        "walk" => walk(),
        _ => built.run(tier, &[]),
    }
}

/// The components, in a real browser.
fn components() -> Result<Tally> {
    // Chromium refuses its sandbox to root, and containers have a small /dev/shm.
    let capabilities = json!({ "goog:chromeOptions": {
        "binary": tools::find("chromium"),
        "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--lang=zh-CN"],
    }});
    let file = place::scratch().join("webdriver.json");
    std::fs::create_dir_all(place::scratch())?;
    std::fs::write(&file, capabilities.to_string())?;
    let mut cargo = tools::cargo(&[
        "test",
        "-p",
        "onething-portal",
        "--lib",
        "--profile",
        "wasm-dev",
        "--target",
        "wasm32-unknown-unknown",
    ]);
    cargo
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner")
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", file)
        .env("WASM_BINDGEN_USE_BROWSER", "1")
        .envs(tools::find("chromedriver").map(|file| ("CHROMEDRIVER", file)));
    Ok(Tally::of(&step::attempt("Tests: portal in Chromium", &mut cargo)?))
}

/// `docs/walk.sh` against a fresh server.
fn walk() -> Result<Tally> {
    pages::build(Kind::Dev)?;
    let binary = server::build()?;
    let server = Running::fresh("walk", &binary, Some(&Kind::Dev.dist()))?;
    let script = Path::new("docs/walk.sh");
    let mut bash = Command::new("bash");
    bash.arg(script).env("BASE", server.url()).current_dir(place::root());
    let output = step::attempt("Tests: docs/walk.sh", &mut bash)?;
    if !output.ok {
        eprintln!("{}\n--- the server:\n{}", step::tail(&output.text, 30), server.log());
    }
    Ok(Tally::one(output.ok))
}

/// Prints the summary; fails when anything has.
fn report(summary: &[(&str, Tally)], compiled: bool, started: Instant) -> Result<()> {
    let mut total = if compiled { Tally::default() } else { Tally::broken() };
    println!();
    if !compiled {
        println!("build      failed");
    }
    for (tier, tally) in summary {
        println!("{tier:<10} {tally}");
        total = total + *tally;
    }
    println!("in {}", step::spent(started));
    println!("{total}");
    if total.failed > 0 {
        // The last line on stdout has said it all.
        std::process::exit(1);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn tiers_are_chosen_and_checked() {
        assert_eq!(wanted(&[]).expect("all"), TIERS);
        assert_eq!(
            wanted(&args("--tier server --tier domain")).expect("two"),
            ["domain", "server"]
        );
        assert_eq!(wanted(&args("--tier=portal,walk")).expect("two"), ["portal", "walk"]);
        assert!(wanted(&args("--tier nothing")).is_err());
        assert!(wanted(&args("--teir portal")).is_err());
    }
}
