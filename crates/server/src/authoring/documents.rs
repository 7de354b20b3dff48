//! Documents over HTTP: lists, working copies, saving.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use chrono::{DateTime, Utc};
use onething_api::catalogue::{
    DocumentList, DocumentQuery, DocumentRow, DocumentStatus, DocumentView, RevisionKind,
    SaveDocument, StaleDocument,
};
use onething_api::paths;
use onething_api::problem::Code;
use onething_domain::authoring::{Author, Document, DocumentKind, DocumentRef, is_document_id};
use sqlx::{AssertSqlSafe, FromRow};

use super::store::{self, Head, Saving};
use super::{AUTHORS, log, release_store, workshop};
use crate::app::App;
use crate::db::{Tx, member};
use crate::error::{Error, Result};
use crate::etag;
use crate::extract::{Json, Path, Query};
use crate::page;
use crate::router::Route;
use crate::session::Staff;
use crate::{all, names};

/// Longest search in characters.
const LONGEST: usize = 100;
/// Longest note of a revision in characters.
const LONGEST_NOTE: usize = 200;

/// Routes of documents.
pub fn routes() -> Vec<Route> {
    vec![
        Route::new(
            Method::GET,
            paths::WORK_DOCUMENTS,
            AUTHORS,
            list,
            "Items and things, those that are being written among them.",
        )
        .asks::<DocumentQuery>()
        .gives::<DocumentList>(200),
        Route::new(
            Method::GET,
            paths::WORK_DOCUMENT,
            AUTHORS,
            get,
            "A document's working copy, or what is in force.",
        )
        .gives::<DocumentView>(200),
        Route::new(
            Method::PUT,
            paths::WORK_DOCUMENT,
            AUTHORS,
            put,
            "Save a document, finished or not, over the revision that If-Match names; \"0\" begins one.",
        )
        .header("if-match", true)
        .takes::<SaveDocument>()
        .gives::<DocumentView>(200)
        .gives::<StaleDocument>(412),
        Route::new(
            Method::DELETE,
            paths::WORK_DOCUMENT,
            AUTHORS,
            discard,
            "Give the working copy up; what is in force and the history stay.",
        )
        .header("if-match", true)
        .gives_nothing(204)
        .gives::<StaleDocument>(412),
    ]
}

/// The document that a path names.
///
/// # Errors
/// A kind that there is not.
pub fn named(kind: &str, id: String) -> Result<DocumentRef> {
    let kind = match kind {
        "item" => DocumentKind::Item,
        "thing" => DocumentKind::Thing,
        _ => return Err(Error::new(Code::NotFound)),
    };
    Ok(DocumentRef { kind, id })
}

/// Who asks, as histories name them.
pub fn author(staff: &Staff) -> Author {
    Author { id: staff.id.clone(), name: staff.name.clone() }
}

#[derive(FromRow)]
struct Row {
    kind: String,
    id: String,
    title: Option<String>,
    in_force: i64,
    open: Option<bool>,
    published: Option<bool>,
    revision: Option<i64>,
    changed_by: Option<String>,
    changed_name: Option<String>,
    changed_at: Option<DateTime<Utc>>,
    held: Option<String>,
}

impl Row {
    fn read(self) -> Result<DocumentRow> {
        let open = self.open.unwrap_or(false);
        let held = self.held.as_deref().map(names::value).transpose()?;
        let title = self.title.as_deref().filter(|title| !title.is_empty());
        Ok(DocumentRow {
            kind: names::value(&self.kind)?,
            id: self.id,
            title: title.map(serde_json::from_str).transpose()?.unwrap_or_default(),
            status: DocumentStatus::of(open, self.in_force == 1, held),
            is_new: self.in_force == 0 && !self.published.unwrap_or(false),
            revision: self.revision.unwrap_or(0),
            changed_by: self
                .changed_by
                .zip(self.changed_name)
                .map(|(id, name)| Author { id, name }),
            changed_at: self.changed_at,
        })
    }
}

