//! In the place of the press where the program was built without it: every document waits for a node that has one.

use std::path::Path;

use serde::Serialize;

use super::printed::{Imprint, Printed};

/// Sets no documents.
pub struct Press(());

const NONE: &str = "fonts: this program was built without the feature documents";

impl Press {
    /// Finds none.
    ///
    /// # Errors
    /// Always.
    pub fn open(_: Option<&Path>) -> Result<Self, String> {
        Err(NONE.to_owned())
    }

    /// No family.
    pub fn family(&self) -> &'static str {
        ""
    }

    /// None can be set.
    pub fn takes(&self, _: &[u8]) -> bool {
        false
    }

    /// Sets nothing.
    ///
    /// # Errors
    /// Always.
    pub fn set(
        &self,
        _: &str,
        _: &impl Serialize,
        of: &Imprint,
        _: Option<&[u8]>,
    ) -> Result<Printed, String> {
        Err(format!("{NONE}: {} of {}", of.ident, of.at))
    }
}
