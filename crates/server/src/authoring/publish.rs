//! Publishing: what it would do, and doing it – now, or by a job when the time has come.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use onething_api::catalogue::{Effects, GuideEffect, ReleaseStepKind, RevisionKind};
use onething_domain::authoring::{
    Author, Document, DocumentKind, DocumentRef, ReleaseStatus, difference,
};
use onething_domain::guide::Guide;
use serde_json::Value;
use sqlx::AssertSqlSafe;

use super::workshop::{Workshop, distinct};
use super::{documents, log, release_store, store};
use crate::app::App;
use crate::city::import;
use crate::city::rows::{self, Newest, Row};
use crate::db::{Tx, skip_locked};
use crate::error::Result;
use crate::{all, exec, one};

/// Seconds for which a node holds a release that is due.
const LEASE: i64 = 60;

/// What publishing would do.
pub struct Planned {
    /// As people are told.
    pub told: Effects,
    /// Versions of guides to be stored.
    rows: Vec<Row>,
}

/// Works out what publishing documents over what is in force would do: new versions of exactly those guides
/// whose merged document changes.
///
/// # Errors
/// The database's.
pub async fn effects(tx: &mut Tx, documents: Vec<Document>) -> Result<Planned> {
    let shop = Workshop::open(tx, documents.clone()).await?;
    let mut told = Effects { left_out: left_out(tx, &documents).await?, ..Effects::default() };
    let mut rows = Vec::new();
    for document in &documents {
        if let Document::Item(item) = document {
            told.findings.extend(shop.lint_item(item)); // how it fits into things is found by merging these
        }
    }
    for (id, among) in touched(tx, &shop, &documents).await? {
        let Some(thing) = shop.thing(tx, &id).await? else { continue };
        let (guide, findings) = shop.merge(tx, &thing).await?;
        told.findings.extend(findings);
        let newest = newest(tx, &id).await?;
        let draft = !among && newest.as_ref().is_some_and(Newest::is_draft);
        let status = if draft { "draft" } else { "published" };
        let Some(row) = Row::new(&guide, status, newest.as_ref())? else { continue };
        if !draft {
            told.guides.push(effect(tx, &guide, row.version).await?);
        }
        rows.push(row);
    }
    distinct(&mut told.findings);
    Ok(Planned { told, rows })
}

/// The things whose guides may change, and whether each is itself among the documents.
async fn touched(
    tx: &mut Tx,
    shop: &Workshop,
    documents: &[Document],
) -> Result<BTreeMap<String, bool>> {
    let mut things = BTreeMap::new();
    for document in documents {
        match document {
            Document::Thing(thing) => {
                things.insert(thing.id.clone(), true);
            }
            Document::Item(item) => {
                for thing in shop.users(tx, &item.id).await? {
                    things.entry(thing.id).or_insert(false);
                }
            }
        }
    }
    Ok(things)
}

/// The items that these documents use and that somebody is writing on, though they are not among them.
async fn left_out(tx: &mut Tx, documents: &[Document]) -> Result<Vec<DocumentRef>> {
    let names: Vec<DocumentRef> = documents.iter().map(store::reference).collect();
    let used = |of: &DocumentRef| {
        documents.iter().any(|document| match document {
            Document::Thing(thing) => thing.nodes.iter().any(|node| node.item == of.id),
            Document::Item(_) => false,
        })
    };
    let written = store::written_on(tx, DocumentKind::Item).await?.into_iter();
    let written = written.map(|id| DocumentRef { kind: DocumentKind::Item, id });
    Ok(written.filter(|of| !names.contains(of) && used(of)).collect())
}

async fn effect(tx: &mut Tx, guide: &Guide, to: i64) -> Result<GuideEffect> {
    let published = one!(
        tx,
        (i64, String),
        "SELECT guide.version, guide_body.body FROM guide
         JOIN guide_body ON guide_body.thing = guide.thing AND guide_body.version = guide.version
         WHERE guide.thing = $1 AND guide.status = 'published'",
        &guide.thing
    )?;
    let number = |version: i64| u32::try_from(version).unwrap_or(0);
    let changes = match &published {
        Some((_, body)) => {
            let before: Value = serde_json::from_str(body)?;
            difference(&before, &serde_json::to_value(guide)?)
        }
        None => Vec::new(),
    };
    Ok(GuideEffect {
        thing: guide.thing.clone(),
        title: guide.title.clone(),
        from: published.map(|(version, _)| number(version)),
        to: number(to),
        changes,
    })
}

