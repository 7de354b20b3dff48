//! Who may know whom, read from the manifests and from the paths in the code.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Result;
use serde_json::Value;

use crate::{place, tools};

/// The crates of the product and those of them that each may depend on.
const CRATES: [(&str, &[&str]); 4] = [
    ("onething-domain", &[]),
    ("onething-api", &["onething-domain"]),
    ("onething-portal", &["onething-api", "onething-domain"]),
    ("onething-server", &["onething-api", "onething-domain", "onething-portal"]),
];

/// Everything that knows what it must not.
pub fn problems() -> Result<Vec<String>> {
    let mut wrong = crates(&metadata()?);
    let src = place::root().join("src");
    let rooms =
        Rooms { features: children(&src.join("features")), staff: children(&src.join("staff")) };
    for file in place::files(&src, &["rs"]) {
        let text = std::fs::read_to_string(&file)?;
        let inside = file.strip_prefix(&src).unwrap_or(&file);
        let found = paths(&text, &module(inside));
        let forbidden =
            found.iter().filter_map(|path| rooms.refuses(inside, path).map(|why| (path, why)));
        wrong.extend(
            forbidden.map(|(path, why)| format!("src/{}: {path} – {why}", inside.display())),
        );
    }
    Ok(wrong)
}

/// What cargo knows of the workspace and its dependencies.
pub fn metadata() -> Result<Value> {
    let output = tools::cargo(&["metadata", "--format-version", "1", "--locked"]).output()?;
    anyhow::ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// Dependencies between our crates that are not in the table.
fn crates(metadata: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let Some((name, may)) = CRATES.iter().find(|(name, _)| package["name"] == *name) else {
            continue;
        };
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let other = dependency["name"].as_str().unwrap_or_default();
            let ours = CRATES.iter().any(|(name, _)| *name == other);
            if ours && other != *name && !may.contains(&other) {
                wrong.push(format!("{name} depends on {other}"));
            }
        }
    }
    wrong
}

/// The names of the modules in a folder.
fn children(folder: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| Some(entry.path().file_stem()?.to_str()?.to_owned()));
    names.filter(|name| name != "mod").collect()
}

/// The module that a file below `src/` is: `features/home/view.rs` → `crate::features::home::view`.
fn module(file: &Path) -> Vec<String> {
    let plain = file.with_extension("");
    let mut parts: Vec<String> = vec!["crate".into()];
    parts.extend(plain.iter().map(|part| part.to_string_lossy().into_owned()));
    if matches!(parts.last().map(String::as_str), Some("mod" | "lib" | "main")) {
        parts.pop();
    }
    parts
}

/// The rooms of the front end.
struct Rooms {
    features: BTreeSet<String>,
    staff: BTreeSet<String>,
}

impl Rooms {
    /// Why a file may not name a path, if so.
    fn refuses(&self, file: &Path, path: &str) -> Option<&'static str> {
        let mut to = path.split("::").skip(1);
        let (room, inner) = (to.next()?, to.next());
        let mut from = file.iter().filter_map(|part| part.to_str());
        let (here, own) = (from.next()?, from.next().map(|name| name.trim_end_matches(".rs")));
        let is_staff = here == "staff"
            || ["bin/staff.rs", "bin/editor.rs"].iter().any(|bin| file == Path::new(bin));
        match (here, room) {
            ("ui", "api" | "features") => Some("a component knows neither api nor features"),
            ("features", "features") if self.features.contains(inner?) && inner != own => {
                Some("features do not know each other")
            }
            // staff/parts is what they share.
            ("staff", "staff")
                if self.staff.contains(inner?)
                    && inner != Some("parts")
                    && inner != own
                    && own != Some("mod") =>
            {
                Some("features do not know each other")
            }
            (_, "staff") if !is_staff => Some("what citizens load does not know the staff's page"),
            _ => None,
        }
    }
}

