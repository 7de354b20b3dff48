//! `cargo xtask build`: one binary with both pages inside.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::pages::{self, Kind, PAGES};
use crate::{place, server, step, tools};

/// Builds the pages as shipped, compresses them and builds the server around them.
pub fn build() -> Result<()> {
    tools::for_pages()?;
    tools::for_floor()?;
    pages::build(Kind::Floor)?;
    for page in &PAGES {
        let started = std::time::Instant::now();
        let files = pages::files(&page.dist(Kind::Floor));
        for file in &files {
            compress(file)?;
        }
        eprintln!(
            "✓ Compress {} files of the {} page ({})",
            files.len(),
            page.name,
            step::spent(started)
        );
    }
    let binary = server::build(true, &["embed"])?;
    let size = fs::metadata(&binary)?.len() as f64 / 1e6;
    println!("{} – {size:.1} MB, everything inside", place::short(&binary));
    Ok(())
}

/// Writes `file.br` and `file.gz` where they are smaller than the file.
fn compress(file: &Path) -> Result<()> {
    let bytes = fs::read(file)?;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(&bytes)?;
    for (ending, packed) in [("br", brotli(&bytes)?), ("gz", gzip.finish()?)] {
        if packed.len() < bytes.len() {
            let mut name = file.as_os_str().to_owned();
            name.push(format!(".{ending}"));
            fs::write(PathBuf::from(name), packed)?;
        }
    }
    Ok(())
}

/// Bytes packed by brotli at its strongest, as a release is.
pub fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut packed = Vec::new();
    let settings =
        brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &bytes[..], &mut packed, &settings)?;
    Ok(packed)
}
