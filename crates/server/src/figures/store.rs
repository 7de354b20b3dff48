//! Figures in the database.

use onething_domain::figure::{Column, Figures, Measure};
use sqlx::FromRow;

use crate::db::Tx;
use crate::error::Result;
use crate::names::{name, value};
use crate::{all, exec};

/// A figure of a place in a month.
#[derive(FromRow)]
struct Row {
    month: String,
    id: String,
    #[sqlx(default)]
    of_thing: String,
    measure: String,
    value: i64,
}

/// The figures of a place in a month.
pub struct Place {
    /// Month.
    pub month: String,
    /// Id of the department or thing; empty for the city.
    pub id: String,
    /// Id of the thing whose services these are of a department's; empty where all are added up.
    pub of_thing: String,
    /// Its figures.
    pub column: Column,
}

/// Adds to figures; in the order of their keys, so that two transactions never wait for each other.
///
/// # Errors
/// The database's.
pub async fn add(tx: &mut Tx, figures: &Figures) -> Result<()> {
    for (key, value) in figures {
        exec!(
            &mut *tx,
            "INSERT INTO figure (month, department, thing, measure, value) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (month, department, thing, measure) DO UPDATE SET value = figure.value + excluded.value",
            &key.month,
            &key.department,
            &key.thing,
            name(&key.measure),
            value
        )?;
    }
    Ok(())
}

/// Months with figures, newest first, up to one.
///
/// # Errors
/// The database's.
pub async fn months(tx: &mut Tx, until: &str, limit: i64) -> Result<Vec<String>> {
    let rows = all!(
        tx,
        (String,),
        "SELECT DISTINCT month FROM figure WHERE month <= $1 ORDER BY month DESC LIMIT $2",
        until,
        limit
    )?;
    Ok(rows.into_iter().map(|(month,)| month).collect())
}

/// The city's things from a month on: whole cases.
///
/// # Errors
/// The database's.
pub async fn things(tx: &mut Tx, from: &str) -> Result<Vec<Place>> {
    let rows = all!(
        tx,
        Row,
        "SELECT month, thing AS id, measure, value FROM figure
         WHERE month >= $1 AND department = '' ORDER BY month, thing",
        from
    )?;
    places(rows)
}

/// Departments from a month on: their services.
///
/// # Errors
/// The database's.
pub async fn departments(tx: &mut Tx, from: &str) -> Result<Vec<Place>> {
    let rows = all!(
        tx,
        Row,
        "SELECT month, department AS id, measure, CAST(SUM(value) AS BIGINT) AS value FROM figure
         WHERE month >= $1 AND department <> '' GROUP BY month, department, measure ORDER BY month, department",
        from
    )?;
    places(rows)
}

/// What departments accepted and finished from a month on, for each thing by itself.
///
/// # Errors
/// The database's.
pub async fn shares(tx: &mut Tx, from: &str) -> Result<Vec<Place>> {
    let rows = all!(
        tx,
        Row,
        "SELECT month, department AS id, thing AS of_thing, measure, value FROM figure
         WHERE month >= $1 AND department <> '' AND measure IN ('accepted', 'finished', 'on_time')
         ORDER BY month, department, thing",
        from
    )?;
    places(rows)
}

/// Rows that stand together, as one place each.
fn places(rows: Vec<Row>) -> Result<Vec<Place>> {
    let mut places: Vec<Place> = Vec::new();
    for row in rows {
        let measure: Measure = value(&row.measure)?;
        let same = |last: &&mut Place| {
            last.month == row.month && last.id == row.id && last.of_thing == row.of_thing
        };
        match places.last_mut().filter(same) {
            Some(last) => {
                last.column.insert(measure, row.value);
            }
            None => places.push(Place {
                month: row.month,
                id: row.id,
                of_thing: row.of_thing,
                column: Column::from([(measure, row.value)]),
            }),
        }
    }
    // What was counted and taken back again is not there.
    places.retain(|place| place.column.values().any(|value| *value != 0));
    Ok(places)
}
