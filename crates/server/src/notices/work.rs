//! Notices as staff write and publish them: an editor writes, somebody else publishes.

use std::collections::BTreeMap;

use axum::Json as Answer;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use chrono::{DateTime, Utc};
use onething_api::notices::{
    Named, NewNotice, NoticeAct, NoticeMove, NoticePreview, NoticeRow, NoticeRowQuery, NoticeRows,
    NoticeState, NoticeWork, PublishNotice, StaleNotice, WithdrawNotice,
};
use onething_api::paths;
use onething_api::problem::Code;
use onething_domain::city::Role;
use onething_domain::notice::{BODY, Notice, NoticeFault, Standing};

use super::public::named_things;
use super::store::{self, Row};
use super::{judge, log};
use crate::all;
use crate::app::App;
use crate::authoring::store as authoring;
use crate::city::catalogue::Catalogue;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::etag::{self, if_match};
use crate::extract::{Json, Path, Query, client_id};
use crate::guard::Guard;
use crate::page;
use crate::reply::{self, Begun};
use crate::router::Route;
use crate::session::Staff;

/// Whoever has to do with notices.
const DESK: Guard = Guard::Staff(&[Role::Editor, Role::Publisher]);
/// Who writes.
const EDITORS: Guard = Guard::Staff(&[Role::Editor]);
/// Who publishes.
const PUBLISHERS: Guard = Guard::Staff(&[Role::Publisher]);

/// Routes of notices for staff.
pub fn routes() -> Vec<Route> {
    vec![
        Route::new(
            Method::GET,
            paths::WORK_NOTICES,
            DESK,
            list,
            "All notices of one's department, last changed first.",
        )
        .asks::<NoticeRowQuery>()
        .gives::<NoticeRows>(200),
        Route::new(Method::POST, paths::WORK_NOTICES, EDITORS, begin, "Begin a notice.")
            .takes::<NewNotice>()
            .gives::<NoticeWork>(201)
            .gives::<NoticeWork>(200),
        Route::new(
            Method::GET,
            paths::WORK_NOTICE,
            DESK,
            get,
            "A notice with what is written, its faults and its history.",
        )
        .gives::<NoticeWork>(200),
        Route::new(
            Method::PUT,
            paths::WORK_NOTICE,
            EDITORS,
            save,
            "Write over the revision that If-Match names.",
        )
        .header("if-match", true)
        .takes::<Notice>()
        .gives::<NoticeWork>(200)
        .gives::<StaleNotice>(412),
        Route::new(
            Method::POST,
            paths::NOTICE_PUBLICATION,
            PUBLISHERS,
            publish,
            "Publish what somebody else has written.",
        )
        .header("if-match", true)
        .takes::<PublishNotice>()
        .gives::<NoticeWork>(200)
        .gives::<StaleNotice>(412),
        Route::new(
            Method::POST,
            paths::NOTICE_WITHDRAWAL,
            PUBLISHERS,
            withdraw,
            "Take a notice back.",
        )
        .header("if-match", true)
        .takes::<WithdrawNotice>()
        .gives::<NoticeWork>(200)
        .gives::<StaleNotice>(412),
        Route::new(
            Method::POST,
            paths::NOTICE_PREVIEW,
            DESK,
            preview,
            "How a notice would look, and what keeps it from being published.",
        )
        .takes::<Notice>()
        .gives::<NoticePreview>(200),
    ]
}

fn faults(catalogue: &Catalogue, notice: &Notice) -> Vec<NoticeFault> {
    judged(catalogue, notice).faults
}

fn judged(catalogue: &Catalogue, notice: &Notice) -> NoticePreview {
    let (body, faults) =
        judge(notice, |id| catalogue.departments.contains_key(id), |id| catalogue.knows(id));
    NoticePreview { body, things: named_things(catalogue, &notice.things), faults }
}

/// Whether a notice belongs to the department of a member of staff.
fn is_theirs(staff: &Staff, department: &str) -> bool {
    staff.department.as_deref().is_none_or(|own| own == department)
}

/// What is too large to be kept is refused; what is only unfinished is not.
fn fits(staff: &Staff, notice: &Notice) -> Result<()> {
    if notice.body.zh.len() > BODY || notice.body.en.len() > BODY {
        return Err(Error::field(
            Code::HasFindings,
            "body",
            format!("at most {BODY} bytes in a language"),
        ));
    }
    if is_theirs(staff, &notice.department) {
        Ok(())
    } else {
        Err(Error::field(Code::Forbidden, "department", "write for your own department"))
    }
}

