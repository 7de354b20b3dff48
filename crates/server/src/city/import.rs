//! Import: a city's content into the database, all or nothing.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;

use chrono::{DateTime, Utc};
use onething_domain::authoring::Author;
use onething_domain::calendar::Calendar;
use onething_domain::city::DataElement;
use onething_domain::guide::Guide;
use onething_domain::text::Text;
use serde::Serialize;
use sqlx::QueryBuilder;

use super::content::{self, Content, Fault};
use super::people;
use super::reading::document;
use super::rows::{Row, newest, store_rows};
use crate::app::App;
use crate::authoring::{self, intermediaries, rebase, store};
use crate::cases::project;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::parallel;
use crate::progress::{Progress, Step};
use crate::{all, exec, journal, licences, notices, on, one, ratings, registries, tickets};

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
    /// Documents that editors have changed here and that stay so, as `items/household`.
    pub kept: Vec<String>,
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

/// Imports a folder, and reads the catalogue anew.
///
/// # Errors
/// All faults of the content, or the database's; nothing has changed then.
pub async fn import(app: &App, folder: &Path) -> std::result::Result<Report, ImportError> {
    let report = load(app, folder, Progress::Silent).await?;
    app.refresh().await?;
    Ok(report)
}

/// Brings a folder into the database, for whoever does not serve it, and tells how far it has come.
///
/// # Errors
/// All faults of the content, or the database's; nothing has changed then.
pub async fn load(
    app: &App,
    folder: &Path,
    progress: Progress,
) -> std::result::Result<Report, ImportError> {
    let mut content = content::read_telling(folder, progress).map_err(ImportError::Faults)?;
    let mut guides = content.guides(folder, progress).map_err(ImportError::Faults)?;
    content.check_rest(folder).map_err(ImportError::Faults)?;
    people::check(&content.people, folder).map_err(ImportError::Faults)?;
    let now = app.clock.now();
    let mut report =
        Report { items: content.items.len(), things: content.things.len(), ..Report::default() };
    let mut tx = store::write(app).await?;
    let orphans = orphans(&mut tx, &content, folder).await?;
    if !orphans.is_empty() {
        return Err(ImportError::Faults(orphans));
    }
    let before: Option<Calendar> = document(&mut tx, "calendar").await?;
    let rebased = rebase::rebase(&mut tx, &mut content, folder, now).await?;
    if !rebased.faults.is_empty() {
        return Err(ImportError::Faults(rebased.faults));
    }
    if rebased.changed {
        guides = content.guides(folder, progress).map_err(ImportError::Faults)?;
    }
    report.kept = rebased.kept;
    let clashes = intermediaries::import(&mut tx, &content.intermediaries, folder, now).await?;
    if !clashes.is_empty() {
        return Err(ImportError::Faults(clashes));
    }
    store_documents(&mut tx, &content, now, progress).await?;
    people::store(app, &mut tx, &content.people).await?;
    let known = licences::import::store(app, &mut tx, &content, folder).await?;
    known.map_err(ImportError::Faults)?;
    registries::content::store(app, &mut tx, &content).await?;
    store_guides(&mut tx, &content, &guides, now, progress, &mut report).await?;
    retire(&mut tx, &guides, now, &mut report).await?;
    report.changed.extend(notices::import::store(&mut tx, &content, now).await?);
    changed(&mut tx, &[""]).await?;
    if let Some(before) = before.filter(|before| *before != content.calendar) {
        // Every open limit may end on another day.
        project::look_again(&mut tx, now).await?;
        journal::hold(&mut tx).await?;
        tickets::move_days(app, &mut tx, &before, &content.calendar).await?;
        ratings::move_days(app, &mut tx, &before, &content.calendar).await?;
    }
    let by = Author { id: "import".to_owned(), name: String::new() };
    let told = format!("{} new, {} retired", report.changed.len(), report.retired.len());
    authoring::record(&mut tx, now, &by, "import", "content", &told).await?;
    tx.commit().await?;
    Ok(report)
}

