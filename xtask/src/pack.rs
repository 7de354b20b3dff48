//! The pages as they travel: compressed, and how much of them a first visit loads.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};

use crate::pages::{Kind, PAGES, Page};
use crate::{release, step, texts};

/// Compresses every file of the pages as shipped, beside the file.
pub fn pages() -> Result<()> {
    for page in &PAGES {
        let started = Instant::now();
        let files = page.files(Kind::Floor);
        for file in &files {
            compress(file)?;
        }
        let time = step::spent(started);
        eprintln!("✓ Compress {} files of the {} page ({time})", files.len(), page.name);
    }
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

/// The files a browser loads before the page can be used, and their bytes as brotli.
pub fn first_load(page: &Page) -> Result<Vec<(String, usize)>> {
    first_load_of(&page.dist(Kind::Floor), &page.at(), &Kind::Floor.dist())
}

/// The same for a page in a folder that is served at an address, with what is shared in `root`.
pub fn first_load_of(dist: &Path, at: &str, root: &Path) -> Result<Vec<(String, usize)>> {
    let html = fs::read_to_string(dist.join("index.html")).context("the page is not built")?;
    let links: BTreeSet<&str> =
        release::values(&html, &["href", "src", "data-js", "data-wasm"]).collect();
    let mut files = BTreeSet::from([dist.join("index.html")]);
    files.extend(links.into_iter().map(|link| release::file_at(link, at, dist, root)));
    let weigh = |file: &Path| -> Result<(String, usize)> {
        let name = file.strip_prefix(root).unwrap_or(file).to_string_lossy().into_owned();
        Ok((name, brotli(&fs::read(file)?)?.len()))
    };
    let files = files.iter().filter(|file| file.is_file());
    let mut parts = files.map(|file| weigh(file)).collect::<Result<Vec<_>>>()?;
    // A browser loads one language; count the heaviest.
    let languages = texts::LANGUAGES.map(|tag| format!("data-texts-{}", tag.to_lowercase()));
    let languages: Vec<&str> = languages.iter().map(String::as_str).collect();
    let languages = release::values(&html, &languages);
    let languages = languages.map(|link| weigh(&release::file_at(link, at, dist, root)));
    let languages = languages.collect::<Result<Vec<_>>>()?;
    parts.extend(languages.into_iter().max_by_key(|(_, bytes)| *bytes));
    parts.sort_by_key(|(_, bytes)| std::cmp::Reverse(*bytes));
    Ok(parts)
}
