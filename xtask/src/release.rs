//! What a finished release calls its files, and what its service worker knows of it (public/sw.js). Loader and texts get
//! a digest into their names, as Trunk gives the rest: then every file but the documents and the worker can be kept
//! for ever, and no program meets the texts of another release.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use onething_api::programs::{Program, WAYS};
use onething_domain::canonical::sha256;
use serde_json::{Value, json};

use crate::pages::{Kind, PAGES, Page};
use crate::{place, texts};

/// The service worker.
const WORKER: &str = "sw.js";
/// What xtask fills in there.
const UNFILLED: &str = "const BUILD = null;";

/// Names the files of a page that Trunk has left in `dist`; those of the loader lie in `root`.
pub fn name_files(page: &Page, dist: &Path, root: &Path) -> Result<()> {
    let file = dist.join("index.html");
    let mut html = fs::read_to_string(&file)?;
    let at = page.at();
    for script in ["boot.js", "start.js"] {
        let source = place::root().join("public").join(script);
        let name = with_digest(script, &fs::read(&source)?);
        fs::copy(source, root.join(&name))?;
        let (loaded, named) = (format!("src=\"{at}{script}\""), format!("src=\"/{name}\""));
        ensure!(html.contains(&loaded), "{}: no {loaded}; see Trunk.toml", place::short(&file));
        html = html.replace(&loaded, &named);
        remove(&dist.join(script))?;
    }
    let mut told = String::new();
    for language in texts::LANGUAGES {
        let old = dist.join("locales").join(format!("{language}.json"));
        let name = with_digest(&format!("locales/{language}.json"), &fs::read(&old)?);
        fs::rename(old, dist.join(&name))?;
        told.push_str(&format!(" data-texts-{}=\"{name}\"", language.to_lowercase()));
    }
    if is_kept(page) {
        told.push_str(&format!(" data-worker=\"/{WORKER}\""));
    }
    fs::write(&file, html.replace(" data-base=", &format!("{told} data-base=")))?;
    Ok(())
}

/// `boot.js` → `boot-1a2b3c4d5e6f7a8b.js`.
fn with_digest(name: &str, bytes: &[u8]) -> String {
    let digest = sha256(bytes);
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    format!("{stem}-{}.{ending}", &digest[..16])
}

fn remove(file: &Path) -> Result<()> {
    if file.is_file() { Ok(fs::remove_file(file)?) } else { Ok(()) }
}

/// Whether a page can be kept by the service worker: those of citizens are.
fn is_kept(page: &Page) -> bool {
    page.program.is_some_and(|program| !program.is_for_staff())
}

/// Writes the service worker of a release whose pages are all built.
pub fn write_worker(kind: Kind) -> Result<()> {
    let source = place::root().join("public").join(WORKER);
    let text = fs::read_to_string(&source)?;
    ensure!(text.contains(UNFILLED), "{}: no `{UNFILLED}`", place::short(&source));
    let mut programs = BTreeMap::new();
    for page in PAGES.iter().filter(|page| is_kept(page)) {
        programs.insert(page.at(), files_of(page, &page.dist(kind))?);
    }
    let mut build = json!({ "ways": ways(), "programs": programs });
    build["release"] = sha256(build.to_string().as_bytes())[..16].into();
    let filled = text.replace(UNFILLED, &format!("const BUILD = {build};"));
    fs::write(kind.dist().join(WORKER), filled)?;
    Ok(())
}

/// The table of programs for the worker: the base of each, and null for what citizens do not load.
fn ways() -> Vec<(&'static str, Option<String>)> {
    let base = |program: Program| {
        let is_citizens = Program::ALL.contains(&program) && !program.is_for_staff();
        is_citizens.then(|| program.base())
    };
    WAYS.iter().map(|(way, program)| (*way, base(*program))).collect()
}

/// What a page is made of, as addresses.
fn files_of(page: &Page, dist: &Path) -> Result<Value> {
    let html = fs::read_to_string(dist.join("index.html")).context("the page is not built")?;
    let at = page.at();
    let is_code = |link: &&str| [".js", ".wasm", ".css"].iter().any(|end| link.ends_with(end));
    let mut files: Vec<&str> = values(&html, &["href", "src"]).filter(is_code).collect();
    files.sort_unstable();
    files.dedup();
    let texts = texts::LANGUAGES.map(|language| {
        let name = format!("data-texts-{}", language.to_lowercase());
        let found = values(&html, &[&name]).next().map(|file| format!("{at}{file}"));
        (language, found)
    });
    let texts: BTreeMap<_, _> = texts.into_iter().collect();
    Ok(json!({ "document": format!("{at}index.html"), "files": files, "texts": texts }))
}

/// The values of some attributes in a document.
pub fn values<'a>(html: &'a str, attributes: &[&str]) -> impl Iterator<Item = &'a str> {
    let begins: Vec<String> = attributes.iter().map(|name| format!(" {name}=\"")).collect();
    let found = begins.into_iter().flat_map(move |begin| {
        let rests: Vec<&str> = html.split(&begin).skip(1).collect();
        rests
    });
    found.map(|rest| rest.split('"').next().unwrap_or_default())
}

/// The file that a link of a page leads to.
pub fn file_at(link: &str, at: &str, dist: &Path, root: &Path) -> PathBuf {
    match (link.strip_prefix(at), link.strip_prefix('/')) {
        (Some(own), _) if at != "/" => dist.join(own),
        (_, Some(shared)) => root.join(shared),
        _ => dist.join(link),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_carries_the_digest_of_its_bytes() {
        let name = with_digest("locales/zh-CN.json", b"{}");
        assert!(name.starts_with("locales/zh-CN-") && name.ends_with(".json"), "{name}");
        assert_eq!(name, with_digest("locales/zh-CN.json", b"{}"));
        assert_ne!(name, with_digest("locales/zh-CN.json", b"{ }"));
    }

    #[test]
    fn the_worker_knows_which_paths_are_citizens() {
        let ways = ways();
        let base = |wanted: &str| ways.iter().find(|(way, _)| *way == wanted).cloned();
        assert_eq!(base("staff/catalogue"), Some(("staff/catalogue", None)));
        assert_eq!(base("api"), Some(("api", None)));
        assert_eq!(base("guides/*"), Some(("guides/*", Some("/guide/".to_owned()))));
    }

    #[test]
    fn links_lead_to_files() {
        let (dist, root) = (Path::new("d/own"), Path::new("d"));
        assert_eq!(file_at("/own/own-1.js", "/own/", dist, root), Path::new("d/own/own-1.js"));
        assert_eq!(file_at("/boot-1.js", "/own/", dist, root), Path::new("d/boot-1.js"));
        assert_eq!(
            file_at("locales/en-1.json", "/own/", dist, root),
            Path::new("d/own/locales/en-1.json")
        );
        let html = "<link href=\"/a.css\"><script src=\"/b.js\" data-src=\"/c.js\">";
        assert_eq!(values(html, &["href", "src"]).collect::<Vec<_>>(), ["/a.css", "/b.js"]);
    }
}
