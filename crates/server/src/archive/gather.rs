//! What goes into a package: everything that a case consists of, by path.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use onething_api::archives::{APPLICANT_FORMAT, ARCHIVE_FORMAT, ArchivedFile, Manifest};
use onething_domain::canonical::{canonical, digests_of};
use onething_domain::case::{CaseDocumentKind, Event, retention};

use super::{EVENTS, KEY, MANIFEST, README, Reader, SEAL, SHEET, history, named, sheet};
use crate::app::App;
use crate::cases::store::Loaded;
use crate::documents::{make as documents, store as document_rows};
use crate::error::{Error, Result};
use crate::seal::package;
use crate::signatures::store as signatures;
use crate::uploads;

/// The files of a package, by path.
type Files = BTreeMap<String, Vec<u8>>;

/// The packages of a case.
pub struct Packages {
    staff: Vec<u8>,
    applicant: Vec<u8>,
}

impl Packages {
    /// That of a reader.
    pub fn of(&self, reader: Reader) -> &[u8] {
        match reader {
            Reader::Staff => &self.staff,
            Reader::Applicant => &self.applicant,
        }
    }

    /// The same, and nothing else.
    pub fn take(self, reader: Reader) -> Vec<u8> {
        match reader {
            Reader::Staff => self.staff,
            Reader::Applicant => self.applicant,
        }
    }
}

/// The packages of a case as it stands.
///
/// # Errors
/// What of them cannot be read or made.
pub async fn packages(app: &App, loaded: &Loaded) -> Result<Packages> {
    let mut files = common(app, loaded).await?;
    Ok(Packages {
        staff: seal(app, loaded, &mut files, Reader::Staff).await?,
        applicant: seal(app, loaded, &mut files, Reader::Applicant).await?,
    })
}

/// What both readers have alike: what was filed, materials, signatures, documents.
async fn common(app: &App, loaded: &Loaded) -> Result<Files> {
    let mut files = Files::new();
    for record in &loaded.records {
        if let Event::Filed { submission, .. } | Event::Corrected { submission, .. } = &record.event
        {
            files.insert(super::submission(record.seq), canonical(submission));
        }
        let named = named(&record.event);
        for file in named.files {
            let object = uploads::object(&file.id, &file.sha256);
            files.insert(super::material(&file), app.files.get(&app.keys, &object).await?);
        }
        for id in named.signatures {
            signature(app, &id, &mut files).await?;
        }
    }
    for (path, pdf) in documents_of(app, loaded).await? {
        files.insert(path, pdf);
    }
    Ok(files)
}

async fn signature(app: &App, id: &str, files: &mut Files) -> Result<()> {
    let mut tx = app.db.read().await?;
    let row = signatures::get(&mut tx, id).await?;
    let row = row.ok_or_else(|| Error::Broken(format!("signature {id} is gone")))?;
    let image = format!("image.{}", super::extension(&row.media));
    files.insert(super::signature(id, &image), row.image(app)?);
    if let Some(sealed) = row.sealed(app)? {
        let seal = STANDARD.decode(&sealed.seal);
        let seal = seal.map_err(|error| Error::Broken(format!("seal of {id}: {error}")))?;
        files.insert(super::signature(id, "statement.json"), canonical(&sealed.statement));
        files.insert(super::signature(id, SEAL), seal);
    }
    Ok(())
}

/// Every document that events brought, made now where it is not yet.
async fn documents_of(app: &App, loaded: &Loaded) -> Result<Vec<(String, Vec<u8>)>> {
    let rows = {
        let mut tx = app.db.read().await?;
        document_rows::of_case(&mut tx, &loaded.number).await?
    };
    let mut found = Vec::new();
    for record in &loaded.records {
        let Some((kind, _)) = CaseDocumentKind::of(&record.event) else { continue };
        let row = rows.iter().find(|row| row.seq == record.seq).cloned();
        let row = row.ok_or_else(|| Error::Broken(format!("document {} is gone", record.seq)))?;
        let row = documents::ready(app, row).await?;
        let pdf = app.files.get(&app.keys, &row.pdf()).await?;
        found.push((super::document(record.seq, kind), pdf));
    }
    Ok(found)
}