async fn newest(tx: &mut Tx, thing: &str) -> Result<Option<Newest>> {
    let row = one!(
        tx,
        (i64, String, String),
        "SELECT version, status, digest FROM guide WHERE thing = $1 ORDER BY version DESC LIMIT 1",
        thing
    )?;
    Ok(row.map(|(version, status, digest)| Newest { version, status, digest }))
}

/// The version that a thing would be published as.
///
/// # Errors
/// The database's.
pub async fn next_version(tx: &mut Tx, thing: &str) -> Result<u32> {
    let next = newest(tx, thing).await?.map_or(1, |newest| newest.next());
    Ok(u32::try_from(next).unwrap_or(0))
}

/// Publishes documents; gives the findings that keep them from it, in which case nothing has changed.
///
/// # Errors
/// The database's.
pub async fn publish(
    tx: &mut Tx,
    documents: Vec<Document>,
    by: &Author,
    now: DateTime<Utc>,
) -> Result<Effects> {
    let planned = effects(tx, documents.clone()).await?;
    if !planned.told.findings.is_empty() {
        return Ok(planned.told);
    }
    for document in &documents {
        let how = RevisionKind::Published;
        let saving = store::Saving { document, how, open: false, note: "", by, at: now };
        store::save(tx, &saving).await?;
        store::enforce(tx, document, now).await?;
        let of = store::reference(document);
        if of.kind == DocumentKind::Thing {
            exec!(&mut *tx, "DELETE FROM retirement WHERE thing = $1", &of.id)?;
        }
        log::record(tx, now, by, "publish", &documents::subject(&of), "").await?;
    }
    rows::store_rows(tx, &planned.rows, now).await?;
    let things: Vec<&str> = planned.rows.iter().map(|row| row.thing.as_str()).collect();
    if !things.is_empty() {
        import::changed(tx, &things).await?;
    }
    Ok(planned.told)
}

/// Publishes what is due; gives how many releases were taken. Each is taken with a lease, so that any number
/// of nodes may run.
///
/// # Errors
/// The database's.
pub async fn publish_due(app: &App) -> Result<usize> {
    let due = take(app).await?;
    for (id,) in &due {
        // One that cannot be published must not keep the others waiting.
        if let Err(error) = publish_one(app, id).await {
            tracing::warn!(?error, release = %id, "cannot publish what is due");
        }
    }
    if !due.is_empty() {
        app.refresh().await?;
    }
    Ok(due.len())
}

async fn take(app: &App) -> Result<Vec<(String,)>> {
    let now = app.clock.now();
    let mut tx = app.db.read().await?;
    let due = one!(
        &mut tx,
        (i64,),
        "SELECT COUNT(*) FROM guide_release WHERE status = 'scheduled' AND publish_at <= $1",
        now
    )?;
    drop(tx);
    if due.is_none_or(|(count,)| count == 0) {
        return Ok(Vec::new()); // no need to wait for whoever writes
    }
    let mut tx = app.db.write().await?;
    let sql = format!(
        "UPDATE guide_release SET leased_until = $1 WHERE id IN (
           SELECT id FROM guide_release WHERE status = 'scheduled' AND publish_at <= $2
           AND (leased_until IS NULL OR leased_until < $2) ORDER BY publish_at LIMIT 20{}) RETURNING id",
        skip_locked(&tx)
    );
    let until = now + TimeDelta::seconds(LEASE);
    let rows = all!(&mut tx, (String,), AssertSqlSafe(sql.as_str()), until, now)?;
    tx.commit().await?;
    Ok(rows)
}

async fn publish_one(app: &App, id: &str) -> Result<()> {
    let by = Author { id: "system".to_owned(), name: String::new() };
    let mut tx = store::write(app).await?;
    let now = app.clock.now();
    let Some(release) = release_store::load(&mut tx, id).await? else { return Ok(()) };
    let is_due = release.row.publish_at.is_some_and(|at| at <= now);
    if release.status != ReleaseStatus::Scheduled || !is_due {
        return Ok(()); // somebody was quicker
    }
    let documents = release_store::documents(&mut tx, id).await?.unwrap_or_default();
    let effects = publish(&mut tx, documents, &by, now).await?;
    let (status, what, text) = match effects.findings.len() {
        0 => (ReleaseStatus::Published, ReleaseStepKind::Published, String::new()),
        n => (ReleaseStatus::Approved, ReleaseStepKind::Failed, n.to_string()),
    };
    let step = release_store::Step { what, text: &text, comments: &[], by: &by, at: now };
    release_store::step(&mut tx, &release, status, None, &step).await?;
    tx.commit().await?;
    Ok(())
}