async fn list(
    State(app): State<App>,
    Query(query): Query<DocumentQuery>,
) -> Result<Answer<DocumentList>> {
    let typed = query.q.unwrap_or_default().trim().to_lowercase();
    if typed.chars().count() > LONGEST {
        return Err(Error::field(Code::BadParameter, "q", format!("at most {LONGEST} characters")));
    }
    let like = typed.replace('!', "!!").replace('%', "!%").replace('_', "!_");
    let limit = page::limit(query.limit, 50)?;
    let (kind, id): (String, String) = page::begin(query.cursor.as_deref())?.unwrap_or_default();
    let mut tx = app.db.read().await?;
    let sql = list_sql(&tx);
    let rows = all!(
        &mut tx,
        Row,
        AssertSqlSafe(sql.as_str()),
        true,
        query.kind.map_or("", DocumentKind::name),
        query.open,
        false,
        &typed,
        format!("%{like}%"),
        &kind,
        &id,
        limit + 1
    )?;
    let mut documents = rows.into_iter().map(Row::read).collect::<Result<Vec<_>>>()?;
    let next = page::cut(&mut documents, limit, |row| (row.kind.name(), row.id.clone()))?;
    Ok(Answer(DocumentList { documents, next }))
}

/// Reads a page of documents: what was typed stands in a title or in the id.
fn list_sql(tx: &Tx) -> String {
    let found = |language| format!("LOWER({}) LIKE $6 ESCAPE '!'", member(tx, "k.title", language));
    format!(
        "SELECT k.kind, k.id, k.title, k.in_force, d.open AS open, d.published AS published,
           COALESCE(d.revision, k.imports + 1) AS revision, d.changed_by AS changed_by,
           d.changed_name AS changed_name, d.changed_at AS changed_at,
           (SELECT r.status FROM guide_release AS r JOIN guide_release_document AS rd ON rd.release_id = r.id
             WHERE rd.kind = k.kind AND rd.id = k.id AND r.status IN ({open})) AS held
         FROM (
           SELECT n.kind AS kind, n.id AS id, COALESCE(own.title, item.title, thing.title) AS title,
             CASE WHEN item.id IS NULL AND thing.id IS NULL THEN CAST(0 AS BIGINT) ELSE CAST(1 AS BIGINT) END AS in_force,
             COALESCE(item.imports, thing.imports) AS imports
           FROM (SELECT 'item' AS kind, id FROM item UNION SELECT 'thing' AS kind, id FROM thing
                 UNION SELECT kind, id FROM document WHERE open = $1) AS n
           LEFT JOIN item ON n.kind = 'item' AND item.id = n.id
           LEFT JOIN thing ON n.kind = 'thing' AND thing.id = n.id
           LEFT JOIN document AS own ON own.kind = n.kind AND own.id = n.id
         ) AS k
         LEFT JOIN document AS d ON d.kind = k.kind AND d.id = k.id
         WHERE ($2 = '' OR k.kind = $2) AND ($3 = $4 OR d.open = $1)
         AND ($5 = '' OR {zh} OR {en} OR k.id LIKE $6 ESCAPE '!')
         AND ($7 = '' OR k.kind < $7 OR (k.kind = $7 AND k.id > $8))
         ORDER BY k.kind DESC, k.id LIMIT $9",
        open = release_store::open_statuses(),
        zh = found("zh"),
        en = found("en"),
    )
}

async fn get(State(app): State<App>, Path((kind, id)): Path<(String, String)>) -> Result<Response> {
    let of = named(&kind, id)?;
    let mut tx = app.db.read().await?;
    let view = view(&mut tx, &of).await?;
    Ok(etag::tagged(view.revision, Answer(view)))
}

/// A document as an editor sees it.
///
/// # Errors
/// Where there is none, or the database's.
pub async fn view(tx: &mut Tx, of: &DocumentRef) -> Result<DocumentView> {
    let found = store::current(tx, of).await?;
    let (document, head) = found.ok_or_else(|| Error::new(Code::NotFound))?;
    let in_force = store::in_force(tx, of).await?.is_some();
    let held = release_store::holding(tx, of).await?;
    let open = head.as_ref().is_some_and(|head| head.open);
    let shop = workshop::Workshop::of_working_copies(tx, Vec::new()).await?;
    let (used_by, scope) = shop.surroundings(tx, &document).await?;
    Ok(DocumentView {
        revision: store::newest(tx, of).await?,
        status: DocumentStatus::of(open, in_force, held.as_ref().map(|(_, status)| *status)),
        is_new: !in_force && !head.as_ref().is_some_and(|head| head.published),
        editable: held.is_none(),
        comments: release_store::comments_on(tx, of).await?,
        release: held.map(|(id, _)| id),
        used_by,
        scope,
        changed_by: head.as_ref().map(Head::author),
        changed_at: head.map(|head| head.changed_at),
        document,
    })
}