async fn list(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<NoticeRowQuery>,
) -> Result<Answer<NoticeRows>> {
    let limit = page::limit(query.limit, 50)?;
    let behind = page::begin(query.cursor.as_deref())?.unwrap_or_else(page::newest);
    let department = staff.department.clone().unwrap_or_default();
    let catalogue = app.shelf.catalogue();
    let now = app.clock.now();
    let mut tx = app.db.read().await?;
    let mut rows = store::changed(&mut tx, &department, &behind, limit + 1).await?;
    let next = page::cut(&mut rows, limit, |row| (row.changed_at, row.id.clone()))?;
    let rows = rows.iter().map(|row| list_row(&catalogue, row, now)).collect::<Result<_>>()?;
    let departments = catalogue.departments.values().filter(|known| is_theirs(&staff, &known.id));
    let departments =
        departments.map(|known| Named { id: known.id.clone(), name: known.short.clone() });
    Ok(Answer(NoticeRows { rows, departments: departments.collect(), next }))
}

fn list_row(catalogue: &Catalogue, row: &Row, now: DateTime<Utc>) -> Result<NoticeRow> {
    let notice = row.written()?;
    Ok(NoticeRow {
        id: row.id.clone(),
        kind: notice.kind,
        department: catalogue.department_name(&notice.department),
        state: row.state(now),
        changed: row.shown()?.is_some_and(|shown| shown.notice != notice),
        title: notice.title,
        changed_at: row.changed_at,
    })
}

async fn begin(
    State(app): State<App>,
    staff: Staff,
    Json(new): Json<NewNotice>,
) -> Result<Response> {
    client_id(&new.id)?;
    fits(&staff, &new.notice)?;
    let mut tx = authoring::write(&app).await?;
    let begun = reply::begin(&app, &mut tx, &staff.id, &new.id, &new).await?;
    if let Begun::Before(_) = begun {
        let row = find(&mut tx, &staff, &new.id).await?;
        return Ok(tagged(StatusCode::OK, view(&app, &mut tx, &staff, &row).await?));
    }
    let mut row = Row::new(new.id.clone());
    row.write(&new.notice, &staff.id)?;
    let taken = store::get(&mut tx, &row.id).await?.is_some();
    if taken || !store::put(&mut tx, &mut row, app.clock.now(), &staff.id, "created", "").await? {
        return Err(Error::field(Code::IdReused, "id", "taken"));
    }
    reply::end(&mut tx, &staff.id, &new.id, "").await?;
    let answer = view(&app, &mut tx, &staff, &row).await?;
    tx.commit().await?;
    Ok(tagged(StatusCode::CREATED, answer))
}

async fn get(State(app): State<App>, staff: Staff, Path(id): Path<String>) -> Result<Response> {
    let mut tx = app.db.read().await?;
    let row = find(&mut tx, &staff, &id).await?;
    Ok(tagged(StatusCode::OK, view(&app, &mut tx, &staff, &row).await?))
}

/// A notice that the member of staff may see; what is not theirs does not exist.
async fn find(tx: &mut Tx, staff: &Staff, id: &str) -> Result<Row> {
    let row = store::get(tx, id).await?.filter(|row| is_theirs(staff, &row.department));
    row.ok_or_else(|| Error::new(Code::NotFound))
}

async fn save(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<String>,
    headers: HeaderMap,
    Json(notice): Json<Notice>,
) -> Result<Response> {
    let revision = if_match(&headers)?;
    fits(&staff, &notice)?;
    change(&app, &staff, &id, revision, NoticeAct::Write, |row| {
        row.write(&notice, &staff.id)?;
        Ok(("written", String::new()))
    })
    .await
}

async fn publish(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<String>,
    headers: HeaderMap,
    Json(wanted): Json<PublishNotice>,
) -> Result<Response> {
    let revision = if_match(&headers)?;
    let (now, catalogue) = (app.clock.now(), app.shelf.catalogue());
    change(&app, &staff, &id, revision, NoticeAct::Publish, |row| {
        let NoticePreview { body, faults, .. } = judged(&catalogue, &row.written()?);
        if let Some(fault) = faults.first() {
            let (what, remedy) = fault.code.words();
            let detail = format!("line {}: {what}; {remedy}", fault.line);
            return Err(Error::field(Code::HasFindings, fault.field.clone(), detail));
        }
        let at = wanted.at;
        if at.is_some_and(|at| at <= now) {
            return Err(Error::field(
                Code::HasFindings,
                "at",
                "this time has passed: choose a later one, or none to publish at once",
            ));
        }
        if row.state(now) == NoticeState::Published {
            if at.is_some() {
                return Err(Error::field(
                    Code::HasFindings,
                    "at",
                    "people read it already: a correction is published at once",
                ));
            }
            row.corrected_at = Some(now);
        } else {
            row.published_at = Some(at.unwrap_or(now));
            row.corrected_at = None;
        }
        row.show(body)?;
        Ok(("published", at.map(|at| at.to_rfc3339()).unwrap_or_default()))
    })
    .await
}

