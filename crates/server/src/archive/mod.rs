//! E-archives (电子档案, C9): one package for each case that has ended – what was filed, with a sheet to read, materials,
//! signatures, events with their chain, documents – under a manifest of digests that the service seals.
//!
//! A row says that there is one to be made ([`store::project`]); it is made in quiet or when somebody first asks for it
//! ([`make`]), and checked by anyone without the service ([`check`]). It is made twice: whole for staff, and for the
//! applicant without what staff tell each other ([`Reader`]).

pub mod check;
mod gather;
mod history;
pub mod make;
mod routes;
#[cfg_attr(not(feature = "pages"), path = "no_sheet.rs")]
mod sheet;
pub mod store;

use onething_domain::case::{CaseDocumentKind, Event};
use onething_domain::submission::FileRef;
use serde::Deserialize;
use serde_json::Value;

pub use routes::routes;

/// For whom a package is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// Staff, who have everything.
    Staff,
    /// Whose case it is: without what staff arrange, note and propose among themselves, as on the progress page.
    Applicant,
}

impl Reader {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Staff, Self::Applicant];
}

/// What is sealed.
pub const MANIFEST: &str = "manifest.json";
/// The seal over it: ASN.1 DER.
pub const SEAL: &str = "seal.der";
/// The public key of the seal, for those who have compared it.
const KEY: &str = "key.pem";
/// The history of the case, in order.
const EVENTS: &str = "events.json";
/// What was filed, with corrections applied, to be read.
const SHEET: &str = "sheet.html";
/// What all of this is.
const README: &str = "README.txt";

/// Where what was filed or corrected by an event stands, as canonical JSON.
fn submission(seq: i64) -> String {
    format!("submission/{seq:04}.json")
}

/// Where a file that somebody handed in stands.
fn material(file: &FileRef) -> String {
    format!("materials/{}.{}", file.id, extension(&file.media))
}

/// Where a part of a signature stands.
fn signature(id: &str, part: &str) -> String {
    format!("signatures/{id}/{part}")
}

/// Where the document that an event brought stands.
fn document(seq: i64, kind: CaseDocumentKind) -> String {
    format!("documents/{seq:04}-{}.pdf", kind.name())
}

/// How files of a media type are called; those that are taken at all.
fn extension(media: &str) -> &'static str {
    match media {
        "application/pdf" => "pdf",
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "image/webp" => "webp",
        _ => "bin",
    }
}

/// Files and signatures that an event names.
#[derive(Default)]
struct Named {
    files: Vec<FileRef>,
    signatures: Vec<String>,
}

/// What an event names, wherever it does: a new kind of event needs no line here.
fn named(event: &Event) -> Named {
    let mut named = Named::default();
    look(&serde_json::to_value(event).unwrap_or_default(), &mut named);
    named
}

fn look(value: &Value, named: &mut Named) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| look(item, named)),
        Value::Object(members) => {
            if let Ok(file) = FileRef::deserialize(value) {
                named.files.push(file);
            }
            if let Some(Value::String(id)) = members.get("signature")
                && !id.is_empty()
            {
                named.signatures.push(id.clone());
            }
            members.values().for_each(|member| look(member, named));
        }
        _ => {}
    }
}
