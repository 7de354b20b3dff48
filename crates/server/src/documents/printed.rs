//! What goes onto the press beside the text, and what comes off it.

/// A document as it comes off the press.
pub struct Printed {
    /// The PDF file, not signed yet.
    pub pdf: Vec<u8>,
    /// Pictures of its pages (SVG).
    pub pages: Vec<String>,
}

/// What identifies a document.
pub struct Imprint<'a> {
    /// A name that stays the same: made again, it is the same document.
    pub ident: &'a str,
    /// The day and time that it says it was made at, UTC.
    pub at: chrono::DateTime<chrono::Utc>,
}
