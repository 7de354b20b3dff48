//! The pages as shipped: understood by old browsers, light, and the citizens' free of staff code.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use anyhow::{Context, Result, anyhow};

use crate::pages::{self, Kind, PAGES, Page};
use crate::{pack, place, texts, tools};

/// Every feature of WebAssembly after the first version, but mutable globals, switched off.
/// Chromium 80 and iOS 13.4 have no other (docs/adr/0001-floor-build.md).
const LATER_FEATURES: [&str; 6] = [
    "--disable-saturating-float-to-int",
    "--disable-sign-extension",
    "--disable-simd",
    "--disable-multi-value",
    "--disable-bulk-memory",
    "--disable-reference-types",
];

/// Builds the pages as shipped, once per command.
fn built() -> Result<()> {
    static BUILT: OnceLock<Result<(), String>> = OnceLock::new();
    let build = || tools::for_floor().and_then(|()| pages::build(Kind::Floor));
    BUILT
        .get_or_init(|| build().map_err(|error| format!("{error:#}")))
        .clone()
        .map_err(|error| anyhow!(error))
}

/// Files of the pages that a browser of the floor does not understand.
pub fn problems() -> Result<Vec<String>> {
    built()?;
    let mut wrong = Vec::new();
    for file in PAGES.iter().flat_map(|page| page.files(Kind::Floor)) {
        wrong.extend(beyond_floor(&file)?);
    }
    Ok(wrong)
}

fn beyond_floor(file: &Path) -> Result<Option<String>> {
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let mut judge = match file.extension().and_then(|ending| ending.to_str()) {
        Some("wasm") => {
            let mut validate = Command::new("wasm-validate");
            validate.args(LATER_FEATURES);
            validate
        }
        Some("js") => {
            let mut acorn = Command::new("acorn");
            acorn.arg("--silent");
            // boot.js speaks to any browser at all. The edition of 2020 has dynamic import, `?.`
            // and `??`; top-level await came later, and acorn refuses it there.
            acorn.args(if name.starts_with("boot-") {
                &["--ecma5"][..]
            } else {
                &["--ecma2020", "--module"]
            });
            acorn
        }
        _ => return Ok(None),
    };
    let program = judge.get_program().to_owned();
    let output = judge.arg(file).env("PATH", tools::path()).output();
    let output = output.with_context(|| format!("running {program:?}"))?;
    let said = [output.stdout, output.stderr].concat();
    let refused = || format!("{}: {}", place::short(file), String::from_utf8_lossy(&said).trim());
    Ok((!output.status.success()).then(refused))
}

/// Pages whose first load is over the limit.
pub fn overweight() -> Result<Vec<String>> {
    built()?;
    let mut wrong = Vec::new();
    for page in &PAGES {
        let parts = pack::first_load(page)?;
        let total: usize = parts.iter().map(|(_, bytes)| bytes).sum();
        let list: Vec<String> =
            parts.iter().map(|(name, bytes)| format!("{name} {bytes}")).collect();
        println!(
            "        {} page: {total} of {} bytes ({})",
            page.name,
            page.limit,
            list.join(", ")
        );
        if total > page.limit {
            wrong.push(format!("{} page: {total} bytes, the limit is {}", page.name, page.limit));
        }
    }
    Ok(wrong)
}

/// Staff texts, or the keys of such, in a file that a citizen may load.
pub fn staff_in_portal() -> Result<Vec<String>> {
    built()?;
    let texts = texts::read(texts::LANGUAGES[0])?;
    let keys: Vec<&String> = texts.keys().filter(|key| key.starts_with("staff.")).collect();
    let mut wrong = Vec::new();
    let is_citizens = |page: &&Page| page.program.is_some_and(|program| !program.is_for_staff());
    for file in PAGES.iter().filter(is_citizens).flat_map(|page| page.files(Kind::Floor)) {
        for key in named(&fs::read(&file)?, &keys) {
            wrong.push(format!("{} names {key}", place::short(&file)));
        }
    }
    Ok(wrong)
}

/// Those of the keys, all of them starting with `staff.`, that the bytes contain.
fn named<'a>(bytes: &[u8], keys: &[&'a String]) -> BTreeSet<&'a str> {
    let starts = bytes.windows(6).enumerate().filter(|(_, six)| six == b"staff.");
    // In a program the texts of many keys lie side by side, so a key has no quotes around it.
    starts
        .flat_map(|(at, _)| keys.iter().filter(move |key| bytes[at..].starts_with(key.as_bytes())))
        .map(|key| key.as_str())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_amid_other_bytes() {
        let keys = ["staff.queue.title".to_owned(), "staff.case".to_owned()];
        let keys: Vec<&String> = keys.iter().collect();
        assert_eq!(
            named(b"home.titlestaff.queue.titleapply.x", &keys),
            BTreeSet::from(["staff.queue.title"])
        );
        assert!(named(b"staff. staffing.case", &keys).is_empty());
    }
}
