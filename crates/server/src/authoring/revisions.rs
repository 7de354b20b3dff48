//! The history of documents over HTTP.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::Method;
use chrono::{DateTime, Utc};
use onething_api::catalogue::{Changes, Revision, RevisionView, Revisions};
use onething_api::paths;
use onething_api::problem::Code;
use onething_domain::authoring::{Author, DocumentRef, difference};
use serde_json::Value;
use sqlx::FromRow;

use super::documents::named;
use super::{AUTHORS, store};
use crate::app::App;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::extract::Path;
use crate::router::Route;
use crate::{all, names, one};

/// Routes of histories.
pub fn routes() -> Vec<Route> {
    vec![
        Route::new(
            Method::GET,
            paths::WORK_REVISIONS,
            AUTHORS,
            list,
            "The history of a document, newest first.",
        )
        .gives::<Revisions>(200),
        Route::new(
            Method::GET,
            paths::WORK_REVISION,
            AUTHORS,
            get,
            "A saved state of a document, with what it changed.",
        )
        .gives::<RevisionView>(200),
        Route::new(
            Method::GET,
            paths::WORK_CHANGES,
            AUTHORS,
            changes,
            "How the working copy differs from what is in force.",
        )
        .gives::<Changes>(200),
    ]
}

#[derive(FromRow)]
struct Row {
    revision: i64,
    how: String,
    note: String,
    author: String,
    author_name: String,
    at: DateTime<Utc>,
}

impl Row {
    fn read(self) -> Result<Revision> {
        Ok(Revision {
            revision: self.revision,
            by: Author { id: self.author, name: self.author_name },
            at: self.at,
            note: self.note,
            kind: names::value(&self.how)?,
        })
    }
}

async fn list(
    State(app): State<App>,
    Path((kind, id)): Path<(String, String)>,
) -> Result<Answer<Revisions>> {
    let of = named(&kind, id)?;
    let mut tx = app.db.read().await?;
    let rows = all!(
        &mut tx,
        Row,
        "SELECT revision, how, note, author, author_name, at FROM document_revision
         WHERE kind = $1 AND id = $2 ORDER BY revision DESC LIMIT 200",
        of.kind.name(),
        &of.id
    )?;
    if rows.is_empty() && store::current(&mut tx, &of).await?.is_none() {
        return Err(Error::new(Code::NotFound));
    }
    let revisions = rows.into_iter().map(Row::read).collect::<Result<_>>()?;
    Ok(Answer(Revisions { revisions }))
}

async fn get(
    State(app): State<App>,
    Path((kind, id, revision)): Path<(String, String, i64)>,
) -> Result<Answer<RevisionView>> {
    let of = named(&kind, id)?;
    let mut tx = app.db.read().await?;
    let row = one!(
        &mut tx,
        Row,
        "SELECT revision, how, note, author, author_name, at FROM document_revision
         WHERE kind = $1 AND id = $2 AND revision = $3",
        of.kind.name(),
        &of.id,
        revision
    )?;
    let row = row.ok_or_else(|| Error::new(Code::NotFound))?;
    let after = state(&mut tx, &of, revision).await?.ok_or_else(|| store::gone("a revision"))?;
    let before = state(&mut tx, &of, revision - 1).await?;
    let changes = before.map(|before| difference(&before, &after)).unwrap_or_default();
    let document = onething_domain::authoring::Document::of_value(of.kind, after)?;
    Ok(Answer(RevisionView { revision: row.read()?, document, changes }))
}

async fn state(tx: &mut Tx, of: &DocumentRef, revision: i64) -> Result<Option<Value>> {
    let body = store::revision_body(tx, of, revision).await?;
    body.map(|body| Ok(store::read(of.kind, &body)?.value())).transpose()
}

async fn changes(
    State(app): State<App>,
    Path((kind, id)): Path<(String, String)>,
) -> Result<Answer<Changes>> {
    let of = named(&kind, id)?;
    let mut tx = app.db.read().await?;
    let found = store::current(&mut tx, &of).await?;
    let (document, _) = found.ok_or_else(|| Error::new(Code::NotFound))?;
    let before = store::in_force_document(&mut tx, &of).await?;
    let changes = before.map(|before| difference(&before.value(), &document.value()));
    Ok(Answer(Changes { changes: changes.unwrap_or_default() }))
}
