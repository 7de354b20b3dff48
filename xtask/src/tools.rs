//! The tools the project needs: each is looked for, and installed when it is missing.
//!
//! Rust tools and npm packages go to `.tools/`, at the versions named here; what only the system
//! can bring comes from Debian's packages. Where something cannot be installed, the exact command
//! is printed instead.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::{place, step};

/// Bundles the pages. Later versions want a newer compiler than rust-version in Cargo.toml.
const TRUNK: &str = "0.21.14";
/// wasm-opt 132 (facts of the floor build: docs/adr/0001-floor-build.md).
const BINARYEN: &str = "132.0.0";
/// Parses JavaScript by the edition of the language, to check the floor.
const ACORN: &str = "8.19.0";
/// Validates signatures in PDF files, as a stranger.
const PYHANKO: &str = "0.38.0";
/// Uploads by tus, as a stranger.
const TUSPY: &str = "1.1.0";
/// Finds what keeps people out of a page.
const AXE: &str = "4.14.1";
/// Working days by somebody else's hand, to test ours against.
const CHINESE_DAYS: &str = "1.5.7";

/// A program of the system, the Debian package that has it, and what it is for.
struct Program {
    name: &'static str,
    package: &'static str,
    why: &'static str,
}

/// Installs everything any command needs.
pub fn all() -> Result<()> {
    for_pages()?;
    for_floor()?;
    for_tests()?;
    for_bench()
}

/// What the development build of the pages and the server needs.
pub fn for_pages() -> Result<()> {
    system(&[Program {
        name: "cc",
        package: "build-essential",
        why: "SQLite is compiled from C",
    }])?;
    rust_target()?;
    cargo_tool("trunk", "trunk", TRUNK, true, "bundles the two pages")?;
    let version = locked_version("wasm-bindgen")?;
    // Not --locked: its lock file is of another day than the rest, and it builds without.
    let why = "writes the glue between WebAssembly and the browser";
    cargo_tool("wasm-bindgen", "wasm-bindgen-cli", &version, false, why)
}

/// What the release build of the pages needs beyond [`for_pages`].
pub fn for_floor() -> Result<()> {
    rust_component("rust-src", "the standard library is rebuilt for old browsers")?;
    system(&[
        Program { name: "npm", package: "npm", why: "it brings wasm-opt, which shrinks the pages" },
        Program {
            name: "wasm-validate",
            package: "wabt",
            why: "checks that old browsers understand the pages",
        },
    ])?;
    npm_tools(&[("binaryen", BINARYEN), ("acorn", ACORN)], "they shrink and check the pages")
}

/// What the tests need beyond [`for_pages`].
pub fn for_tests() -> Result<()> {
    system(&[
        Program { name: "chromium", package: "chromium", why: "the pages are tested in it" },
        Program { name: "chromedriver", package: "chromium-driver", why: "steers Chromium" },
        Program {
            name: "WebKitWebDriver",
            package: "webkit2gtk-driver",
            why: "iPhones use WebKit",
        },
        Program { name: "Xvfb", package: "xvfb", why: "WebKit needs a screen, if a hidden one" },
        Program { name: "fc-list", package: "fontconfig", why: "tells which fonts there are" },
        Program { name: "curl", package: "curl", why: "docs/walk.sh is written with it" },
        Program {
            name: "openssl",
            package: "openssl",
            why: "docs/walk.sh makes digests with it, and it checks our seals",
        },
        Program {
            name: "pdfsig",
            package: "poppler-utils",
            why: "it checks and reads our documents",
        },
        Program { name: "python3", package: "python3", why: "docs/walk.sh reads JSON with it" },
    ])?;
    fonts()?;
    python_tool("pyhanko", PYHANKO, "it checks the signatures of our documents")?;
    python_tool("tuspy", TUSPY, "it uploads to us")?;
    clamd()?;
    if postgres_bin().is_none() {
        apt(&["postgresql"], "every store is tested on PostgreSQL too")?;
    }
    system(&[
        Program { name: "npm", package: "npm", why: "it brings axe-core and chinese-days" },
        Program { name: "node", package: "nodejs", why: "chinese-days runs in it" },
    ])?;
    npm_tools(
        &[("axe-core", AXE), ("chinese-days", CHINESE_DAYS)],
        "the journeys check every page with the one, the clocks agree with the other",
    )
}

/// The Chinese fonts that documents are set in, and screenshots shown with.
pub fn fonts() -> Result<()> {
    let file = Path::new("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc");
    if file.exists() || quiet("fc-list", &[":lang=zh"]).is_some_and(|it| !it.trim().is_empty()) {
        return Ok(());
    }
    apt(&["fonts-noto-cjk"], "documents are set in a Chinese font")
}

