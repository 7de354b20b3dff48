//! Bad ratings as staff put them right.

use std::collections::BTreeMap;

use axum::Json as Answer;
use axum::extract::State;
use axum::http::Method;
use chrono::NaiveDate;
use onething_api::paths;
use onething_api::problem::Code;
use onething_api::ratings::{
    DepartmentStars, Moment, Rectification, RectificationQuery, RectificationRequest,
    RectificationRow, RectificationShelf, Rectifications, StaleRectification,
};
use onething_domain::city::Role;
use onething_domain::identifier;
use onething_domain::message::MessageKind;
use onething_domain::objection::answers_for;
use onething_domain::rating::{self, RatingAct, RatingEvent, RectificationState};
use onething_domain::text::Text;

use super::store::{self, Filter, Loaded, Row};
use super::with_facts;
use crate::app::App;
use crate::cases::{access, store as cases};
use crate::city::catalogue::Catalogue;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::extract::{Json, Path, Query, client_id};
use crate::guard::Guard;
use crate::outbox::Message;
use crate::reply::{self, Begun};
use crate::router::Route;
use crate::session::Staff;
use crate::session::store as people;
use crate::{all, journal, names, outbox, page};

/// Who has to do with bad ratings.
const DESK: Guard = Guard::Staff(&[Role::Reviewer, Role::Chief, Role::Supervisor]);

/// Routes of bad ratings for staff.
pub fn routes() -> Vec<Route> {
    vec![
        Route::new(
            Method::GET,
            paths::RECTIFICATIONS,
            DESK,
            list,
            "Bad ratings that are to be put right, and how departments are rated.",
        )
        .asks::<RectificationQuery>()
        .gives::<Rectifications>(200),
        Route::new(
            Method::GET,
            paths::RECTIFICATION,
            DESK,
            get,
            "A bad rating with everything about it.",
        )
        .gives::<Rectification>(200),
        Route::new(
            Method::POST,
            paths::RECTIFICATION_COMMANDS,
            DESK,
            command,
            "The one door for commands to a bad rating; sent twice with the same id, one is done once.",
        )
        .takes::<RectificationRequest>()
        .gives::<Rectification>(200)
        .gives::<StaleRectification>(412),
    ]
}

/// The department whose ratings somebody sees; all of them where it is empty.
fn sight(staff: &Staff, asked: Option<String>) -> String {
    if staff.has(Role::Supervisor) {
        return asked.unwrap_or_default();
    }
    // Nobody's department has this id.
    staff.department.clone().unwrap_or_else(|| "-".to_owned())
}

async fn list(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<RectificationQuery>,
) -> Result<Answer<Rectifications>> {
    let limit = page::limit(query.limit, 50)?;
    let department = sight(&staff, query.department);
    let shelf = query.shelf.unwrap_or_default();
    let catalogue = app.shelf.catalogue();
    let today = catalogue.calendar()?.day(app.clock.now());
    let (day, cursor) = (today.to_string(), query.cursor.as_deref());
    let late_on = if shelf == RectificationShelf::Late { day.as_str() } else { "" };
    let filter = Filter { department: &department, late_on };
    let mut tx = app.db.read().await?;
    let (rows, next) = if shelf == RectificationShelf::Closed {
        let begin = page::begin(cursor)?.unwrap_or_else(page::newest);
        let mut rows = store::closed(&mut tx, &filter, begin, limit + 1).await?;
        let next =
            page::cut(&mut rows, limit, |row| (row.closed_at.unwrap_or_default(), row.id.clone()))?;
        (rows, next)
    } else {
        let begin = page::begin(cursor)?.unwrap_or_default();
        let mut rows = store::waiting(&mut tx, &filter, begin, limit + 1).await?;
        let next = page::cut(&mut rows, limit, |row| (row.due.clone(), row.id.clone()))?;
        (rows, next)
    };
    let (waiting, late) = store::counts(&mut tx, &department, &day).await?;
    let ranking = store::ranking(&mut tx, &sight(&staff, None)).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        found.push(list_row(&app, &mut tx, &catalogue, row, today).await?);
    }
    let ranking = ranked(&catalogue, ranking);
    Ok(Answer(Rectifications { rows: found, waiting, late, ranking, next }))
}

