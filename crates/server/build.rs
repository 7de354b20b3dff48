//! With the feature `embed`, lists every file of `dist/` so that the binary carries both front ends.

use std::path::{Path, PathBuf};

fn main() -> std::io::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var_os("CARGO_FEATURE_EMBED").is_none() {
        return Ok(());
    }
    let variable = |name: &str| PathBuf::from(std::env::var_os(name).unwrap_or_default());
    let dist = variable("CARGO_MANIFEST_DIR").join("../../dist").canonicalize()?;
    println!("cargo:rerun-if-changed={}", dist.display());
    let mut files = Vec::new();
    collect(&dist, &dist, &mut files)?;
    files.sort();
    let rows: Vec<String> = files
        .iter()
        .map(|(name, file)| {
            format!("    ({name:?}, include_bytes!({:?})),\n", file.display().to_string())
        })
        .collect();
    let text = format!(
        "/// Every file by its path, ascending.\npub static FILES: &[(&str, &[u8])] = &[\n{}];\n",
        rows.concat()
    );
    std::fs::write(variable("OUT_DIR").join("embedded.rs"), text)
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, PathBuf)>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(root, &path, files)?;
        } else if let Ok(name) = path.strip_prefix(root) {
            files.push((name.to_string_lossy().replace('\\', "/"), path));
        }
    }
    Ok(())
}