/// The daemon of ClamAV, unpacked to `.tools/clamav` and not installed: a machine that runs the tests needs no scanner
/// that starts with it and fetches its database. Only the library comes from the system's packages.
fn clamd() -> Result<()> {
    const DAEMON: &str = "clamav-daemon";
    let home = place::tools().join("clamav");
    if find("clamd").is_some() || home.join("usr/sbin/clamd").is_file() {
        return Ok(());
    }
    let why = "clamd scans uploads in a test";
    let needs = quiet("apt-cache", &["depends", DAEMON]).unwrap_or_default();
    let library = needs.split_whitespace().find(|word| word.starts_with("libclamav"));
    let Some(library) = library else {
        bail!("missing: {why}.\nInstall it with:  sudo apt-get install -y {DAEMON}");
    };
    apt(&[library], why)?;
    std::fs::create_dir_all(&home)?;
    let fetch = &mut Command::new("apt-get");
    fetch.args(["download", DAEMON]).current_dir(&home);
    step::run(&format!("Fetch {DAEMON}: {why}"), fetch)?;
    for file in std::fs::read_dir(&home)?.flatten().map(|entry| entry.path()) {
        if file.extension().is_some_and(|ending| ending == "deb") {
            let unpack = &mut Command::new("dpkg-deb");
            unpack.arg("-x").arg(&file).arg(&home);
            step::run(&format!("Unpack {DAEMON}"), unpack)?;
        }
    }
    Ok(())
}

/// What `bench` needs beyond the floor and the tests.
pub fn for_bench() -> Result<()> {
    system(&[
        Program {
            name: "nginx",
            package: "nginx-light",
            why: "guide reads are measured beside it",
        },
        Program { name: "sqlite3", package: "sqlite3", why: "submissions are measured beside it" },
    ])
}

/// The script of axe-core.
pub fn axe() -> PathBuf {
    place::tools().join("node_modules/axe-core/axe.min.js")
}

/// `cargo` in the workspace.
pub fn cargo(args: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(args).current_dir(place::root()).env("PATH", path());
    command
}

/// PATH with the workspace's own tools first.
pub fn path() -> OsString {
    let own = [place::tools().join("bin"), place::tools().join("node_modules/.bin")];
    let inherited = std::env::var_os("PATH").unwrap_or_default();
    let all = own.into_iter().chain(std::env::split_paths(&inherited));
    std::env::join_paths(all).unwrap_or(inherited)
}

/// The file of a program on [`path`].
pub fn find(program: &str) -> Option<PathBuf> {
    std::env::split_paths(&path())
        .chain(["/usr/sbin", "/usr/local/sbin"].map(PathBuf::from))
        .map(|dir| dir.join(program))
        .find(|file| file.is_file())
}

/// The folder of PostgreSQL's server programs, newest version first; Debian keeps it off PATH.
pub fn postgres_bin() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut bins: Vec<(u32, PathBuf)> = versions
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .filter(|(_, bin)| bin.join("initdb").is_file())
        .collect();
    bins.sort();
    let beside_initdb = || find("initdb").and_then(|file| Some(file.parent()?.to_path_buf()));
    bins.pop().map(|(_, bin)| bin).or_else(beside_initdb)
}

/// The version of a package in Cargo.lock.
fn locked_version(package: &str) -> Result<String> {
    let lock: toml::Table = std::fs::read_to_string(place::root().join("Cargo.lock"))?.parse()?;
    lock.get("package")
        .and_then(|packages| packages.as_array())
        .into_iter()
        .flatten()
        .find(|entry| entry.get("name").and_then(|name| name.as_str()) == Some(package))
        .and_then(|entry| entry.get("version")?.as_str().map(str::to_owned))
        .with_context(|| format!("Cargo.lock names no {package}"))
}

