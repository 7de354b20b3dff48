//! Releases over HTTP: submitting, and the one door for what is done to one.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use onething_api::catalogue::{
    Changes, Effects, RefusedFindings, RefusedRelease, ReleaseCommandRequest, ReleaseDocument,
    ReleaseList, ReleaseQuery, ReleaseRow, ReleaseStepKind, ReleaseView, StaleRelease, Submit,
};
use onething_api::paths;
use onething_api::problem::Code;
use onething_domain::authoring::{
    self, Document, DocumentRef, NewComment, ReleaseCommand, ReleaseStatus, difference,
};
use onething_domain::lint::Finding;

use super::documents::author;
use super::release_store::{self, Part, Step, Stored};
use super::{AUTHORS, check, publish, store};
use crate::app::App;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::extract::{Json, Path, Query, client_id};
use crate::page;
use crate::reply::{self, Begun};
use crate::router::Route;
use crate::session::Staff;

/// Longest note, reason or comment in characters.
const LONGEST: usize = 1_000;
/// Most comments of a return.
const MOST_COMMENTS: usize = 100;

/// Routes of releases.
pub fn routes() -> Vec<Route> {
    vec![
        Route::new(Method::GET, paths::WORK_RELEASES, AUTHORS, list, "Releases, newest first.")
            .asks::<ReleaseQuery>()
            .gives::<ReleaseList>(200),
        Route::new(
            Method::POST,
            paths::WORK_RELEASES,
            AUTHORS,
            submit,
            "Submit working copies for review; they are held until it is over.",
        )
        .takes::<Submit>()
        .gives::<ReleaseView>(201)
        .gives::<RefusedFindings>(422),
        Route::new(Method::GET, paths::WORK_RELEASE, AUTHORS, get, "A release.")
            .gives::<ReleaseView>(200),
        Route::new(
            Method::POST,
            paths::WORK_RELEASE_COMMANDS,
            AUTHORS,
            command,
            "Approve, send back, take back, publish, schedule a release.",
        )
        .takes::<ReleaseCommandRequest>()
        .gives::<ReleaseView>(200)
        .gives::<StaleRelease>(409)
        .gives::<RefusedRelease>(422),
    ]
}

async fn list(
    State(app): State<App>,
    Query(query): Query<ReleaseQuery>,
) -> Result<Answer<ReleaseList>> {
    let limit = page::limit(query.limit, 50)?;
    let from: (DateTime<Utc>, String) =
        page::begin(query.cursor.as_deref())?.unwrap_or_else(page::newest);
    let mut tx = app.db.read().await?;
    let mut rows = release_store::list(&mut tx, query.status, from, limit + 1).await?;
    let next =
        page::cut(&mut rows, limit, |stored| (stored.row.submitted_at, stored.row.id.clone()))?;
    let mut releases = Vec::with_capacity(rows.len());
    for stored in rows {
        let parts = release_store::parts(&mut tx, &stored.row.id).await?;
        releases.push(with_parts(stored.row, parts));
    }
    Ok(Answer(ReleaseList { releases, next }))
}

fn with_parts(row: ReleaseRow, parts: Vec<Part>) -> ReleaseRow {
    ReleaseRow { documents: parts.into_iter().map(|part| part.told).collect(), ..row }
}

async fn get(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<String>,
) -> Result<Answer<ReleaseView>> {
    let mut tx = app.db.read().await?;
    Ok(Answer(view(&mut tx, &staff, &id, None).await?))
}

/// A release as somebody sees it. What publishing it would do takes all the merging: where the caller has just
/// found that out, it is not done again.
async fn view(
    tx: &mut Tx,
    staff: &Staff,
    id: &str,
    effects: Option<Effects>,
) -> Result<ReleaseView> {
    let stored = release_store::load(tx, id).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    let documents = release_store::documents(tx, id).await?.unwrap_or_default();
    let parts = release_store::parts(tx, id).await?;
    let mut changes = Vec::with_capacity(parts.len());
    for (part, document) in parts.iter().zip(&documents) {
        changes.push(match part.base.as_str() {
            "" => Changes::default(),
            base => {
                let base = store::read(part.told.kind, base)?.value();
                Changes { changes: difference(&base, &document.value()) }
            }
        });
    }
    let effects = match (stored.status.is_open(), effects) {
        (true, Some(known)) => known,
        (true, None) => publish::effects(tx, documents).await?.told,
        (false, _) => Effects::default(),
    };
    let (history, comments) = release_store::history(tx, id).await?;
    let allowed = authoring::allowed(&stored.release(), &staff.id, &staff.roles);
    Ok(ReleaseView {
        row: with_parts(stored.row, parts),
        changes,
        effects,
        comments,
        history,
        allowed,
    })
}

