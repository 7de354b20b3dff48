//! Documents in the database: what is in force, working copies, revisions.

use chrono::{DateTime, Utc};
use onething_api::catalogue::RevisionKind;
use onething_domain::authoring::{Author, Document, DocumentKind, DocumentRef};
use onething_domain::text::Text;
use sqlx::{FromRow, QueryBuilder};

use crate::app::App;
use crate::db::{self, Tx};
use crate::error::{Error, Result};
use crate::{all, exec, names, on, one};

/// Names the lock under which content changes: of imports and of all that editors write.
pub const LOCK: i64 = 0x6f6e_6574_696d_7074;

/// Begins to write on the catalogue; nobody else does meanwhile.
///
/// # Errors
/// The database's.
pub async fn write(app: &App) -> Result<Tx> {
    let mut tx = app.db.write().await?;
    db::lock(&mut tx, LOCK).await?;
    Ok(tx)
}

/// What is known of a document that was ever edited here.
#[derive(Clone, Debug, FromRow)]
pub struct Head {
    /// Newest revision.
    pub revision: i64,
    /// Whether that is a working copy.
    pub open: bool,
    /// Whether it was ever in force.
    pub published: bool,
    /// What files last brought, where something else is in force since; empty where none ever did.
    pub imported: Option<String>,
    /// Who changed it last.
    pub changed_by: String,
    /// Their name.
    pub changed_name: String,
    /// When.
    pub changed_at: DateTime<Utc>,
}

impl Head {
    /// Who changed it last.
    pub fn author(&self) -> Author {
        Author { id: self.changed_by.clone(), name: self.changed_name.clone() }
    }
}

/// The head of a document; none where it was never edited here.
///
/// # Errors
/// The database's.
pub async fn head(tx: &mut Tx, of: &DocumentRef) -> Result<Option<Head>> {
    Ok(one!(
        tx,
        Head,
        "SELECT revision, open, published, imported, changed_by, changed_name, changed_at FROM document
         WHERE kind = $1 AND id = $2",
        of.kind.name(),
        &of.id
    )?)
}

/// The newest revision of a document: the last that was saved here, or what files have brought since. What
/// files bring first is revision 1, so that 0 stands for what does not exist.
///
/// # Errors
/// The database's.
pub async fn newest(tx: &mut Tx, of: &DocumentRef) -> Result<i64> {
    let imports = match of.kind {
        DocumentKind::Item => one!(tx, (i64,), "SELECT imports FROM item WHERE id = $1", &of.id),
        DocumentKind::Thing => one!(tx, (i64,), "SELECT imports FROM thing WHERE id = $1", &of.id),
    };
    let imports = imports?.map_or(0, |(imports,)| imports + 1);
    Ok(head(tx, of).await?.map_or(imports, |head| head.revision.max(imports)))
}

/// What is in force, as JSON.
///
/// # Errors
/// The database's.
pub async fn in_force(tx: &mut Tx, of: &DocumentRef) -> Result<Option<String>> {
    let row = match of.kind {
        DocumentKind::Item => one!(tx, (String,), "SELECT body FROM item WHERE id = $1", &of.id),
        DocumentKind::Thing => one!(tx, (String,), "SELECT body FROM thing WHERE id = $1", &of.id),
    };
    Ok(row?.map(|(body,)| body))
}

/// The document that is in force, as editors see it.
///
/// # Errors
/// The database's.
pub async fn in_force_document(tx: &mut Tx, of: &DocumentRef) -> Result<Option<Document>> {
    let body = in_force(tx, of).await?;
    body.map(|body| read(of.kind, &body)).transpose()
}

/// Reads a stored document.
///
/// # Errors
/// Where it is none.
pub fn read(kind: DocumentKind, body: &str) -> Result<Document> {
    Ok(Document::read(kind, body)?.tidy())
}

/// The JSON under which a document is stored.
///
/// # Errors
/// Never, for documents.
pub fn body(document: &Document) -> Result<String> {
    Ok(match document {
        Document::Item(item) => serde_json::to_string(item)?,
        Document::Thing(thing) => serde_json::to_string(thing)?,
    })
}

