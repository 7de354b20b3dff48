//! `cargo xtask build`: one binary with both pages inside.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;

use crate::pages::{self, Kind};
use crate::{pack, place, server, tools};

/// Builds it and tells where it is and how large.
pub fn build() -> Result<()> {
    let binary = binary()?;
    let size = fs::metadata(&binary)?.len() as f64 / 1e6;
    println!("{} – {size:.1} MB, everything inside", place::short(&binary));
    Ok(())
}

/// Builds the pages as shipped, compresses them and builds the server around them.
pub fn binary() -> Result<PathBuf> {
    tools::for_pages()?;
    tools::for_floor()?;
    pages::build(Kind::Floor)?;
    pack::pages()?;
    server::build_shipped()
}
