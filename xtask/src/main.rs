//! The project's commands: `cargo xtask run | test | check | build | bench | tools`.
//!
//! Each command first installs what it needs and is missing (`tools`), then works in steps that
//! print what they do and for how long.

mod bench;
mod build;
mod check;
mod http;
mod pack;
mod pages;
mod place;
mod release;
mod run;
mod server;
mod step;
mod test;
mod texts;
mod tools;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask <command>

  run     install what is missing, build both pages and the server, import the demo city
          and serve everything on http://127.0.0.1:8080
            --port N           another port
            --data DIR         where the city's data lives (default: data)
            --database-url URL PostgreSQL instead of one SQLite file
            --release          the server and the pages as they are shipped
            anything else goes to `onething serve`
  test    install what is missing and run all tests
            --tier NAME        only domain, server, portal, journeys, walk or tools (repeatable)
  check   formatting, lints, rooms, the floor of browsers, weights, texts, licences, docs
            NAME…              only these checks
  build   one release binary with both pages inside, in target/release/onething
  bench   measure, and write docs/performance.md; fails where a figure is over its limit
            NAME…              only these figures: weight, usable, reads, submissions, scale
  tools   only install what the other commands need
";

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let command = args.next().unwrap_or_default();
    let rest: Vec<String> = args.collect();
    let done = match command.as_str() {
        "run" => run::run(&rest),
        "test" => test::test(&rest),
        "check" => check::check(&rest),
        "build" => build::build(),
        "bench" => bench::bench(&rest),
        "tools" => tools::all(),
        _ => {
            print!("{HELP}");
            return if command.is_empty() || command == "help" || command == "--help" {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            };
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nxtask {command}: {error:#}");
            ExitCode::FAILURE
        }
    }
}