/// What a program prints, or nothing when it is missing or fails.
fn quiet(program: &str, args: &[&str]) -> Option<String> {
    let output = Command::new(program)
        .args(args)
        .env("PATH", path())
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Adds the WebAssembly target to the toolchain.
fn rust_target() -> Result<()> {
    const TARGET: &str = "wasm32-unknown-unknown";
    let libraries = quiet("rustc", &["--print", "target-libdir", "--target", TARGET]);
    if libraries.is_some_and(|dir| Path::new(dir.trim()).is_dir()) {
        return Ok(());
    }
    let added = find("rustup").is_some()
        && step::run(
            "Add the WebAssembly target to Rust: the pages are compiled for it",
            Command::new("rustup").args(["target", "add", TARGET]),
        )
        .is_ok();
    if !added {
        bail!(
            "this Rust has no target {TARGET}. Run `rustup target add {TARGET}`; where rustup \
             cannot, Debian has a compiler with it: `apt-get install rustc-web rust-web-src lld`, \
             then put its folder first in PATH"
        );
    }
    Ok(())
}

/// Adds a component to the toolchain.
pub fn rust_component(name: &str, why: &str) -> Result<()> {
    let Some(list) = quiet("rustup", &["component", "list", "--installed"]) else {
        // Not rustup's toolchain: Debian's packages bring the components with the compiler.
        return Ok(());
    };
    if list.lines().any(|line| line.starts_with(name)) {
        return Ok(());
    }
    let what = format!("Add {name} to Rust: {why}");
    step::run(&what, Command::new("rustup").args(["component", "add", name])).map(drop)
}

/// Installs a program from crates.io to `.tools/bin`, unless this very version is on PATH.
fn cargo_tool(program: &str, package: &str, version: &str, locked: bool, why: &str) -> Result<()> {
    let found = quiet(program, &["--version"]).unwrap_or_default();
    if found.split_whitespace().nth(1) == Some(version) {
        return Ok(());
    }
    let mut install = cargo(&["install", package, "--version", version, "--force", "--root"]);
    install.arg(place::tools());
    if locked {
        install.arg("--locked");
    }
    let workshop = place::scratch().join("tools");
    // Their own release profiles take 20 minutes for a tool that runs for seconds.
    install
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_TARGET_DIR", &workshop);
    step::run(&format!("Install {package} {version}: {why} (some minutes, once)"), &mut install)?;
    Ok(std::fs::remove_dir_all(workshop)?)
}

/// Installs a version of a package from PyPI to a Python of its own, `.tools/<package>`.
fn python_tool(package: &str, version: &str, why: &str) -> Result<()> {
    let home = place::tools().join(package);
    let python = home.join("bin/python");
    let asked = format!("from importlib.metadata import version; print(version({package:?}))");
    let found = python.to_str().and_then(|python| quiet(python, &["-c", &asked]));
    if found.is_some_and(|found| found.trim() == version) {
        return Ok(());
    }
    let make = |python: &str| {
        let mut venv = Command::new(python);
        venv.args(["-m", "venv"]).arg(&home);
        step::run(&format!("Make a Python for {package}: {why}"), &mut venv)
    };
    if make("python3").is_err() {
        apt(&["python3-venv"], "it makes a Python of its own for a test")?;
        make("python3")?;
    }
    let mut pip = Command::new(python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
    pip.arg(format!("{package}=={version}"));
    step::run(&format!("Install {package} {version}: {why}"), &mut pip).map(drop)
}

/// Installs these versions of npm packages to `.tools/node_modules`.
fn npm_tools(packages: &[(&str, &str)], why: &str) -> Result<()> {
    let modules = place::tools().join("node_modules");
    let missing: Vec<String> = packages
        .iter()
        .filter(|(package, version)| {
            let manifest = std::fs::read_to_string(modules.join(package).join("package.json"));
            let json = manifest
                .ok()
                .and_then(|text| serde_json::from_str::<serde_json::Value>(&text).ok());
            json.is_none_or(|json| json["version"] != *version)
        })
        .map(|(package, version)| format!("{package}@{version}"))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    std::fs::create_dir_all(place::tools())?;
    let mut npm = Command::new("npm");
    npm.args(["install", "--save-exact", "--no-audit", "--no-fund", "--prefix"])
        .arg(place::tools())
        .args(&missing);
    step::run(&format!("Install {}: {why}", missing.join(" and ")), &mut npm)?;
    Ok(())
}

/// Installs the packages of those programs that are missing.
fn system(programs: &[Program]) -> Result<()> {
    let missing: Vec<&Program> = programs.iter().filter(|p| find(p.name).is_none()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let packages: Vec<&str> = missing.iter().map(|program| program.package).collect();
    let why: Vec<String> =
        missing.iter().map(|program| format!("{} – {}", program.name, program.why)).collect();
    apt(&packages, &why.join("; "))
}

/// Installs Debian packages, or tells how to.
fn apt(packages: &[&str], why: &str) -> Result<()> {
    let list = packages.join(" ");
    let root = quiet("id", &["-u"]).is_some_and(|id| id.trim() == "0");
    if !root || find("apt-get").is_none() {
        bail!("missing: {why}.\nInstall it with:  sudo apt-get install -y {list}");
    }
    eprintln!("Installing {list}: {why}");
    step::run("Ask Debian for its list of packages", Command::new("apt-get").arg("update"))?;
    let mut install = Command::new("apt-get");
    install
        .args(["install", "-y", "--no-install-recommends"])
        .args(packages)
        .env("DEBIAN_FRONTEND", "noninteractive");
    step::run(&format!("Install {list}"), &mut install)?;
    Ok(())
}