/// Puts in what is a reader's own, writes the manifest, seals it, and packs everything.
async fn seal(app: &App, loaded: &Loaded, files: &mut Files, reader: Reader) -> Result<Vec<u8>> {
    let entries = history::of(&loaded.records, reader);
    let withheld = history::withheld(&entries);
    let key = app.seals.active().map_err(Error::Broken)?;
    let command = package::openssl_for(key.algorithm, MANIFEST);
    files.insert(EVENTS.to_owned(), canonical(&entries));
    files.insert(SHEET.to_owned(), sheet::html(app, loaded, reader).await?.into_bytes());
    files.insert(KEY.to_owned(), key.pem.clone().into_bytes());
    files.insert(README.to_owned(), readme(&command, !withheld.is_empty()));
    let manifest = Manifest { withheld, ..manifest(app, loaded, files, reader)? };
    let manifest = canonical(&manifest);
    let seal = app.seals.sign(&manifest).map_err(Error::Broken)?;
    let first = [(MANIFEST, manifest.as_slice()), (SEAL, seal.as_slice())];
    let rest = files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice()));
    package::pack(first.into_iter().chain(rest)).map_err(Error::Broken)
}

/// What a package says of itself; the events that are left out of it are still to be named.
fn manifest(app: &App, loaded: &Loaded, files: &Files, reader: Reader) -> Result<Manifest> {
    let key = app.seals.active().map_err(Error::Broken)?;
    let broken = || Error::Broken("a package before its case has ended".to_owned());
    let submission = loaded.case.submission.as_ref().ok_or_else(broken)?;
    let listed = files.iter().map(|(path, bytes)| ArchivedFile {
        path: path.clone(),
        size: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
        digests: digests_of(bytes),
    });
    let format = match reader {
        Reader::Staff => ARCHIVE_FORMAT,
        Reader::Applicant => APPLICANT_FORMAT,
    };
    Ok(Manifest {
        format: format.to_owned(),
        case: loaded.number.clone(),
        title: loaded.case.title.clone(),
        thing: submission.thing.clone(),
        version: submission.version,
        status: loaded.case.status,
        filed_at: loaded.filed_at(),
        ended_at: loaded.case.ended_at.ok_or_else(broken)?,
        retention: retention(&loaded.case),
        events: loaded.case.seq,
        head: loaded.head().to_owned(),
        withheld: Vec::new(),
        made_at: app.clock.now(),
        files: listed.collect(),
        algorithm: key.algorithm,
        key: key.id.clone(),
    })
}

/// What to do with it; and, where something is left out, that it is.
fn readme(command: &str, withheld: bool) -> Vec<u8> {
    let left_out = match withheld {
        true => format!(
            "
工作人员之间的内部记录（备注、标记、分派、内部请示）不在其中：{EVENTS} 里每条只留摘要，链条照样能核验；{MANIFEST} 的 withheld 列出是哪几条。

What staff noted, arranged and proposed among themselves is left out: {EVENTS} keeps the hash of each such entry, so that the
chain is still checked; `withheld` in {MANIFEST} names them.
"
        ),
        false => String::new(),
    };
    format!(
        "一个办件的电子档案。先看 {SHEET}。
{MANIFEST} 列出每个文件的大小和摘要（SM3、SHA-256），{SEAL} 是服务对它的电子签章，{KEY} 是公钥（与网站公布的公钥核对后再用）。
{EVENTS} 是办件的全部经过，每一条带着上一条的摘要；submission 是提交的内容，materials 是材料，signatures 是签名，documents 是文书。

The e-archive of a case; begin with {SHEET}. {MANIFEST} lists every file with its digests and is sealed. Compare {KEY} with
the keys that the service publishes (/api/v1/seal-keys), then:

    {command}

Or, for everything at once – digests, seal, chain of events, signatures, documents: onething verify FILE [KEYS]
{left_out}"
    )
    .into_bytes()
}