async fn withdraw(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<String>,
    headers: HeaderMap,
    Json(wanted): Json<WithdrawNotice>,
) -> Result<Response> {
    let revision = if_match(&headers)?;
    let reason = wanted.reason.trim();
    if reason.is_empty() || reason.chars().count() > 500 {
        return Err(Error::field(Code::WrongShape, "reason", "1 to 500 characters"));
    }
    change(&app, &staff, &id, revision, NoticeAct::Withdraw, |row| {
        row.withdrawn = true;
        Ok(("withdrawn", reason.to_owned()))
    })
    .await
}

/// Changes a notice over the revision that the client knows: where somebody else has changed it, nothing
/// happens and the answer carries what is written now.
async fn change(
    app: &App,
    staff: &Staff,
    id: &str,
    revision: i64,
    act: NoticeAct,
    change: impl FnOnce(&mut Row) -> Result<(&'static str, String)>,
) -> Result<Response> {
    let mut tx = authoring::write(app).await?;
    let mut row = find(&mut tx, staff, id).await?;
    if row.revision != revision {
        return Err(Error::stale(Code::StaleRevision, &view(app, &mut tx, staff, &row).await?));
    }
    let writers = log::writers(&mut tx, id).await?;
    let standing = row.standing(app.clock.now(), &writers)?;
    if !standing.allowed(&staff.id, &staff.roles).contains(&act) {
        return Err(Error::detail(Code::Forbidden, why_not(&standing, &staff.id, act)));
    }
    let (act, note) = change(&mut row)?;
    if !store::put(&mut tx, &mut row, app.clock.now(), &staff.id, act, &note).await? {
        drop(tx);
        let mut tx = app.db.read().await?;
        let row = find(&mut tx, staff, id).await?;
        return Err(Error::stale(Code::StaleRevision, &view(app, &mut tx, staff, &row).await?));
    }
    let answer = view(app, &mut tx, staff, &row).await?;
    tx.commit().await?;
    Ok(tagged(StatusCode::OK, answer))
}

async fn preview(State(app): State<App>, Json(notice): Json<Notice>) -> Answer<NoticePreview> {
    Answer(judged(&app.shelf.catalogue(), &notice))
}

async fn view(app: &App, tx: &mut Tx, staff: &Staff, row: &Row) -> Result<NoticeWork> {
    let now = app.clock.now();
    let notice = row.written()?;
    let faults = faults(&app.shelf.catalogue(), &notice);
    let writers = log::writers(tx, &row.id).await?;
    let standing = row.standing(now, &writers)?;
    let mut may = standing.allowed(&staff.id, &staff.roles);
    may.retain(|act| *act != NoticeAct::Publish || faults.is_empty());
    Ok(NoticeWork {
        id: row.id.clone(),
        revision: row.revision,
        state: standing.state,
        changed: standing.changed,
        own: standing.is_own(&staff.id),
        notice,
        faults,
        published_at: row.published_at,
        may,
        history: history(tx, &row.id).await?,
    })
}

async fn history(tx: &mut Tx, id: &str) -> Result<Vec<NoticeMove>> {
    let names = all!(&mut *tx, (String, String), "SELECT id, name FROM staff")?;
    let names: BTreeMap<String, String> = names.into_iter().collect();
    let moves = log::of(tx, id).await?.into_iter().map(|entry| NoticeMove {
        who: names.get(&entry.actor).cloned().unwrap_or(entry.actor),
        act: entry.act,
        at: entry.at,
        note: entry.note,
    });
    Ok(moves.collect())
}

fn tagged(status: StatusCode, notice: NoticeWork) -> Response {
    etag::tagged(notice.revision, (status, Answer(notice)))
}

/// Why something may not be done, for whoever reads the interface's answers.
fn why_not(standing: &Standing, who: &str, act: NoticeAct) -> &'static str {
    match act {
        NoticeAct::Publish if standing.is_own(who) => {
            "another person publishes what you have written"
        }
        NoticeAct::Publish => "nothing has changed since it was published",
        NoticeAct::Withdraw => "only what is published can be taken back",
        NoticeAct::Write => "editors write",
    }
}
