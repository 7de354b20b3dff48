//! The licences of all dependencies against the list in `deny.toml`.

use anyhow::{Context, Result};

use super::rooms::metadata;
use crate::place;

/// Every package whose licence the list does not allow.
pub fn problems() -> Result<Vec<String>> {
    let deny: toml::Table = std::fs::read_to_string(place::root().join("deny.toml"))?.parse()?;
    let allowed: Vec<&str> = deny
        .get("licenses")
        .and_then(|section| section.get("allow")?.as_array())
        .context("deny.toml has no licenses.allow")?
        .iter()
        .filter_map(|licence| licence.as_str())
        .collect();
    let metadata = metadata()?;
    let packages = metadata["packages"].as_array().context("cargo metadata names no packages")?;
    let refused = packages.iter().filter_map(|package| {
        let licence = package["license"].as_str().unwrap_or("no licence named");
        let fine = permits(licence, &allowed);
        (!fine).then(|| format!("{} {}: {licence}", package["name"], package["version"]))
    });
    Ok(refused.collect())
}

/// Whether an SPDX expression can be met with the licences allowed. `OR` binds weaker than `AND`;
/// a slash is the old way to write `OR`.
fn permits(expression: &str, allowed: &[&str]) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let mut words = spaced.split_whitespace().peekable();
    let met = any(&mut words, allowed);
    met && words.next().is_none()
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

fn any(words: &mut Words, allowed: &[&str]) -> bool {
    let mut met = every(words, allowed);
    while words.next_if_eq(&"OR").is_some() {
        met |= every(words, allowed);
    }
    met
}

fn every(words: &mut Words, allowed: &[&str]) -> bool {
    let mut met = one(words, allowed);
    while words.next_if_eq(&"AND").is_some() {
        met &= one(words, allowed);
    }
    met
}

fn one(words: &mut Words, allowed: &[&str]) -> bool {
    if words.next_if_eq(&"(").is_some() {
        let met = any(words, allowed);
        return words.next_if_eq(&")").is_some() && met;
    }
    let Some(name) = words.next() else { return false };
    match words.next_if_eq(&"WITH") {
        Some(_) => {
            let exception = words.next().unwrap_or_default();
            // An exception only permits more than the licence it is added to.
            allowed.contains(&name)
                || allowed.contains(&format!("{name} WITH {exception}").as_str())
        }
        None => allowed.contains(&name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_weighed() {
        let allowed = ["MIT", "Apache-2.0", "Unicode-3.0"];
        for fine in [
            "MIT",
            "MIT/GPL-3.0",
            "(MIT OR GPL-3.0) AND Unicode-3.0",
            "Apache-2.0 WITH LLVM-exception OR X",
        ] {
            assert!(permits(fine, &allowed), "{fine}");
        }
        for refused in ["GPL-3.0", "MIT AND GPL-3.0", "", "no licence named", "(MIT"] {
            assert!(!permits(refused, &allowed), "{refused}");
        }
    }
}