/// The body of a revision.
///
/// # Errors
/// The database's.
pub async fn revision_body(tx: &mut Tx, of: &DocumentRef, revision: i64) -> Result<Option<String>> {
    let row = one!(
        tx,
        (String,),
        "SELECT body FROM document_revision WHERE kind = $1 AND id = $2 AND revision = $3",
        of.kind.name(),
        &of.id,
        revision
    )?;
    Ok(row.map(|(body,)| body))
}

/// The working copy of a document, or what is in force; with its head. None where there is neither.
///
/// # Errors
/// The database's.
pub async fn current(tx: &mut Tx, of: &DocumentRef) -> Result<Option<(Document, Option<Head>)>> {
    let head = head(tx, of).await?;
    let revision = head.as_ref().filter(|head| head.open).map(|head| head.revision);
    let body = match revision {
        Some(revision) => revision_body(tx, of, revision).await?,
        None => in_force(tx, of).await?,
    };
    let body = match (body, &head) {
        // Out of force, but not forgotten.
        (None, Some(head)) if head.published => revision_body(tx, of, head.revision).await?,
        (body, _) => body,
    };
    body.map(|body| Ok((read(of.kind, &body)?, head))).transpose()
}

/// The working copy of a document; none where nobody is writing on it.
///
/// # Errors
/// The database's.
pub async fn working_copy(tx: &mut Tx, of: &DocumentRef) -> Result<Option<Document>> {
    let row = one!(
        tx,
        (String,),
        "SELECT r.body FROM document AS d
         JOIN document_revision AS r ON r.kind = d.kind AND r.id = d.id AND r.revision = d.revision
         WHERE d.kind = $1 AND d.id = $2 AND d.open = $3",
        of.kind.name(),
        &of.id,
        true
    )?;
    row.map(|(body,)| read(of.kind, &body)).transpose()
}