async fn list_row(
    app: &App,
    tx: &mut Tx,
    catalogue: &Catalogue,
    row: Row,
    today: NaiveDate,
) -> Result<RectificationRow> {
    let of = cases::summary(tx, &row.number).await?;
    let of = of.ok_or_else(|| Error::Broken("a rating without a case".to_owned()))?;
    let version = u32::try_from(of.version).unwrap_or(0);
    let state: RectificationState = names::value(&row.state)?;
    let due = row.due.parse().unwrap_or(today);
    Ok(RectificationRow {
        name: super::name(app, &of.thing, version, &row.item).await?,
        department: catalogue.department_name(&row.department),
        level: u8::try_from(row.level).unwrap_or(rating::WORST),
        at: row.rated_at,
        late: state != RectificationState::Closed && due < today,
        state,
        due,
        id: row.id,
        number: row.number,
    })
}

/// Departments by their stars, best first; those with the same by how many think so.
fn ranked(catalogue: &Catalogue, ratings: Vec<(String, i64, i64, i64)>) -> Vec<DepartmentStars> {
    let mut stars: Vec<DepartmentStars> = ratings
        .into_iter()
        .map(|(id, count, levels, bad)| DepartmentStars {
            name: catalogue.department_name(&id),
            stars: 600 - (levels * 100 + count / 2) / count.max(1),
            id,
            count,
            bad,
        })
        .collect();
    stars.sort_by_key(|of| (-of.stars, -of.count));
    stars
}

/// A bad rating that the member of staff may see; what is not theirs does not exist.
async fn find(app: &App, tx: &mut Tx, staff: &Staff, id: &str) -> Result<Loaded> {
    let loaded = store::load(app, tx, id).await?.filter(|loaded| {
        let rating = &loaded.rating;
        rating.due.is_some() && answers_for(&staff.actor(), &rating.department)
    });
    loaded.ok_or_else(|| Error::new(Code::NotFound))
}

async fn get(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<String>,
) -> Result<Answer<Rectification>> {
    let mut tx = app.db.write().await?;
    let loaded = find(&app, &mut tx, &staff, &id).await?;
    let answer = view(&app, &mut tx, &staff, &loaded).await?;
    if !answer.phone.is_empty() {
        let number = &answer.number;
        access::log(&app, &mut tx, &staff, number, "rating.phone", "差评回访").await?;
    }
    tx.commit().await?;
    Ok(Answer(answer))
}

async fn command(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<String>,
    Json(request): Json<RectificationRequest>,
) -> Result<Answer<Rectification>> {
    client_id(&request.id)?;
    let mut tx = app.db.write().await?;
    journal::hold(&mut tx).await?;
    let asked = (&id, &request);
    let begun = reply::begin(&app, &mut tx, &staff.id, &request.id, &asked).await?;
    if let Begun::Before(_) = begun {
        // Done before: it may be another department's by now.
        let gone = || Error::new(Code::NotFound);
        let loaded = store::load(&app, &mut tx, &id).await?.ok_or_else(gone)?;
        return view(&app, &mut tx, &staff, &loaded).await.map(Answer);
    }
    let mut loaded = find(&app, &mut tx, &staff, &id).await?;
    if loaded.rating.seq != request.expected_seq {
        let current = view(&app, &mut tx, &staff, &loaded).await?;
        return Err(Error::stale(Code::StaleRevision, &current));
    }
    let catalogue = app.shelf.catalogue();
    let event = with_facts(&app, &catalogue, &staff.actor(), |facts| {
        let knows = |id: &str| catalogue.departments.contains_key(id);
        rating::decide(&loaded.rating, &request.command, facts, knows)
    })??;
    let closed = matches!(event, RatingEvent::Closed { .. });
    store::append(&app, &mut tx, &mut loaded, &staff.id, event).await?;
    if closed {
        tell(&app, &mut tx, &loaded).await?;
    }
    reply::end(&mut tx, &staff.id, &request.id, "").await?;
    let answer = view(&app, &mut tx, &staff, &loaded).await?;
    tx.commit().await?;
    Ok(Answer(answer))
}

