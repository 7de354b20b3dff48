//! The pages: what is prepared for Trunk, and Trunk itself.
//! Why it is built in this way: docs/adr/0001-floor-build.md.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use onething_api::programs::Program;
use serde_json::{Map, Value};

use crate::{place, release, step, texts, tools};

/// A page that Trunk builds: one of the programs, or the form that engines are measured by.
pub struct Page {
    /// Its name: of the binary, of what Trunk starts from and of the folder in `.page/`.
    pub name: &'static str,
    /// The program; none for the measured form, which is no page of the product.
    pub program: Option<Program>,
    /// What people weigh it by: bytes of the first load, brotli.
    pub limit: usize,
}

/// The programs with the limits of their weight (docs/adr/0005-weight.md).
pub const PAGES: [Page; 9] = [
    page(Program::Portal, 240_000),
    page(Program::Guide, 240_000),
    page(Program::Own, 480_000),
    page(Program::Amend, 420_000),
    page(Program::Follow, 360_000),
    page(Program::Papers, 360_000),
    page(Program::Services, 360_000),
    page(Program::Staff, 600_000),
    page(Program::Editor, 600_000),
];

const fn page(program: Program, limit: usize) -> Page {
    Page { name: program.name(), program: Some(program), limit }
}

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
    /// The folder laid out as it is served: the portal, and the others below `own/`, `staff/` and so on.
    /// The server takes it as `--web`.
    pub fn dist(self) -> PathBuf {
        match self {
            Self::Dev => place::target().join("web"),
            Self::Floor => place::root().join("dist"),
        }
    }
}

impl Page {
    /// Where it is served.
    pub fn at(&self) -> String {
        self.program.unwrap_or(Program::Portal).base()
    }

    /// The folder of the finished page.
    pub fn dist(&self, kind: Kind) -> PathBuf {
        kind.dist().join(self.at().trim_matches('/'))
    }

    /// All files of the finished page, and none of the others.
    pub fn files(&self, kind: Kind) -> Vec<PathBuf> {
        let endings =
            ["html", "js", "wasm", "css", "json", "svg", "png", "ico", "webmanifest", "txt"];
        let others = PAGES.iter().filter(|page| page.at().len() > self.at().len());
        let others: Vec<PathBuf> = others.map(|page| page.dist(kind)).collect();
        let mut files = place::files(&self.dist(kind), &endings);
        files.retain(|file| !others.iter().any(|other| file.starts_with(other)));
        files
    }
}

/// Builds all pages into [`Kind::dist`]. The portal comes first, for Trunk empties its folder.
pub fn build(kind: Kind) -> Result<()> {
    for page in &PAGES {
        prepare(page)?;
        let dist = page.dist(kind);
        trunk(page, kind, &dist)?;
        release::name_files(page, &dist, &kind.dist())?;
    }
    release::write_worker(kind)
}

/// The form that engines are measured by: no page of the product, so no weight limit, and nowhere served.
const BENCH: Page = Page { name: "bench", program: None, limit: usize::MAX };

/// Builds the form that engines are measured by, with its guide (JSON) in the document; tells where it is.
pub fn build_bench(guide: &str) -> Result<PathBuf> {
    prepare(&BENCH)?;
    let file = html(&BENCH);
    let document = fs::read_to_string(&file)?;
    let document = with_page(&document, &rendered_bench(guide)?)
        .context("the document has no place for a page")?;
    // No text in it may end the element.
    let guide = guide.replace("</", "<\\/");
    let carried =
        format!("<script type=\"application/json\" id=\"guide\">{guide}</script>\n  </body>");
    fs::write(&file, document.replace("</body>", &carried))?;
    let dist = place::target().join("bench-form");
    trunk(&BENCH, Kind::Floor, &dist)?;
    release::name_files(&BENCH, &dist, &dist)?;
    Ok(dist)
}

/// The form as a service renders it: a program of the portal's own package writes it.
fn rendered_bench(guide: &str) -> Result<String> {
    step::run(
        "Build what renders the form",
        &mut tools::cargo(&["build", "--workspace", "--bin", "bench"]),
    )?;
    let mut child = std::process::Command::new(place::target().join("debug/bench"))
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()?;
    child.stdin.take().context("it has an input")?.write_all(guide.as_bytes())?;
    let output = child.wait_with_output()?;
    ensure!(output.status.success(), "the form cannot be rendered");
    Ok(String::from_utf8(output.stdout)?)
}

/// A document with a rendered page in it, as `crates/server/src/web/template.rs` fills it.
fn with_page(document: &str, page: &str) -> Option<String> {
    let (before, rest) = document.split_once("<!--page-->")?;
    let (_, after) = rest.split_once("<!--/page-->")?;
    let before = before.replacen("<html ", "<html data-rendered ", 1);
    Some([&before, page, after].concat())
}

/// What Trunk starts from.
fn html(page: &Page) -> PathBuf {
    let name = if page.name == "portal" { "index" } else { page.name };
    place::root().join(name).with_extension("html")
}