/// The ids of the working copies of a kind.
///
/// # Errors
/// The database's.
pub async fn written_on(tx: &mut Tx, kind: DocumentKind) -> Result<Vec<String>> {
    let rows = all!(
        tx,
        (String,),
        "SELECT id FROM document WHERE kind = $1 AND open = $2 ORDER BY id",
        kind.name(),
        true
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// A state to be saved.
pub struct Saving<'a> {
    /// The document.
    pub document: &'a Document,
    /// How it came about.
    pub how: RevisionKind,
    /// Whether it is a working copy from now on.
    pub open: bool,
    /// What was done.
    pub note: &'a str,
    /// Who.
    pub by: &'a Author,
    /// When.
    pub at: DateTime<Utc>,
}

/// Saves a state as the next revision; gives its number. What is in force is not touched.
///
/// # Errors
/// The database's.
pub async fn save(tx: &mut Tx, saving: &Saving<'_>) -> Result<i64> {
    let document = saving.document;
    let of = reference(document);
    let known = head(tx, &of).await?;
    let revision = newest(tx, &of).await? + 1;
    let published = matches!(
        saving.how,
        RevisionKind::Published | RevisionKind::Imported | RevisionKind::Retired
    ) || known.is_some_and(|head| head.published)
        || in_force(tx, &of).await?.is_some();
    exec!(
        &mut *tx,
        "INSERT INTO document_revision (kind, id, revision, how, body, note, author, author_name, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        of.kind.name(),
        &of.id,
        revision,
        names::name(&saving.how),
        body(document)?,
        saving.note,
        &saving.by.id,
        &saving.by.name,
        saving.at
    )?;
    exec!(
        &mut *tx,
        "INSERT INTO document (kind, id, revision, open, published, title, changed_by, changed_name, changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (kind, id) DO UPDATE SET revision = excluded.revision, open = excluded.open,
           published = excluded.published, title = excluded.title, changed_by = excluded.changed_by,
           changed_name = excluded.changed_name, changed_at = excluded.changed_at",
        of.kind.name(),
        &of.id,
        revision,
        saving.open,
        published,
        serde_json::to_string(document.title())?,
        &saving.by.id,
        &saving.by.name,
        saving.at
    )?;
    Ok(revision)
}

/// Names a document.
pub fn reference(document: &Document) -> DocumentRef {
    DocumentRef { kind: document.kind(), id: document.id().to_owned() }
}

/// Puts a document into force. What files brought before is kept, so that the next import can tell whose
/// change is whose.
///
/// # Errors
/// The database's.
pub async fn enforce(tx: &mut Tx, document: &Document, now: DateTime<Utc>) -> Result<()> {
    let of = reference(document);
    remember_import(tx, &of).await?;
    let (body, title) = (body(document)?, serde_json::to_string(document.title())?);
    match document {
        Document::Item(_) => exec!(
            &mut *tx,
            "INSERT INTO item (id, body, title, changed_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (id) DO UPDATE SET body = excluded.body, title = excluded.title, changed_at = excluded.changed_at",
            &of.id,
            &body,
            &title,
            now
        )?,
        Document::Thing(_) => exec!(
            &mut *tx,
            "INSERT INTO thing (id, body, title, changed_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (id) DO UPDATE SET body = excluded.body, title = excluded.title, changed_at = excluded.changed_at",
            &of.id,
            &body,
            &title,
            now
        )?,
    };
    if let Document::Thing(thing) = document {
        let items = thing.nodes.iter().map(|node| node.item.clone()).collect();
        index_things(tx, &[(of.id, items)]).await?;
    }
    Ok(())
}

/// Takes a document out of force.
///
/// # Errors
/// The database's.
pub async fn abolish(tx: &mut Tx, of: &DocumentRef) -> Result<()> {
    remember_import(tx, of).await?;
    match of.kind {
        DocumentKind::Item => exec!(&mut *tx, "DELETE FROM item WHERE id = $1", &of.id)?,
        DocumentKind::Thing => {
            index_things(tx, &[(of.id.clone(), Vec::new())]).await?;
            exec!(&mut *tx, "DELETE FROM thing WHERE id = $1", &of.id)?
        }
    };
    Ok(())
}

/// Notes what is in force as what files brought, where that has not been noted yet. The head must be there.
async fn remember_import(tx: &mut Tx, of: &DocumentRef) -> Result<()> {
    let before = in_force(tx, of).await?.unwrap_or_default();
    exec!(
        &mut *tx,
        "UPDATE document SET imported = $3 WHERE kind = $1 AND id = $2 AND imported IS NULL",
        of.kind.name(),
        &of.id,
        &before
    )?;
    Ok(())
}

/// Notes which items things use.
///
/// # Errors
/// The database's.
pub async fn index_things(tx: &mut Tx, things: &[(String, Vec<String>)]) -> Result<()> {
    const BATCH: usize = 400;
    for (thing, _) in things {
        exec!(&mut *tx, "DELETE FROM thing_item WHERE thing = $1", thing)?;
    }
    let pairs: Vec<(&String, &String)> = things
        .iter()
        .flat_map(|(thing, items)| items.iter().map(move |item| (thing, item)))
        .collect();
    for rows in pairs.chunks(BATCH) {
        on!(&mut *tx, conn => {
            let mut insert = QueryBuilder::new("INSERT INTO thing_item (thing, item) ");
            insert.push_values(rows, |mut row, (thing, item)| {
                row.push_bind(*thing).push_bind(*item);
            });
            insert.push(" ON CONFLICT (thing, item) DO NOTHING");
            insert.build().execute(conn).await.map(drop)
        })?;
    }
    Ok(())
}

/// Things that somebody is writing on and that seem to use an item.
///
/// # Errors
/// The database's.
pub async fn writing_users(tx: &mut Tx, item: &str) -> Result<Vec<String>> {
    let rows = all!(
        tx,
        (String,),
        "SELECT d.id FROM document AS d
         JOIN document_revision AS r ON r.kind = d.kind AND r.id = d.id AND r.revision = d.revision
         WHERE d.kind = 'thing' AND d.open = $1 AND r.body LIKE $2 ORDER BY d.id",
        true,
        format!("%{}%", serde_json::to_string(item)?)
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Things in force that use an item, with their titles.
///
/// # Errors
/// The database's.
pub async fn users(tx: &mut Tx, item: &str) -> Result<Vec<(String, Text)>> {
    let rows = all!(
        tx,
        (String, String),
        "SELECT thing.id, thing.title FROM thing_item JOIN thing ON thing.id = thing_item.thing
         WHERE thing_item.item = $1 ORDER BY thing.id",
        item
    )?;
    rows.into_iter().map(|(id, title)| Ok((id, serde_json::from_str(&title)?))).collect()
}

/// What a stored row should have and has not.
pub fn gone(what: &str) -> Error {
    Error::Broken(format!("{what} is gone"))
}
