//! Checks a package without the service: digests, seal, chain of events, signatures, documents – and names whatever is
//! wrong. What the package says of itself counts only as far as the seal of a known key covers it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

use onething_api::archives::{APPLICANT_FORMAT, ARCHIVE_FORMAT, Manifest};
use onething_api::seals::{SealKeys, Sealed, Statement};
use onething_domain::canonical::{digests, digests_of, sha256};
use onething_domain::case::{self, CaseDocumentKind, Event, Record, retention};
use onething_domain::chain::Link;
use onething_domain::submission::Submission;
use serde::de::DeserializeOwned;
use zip::{CompressionMethod, ZipArchive};

use super::history::{self, Entry};
use super::{EVENTS, MANIFEST, SEAL, named};
use crate::pades;
use crate::seal::keys;
use crate::seal::package;

/// Files of a package in the order in which they stand.
type Entries = Vec<(String, Vec<u8>)>;

/// Whether a file is one of our packages, and no package of a signature.
pub fn is_archive(bytes: &[u8]) -> bool {
    ZipArchive::new(Cursor::new(bytes)).is_ok_and(|it| it.index_for_name(MANIFEST).is_some())
}

/// Says of a package what it is, for the command line.
///
/// # Errors
/// Everything that is wrong with it, a line each.
pub fn tell(bytes: &[u8], keys: &SealKeys) -> Result<String, String> {
    let manifest = check(bytes, keys).map_err(|wrong| {
        let lines: Vec<String> = wrong.iter().map(|line| format!("  {line}")).collect();
        format!("NOT GENUINE:\n{}", lines.join("\n"))
    })?;
    let left_out = match manifest.withheld.len() {
        0 => String::new(),
        count => format!(", of which {count} among staff are left out"),
    };
    Ok(format!(
        "genuine, complete and unchanged, sealed under key {}\ncase       {} {}\nended      {}\nmade       {}\nholds      {} events{left_out}, {} files\nhead       {}",
        manifest.key,
        manifest.case,
        manifest.title.zh,
        manifest.ended_at,
        manifest.made_at,
        manifest.events,
        manifest.files.len(),
        manifest.head
    ))
}

/// Checks a package with the public keys of the service.
///
/// # Errors
/// Everything that is wrong with it; never an empty list.
pub fn check(bytes: &[u8], keys: &SealKeys) -> Result<Manifest, Vec<String>> {
    let mut check = Check { keys, wrong: Vec::new(), files: BTreeMap::new() };
    let manifest = check.all(bytes);
    match manifest {
        Some(manifest) if check.wrong.is_empty() => Ok(manifest),
        _ => Err(check.wrong),
    }
}

struct Check<'a> {
    keys: &'a SealKeys,
    wrong: Vec<String>,
    files: BTreeMap<String, Vec<u8>>,
}

