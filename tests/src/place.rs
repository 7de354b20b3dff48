//! Where things are; `cargo xtask test` names them, and without it the usual places are tried.

use std::net::TcpListener;
use std::path::{Path, PathBuf};

/// The folder of the workspace.
pub fn root() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    here.parent().map_or_else(|| here.clone(), Path::to_path_buf)
}

/// Cargo's target folder.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// What an environment variable names, or else `usual`.
fn named(variable: &str, usual: impl FnOnce() -> PathBuf) -> PathBuf {
    match std::env::var_os(variable) {
        Some(value) if !value.is_empty() => PathBuf::from(value),
        _ => usual(),
    }
}

/// The server's program.
pub fn onething() -> PathBuf {
    named("ONETHING_BIN", || target().join("debug/onething"))
}

/// The built pages, for the server's `--web`.
pub fn web() -> PathBuf {
    named("ONETHING_WEB", || target().join("web"))
}

/// Chromium's WebDriver.
pub fn chromedriver() -> PathBuf {
    named("CHROMEDRIVER", || "chromedriver".into())
}

/// Chromium.
pub fn chromium() -> PathBuf {
    named("CHROMIUM", || "/usr/bin/chromium".into())
}

/// WebKit's smallest browser, which belongs to its driver.
pub fn mini_browser() -> PathBuf {
    let folders = std::fs::read_dir("/usr/lib").into_iter().flatten().flatten();
    let usual = folders
        .map(|folder| folder.path().join("webkit2gtk-4.1/MiniBrowser"))
        .find(|file| file.is_file());
    named("WEBKIT_BROWSER", || usual.unwrap_or_else(|| "MiniBrowser".into()))
}

/// A port that nobody uses. It may be taken before its user has it, who then says so.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("this machine has a free port");
    listener.local_addr().expect("a listener has an address").port()
}

/// The script of axe-core.
pub fn axe() -> PathBuf {
    named("AXE", || root().join(".tools/node_modules/axe-core/axe.min.js"))
}

/// Where a journey leaves what it saw; emptied by whoever asks first.
pub fn artefacts(journey: &str) -> PathBuf {
    target().join("journeys").join(journey)
}

/// The folder of the pages that the harness tries itself on.
pub fn fixtures() -> PathBuf {
    root().join("tests/fixtures")
}
