//! Drafts in the database, their content sealed.

use chrono::{DateTime, TimeDelta, Utc};
use onething_api::drafts::Draft;
use onething_api::problem::Code;
use onething_domain::draft::DraftContent;
use sqlx::FromRow;

use crate::app::App;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::{all, exec, one};

#[derive(FromRow)]
struct Row {
    id: String,
    thing: String,
    company: String,
    version: i64,
    revision: i64,
    content: Vec<u8>,
    saved_at: DateTime<Utc>,
}

impl Row {
    fn read(self, app: &App) -> Result<Draft> {
        let version = u32::try_from(self.version).unwrap_or(0);
        let catalogue = app.shelf.catalogue();
        let title = catalogue.version(&self.thing, version).map(|known| known.title.clone());
        Ok(Draft {
            content: serde_json::from_slice(&app.keys.open(&place(&self.id), &self.content)?)?,
            id: self.id,
            title: title.unwrap_or_default(),
            thing: self.thing,
            version,
            revision: self.revision,
            company: Some(self.company).filter(|code| !code.is_empty()),
            saved_at: self.saved_at,
            kept_until: kept_until(app, self.saved_at),
        })
    }
}

/// When a draft that was saved at a moment is deleted.
pub fn kept_until(app: &App, saved_at: DateTime<Utc>) -> DateTime<Utc> {
    saved_at + TimeDelta::days(app.settings.draft_days.into())
}

fn place(id: &str) -> String {
    format!("draft/{id}")
}

fn seal(app: &App, id: &str, content: &DraftContent) -> Result<Vec<u8>> {
    Ok(app.keys.seal(&place(id), &serde_json::to_vec(content)?))
}

/// All drafts of a person, last saved first.
///
/// # Errors
/// The database's.
pub async fn list(app: &App, tx: &mut Tx, owner: &str) -> Result<Vec<Draft>> {
    let rows = all!(
        tx,
        Row,
        "SELECT id, thing, company, version, revision, content, saved_at FROM draft
         WHERE owner = $1 ORDER BY saved_at DESC, id",
        owner
    )?;
    rows.into_iter().map(|row| row.read(app)).collect()
}

/// One draft of a person.
///
/// # Errors
/// The database's.
pub async fn get(app: &App, tx: &mut Tx, owner: &str, id: &str) -> Result<Option<Draft>> {
    let row = one!(
        tx,
        Row,
        "SELECT id, thing, company, version, revision, content, saved_at FROM draft WHERE owner = $1 AND id = $2",
        owner,
        id
    )?;
    row.map(|row| row.read(app)).transpose()
}

/// One draft of a person, who needs it to go on.
///
/// # Errors
/// [`gone`] where there is none, or the database's.
pub async fn own(app: &App, tx: &mut Tx, owner: &str, id: &str) -> Result<Draft> {
    match get(app, tx, owner, id).await? {
        Some(draft) => Ok(draft),
        None => Err(gone(tx, owner, id).await?),
    }
}

/// Why a person has no draft of this id: it has become a case of theirs, whose number is told, or there never was one.
///
/// # Errors
/// The database's.
pub async fn gone(tx: &mut Tx, owner: &str, id: &str) -> Result<Error> {
    let sql = "SELECT number FROM filed_draft WHERE draft = $1 AND owner = $2";
    Ok(match one!(tx, (String,), sql, id, owner)? {
        Some((number,)) => Error::new(Code::DraftFiled).and("number", &number),
        None => Error::field(Code::NotFound, "draft", "no such draft"),
    })
}

/// The draft that a person has for a thing, for themselves or a company.
///
/// # Errors
/// The database's.
pub async fn find(
    app: &App,
    tx: &mut Tx,
    owner: &str,
    thing: &str,
    company: &str,
) -> Result<Option<Draft>> {
    let row = one!(
        tx,
        Row,
        "SELECT id, thing, company, version, revision, content, saved_at FROM draft
         WHERE owner = $1 AND thing = $2 AND company = $3",
        owner,
        thing,
        company
    )?;
    row.map(|row| row.read(app)).transpose()
}

/// Adds a draft; false where the person has one for this thing by now.
///
/// # Errors
/// The database's.
pub async fn add(app: &App, tx: &mut Tx, owner: &str, draft: &Draft) -> Result<bool> {
    let added = exec!(
        tx,
        "INSERT INTO draft (id, owner, thing, company, version, revision, content, saved_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (owner, thing, company) DO NOTHING",
        &draft.id,
        owner,
        &draft.thing,
        draft.company.as_deref().unwrap_or_default(),
        i64::from(draft.version),
        draft.revision,
        seal(app, &draft.id, &draft.content)?,
        draft.saved_at
    )?;
    Ok(added == 1)
}

/// Saves content over a revision, under the guide version that is published now; false where the revision
/// is no longer the last.
///
/// # Errors
/// The database's.
pub async fn save(
    app: &App,
    tx: &mut Tx,
    draft: &Draft,
    version: u32,
    content: &DraftContent,
) -> Result<bool> {
    let saved = exec!(
        tx,
        "UPDATE draft SET content = $3, version = $4, revision = revision + 1, saved_at = $5
         WHERE id = $1 AND revision = $2",
        &draft.id,
        draft.revision,
        seal(app, &draft.id, content)?,
        i64::from(version),
        app.clock.now()
    )?;
    Ok(saved == 1)
}

/// Takes a draft away to file it; false where this is no longer its revision, or it is gone. A second filing
/// of the same draft waits here for the first.
///
/// # Errors
/// The database's.
pub async fn take(tx: &mut Tx, draft: &Draft) -> Result<bool> {
    let taken =
        exec!(tx, "DELETE FROM draft WHERE id = $1 AND revision = $2", &draft.id, draft.revision)?;
    Ok(taken == 1)
}

/// Remembers as which case a draft was filed, for whoever still has it open elsewhere.
///
/// # Errors
/// The database's.
pub async fn filed(app: &App, tx: &mut Tx, owner: &str, id: &str, number: &str) -> Result<()> {
    exec!(
        tx,
        "INSERT INTO filed_draft (draft, owner, number, filed_at) VALUES ($1, $2, $3, $4)",
        id,
        owner,
        number,
        app.clock.now()
    )?;
    Ok(())
}

/// Holds a draft until the end of the transaction, so that what is saved meanwhile waits.
///
/// # Errors
/// The database's.
pub async fn hold(tx: &mut Tx, id: &str) -> Result<()> {
    exec!(tx, "UPDATE draft SET revision = revision WHERE id = $1", id)?;
    Ok(())
}

/// Deletes a draft; false where the person has none of this id.
///
/// # Errors
/// The database's.
pub async fn delete(tx: &mut Tx, owner: &str, id: &str) -> Result<bool> {
    Ok(exec!(tx, "DELETE FROM draft WHERE owner = $1 AND id = $2", owner, id)? == 1)
}

/// Deletes drafts that nobody has saved for the set time, and forgets what became of those that were filed so long ago.
/// Their files go with the uploads whose time is over.
///
/// # Errors
/// The database's.
pub async fn sweep(app: &App, tx: &mut Tx) -> Result<u64> {
    let last = app.clock.now() - TimeDelta::days(app.settings.draft_days.into());
    exec!(&mut *tx, "DELETE FROM filed_draft WHERE filed_at < $1", last)?;
    Ok(exec!(tx, "DELETE FROM draft WHERE saved_at < $1", last)?)
}