async fn put(
    State(app): State<App>,
    staff: Staff,
    Path((kind, id)): Path<(String, String)>,
    headers: HeaderMap,
    Json(request): Json<SaveDocument>,
) -> Result<Response> {
    let of = named(&kind, id)?;
    if request.note.chars().count() > LONGEST_NOTE {
        let most = format!("at most {LONGEST_NOTE} characters");
        return Err(Error::field(Code::WrongShape, "note", most));
    }
    save(&app, &staff, &of, &headers, request.document, &request.note).await
}

/// Saves a working copy over the revision that the headers name, and answers it.
///
/// # Errors
/// A stale revision, a document that is held, or one that is another than the path names.
pub async fn save(
    app: &App,
    staff: &Staff,
    of: &DocumentRef,
    headers: &HeaderMap,
    document: Document,
    note: &str,
) -> Result<Response> {
    let revision = etag::if_match(headers)?;
    if store::reference(&document) != *of {
        return Err(Error::field(Code::WrongShape, "document.id", "the one of the address"));
    }
    let mut tx = store::write(app).await?;
    fresh(&mut tx, of, revision).await?;
    if store::current(&mut tx, of).await?.is_none() && !is_document_id(&of.id) {
        let rule = "lower-case letters and digits, words joined by hyphens";
        return Err(Error::field(Code::WrongShape, "document.id", rule));
    }
    let (by, at) = (author(staff), app.clock.now());
    let how = RevisionKind::Saved;
    let document = document.tidy();
    let saving = Saving { document: &document, how, open: true, note, by: &by, at };
    let revision = store::save(&mut tx, &saving).await?;
    let subject = subject(of);
    log::record(&mut tx, at, &by, "save", &subject, &revision.to_string()).await?;
    let view = view(&mut tx, of).await?;
    tx.commit().await?;
    Ok(etag::tagged(view.revision, Answer(view)))
}

/// A document as the log names it.
pub fn subject(of: &DocumentRef) -> String {
    format!("{}/{}", of.kind.folder(), of.id)
}

/// Refuses a write over another revision than the newest, and one on what is held.
async fn fresh(tx: &mut Tx, of: &DocumentRef, revision: i64) -> Result<()> {
    if store::newest(tx, of).await? != revision {
        return Err(match view(tx, of).await {
            Ok(current) => Error::stale(Code::StaleRevision, &current),
            Err(other) => other,
        });
    }
    if let Some((release, _)) = release_store::holding(tx, of).await? {
        return Err(Error::detail(Code::InReview, release));
    }
    Ok(())
}

async fn discard(
    State(app): State<App>,
    staff: Staff,
    Path((kind, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<StatusCode> {
    let of = named(&kind, id)?;
    let revision = etag::if_match(&headers)?;
    let mut tx = store::write(&app).await?;
    let known = store::head(&mut tx, &of).await?.filter(|head| head.open);
    known.ok_or_else(|| Error::new(Code::NotFound))?;
    fresh(&mut tx, &of, revision).await?;
    let (by, at) = (author(&staff), app.clock.now());
    let document = match store::in_force_document(&mut tx, &of).await? {
        Some(document) => document,
        None => store::current(&mut tx, &of).await?.ok_or_else(|| store::gone("a copy"))?.0,
    };
    let saving = Saving {
        document: &document,
        how: RevisionKind::Discarded,
        open: false,
        note: "",
        by: &by,
        at,
    };
    store::save(&mut tx, &saving).await?;
    log::record(&mut tx, at, &by, "discard", &subject(&of), &revision.to_string()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
