//! `cargo xtask run`: from a clean clone to a city in the browser.

use std::os::unix::process::CommandExt;
use std::process::Command;

use anyhow::{Result, bail};

use crate::pages::{self, Kind};
use crate::{build, place, server, tools};

/// Settings that both `import` and `serve` must be given alike.
const SHARED: [&str; 3] = ["--data", "--database-url", "--config"];

/// Installs, builds, imports, and becomes the server.
pub fn run(args: &[String]) -> Result<()> {
    let release = args.iter().any(|arg| arg == "--release");
    let serve: Vec<String> = args.iter().filter(|arg| *arg != "--release").cloned().collect();
    let (binary, web) = if release {
        (build::binary()?, None)
    } else {
        tools::for_pages()?;
        pages::build(Kind::Dev)?;
        (server::build()?, Some(Kind::Dev.dist()))
    };
    if let Err(error) = tools::fonts() {
        eprintln!("Without a Chinese font the service runs, but sets no documents: {error:#}");
    }
    server::import(&binary, &shared(&serve)?)?;
    let error = Command::new(binary)
        .args(["serve", "--demo"])
        .args(&serve)
        .args(web.iter().map(|_| "--web"))
        .args(&web)
        .current_dir(place::root())
        .exec();
    bail!("the server could not be started: {error}")
}

/// Whether an argument is this setting, as `--name value` or `--name=value`.
fn is(arg: &str, name: &str) -> bool {
    arg.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
}

/// Those arguments of `serve` that `import` needs as well.
fn shared(serve: &[String]) -> Result<Vec<String>> {
    let mut kept = Vec::new();
    let mut args = serve.iter();
    while let Some(arg) = args.next() {
        if !SHARED.iter().any(|name| is(arg, name)) {
            continue;
        }
        kept.push(arg.clone());
        if !arg.contains('=') {
            match args.next() {
                Some(value) => kept.push(value.clone()),
                None => bail!("{arg} needs a value"),
            }
        }
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn import_gets_the_settings_of_the_store_only() {
        let serve =
            ["--port", "9000", "--data", "d", "--database-url=postgres://x"].map(String::from);
        assert_eq!(
            shared(&serve).expect("complete"),
            ["--data", "d", "--database-url=postgres://x"]
        );
        assert!(shared(&["--data".to_owned()]).is_err());
    }
}
