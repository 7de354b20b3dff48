//! axe-core, run inside the page by the driver (not by the page: its content security policy holds).

use serde_json::json;

use crate::browser::Browser;
use crate::place;

/// Runs axe and gives back what is wrong: rule, help and the places.
const RUN: &str = "
    const done = arguments[arguments.length - 1];
    axe.run(document, { resultTypes: ['violations'] }).then(
        result => done(result.violations.map(violation => ({
            rule: violation.id, help: violation.help,
            places: violation.nodes.map(node => node.target.join(' ') + ' – ' + node.failureSummary),
        }))),
        error => done([{ rule: 'axe', help: String(error), places: [] }]),
    );
";

impl Browser {
    /// Everything that axe-core finds wrong with the page, as lines to read.
    pub(crate) fn barriers(&self) -> Vec<String> {
        if self.run("return typeof axe === 'undefined'", &[]) == json!(true) {
            self.run(&script(), &[]);
        }
        let found = self.must("run axe", self.wire.run_async(RUN, &[]));
        let found = found.as_array().cloned().unwrap_or_default();
        found
            .iter()
            .map(|violation| {
                let places = violation["places"].as_array().into_iter().flatten();
                let places: Vec<&str> = places.filter_map(|place| place.as_str()).collect();
                format!(
                    "{} ({}):\n  {}",
                    violation["rule"].as_str().unwrap_or_default(),
                    violation["help"].as_str().unwrap_or_default(),
                    places.join("\n  ")
                )
            })
            .collect()
    }
}

/// The script, which is made to be read as a classic script: what it defines goes to the window.
fn script() -> String {
    let file = place::axe();
    let script = std::fs::read_to_string(&file).unwrap_or_else(|error| {
        panic!("{}: {error}; `cargo xtask tools` installs axe-core", file.display())
    });
    // The driver wraps a script in a function, where a plain `axe` would stay local.
    format!("{script}\n;window.axe = window.axe || axe;")
}
