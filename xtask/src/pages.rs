//! The pages: what is prepared for Trunk, and Trunk itself.
//! Why it is built in this way: docs/adr/0001-floor-build.md.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value};

use crate::{place, step, texts, tools};

/// One of the pages, each a program.
pub struct Page {
    /// Its name: of the binary and of the folder in `.page/`.
    pub name: &'static str,
    /// What Trunk starts from.
    pub html: &'static str,
    /// Where it is served.
    pub at: &'static str,
    /// What people weigh it by: bytes of the first load, brotli.
    pub limit: usize,
}

/// The citizens' ways in, the pages of a guide, those of their own business, and the staff's, with their weight
/// limits (docs/adr/0005-weight.md).
pub const PAGES: [Page; 4] = [
    Page { name: "portal", html: "index.html", at: "/", limit: 240_000 },
    Page { name: "guide", html: "guide.html", at: "/guide/", limit: 240_000 },
    Page { name: "own", html: "own.html", at: "/own/", limit: 480_000 },
    Page { name: "staff", html: "staff.html", at: "/staff/", limit: 600_000 },
];

/// The floor's instructions, and what keeps the first load small: types that end at components, and
/// no texts for panics, which nobody could read in a phone (docs/adr/0005-weight.md).
const FLOOR_FLAGS: &str = "-Ctarget-cpu=mvp -Ctarget-feature=+mutable-globals \
    --cfg erase_components -Zunstable-options -Cpanic=immediate-abort \
    -Zlocation-detail=none -Zfmt-debug=none";

/// How the pages are compiled.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Quick, for current browsers.
    Dev,
    /// As shipped: small, and understood by Chromium 80 and iOS 13.4.
    Floor,
}

impl Kind {
    /// The folder laid out as it is served: the citizens' page, and the others below `own/` and `staff/`.
    /// The server takes it as `--web`.
    pub fn dist(self) -> PathBuf {
        match self {
            Self::Dev => place::target().join("web"),
            Self::Floor => place::root().join("dist"),
        }
    }
}

impl Page {
    /// The folder of the finished page.
    pub fn dist(&self, kind: Kind) -> PathBuf {
        kind.dist().join(self.at.trim_matches('/'))
    }

    /// All files of the finished page, and none of the others.
    pub fn files(&self, kind: Kind) -> Vec<PathBuf> {
        let endings =
            ["html", "js", "wasm", "css", "json", "svg", "png", "ico", "webmanifest", "txt"];
        let others = PAGES.iter().filter(|page| page.at.len() > self.at.len());
        let others: Vec<PathBuf> = others.map(|page| page.dist(kind)).collect();
        let mut files = place::files(&self.dist(kind), &endings);
        files.retain(|file| !others.iter().any(|other| file.starts_with(other)));
        files
    }
}

/// Builds all pages into [`Kind::dist`]. The citizens' comes first, for Trunk empties its folder.
pub fn build(kind: Kind) -> Result<()> {
    for page in &PAGES {
        prepare(page)?;
        trunk(page, kind, &page.dist(kind))?;
    }
    Ok(())
}

/// The form that engines are measured by: no page of the product, so no weight limit, and nowhere served.
const BENCH: Page = Page { name: "bench", html: "bench.html", at: "/", limit: usize::MAX };

/// Builds the form that engines are measured by, with its guide (JSON) in the document; tells where it is.
pub fn build_bench(guide: &str) -> Result<PathBuf> {
    prepare(&BENCH)?;
    let file = place::root().join(BENCH.html);
    let document = fs::read_to_string(&file)?;
    // No text in it may end the element.
    let guide = guide.replace("</", "<\\/");
    let carried =
        format!("<script type=\"application/json\" id=\"guide\">{guide}</script>\n  </body>");
    fs::write(&file, document.replace("</body>", &carried))?;
    let dist = place::target().join("bench-form");
    trunk(&BENCH, Kind::Floor, &dist)?;
    Ok(dist)
}

/// Runs Trunk for one page.
fn trunk(page: &Page, kind: Kind, dist: &Path) -> Result<()> {
    let mut trunk = std::process::Command::new("trunk");
    trunk
        .arg("build")
        .arg("--dist")
        .arg(dist)
        .args(["--public-url", page.at, page.html])
        .current_dir(place::root())
        .env("PATH", tools::path())
        // Trunk takes NO_COLOR for a flag with a value of its own and refuses the usual "1".
        .env_remove("NO_COLOR");
    let what = match kind {
        Kind::Dev => format!("Build the {} page", page.name),
        Kind::Floor => format!("Build the {} page as shipped", page.name),
    };
    if kind == Kind::Floor {
        trunk
            .arg("--release")
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort")
            .env("RUSTFLAGS", FLOOR_FLAGS)
            .env("CARGO_TARGET_DIR", place::target().join("floor"));
    }
    fs::create_dir_all(dist)?;
    step::run(&what, &mut trunk)?;
    Ok(())
}

/// Writes what Trunk takes: from `.page/<name>/` the style in one file, and the texts; and the document, where it is
/// that of the portal but for the program's name.
fn prepare(page: &Page) -> Result<()> {
    if ["guide", "own", "bench"].contains(&page.name) {
        let portal = fs::read_to_string(place::root().join("index.html"))?;
        let own = portal
            .replace(".page/portal/", &format!(".page/{}/", page.name))
            .replace("data-bin=\"portal\"", &format!("data-bin=\"{}\"", page.name));
        fs::write(place::root().join(page.html), own)?;
    }
    let folder = place::root().join(".page").join(page.name);
    fs::create_dir_all(folder.join("locales"))?;
    fs::write(folder.join("app.css"), style(program(page))?)?;
    for language in texts::LANGUAGES {
        let mut all = texts::read(language)?;
        texts::keep_for(program(page), &mut all);
        let json: Map<String, Value> =
            all.into_iter().map(|(k, v)| (k, Value::String(v))).collect();
        let text = Value::Object(json).to_string();
        fs::write(folder.join("locales").join(format!("{language}.json")), text)?;
    }
    Ok(())
}

/// The program whose texts and style a page has.
fn program(page: &Page) -> &'static str {
    if page.name == BENCH.name { "own" } else { page.name }
}

/// The style of a page as one file: tokens first, then from the general to the particular.
fn style(page: &str) -> Result<String> {
    let style = place::root().join("style");
    let mut files: Vec<PathBuf> =
        ["tokens.css", "base.css", "boot.css"].iter().map(|name| style.join(name)).collect();
    files.extend(place::files(&style.join("ui"), &["css"]));
    files.extend(place::files(&style.join("features"), &["css"]));
    for part in ["own", "staff"] {
        if page == part || page == "staff" {
            files.extend(place::files(&style.join(part), &["css"]));
        }
    }
    let mut joined = String::new();
    for file in files {
        let text = fs::read_to_string(&file)
            .with_context(|| format!("reading {}", place::short(&file)))?;
        if text.contains("@import") {
            bail!("{}: no @import, xtask joins the files", place::short(&file));
        }
        joined.push_str(&without_comments(&text));
        joined.push('\n');
    }
    Ok(joined)
}

/// A style sheet without its comments and blank lines: they help readers, not phones.
fn without_comments(css: &str) -> String {
    let mut kept = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, after)) = rest.split_once("/*") {
        kept.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    let lines = kept.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_stay_at_home() {
        assert_eq!(without_comments("a { b: c } /* why\n so */\n\n  d {}\n"), "a { b: c }\nd {}");
        assert_eq!(without_comments("a /* never closed"), "a");
    }
}