/// Departments that are gone while they still have tasks in hand: somebody must finish those first.
async fn orphans(tx: &mut Tx, content: &Content, folder: &Path) -> Result<Vec<Fault>> {
    let open = all!(
        tx,
        (String, i64),
        "SELECT department, COUNT(*) FROM task WHERE status NOT IN ('done', 'refused', 'ended')
         GROUP BY department ORDER BY department"
    )?;
    let known: HashSet<&str> =
        content.departments.iter().map(|department| department.id.as_str()).collect();
    let gone = open.into_iter().filter(|(department, _)| !known.contains(department.as_str()));
    Ok(gone
        .map(|(department, tasks)| Fault {
            file: folder.join("departments.toml"),
            line: 1,
            message: format!(
                "{department} is missing, and {tasks} tasks of open cases are in its hands"
            ),
            remedy: "keep it until they are finished; its items may be taken away before"
                .to_owned(),
        })
        .collect())
}

/// Tells all nodes which guides have changed; an empty name is everything.
///
/// # Errors
/// The database's.
pub async fn changed(tx: &mut Tx, things: &[&str]) -> Result<()> {
    exec!(
        &mut *tx,
        "INSERT INTO revision (name, value) VALUES ('content', 1) ON CONFLICT (name) DO UPDATE SET value = revision.value + 1"
    )?;
    let row = one!(&mut *tx, (i64,), "SELECT value FROM revision WHERE name = 'content'")?;
    for thing in things {
        exec!(
            &mut *tx,
            "INSERT INTO content_change (revision, thing) VALUES ($1, $2) ON CONFLICT (revision, thing) DO NOTHING",
            row.map_or(0, |(revision,)| revision),
            *thing
        )?;
    }
    Ok(())
}

