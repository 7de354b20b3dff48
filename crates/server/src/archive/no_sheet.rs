//! In the place of the sheet where the program was built without pages: every package waits for a node that has them.

use super::Reader;
use crate::app::App;
use crate::cases::store::Loaded;
use crate::error::{Error, Result};

/// Writes nothing.
///
/// # Errors
/// Always.
pub async fn html(_: &App, loaded: &Loaded, _: Reader) -> Result<String> {
    let number = &loaded.number;
    Err(Error::Broken(format!("{number}: this program was built without the feature pages")))
}
