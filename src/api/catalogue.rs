//! Authoring (G9): the catalogue's documents, their history, and the way to publication.

use onething_api::{
    catalogue::{
        Changes, CheckRequest, Dictionary, DocumentList, DocumentQuery, DocumentRevision,
        DocumentView, Effects, IntermediaryWork, Preview, ReleaseList, ReleaseView, RevisionView,
        Revisions, Submit, ThingRef,
    },
    paths,
};
use onething_domain::{
    authoring::{DocumentKind, DocumentRef, ReleaseCommand, ReleaseRefusal},
    city::DataElement,
    lint::Finding,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{ApiError, Body, Wrote, at, get, post, send, to_json, with_query, write_over};
use crate::{json, words::code};

/// A page of the catalogue.
pub async fn documents(query: &DocumentQuery) -> Result<DocumentList, ApiError> {
    let kind = query.kind.map(|kind| kind.name()).unwrap_or_default();
    let pairs = [
        ("kind", kind),
        ("q", query.q.as_deref().unwrap_or_default()),
        ("open", if query.open { "true" } else { "" }),
        ("cursor", query.cursor.as_deref().unwrap_or_default()),
        ("limit", "100"),
    ];
    get(&with_query(paths::WORK_DOCUMENTS, &pairs)).await
}

/// One document.
pub async fn document(of: &DocumentRef) -> Result<DocumentView, ApiError> {
    get(&of_document(paths::WORK_DOCUMENT, of)).await
}

/// Saves a document over `revision`.
pub async fn save(
    of: &DocumentRef,
    revision: i64,
    tree: &Value,
    note: &str,
) -> Result<Wrote<DocumentView>, ApiError> {
    // Written from the tree, so that the document's types are not compiled in once more.
    let mut document = serde_json::Map::new();
    document.insert(of.kind.name().to_owned(), tree.clone());
    let body = json!({ "document": document, "note": note }).to_string();
    let path = of_document(paths::WORK_DOCUMENT, of);
    write_over("PUT", &path, Some(revision), Body::Json(&body)).await
}

/// Gives a working copy up: what is in force counts again.
pub async fn discard(of: &DocumentRef, revision: i64) -> Result<(), ApiError> {
    let tag = format!("\"{revision}\"");
    let path = of_document(paths::WORK_DOCUMENT, of);
    send("DELETE", &path, Body::Empty, &[("if-match", &tag)]).await.map(|_| ())
}

/// What menus offer.
pub async fn dictionary() -> Result<Dictionary, ApiError> {
    get(paths::WORK_DICTIONARY).await
}

/// Adds a data element.
pub async fn add_element(new: &DataElement) -> Result<DataElement, ApiError> {
    post(paths::WORK_ELEMENTS, new).await
}

/// The list of intermediary services.
pub async fn intermediaries() -> Result<IntermediaryWork, ApiError> {
    get(paths::WORK_INTERMEDIARIES).await
}

/// Saves the list of intermediary services over `revision`.
pub async fn save_intermediaries(
    revision: i64,
    tree: &Value,
) -> Result<Wrote<IntermediaryWork>, ApiError> {
    let body = json!({ "list": tree }).to_string();
    write_over("PUT", paths::WORK_INTERMEDIARIES, Some(revision), Body::Json(&body)).await
}

/// The document as a file.
pub async fn file(of: &DocumentRef) -> Result<String, ApiError> {
    let path = of_document(paths::WORK_TOML, of);
    Ok(send("GET", &path, Body::Empty, &[("accept", "application/toml")]).await?.body)
}

/// Replaces the working copy by a file.
pub async fn put_file(
    of: &DocumentRef,
    revision: i64,
    toml: &str,
) -> Result<Wrote<DocumentView>, ApiError> {
    write_over("PUT", &of_document(paths::WORK_TOML, of), Some(revision), Body::Toml(toml)).await
}

/// How the working copy differs from what is in force.
pub async fn changes(of: &DocumentRef) -> Result<Changes, ApiError> {
    get(&of_document(paths::WORK_CHANGES, of)).await
}

/// The history of a document.
pub async fn revisions(of: &DocumentRef) -> Result<Revisions, ApiError> {
    get(&of_document(paths::WORK_REVISIONS, of)).await
}

/// A saved state of a document.
pub async fn revision(of: &DocumentRef, revision: i64) -> Result<RevisionView, ApiError> {
    get(&at(paths::WORK_REVISION, &[of.kind.name(), &of.id, &revision.to_string()])).await
}

/// Takes a document out of force.
pub async fn retire(
    of: &DocumentRef,
    id: &str,
    successor: Option<&str>,
    reason: &str,
) -> Result<(), ApiError> {
    let body = onething_api::catalogue::Retire {
        id: id.to_owned(),
        successor: successor.map(str::to_owned),
        reason: reason.to_owned(),
    };
    let path = of_document(paths::WORK_RETIREMENT, of);
    send("POST", &path, Body::Json(&to_json(&body)), &[]).await.map(|_| ())
}

/// A thing merged with all working copies, or with those of a release.
pub async fn preview(thing: &str, release: &str) -> Result<Preview, ApiError> {
    get(&with_query(&at(paths::WORK_PREVIEW, &[thing]), &[("release", release)])).await
}

/// How two versions of a guide differ.
pub async fn difference(thing: &str, from: u32, to: u32) -> Result<Changes, ApiError> {
    let (from, to) = (from.to_string(), to.to_string());
    get(&with_query(&at(paths::WORK_DIFFERENCE, &[thing]), &[("from", &from), ("to", &to)])).await
}

/// What publishing some documents would do.
pub async fn effects(documents: Vec<DocumentRef>) -> Result<Effects, ApiError> {
    post(paths::WORK_EFFECTS, &CheckRequest { documents }).await
}

/// Submits documents for review.
pub async fn submit(
    id: &str,
    documents: Vec<DocumentRevision>,
    note: &str,
) -> Result<ReleaseView, ApiError> {
    let body = Submit { id: id.to_owned(), documents, note: note.to_owned() };
    post(paths::WORK_RELEASES, &body).await
}

/// A page of releases.
pub async fn releases(status: &str, cursor: &str) -> Result<ReleaseList, ApiError> {
    get(&with_query(paths::WORK_RELEASES, &[("status", status), ("cursor", cursor)])).await
}

/// A release.
pub async fn release(id: &str) -> Result<ReleaseView, ApiError> {
    get(&at(paths::WORK_RELEASE, &[id])).await
}

/// Gives a command to a release.
pub async fn command(
    id: &str,
    command_id: &str,
    seq: i64,
    command: &ReleaseCommand,
) -> Result<Wrote<ReleaseView>, ApiError> {
    #[derive(Serialize)]
    struct Request<'a> {
        id: &'a str,
        expected_seq: i64,
        command: &'a ReleaseCommand,
    }
    let body = to_json(&Request { id: command_id, expected_seq: seq, command });
    let path = at(paths::WORK_RELEASE_COMMANDS, &[id]);
    write_over("POST", &path, None, Body::Json(&body)).await
}

fn of_document(path: &str, of: &DocumentRef) -> String {
    at(path, &[of.kind.name(), &of.id])
}

/// What a refusal in authoring says beyond its code.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Said {
    /// What is wrong with the documents.
    #[serde(default)]
    pub findings: Vec<Finding>,
    /// Why the rules refuse a command.
    #[serde(default)]
    pub because: Option<ReleaseRefusal>,
    /// Things that still use a document.
    #[serde(default)]
    pub used_by: Vec<ThingRef>,
    /// What is wrong with a file.
    #[serde(default)]
    pub detail: String,
    /// The line of a file.
    #[serde(default)]
    pub line: Option<usize>,
    /// What to do about a file.
    #[serde(default)]
    pub remedy: String,
}

/// Reads what a refusal says beyond its code.
pub fn said(error: &ApiError) -> Said {
    json::read(&error.body).unwrap_or_default()
}

/// The word of a document's kind in addresses.
pub fn kind_of(word: &str) -> Option<DocumentKind> {
    [DocumentKind::Item, DocumentKind::Thing].into_iter().find(|kind| code(kind) == word)
}