/// Every path into our own crate that the code names, written from `crate`.
fn paths(text: &str, module: &[String]) -> BTreeSet<String> {
    let code: String = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n");
    let mut found = BTreeSet::new();
    for root in ["crate::", "super::", "onething_portal::"] {
        for (at, _) in code.match_indices(root) {
            let before = code[..at].chars().next_back();
            // `super::super::x` is met at its first `super`; `pub(crate)` has no `::`.
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
                continue;
            }
            for path in expand(tree(&code[at..])) {
                found.insert(absolute(&path, module));
            }
        }
    }
    found
}

/// The text of a path with its braces, from its start.
fn tree(code: &str) -> &str {
    let mut depth = 0usize;
    for (at, c) in code.char_indices() {
        match c {
            '{' if code[..at].ends_with("::") || depth > 0 => depth += 1,
            '}' if depth > 0 => {
                depth -= 1;
                if depth == 0 {
                    return &code[..=at];
                }
            }
            _ if depth > 0 || c.is_alphanumeric() || c == '_' || c == ':' => {}
            _ => return &code[..at],
        }
    }
    code
}

/// `a::{b, c::{d, e}}` → `a::b`, `a::c::d`, `a::c::e`.
fn expand(tree: &str) -> Vec<String> {
    let Some((head, rest)) = tree.split_once('{') else {
        return vec![tree.trim().trim_end_matches(':').to_owned()];
    };
    let inner = rest.strip_suffix('}').unwrap_or(rest);
    let (mut depth, mut start, mut parts) = (0i32, 0, Vec::new());
    for (at, c) in inner.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&inner[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&inner[start..]);
    let branches = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty());
    branches.flat_map(expand).map(|branch| format!("{}{branch}", head.trim())).collect()
}

/// A path written from `crate`, as seen from a module.
fn absolute(path: &str, module: &[String]) -> String {
    let mut parts: Vec<&str> = path.split("::").collect();
    let ups = parts.iter().take_while(|part| **part == "super").count();
    parts.drain(..ups);
    if ups == 0 {
        parts[0] = "crate";
        return parts.join("::");
    }
    let kept = module.len().saturating_sub(ups).max(1);
    module[..kept].iter().map(String::as_str).chain(parts).collect::<Vec<_>>().join("::")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(file: &str, code: &str) -> usize {
        let names = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect();
        let rooms = Rooms { features: names(&["home", "apply"]), staff: names(&["queue", "case"]) };
        let file = Path::new(file);
        paths(code, &module(file)).iter().filter(|path| rooms.refuses(file, path).is_some()).count()
    }

    #[test]
    fn forbidden_paths_are_found() {
        assert_eq!(refused("ui/field.rs", "use crate::api::guides;"), 1);
        assert_eq!(refused("ui/field.rs", "use crate::{i18n::t, features::{home, apply}};"), 2);
        assert_eq!(refused("features/home/view.rs", "use super::super::apply::Form;"), 1);
        assert_eq!(refused("features/home/mod.rs", "let a = super::apply::form();"), 1);
        assert_eq!(refused("features/home/view.rs", "x(crate::staff::queue::y)"), 1);
        assert_eq!(refused("app.rs", "use crate::staff;"), 1);
        assert_eq!(refused("staff/queue/mod.rs", "use crate::staff::case::View;"), 1);
    }

    #[test]
    fn allowed_paths_are_not() {
        assert_eq!(refused("features/home/view.rs", "use crate::{api::guides, ui::card};"), 0);
        assert_eq!(
            refused("features/home/view.rs", "use super::model; use crate::features::home::x;"),
            0
        );
        assert_eq!(refused("staff/queue/mod.rs", "use crate::features::home::Guide;"), 0);
        assert_eq!(refused("bin/staff.rs", "use onething_portal::staff::Workbench;"), 0);
        assert_eq!(refused("bin/editor.rs", "use onething_portal::staff::Workbench;"), 0);
        assert_eq!(refused("app.rs", "use crate::features::{home, apply};\n// crate::staff"), 0);
    }
}