async fn submit(
    State(app): State<App>,
    staff: Staff,
    Json(request): Json<Submit>,
) -> Result<Response> {
    client_id(&request.id)?;
    check::some(&request.documents)?;
    text("note", &request.note)?;
    let mut tx = store::write(&app).await?;
    let mut effects = None;
    if let Begun::Now = reply::begin(&app, &mut tx, &staff.id, &request.id, &request).await? {
        effects = Some(add(&app, &mut tx, &staff, &request).await?);
        reply::end(&mut tx, &staff.id, &request.id, &request.id).await?;
    }
    let view = view(&mut tx, &staff, &request.id, effects).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Answer(view)).into_response())
}

async fn add(app: &App, tx: &mut Tx, staff: &Staff, request: &Submit) -> Result<Effects> {
    if release_store::load(tx, &request.id).await?.is_some() {
        return Err(Error::field(Code::IdReused, "id", "used for another release"));
    }
    let (mut parts, mut documents, mut writers) = (Vec::new(), Vec::new(), vec![staff.id.clone()]);
    for named in &request.documents {
        let of = DocumentRef { kind: named.kind, id: named.id.clone() };
        let (part, document) = part(tx, &of, named.revision).await?;
        if documents.iter().any(|known| store::reference(known) == of) {
            return Err(Error::field(Code::WrongShape, "documents", format!("{} twice", of.id)));
        }
        writers.extend(release_store::writers(tx, &of, named.revision).await?);
        parts.push(part);
        documents.push(document);
    }
    writers.sort();
    writers.dedup();
    let effects = publish::effects(tx, documents).await?.told;
    refuse(&effects.findings)?;
    let (by, at) = (author(staff), app.clock.now());
    let row = ReleaseRow {
        id: request.id.clone(),
        seq: 0,
        status: ReleaseStatus::InReview,
        note: request.note.trim().to_owned(),
        submitted_by: by.clone(),
        submitted_at: at,
        publish_at: None,
        documents: Vec::new(),
    };
    let stored = Stored { row, status: ReleaseStatus::InReview, writers };
    release_store::add(tx, &stored, &parts).await?;
    let step = Step {
        what: ReleaseStepKind::Submitted,
        text: &stored.row.note,
        comments: &[],
        by: &by,
        at,
    };
    release_store::step(tx, &stored, stored.status, None, &step).await?;
    Ok(effects)
}

/// A working copy that is submitted: it must be there, free, and of the revision that was looked at.
async fn part(tx: &mut Tx, of: &DocumentRef, revision: i64) -> Result<(Part, Document)> {
    let missing = || Error::field(Code::NotFound, "documents", of.id.clone());
    let (document, head) = store::current(tx, of).await?.ok_or_else(missing)?;
    let head = head.filter(|head| head.open).ok_or_else(missing)?;
    if let Some((release, _)) = release_store::holding(tx, of).await? {
        return Err(Error::field(Code::InReview, "documents", release));
    }
    if head.revision != revision {
        let current = super::documents::view(tx, of).await?;
        return Err(
            Error::field(Code::StaleRevision, "documents", of.id.clone()).and("current", &current)
        );
    }
    let base = store::in_force(tx, of).await?.unwrap_or_default();
    let told = ReleaseDocument {
        kind: of.kind,
        id: of.id.clone(),
        revision,
        title: document.title().clone(),
        is_new: base.is_empty(),
    };
    Ok((Part { told, base }, document))
}

