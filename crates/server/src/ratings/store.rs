//! Ratings in the database: their records in the journal, and the table by which they are found.

use chrono::{DateTime, Utc};
use onething_domain::calendar::Calendar;
use onething_domain::rating::{self, Rating, RatingEvent, is_bad};
use sqlx::FromRow;

use crate::app::App;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::journal::{self, Record};
use crate::names::name;
use crate::{all, exec, figures, one};

/// A rating with its records.
pub struct Loaded {
    /// Id.
    pub id: String,
    /// What its records add up to.
    pub rating: Rating,
    /// Its records.
    pub records: Vec<Record<RatingEvent>>,
}

/// A row of the table.
#[derive(Clone, Debug, FromRow)]
pub struct Row {
    /// Id.
    pub id: String,
    /// Case number.
    pub number: String,
    /// Id of the item; empty for the case as a whole.
    pub item: String,
    /// Id of the department that puts it right.
    pub department: String,
    /// 1 to 5.
    pub level: i64,
    /// When it was given.
    pub rated_at: DateTime<Utc>,
    /// How far it has been put right.
    pub state: String,
    /// The last day; empty where nothing has to be put right.
    pub due: String,
    /// When it was closed.
    pub closed_at: Option<DateTime<Utc>>,
}

/// The subject of a rating's records.
fn subject(id: &str) -> String {
    format!("rating/{id}")
}

/// A rating by its id.
///
/// # Errors
/// The database's.
pub async fn load(app: &App, tx: &mut Tx, id: &str) -> Result<Option<Loaded>> {
    let records = journal::of::<RatingEvent>(app, tx, &subject(id)).await?;
    if records.is_empty() {
        return Ok(None);
    }
    let mut rating = Rating::default();
    for record in &records {
        rating.apply(&record.event, record.at);
    }
    Ok(Some(Loaded { id: id.to_owned(), rating, records }))
}

/// Writes an event down and changes the table; the caller holds the journal.
///
/// # Errors
/// The database's.
pub async fn append(
    app: &App,
    tx: &mut Tx,
    loaded: &mut Loaded,
    actor: &str,
    event: RatingEvent,
) -> Result<()> {
    let at = app.clock.now();
    journal::append(app, tx, &subject(&loaded.id), actor, at, &event).await?;
    loaded.rating.apply(&event, at);
    if matches!(event, RatingEvent::Rated { .. }) {
        figures::count_rating(app, tx, &loaded.rating).await?;
    }
    loaded.records.push(Record { at, actor: actor.to_owned(), event });
    project(tx, loaded).await
}

async fn project(tx: &mut Tx, loaded: &Loaded) -> Result<()> {
    let rating = &loaded.rating;
    let broken = || Error::Broken("a rating that nobody gave".to_owned());
    let level = rating.verdict.as_ref().map(|verdict| verdict.level).ok_or_else(broken)?;
    exec!(
        tx,
        "INSERT INTO rating (id, number, item, thing, rated, department, level, rated_at, state, due, escalated, closed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         ON CONFLICT (id) DO UPDATE SET department = excluded.department, state = excluded.state, due = excluded.due,
         escalated = excluded.escalated, closed_at = excluded.closed_at, leased_until = NULL",
        &loaded.id,
        &rating.number,
        &rating.item,
        &rating.thing,
        &rating.rated,
        &rating.department,
        i64::from(level),
        rating.at.ok_or_else(broken)?,
        name(&rating.state),
        rating.due.map(|due| due.to_string()).unwrap_or_default(),
        rating.escalated_at.is_some(),
        rating.closed_at
    )?;
    Ok(())
}

/// Writes down what a changed calendar does to the last days of ratings that are to be put right; the caller holds the
/// journal.
///
/// # Errors
/// The database's.
pub async fn move_days(app: &App, tx: &mut Tx, before: &Calendar, now: &Calendar) -> Result<()> {
    let open = all!(
        &mut *tx,
        (String,),
        "SELECT id FROM rating WHERE state IN ('open', 'called') ORDER BY id"
    )?;
    for (id,) in open {
        let Some(mut loaded) = load(app, tx, &id).await? else { continue };
        if let Some(event) = rating::moved(&loaded.rating, before, now) {
            append(app, tx, &mut loaded, "", event).await?;
        }
    }
    Ok(())
}