/// Runs Trunk for one page.
fn trunk(page: &Page, kind: Kind, dist: &Path) -> Result<()> {
    let mut trunk = std::process::Command::new("trunk");
    trunk
        .arg("build")
        .arg("--dist")
        .arg(dist)
        .args(["--public-url", &page.at()])
        .arg(html(page))
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
            // Its sorts and numbers are written twice; here the small ones.
            .env("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size")
            .env("RUSTFLAGS", FLOOR_FLAGS)
            .env("CARGO_TARGET_DIR", place::target().join("floor"));
    }
    fs::create_dir_all(dist)?;
    step::run(&what, &mut trunk)?;
    Ok(())
}

/// Writes what Trunk takes: the document, and from `.page/<name>/` the style in one file, and the texts.
fn prepare(page: &Page) -> Result<()> {
    let program = page.program.unwrap_or(Program::Own);
    if page.name != "portal" {
        let portal = fs::read_to_string(place::root().join("index.html"))?;
        fs::write(html(page), document(&portal, page.name, program)?)?;
    }
    let folder = place::root().join(".page").join(page.name);
    fs::create_dir_all(folder.join("locales"))?;
    fs::write(folder.join("app.css"), style(program)?)?;
    for language in texts::LANGUAGES {
        let mut all = texts::read(language)?;
        texts::keep_for(program, &mut all);
        let json: Map<String, Value> =
            all.into_iter().map(|(k, v)| (k, Value::String(v))).collect();
        let text = Value::Object(json).to_string();
        fs::write(folder.join("locales").join(format!("{language}.json")), text)?;
    }
    Ok(())
}

/// What the workbench says of itself before its program has come, where the portal says something else.
const WORKBENCH: [(&str, &str); 6] = [
    ("<title>一件事 · 政务服务</title>", "<title>一件事 · 工作台</title>"),
    (
        "content=\"出生、购房、开店，一件事一次办：一份指南、一张表单、一套材料、一个进度。\"",
        "content=\"一件事工作台：受理、审批、监察。\"",
    ),
    (
        "    <link rel=\"manifest\" href=\"/portal.webmanifest\">\n",
        "    <meta name=\"robots\" content=\"noindex\">\n",
    ),
    (
        "data-en=\"One Thing\">一件事一次办</span>",
        "data-en=\"Service workbench\">政务服务工作台</span>",
    ),
    (
        "data-en=\"One Thing\">一件事一次办</h1>",
        "data-en=\"Service workbench\">政务服务工作台</h1>",
    ),
    ("也可以到政务服务大厅窗口办理。", ""),
];

/// What lies in `public/` is the portal's, and there for all.
const PUBLIC: &str =
    "    <link data-trunk rel=\"copy-dir\" href=\"public\" data-target-path=\".\">\n";

/// The document of a program, made of the portal's: there is one to keep.
fn document(portal: &str, name: &str, program: Program) -> Result<String> {
    let mut document = portal
        .replace(".page/portal/", &format!(".page/{name}/"))
        .replace("data-bin=\"portal\"", &format!("data-bin=\"{name}\""));
    if program != Program::Portal {
        document = document.replace(PUBLIC, "");
    }
    for (theirs, ours) in WORKBENCH.iter().filter(|_| program.is_for_staff()) {
        if !document.contains(theirs) {
            bail!("index.html no longer says {theirs}: see WORKBENCH in xtask/src/pages.rs");
        }
        document = document.replace(theirs, ours);
    }
    Ok(document)
}

/// The folders of `style/` that a program needs beside what all share.
fn styles(program: Program) -> &'static [&'static str] {
    match program {
        Program::Portal | Program::Guide | Program::Service => &[],
        Program::Own | Program::Amend | Program::Follow | Program::Papers => &["own"],
        Program::Services => &["own", "services"],
        Program::Staff => &["own", "services", "staff"],
        Program::Editor => &["own", "staff", "editor"],
    }
}

/// The style of a program as one file: tokens first, then from the general to the particular.
fn style(program: Program) -> Result<String> {
    let style = place::root().join("style");
    let mut files: Vec<PathBuf> =
        ["tokens.css", "base.css", "boot.css"].iter().map(|name| style.join(name)).collect();
    for folder in ["ui", "features"].iter().chain(styles(program)) {
        files.extend(place::files(&style.join(folder), &["css"]));
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
    fn all_documents_are_made_of_the_portals() {
        let portal = fs::read_to_string(place::root().join("index.html")).expect("index.html");
        let own = document(&portal, "own", Program::Own).expect("own");
        assert!(own.contains("data-bin=\"own\"") && own.contains(".page/own/locales"));
        assert!(portal.contains(PUBLIC) && !own.contains(PUBLIC));
        let editor = document(&portal, "editor", Program::Editor).expect("editor");
        assert!(editor.contains("政务服务工作台") && !editor.contains("一件事一次办"));
        assert!(document("<html>", "staff", Program::Staff).is_err());
    }

    #[test]
    fn every_program_has_its_page() {
        assert_eq!(PAGES.map(|page| page.program), Program::ALL.map(Some));
    }

    #[test]
    fn comments_stay_at_home() {
        assert_eq!(without_comments("a { b: c } /* why\n so */\n\n  d {}\n"), "a { b: c }\nd {}");
        assert_eq!(without_comments("a /* never closed"), "a");
    }
}