fn refuse(findings: &[Finding]) -> Result<()> {
    if findings.is_empty() {
        return Ok(());
    }
    let told = format!("{} to mend", findings.len());
    Err(Error::detail(Code::HasFindings, told).and("findings", &findings))
}

/// Refuses texts that are empty, too long, or hold what cannot be printed.
///
/// # Errors
/// Any of them, with the field.
pub fn text(field: &str, text: &str) -> Result<()> {
    let length = text.trim().chars().count();
    let printable = text.chars().all(|c| !c.is_control() || c == '\n');
    if (1..=LONGEST).contains(&length) && printable {
        return Ok(());
    }
    Err(Error::field(Code::WrongShape, field, format!("1 to {LONGEST} characters")))
}

async fn command(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<String>,
    Json(request): Json<ReleaseCommandRequest>,
) -> Result<Answer<ReleaseView>> {
    client_id(&request.id)?;
    let mut tx = store::write(&app).await?;
    let owner = format!("{}/{id}", staff.id);
    let mut effects = None;
    if let Begun::Now = reply::begin(&app, &mut tx, &owner, &request.id, &request).await? {
        effects = run(&app, &mut tx, &staff, &id, &request).await?;
        reply::end(&mut tx, &owner, &request.id, "done").await?;
    }
    let view = view(&mut tx, &staff, &id, effects).await?;
    tx.commit().await?;
    if view.row.status == ReleaseStatus::Published {
        app.refresh_soon().await;
    }
    Ok(Answer(view))
}

async fn run(
    app: &App,
    tx: &mut Tx,
    staff: &Staff,
    id: &str,
    request: &ReleaseCommandRequest,
) -> Result<Option<Effects>> {
    let stored = release_store::load(tx, id).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    if stored.row.seq != request.expected_seq {
        let current = view(tx, staff, id, None).await?;
        return Err(Error::stale(Code::StaleRelease, &current));
    }
    let now = app.clock.now();
    let next = authoring::decide(&stored.release(), &request.command, &staff.id, &staff.roles, now);
    let next = next.map_err(|because| Error::new(Code::ReleaseRefused).and("because", &because))?;
    let documents = release_store::documents(tx, id).await?.unwrap_or_default();
    let by = author(staff);
    let effects = match request.command {
        ReleaseCommand::Publish {} => Some(publish::publish(tx, documents, &by, now).await?),
        // A time is set only for what could be published now.
        ReleaseCommand::Schedule { .. } => Some(publish::effects(tx, documents).await?.told),
        _ => None,
    };
    if let Some(effects) = &effects {
        refuse(&effects.findings)?;
    }
    let (what, said, comments) = told(&request.command)?;
    let step = Step { what, text: said, comments, by: &by, at: now };
    release_store::step(tx, &stored, next.status, next.publish_at, &step).await?;
    Ok(effects)
}

/// What a command is called in the history, with what was said.
fn told(command: &ReleaseCommand) -> Result<(ReleaseStepKind, &str, &[NewComment])> {
    Ok(match command {
        ReleaseCommand::Approve { note } => {
            if !note.trim().is_empty() {
                text("command.note", note)?;
            }
            (ReleaseStepKind::Approved, note.trim(), &[])
        }
        ReleaseCommand::Return { reason, comments } => {
            text("command.reason", reason)?;
            if comments.len() > MOST_COMMENTS {
                let most = format!("at most {MOST_COMMENTS}");
                return Err(Error::field(Code::WrongShape, "command.comments", most));
            }
            for (i, comment) in comments.iter().enumerate() {
                text(&format!("command.comments[{i}].text"), &comment.text)?;
            }
            (ReleaseStepKind::Returned, reason.trim(), comments)
        }
        ReleaseCommand::Withdraw {} => (ReleaseStepKind::Withdrawn, "", &[]),
        ReleaseCommand::Publish {} => (ReleaseStepKind::Published, "", &[]),
        ReleaseCommand::Schedule { .. } => (ReleaseStepKind::Scheduled, "", &[]),
        ReleaseCommand::Unschedule {} => (ReleaseStepKind::Unscheduled, "", &[]),
    })
}