/// Makes the table anew from the journal.
///
/// # Errors
/// The database's.
pub async fn rebuild(app: &App, tx: &mut Tx) -> Result<()> {
    exec!(&mut *tx, "DELETE FROM rating")?;
    for subject in journal::subjects(tx, "rating/").await? {
        let id = subject.trim_start_matches("rating/");
        if let Some(loaded) = load(app, tx, id).await? {
            project(tx, &loaded).await?;
            figures::count_rating(app, tx, &loaded.rating).await?;
        }
    }
    Ok(())
}

/// Ids of the ratings of a case, by item.
///
/// # Errors
/// The database's.
pub async fn of_case(tx: &mut Tx, number: &str) -> Result<Vec<(String, String)>> {
    Ok(all!(
        tx,
        (String, String),
        "SELECT id, item FROM rating WHERE number = $1 ORDER BY item",
        number
    )?)
}

/// Which of the bad ratings.
pub struct Filter<'a> {
    /// Of a department; empty for all.
    pub department: &'a str,
    /// Only those whose last day is before this one; empty for all.
    pub late_on: &'a str,
}

/// Those that wait, most urgent first, behind a last day and id.
///
/// # Errors
/// The database's.
pub async fn waiting(
    tx: &mut Tx,
    filter: &Filter<'_>,
    (due, id): (String, String),
    limit: i64,
) -> Result<Vec<Row>> {
    Ok(all!(
        tx,
        Row,
        "SELECT id, number, item, department, level, rated_at, state, due, closed_at FROM rating
         WHERE state IN ('open', 'called') AND ($1 = '' OR department = $1) AND ($2 = '' OR due < $2)
         AND (due > $3 OR (due = $3 AND id > $4)) ORDER BY due, id LIMIT $5",
        filter.department,
        filter.late_on,
        &due,
        &id,
        limit
    )?)
}

/// Those that are closed, last closed first, behind a time and id.
///
/// # Errors
/// The database's.
pub async fn closed(
    tx: &mut Tx,
    filter: &Filter<'_>,
    (at, id): (DateTime<Utc>, String),
    limit: i64,
) -> Result<Vec<Row>> {
    Ok(all!(
        tx,
        Row,
        "SELECT id, number, item, department, level, rated_at, state, due, closed_at FROM rating
         WHERE state = 'closed' AND ($1 = '' OR department = $1)
         AND (closed_at < $2 OR (closed_at = $2 AND id < $3)) ORDER BY closed_at DESC, id DESC LIMIT $4",
        filter.department,
        at,
        &id,
        limit
    )?)
}

/// How many wait, and how many of them are late.
///
/// # Errors
/// The database's.
pub async fn counts(tx: &mut Tx, department: &str, today: &str) -> Result<(i64, i64)> {
    let row = one!(
        tx,
        (i64, i64),
        "SELECT COUNT(*), COALESCE(SUM(CASE WHEN due < $2 THEN 1 ELSE 0 END), 0) FROM rating
         WHERE state IN ('open', 'called') AND ($1 = '' OR department = $1)",
        department,
        today
    )?;
    Ok(row.unwrap_or_default())
}

/// How departments are rated: id, ratings, their levels added up, bad ones.
///
/// # Errors
/// The database's.
pub async fn ranking(tx: &mut Tx, department: &str) -> Result<Vec<(String, i64, i64, i64)>> {
    let rows = all!(
        tx,
        (String, i64, i64),
        "SELECT rated, level, COUNT(*) FROM rating WHERE $1 = '' OR rated = $1
         GROUP BY rated, level ORDER BY rated, level",
        department
    )?;
    let mut ranking: Vec<(String, i64, i64, i64)> = Vec::new();
    for (rated, level, count) in rows {
        if ranking.last().is_none_or(|(last, ..)| *last != rated) {
            ranking.push((rated, 0, 0, 0));
        }
        let bad = u8::try_from(level).is_ok_and(is_bad);
        if let Some((_, all, levels, worst)) = ranking.last_mut() {
            *all += count;
            *levels += level * count;
            *worst += if bad { count } else { 0 };
        }
    }
    Ok(ranking)
}
