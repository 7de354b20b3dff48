//! Import: a city's content into the database, all or nothing.

use std::collections::BTreeSet;
use std::path::Path;

use chrono::{DateTime, Utc};
use onething_domain::canonical;
use onething_domain::guide::Guide;
use serde::Serialize;

use super::content::{self, Content, Fault};
use super::people;
use crate::app::App;
use crate::db::{self, Tx};
use crate::error::{Error, Result};
use crate::{all, exec, one};

/// Names the lock under which content changes.
const LOCK: i64 = 0x6f6e_6574_696d_7074;

/// What an import has changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Items read.
    pub items: usize,
    /// Things read.
    pub things: usize,
    /// New versions, as `newborn 2`.
    pub changed: Vec<String>,
    /// Things that are no longer offered.
    pub retired: Vec<String>,
}

/// Why nothing was imported.
#[derive(Debug)]
pub enum ImportError {
    /// The content has faults.
    Faults(Vec<Fault>),
    /// The database refuses.
    Broken(Error),
}

impl std::fmt::Display for ImportError {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self {
            Self::Faults(faults) => {
                for fault in faults {
                    writeln!(f, "{fault}")?;
                }
                write!(f, "nothing was imported: {} to mend", faults.len())
            }
            Self::Broken(error) => write!(f, "nothing was imported: {error:?}"),
        }
    }
}

impl<E: Into<Error>> From<E> for ImportError {
    fn from(error: E) -> Self {
        Self::Broken(error.into())
    }
}

/// Imports a folder.
///
/// # Errors
/// All faults of the content, or the database's; nothing has changed then.
pub async fn import(app: &App, folder: &Path) -> std::result::Result<Report, ImportError> {
    let content = content::read(folder).map_err(ImportError::Faults)?;
    let guides = content.guides(folder).map_err(ImportError::Faults)?;
    people::check(&content.people, folder).map_err(ImportError::Faults)?;
    let now = app.clock.now();
    let mut report =
        Report { items: content.items.len(), things: content.things.len(), ..Report::default() };
    let mut tx = app.db.write().await?;
    db::lock(&mut tx, LOCK).await?;
    store_documents(&mut tx, &content, now).await?;
    people::store(app, &mut tx, &content.people).await?;
    for guide in &guides {
        let draft = content.things.iter().any(|thing| thing.id == guide.thing && thing.draft);
        store_guide(&mut tx, guide, draft, now, &mut report).await?;
    }
    retire(&mut tx, &guides, now, &mut report).await?;
    exec!(
        &mut tx,
        "INSERT INTO revision (name, value) VALUES ('content', 1) ON CONFLICT (name) DO UPDATE SET value = revision.value + 1"
    )?;
    tx.commit().await?;
    app.refresh().await?;
    Ok(report)
}

async fn store_documents(tx: &mut Tx, content: &Content, now: DateTime<Utc>) -> Result<()> {
    for (name, body) in [
        ("city", serde_json::to_string(&content.city)?),
        ("calendar", serde_json::to_string(&content.calendar)?),
        ("departments", serde_json::to_string(&content.departments)?),
        ("windows", serde_json::to_string(&content.windows)?),
        ("codes", serde_json::to_string(&content.codes)?),
        ("elements", serde_json::to_string(&content.elements)?),
    ] {
        exec!(
            &mut *tx,
            "INSERT INTO content (name, body, changed_at) VALUES ($1, $2, $3)
             ON CONFLICT (name) DO UPDATE SET body = excluded.body, changed_at = excluded.changed_at",
            name,
            &body,
            now
        )?;
    }
    exec!(&mut *tx, "DELETE FROM item")?;
    exec!(&mut *tx, "DELETE FROM thing")?;
    for item in &content.items {
        let body = serde_json::to_string(item)?;
        exec!(
            &mut *tx,
            "INSERT INTO item (id, body, changed_at) VALUES ($1, $2, $3)",
            &item.id,
            &body,
            now
        )?;
    }
    for thing in &content.things {
        let body = serde_json::to_string(thing)?;
        exec!(
            &mut *tx,
            "INSERT INTO thing (id, body, changed_at) VALUES ($1, $2, $3)",
            &thing.id,
            &body,
            now
        )?;
    }
    Ok(())
}

/// Stores a guide: a new version only where its digest has changed. A draft that nobody has seen yet is
/// changed in place; what was published never is.
async fn store_guide(
    tx: &mut Tx,
    guide: &Guide,
    draft: bool,
    now: DateTime<Utc>,
    report: &mut Report,
) -> Result<()> {
    let status = if draft { "draft" } else { "published" };
    let row = Row::new(guide)?;
    let newest = one!(
        &mut *tx,
        (i64, String, String),
        "SELECT version, status, digest FROM guide WHERE thing = $1 ORDER BY version DESC LIMIT 1",
        &guide.thing
    )?;
    let version = match newest {
        Some((_, known, digest)) if known == status && digest == row.digest => return Ok(()),
        Some((version, known, _)) if known == "draft" => {
            exec!(
                &mut *tx,
                "DELETE FROM guide WHERE thing = $1 AND version = $2",
                &guide.thing,
                version
            )?;
            version
        }
        Some((version, ..)) => version + 1,
        None => 1,
    };
    if !draft {
        replace_published(tx, &guide.thing, now).await?;
    }
    exec!(
        &mut *tx,
        "INSERT INTO guide (thing, version, status, digest, title, items, body, changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &guide.thing,
        version,
        status,
        &row.digest,
        &row.title,
        row.items,
        &row.body,
        now
    )?;
    report.changed.push(format!("{} {version} ({status})", guide.thing));
    Ok(())
}

async fn replace_published(tx: &mut Tx, thing: &str, now: DateTime<Utc>) -> Result<()> {
    exec!(
        &mut *tx,
        "UPDATE guide SET status = 'replaced', changed_at = $2 WHERE thing = $1 AND status = 'published'",
        thing,
        now
    )?;
    Ok(())
}

/// Retires published guides of things that are no longer in the content, or only as a draft.
async fn retire(
    tx: &mut Tx,
    guides: &[Guide],
    now: DateTime<Utc>,
    report: &mut Report,
) -> Result<()> {
    let kept: BTreeSet<&str> = guides.iter().map(|guide| guide.thing.as_str()).collect();
    let published = all!(
        &mut *tx,
        (String,),
        "SELECT thing FROM guide WHERE status = 'published' ORDER BY thing"
    )?;
    for (thing,) in published.into_iter().filter(|(thing,)| !kept.contains(thing.as_str())) {
        exec!(
            &mut *tx,
            "UPDATE guide SET status = 'retired', changed_at = $2 WHERE thing = $1 AND status = 'published'",
            &thing,
            now
        )?;
        report.retired.push(thing);
    }
    Ok(())
}

struct Row {
    digest: String,
    title: String,
    items: i64,
    body: String,
}

impl Row {
    fn new(guide: &Guide) -> Result<Self> {
        Ok(Self {
            digest: canonical::sha256(&canonical::canonical(guide)),
            title: serde_json::to_string(&guide.title)?,
            items: i64::try_from(guide.nodes.len()).unwrap_or(i64::MAX),
            body: to_json(guide)?,
        })
    }
}

fn to_json(value: &impl Serialize) -> Result<String> {
    Ok(serde_json::to_string(value)?)
}