/// Tells whoever rated what was done.
async fn tell(app: &App, tx: &mut Tx, loaded: &Loaded) -> Result<()> {
    let rating = &loaded.rating;
    let message = Message {
        kind: MessageKind::RatingSettled,
        key: format!("rating/{}/{}", rating.number, app.clock.id()),
        about: format!("/cases/{}", rating.number),
        with: vec![("number", Text::zh(rating.number.clone()))],
    };
    outbox::tell(app, tx, &rating.person, message).await
}

async fn view(app: &App, tx: &mut Tx, staff: &Staff, loaded: &Loaded) -> Result<Rectification> {
    let rating = &loaded.rating;
    let catalogue = app.shelf.catalogue();
    let today = catalogue.calendar()?.day(app.clock.now());
    let broken = || Error::Broken("a rating that nobody gave".to_owned());
    let of = cases::summary(tx, &rating.number).await?.ok_or_else(broken)?;
    let version = u32::try_from(of.version).unwrap_or(0);
    let may = rating::allowed(rating, &staff.actor());
    let person = people::person(app, tx, &rating.person).await?;
    let phone = match (&person, may.contains(&RatingAct::Call)) {
        (Some(person), true) => person.phone(app)?,
        _ => String::new(),
    };
    Ok(Rectification {
        id: loaded.id.clone(),
        seq: rating.seq,
        number: rating.number.clone(),
        name: super::name(app, &of.thing, version, &rating.item).await?,
        department: rating.department.clone(),
        department_name: catalogue.department_name(&rating.department),
        person: person.map(|person| identifier::mask_name(&person.name)).unwrap_or_default(),
        phone,
        verdict: rating.verdict.clone().ok_or_else(broken)?,
        at: rating.at.ok_or_else(broken)?,
        state: rating.state,
        due: rating.due,
        late: rating.is_late(today),
        calls: rating.calls.clone(),
        justified: rating.justified,
        measure: rating.measure.clone(),
        may,
        history: history(tx, &catalogue, loaded).await?,
    })
}

async fn history(tx: &mut Tx, catalogue: &Catalogue, loaded: &Loaded) -> Result<Vec<Moment>> {
    let names = staff_names(tx).await?;
    let moments = loaded.records.iter().map(|record| {
        let note = match &record.event {
            RatingEvent::Rated { verdict, .. } => verdict.text.clone(),
            RatingEvent::Explained { text, .. } => text.clone(),
            RatingEvent::Called { note, .. } => note.clone(),
            RatingEvent::HandedOn { department, reason } => {
                format!("{}：{reason}", catalogue.department_name(department).zh)
            }
            RatingEvent::Closed { measure, .. } => measure.clone(),
            RatingEvent::Reopened { reason, .. } => reason.clone(),
            RatingEvent::Moved { due } => due.to_string(),
            RatingEvent::Escalated => String::new(),
        };
        Moment {
            at: record.at,
            who: names.get(&record.actor).cloned().unwrap_or_default(),
            what: what(&record.event),
            note,
        }
    });
    Ok(moments.collect())
}

/// Names of all staff, by id.
///
/// # Errors
/// The database's.
pub async fn staff_names(tx: &mut Tx) -> Result<BTreeMap<String, String>> {
    let names = all!(tx, (String, String), "SELECT id, name FROM staff")?;
    Ok(names.into_iter().collect())
}

/// The name of an event as the wire and keys of texts spell it.
fn what(event: &RatingEvent) -> String {
    let value = serde_json::to_value(event).unwrap_or_default();
    let what = value["event"].as_str().unwrap_or_default();
    match event {
        RatingEvent::Called { reached: false, .. } => "not_reached".to_owned(),
        _ => what.to_owned(),
    }
}
