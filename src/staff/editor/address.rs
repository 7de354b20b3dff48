//! Addresses of the editor's pages.

use onething_domain::authoring::{DocumentKind, DocumentRef};

use crate::router::{Query, encode};

/// The catalogue.
pub const CATALOGUE: &str = "/staff/catalogue";
/// The list of intermediary services.
pub const FIRMS: &str = "/staff/catalogue/intermediaries";
/// The releases.
pub const RELEASES: &str = "/staff/releases";

/// A document's editor.
pub fn document(of: &DocumentRef) -> String {
    format!("{CATALOGUE}/{}/{}", of.kind.name(), encode(&of.id))
}

/// A document's editor at a place, as findings and comments name it.
pub fn place(of: &DocumentRef, path: &str) -> String {
    Query::default().with("at", path).on(&document(of))
}

/// As [`place`], by the folder that findings name.
pub fn at_place(folder: &str, id: &str, path: &str) -> String {
    let kind = if folder == "items" { DocumentKind::Item } else { DocumentKind::Thing };
    place(&DocumentRef { kind, id: id.to_owned() }, path)
}

/// A document's history.
pub fn history(of: &DocumentRef) -> String {
    format!("{}/history", document(of))
}

/// The published versions of a document.
pub fn versions(of: &DocumentRef) -> String {
    format!("{}/versions", document(of))
}

/// How a document's working copy differs from what is in force.
pub fn changes(of: &DocumentRef) -> String {
    format!("{}/changes", document(of))
}

/// A release.
pub fn release(id: &str) -> String {
    format!("{RELEASES}/{}", encode(id))
}

/// The preview of a thing: of all working copies, or of a release.
pub fn preview(thing: &str, release: &str) -> String {
    Query::default().with("release", release).on(&format!("/staff/previews/{}", encode(thing)))
}