async fn store_documents(
    tx: &mut Tx,
    content: &Content,
    now: DateTime<Utc>,
    progress: Progress,
) -> Result<()> {
    let elements = with_added(tx, &content.elements).await?;
    for (name, body) in [
        ("city", serde_json::to_string(&content.city)?),
        ("calendar", serde_json::to_string(&content.calendar)?),
        ("departments", serde_json::to_string(&content.departments)?),
        ("windows", serde_json::to_string(&content.windows)?),
        ("samples", serde_json::to_string(&content.samples)?),
        ("codes", serde_json::to_string(&content.codes)?),
        ("elements", serde_json::to_string(&elements)?),
        ("registries", serde_json::to_string(&content.registries.registry)?),
        ("synonyms", serde_json::to_string(&content.speech)?),
        ("bookings", serde_json::to_string(&content.bookings)?),
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
    let bodies = parallel::map(&content.items, |item| Body::new(&item.id, &item.name, item));
    let step = progress.step("store items", bodies.len());
    store_bodies(tx, &ITEMS, bodies.into_iter().collect::<Result<_>>()?, now, &step).await?;
    step.done();
    let bodies = parallel::map(&content.things, |thing| Body::new(&thing.id, &thing.title, thing));
    let step = progress.step("store things", bodies.len());
    let bodies = bodies.into_iter().collect::<Result<_>>()?;
    let changed = store_bodies(tx, &THINGS, bodies, now, &step).await?;
    step.done();
    let items = content.things.iter().map(|thing| {
        let items = thing.nodes.iter().map(|node| node.item.clone());
        (thing.id.clone(), items.collect())
    });
    let mut uses: HashMap<String, Vec<String>> = items.collect();
    let uses = changed.into_iter().map(|thing| {
        let items = uses.remove(&thing).unwrap_or_default();
        (thing, items)
    });
    authoring::index_things(tx, &uses.collect::<Vec<_>>()).await
}

/// The data elements of the files, and those that editors have added meanwhile: what they have written with them
/// stays valid.
async fn with_added(tx: &mut Tx, files: &[DataElement]) -> Result<Vec<DataElement>> {
    let mut elements = files.to_vec();
    let before: Vec<DataElement> = document(tx, "elements").await?.unwrap_or_default();
    elements.extend(before.into_iter().filter(|old| files.iter().all(|new| new.id != old.id)));
    Ok(elements)
}

/// A document as it is stored.
struct Body {
    id: String,
    title: String,
    json: String,
}

impl Body {
    fn new(id: &str, title: &Text, document: &impl Serialize) -> Result<Self> {
        Ok(Self { id: id.to_owned(), title: to_json(title)?, json: to_json(document)? })
    }
}

/// A table of documents by id, and how it is asked.
struct Bodies {
    all: &'static str,
    delete: &'static str,
    insert: &'static str,
    update: &'static str,
}

const ITEMS: Bodies = Bodies {
    all: "SELECT id, body FROM item",
    delete: "DELETE FROM item WHERE id = $1",
    insert: "INSERT INTO item (id, body, title, changed_at) ",
    update: " ON CONFLICT (id) DO UPDATE SET body = excluded.body, title = excluded.title, changed_at = excluded.changed_at, imports = item.imports + 1",
};
const THINGS: Bodies = Bodies {
    all: "SELECT id, body FROM thing",
    delete: "DELETE FROM thing WHERE id = $1",
    insert: "INSERT INTO thing (id, body, title, changed_at) ",
    update: " ON CONFLICT (id) DO UPDATE SET body = excluded.body, title = excluded.title, changed_at = excluded.changed_at, imports = thing.imports + 1",
};

/// Rows of one statement: enough that the way to the database no longer counts, few enough for its limit
/// of parameters.
const BATCH: usize = 200;

/// Brings a table to what the content says; rows that are as they should be are not touched. Gives the ids of
/// those that were, removed ones among them.
async fn store_bodies(
    tx: &mut Tx,
    table: &Bodies,
    wanted: Vec<Body>,
    now: DateTime<Utc>,
    step: &Step,
) -> Result<Vec<String>> {
    let known: HashMap<String, String> =
        all!(&mut *tx, (String, String), table.all)?.into_iter().collect();
    let ids: HashSet<&str> = wanted.iter().map(|body| body.id.as_str()).collect();
    let mut touched = Vec::new();
    for id in known.keys().filter(|id| !ids.contains(id.as_str())) {
        exec!(&mut *tx, table.delete, id)?;
        touched.push(id.clone());
    }
    let changed: Vec<&Body> =
        wanted.iter().filter(|body| known.get(&body.id) != Some(&body.json)).collect();
    step.add(wanted.len() - changed.len());
    for rows in changed.chunks(BATCH) {
        on!(&mut *tx, conn => {
            let mut insert = QueryBuilder::new(table.insert);
            insert.push_values(rows, |mut row, body| {
                row.push_bind(&body.id).push_bind(&body.json).push_bind(&body.title).push_bind(now);
            });
            insert.push(table.update);
            insert.build().execute(conn).await.map(drop)
        })?;
        step.add(rows.len());
    }
    touched.extend(changed.into_iter().map(|body| body.id.clone()));
    Ok(touched)
}

/// Stores guides: a new version only where the digest has changed. A draft that nobody has seen yet is
/// changed in place; what was published never is.
async fn store_guides(
    tx: &mut Tx,
    content: &Content,
    guides: &[Guide],
    now: DateTime<Utc>,
    progress: Progress,
    report: &mut Report,
) -> Result<()> {
    let step = progress.step("store guides", guides.len());
    let drafts: HashSet<&str> =
        content.things.iter().filter(|thing| thing.draft).map(|thing| thing.id.as_str()).collect();
    let newest = newest(tx).await?;
    let rows = parallel::map(guides, |guide| {
        let status = if drafts.contains(guide.thing.as_str()) { "draft" } else { "published" };
        Row::new(guide, status, newest.get(&guide.thing))
    });
    let rows = rows.into_iter().collect::<Result<Vec<Option<Row>>>>()?;
    let rows: Vec<Row> = rows.into_iter().flatten().collect();
    step.add(guides.len() - rows.len());
    for rows in rows.chunks(BATCH) {
        store_rows(tx, rows, now).await?;
        step.add(rows.len());
    }
    step.done();
    let lines = rows.iter().map(|row| format!("{} {} ({})", row.thing, row.version, row.status));
    report.changed.extend(lines);
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

fn to_json(value: &impl Serialize) -> Result<String> {
    Ok(serde_json::to_string(value)?)
}