impl Check<'_> {
    fn say(&mut self, path: &str, what: impl std::fmt::Display) {
        self.wrong.push(format!("{path}: {what}"));
    }

    fn all(&mut self, bytes: &[u8]) -> Option<Manifest> {
        let entries = match entries(bytes) {
            Ok(entries) => entries,
            Err(wrong) => {
                self.wrong.extend(wrong);
                return None;
            }
        };
        // Our own packing of these very files gives these very bytes: nothing hides between them.
        let packed = package::pack(entries.iter().map(|(name, it)| (name.as_str(), it.as_slice())));
        let as_packed = packed.is_ok_and(|packed| packed == bytes);
        self.files = entries.into_iter().collect();
        let manifest = self.manifest()?;
        self.listed(&manifest);
        self.history(&manifest);
        if self.wrong.is_empty() && !as_packed {
            self.say("the archive", "something outside of its files was changed");
        }
        Some(manifest)
    }

    fn manifest(&mut self) -> Option<Manifest> {
        let manifest: Manifest = self.json(MANIFEST)?;
        if ![ARCHIVE_FORMAT, APPLICANT_FORMAT].contains(&manifest.format.as_str()) {
            self.say(MANIFEST, format!("of the unknown format {}", manifest.format));
            return None;
        }
        let seal = self.files.get(SEAL).cloned();
        let Some(seal) = seal else {
            self.say(SEAL, "is missing");
            return Some(manifest);
        };
        let raw = self.files.get(MANIFEST).cloned().unwrap_or_default();
        match keys::holds(&raw, &seal, (manifest.algorithm, &manifest.key), &self.keys.keys) {
            Ok(true) => {}
            Ok(false) => self.say(MANIFEST, "is not what was sealed"),
            Err(why) => self.say(SEAL, why),
        }
        Some(manifest)
    }

    /// Every file that is listed is there and unchanged, and nothing else is.
    fn listed(&mut self, manifest: &Manifest) {
        let mut known: BTreeSet<&str> = [MANIFEST, SEAL].into();
        for listed in &manifest.files {
            known.insert(&listed.path);
            let found = self.files.get(&listed.path);
            let same = found.is_some_and(|bytes| {
                digests_of(bytes) == listed.digests && u64::try_from(bytes.len()) == Ok(listed.size)
            });
            match found {
                None => self.wrong.push(format!("{}: is missing", listed.path)),
                Some(_) if !same => self.wrong.push(format!("{}: was changed", listed.path)),
                Some(_) => {}
            }
        }
        let strange = self.files.keys().filter(|path| !known.contains(path.as_str()));
        self.wrong.extend(strange.map(|path| format!("{path}: is not listed in {MANIFEST}")));
    }

    /// The chain holds, and what else is there is what the events speak of.
    fn history(&mut self, manifest: &Manifest) {
        let Some(entries) = self.json::<Vec<Entry>>(EVENTS) else { return };
        if let Err(seq) = history::verify(&entries) {
            self.say(EVENTS, format!("the chain breaks at event {seq}"));
        }
        let head = entries.last().map(Link::hash);
        if head != Some(manifest.head.as_str())
            || entries.iter().any(|it| it.case() != manifest.case)
        {
            self.say(EVENTS, "are not those that the manifest speaks of");
        }
        let withheld = history::withheld(&entries);
        let whole = manifest.format == ARCHIVE_FORMAT;
        if withheld != manifest.withheld || (whole && !withheld.is_empty()) {
            self.say(EVENTS, "leave out something else than the manifest says");
        }
        if i64::try_from(entries.len()) != Ok(manifest.events) {
            self.say(MANIFEST, "counts other events");
        }
        // What is left out decides nothing: how a case ends, it is told of.
        let records: Vec<Record> = entries.iter().filter_map(Entry::record).cloned().collect();
        self.ending(manifest, &records);
        for record in &records {
            self.record(record, &records);
        }
    }

    fn ending(&mut self, manifest: &Manifest, records: &[Record]) {
        let folded = case::fold(records);
        let same = manifest.status == folded.status
            && Some(manifest.ended_at) == folded.ended_at
            && manifest.retention == retention(&folded)
            && manifest.title == folded.title;
        if !same {
            self.say(MANIFEST, "says something else than the events");
        }
    }

    fn record(&mut self, record: &Record, all: &[Record]) {
        if let Event::Filed { submission, .. } | Event::Corrected { submission, .. } = &record.event
        {
            let path = super::submission(record.seq);
            if self.files.get(&path).map(|bytes| digests_of(bytes)) != Some(digests(submission)) {
                self.say(&path, "is not what the event carries");
            }
        }
        let named = named(&record.event);
        for file in &named.files {
            let path = super::material(file);
            if self.files.get(&path).map(|bytes| sha256(bytes)).as_ref() != Some(&file.sha256) {
                self.say(&path, "is not the file that was handed in");
            }
        }
        for id in &named.signatures {
            self.signature(id, case::signed_by(all.iter().map(|one| &one.event), id));
        }
        if let Some((kind, _)) = CaseDocumentKind::of(&record.event) {
            let path = super::document(record.seq, kind);
            match self.files.get(&path) {
                None => self.say(&path, "is missing"),
                Some(pdf) => {
                    if let Err(why) = pades::check(pdf, &self.keys.documents) {
                        self.say(&path, why);
                    }
                }
            }
        }
    }

    /// A signature is sealed by the service, with its image, and over what its event carries.
    fn signature(&mut self, id: &str, signed: Option<&Submission>) {
        let path = super::signature(id, "statement.json");
        let Some(statement) = self.json::<Statement>(&path) else { return };
        let seal_path = super::signature(id, SEAL);
        let Some(seal) = self.files.get(&seal_path) else {
            return self.say(&seal_path, "is missing");
        };
        let seal = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, seal);
        let sealed = Sealed { statement, seal };
        if let Err(why) = keys::verify(&sealed, &self.keys.keys) {
            self.say(&seal_path, why);
        }
        let other = signed.is_some_and(|signed| sealed.statement.digests != digests(signed));
        if sealed.statement.signature != id || other {
            self.say(&path, "was made over something else");
        }
        let folder = super::signature(id, "image.");
        let image = self.files.iter().find(|(path, _)| path.starts_with(&folder));
        if image.is_none_or(|(_, bytes)| sha256(bytes) != sealed.statement.image) {
            self.say(&path, "was made with another image");
        }
    }

    /// A file as JSON; says what is wrong with it.
    fn json<T: DeserializeOwned>(&mut self, path: &str) -> Option<T> {
        let Some(bytes) = self.files.get(path) else {
            self.say(path, "is missing");
            return None;
        };
        match serde_json::from_slice(bytes) {
            Ok(read) => Some(read),
            Err(error) => {
                self.say(path, format!("cannot be read: {error}"));
                None
            }
        }
    }
}

/// All files of an archive. Ours are never compressed, so nothing unpacks to more than it is.
fn entries(bytes: &[u8]) -> Result<Entries, Vec<String>> {
    let broken = |error: zip::result::ZipError| vec![format!("the archive: {error}")];
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    let (mut found, mut wrong) = (Entries::new(), Vec::new());
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).map_err(broken)?;
        let name = file.name().map_err(broken)?.into_owned();
        if file.compression() != CompressionMethod::Stored {
            wrong.push(format!("{name}: is compressed, which ours are not"));
            continue;
        }
        let mut content = Vec::new();
        match file.read_to_end(&mut content) {
            Ok(_) => found.push((name, content)),
            Err(error) => wrong.push(format!("{name}: was changed ({error})")),
        }
    }
    if wrong.is_empty() { Ok(found) } else { Err(wrong) }
}
