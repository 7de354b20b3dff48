//! Publication of results (公示): what was decided, for whom, when – of items whose content has it published,
//! with companies by name and people with their names covered.

use axum::Json;
use axum::extract::State;
use axum::http::Method;
use chrono::{DateTime, Utc};
use onething_api::notices::{PublicResult, ResultList, ResultQuery};
use onething_api::paths;
use onething_domain::case::Task;
use onething_domain::identifier;
use sqlx::FromRow;

use crate::app::App;
use crate::cases::store::Loaded;
use crate::db::Tx;
use crate::error::Result;
use crate::extract::Query;
use crate::guard::Guard;
use crate::page;
use crate::router::Route;
use crate::session::store;
use crate::{all, exec};

/// Routes of published results.
pub fn routes() -> Vec<Route> {
    vec![
        Route::new(
            Method::GET,
            paths::RESULTS,
            Guard::Public,
            list,
            "Published results, newest first.",
        )
        .asks::<ResultQuery>()
        .gives::<ResultList>(200),
    ]
}

#[derive(FromRow)]
struct Row {
    number: String,
    item: String,
    name: String,
    department: String,
    holder: String,
    document: String,
    document_number: String,
    decided_at: DateTime<Utc>,
}

async fn list(
    State(app): State<App>,
    Query(query): Query<ResultQuery>,
) -> Result<Json<ResultList>> {
    let limit = page::limit(query.limit, 20)?;
    let (at, number, item) = page::begin::<(DateTime<Utc>, String, String)>(
        query.cursor.as_deref(),
    )?
    .unwrap_or_else(|| {
        let (at, number) = page::newest();
        (at, number, String::new())
    });
    let mut tx = app.db.read().await?;
    let mut rows = all!(
        &mut tx,
        Row,
        "SELECT number, item, name, department, holder, document, document_number, decided_at FROM public_result
         WHERE ($1 = '' OR department = $1)
         AND (decided_at < $2 OR (decided_at = $2 AND (number < $3 OR (number = $3 AND item < $4))))
         ORDER BY decided_at DESC, number DESC, item DESC LIMIT $5",
        query.department.as_deref().unwrap_or_default(),
        at,
        &number,
        &item,
        limit + 1
    )?;
    let next =
        page::cut(&mut rows, limit, |row| (row.decided_at, row.number.clone(), row.item.clone()))?;
    let catalogue = app.shelf.catalogue();
    let calendar = catalogue.calendar()?;
    let results = rows.into_iter().map(|row| {
        Ok(PublicResult {
            item: serde_json::from_str(&row.name)?,
            department: catalogue.department_name(&row.department),
            document: serde_json::from_str(&row.document)?,
            number: row.number,
            holder: row.holder,
            document_number: row.document_number,
            day: calendar.day(row.decided_at),
        })
    });
    Ok(Json(ResultList {
        results: results.collect::<Result<_>>()?,
        departments: catalogue.publishers.clone(),
        next,
    }))
}

/// Writes what of a case is published; part of its projections.
///
/// # Errors
/// The database's.
pub async fn project(app: &App, tx: &mut Tx, loaded: &Loaded) -> Result<()> {
    let case = &loaded.case;
    let issued: Vec<&Task> = case.tasks.iter().filter(|task| task.result.is_some()).collect();
    let (Some(submission), Some(party), false) =
        (&case.submission, &case.applicant, issued.is_empty())
    else {
        return Ok(());
    };
    let edition = app.shelf.edition(app, &submission.thing, submission.version).await?;
    let public = |task: &&&Task| {
        let node = edition.as_ref().and_then(|edition| edition.guide.node(&task.item));
        node.is_some_and(|node| node.item.result.published)
    };
    for task in issued.iter().filter(public) {
        let Some(result) = &task.result else { continue };
        let holder = match &party.company {
            Some(code) => {
                store::company(tx, code).await?.map_or(code.clone(), |company| company.name)
            }
            None => store::person(app, tx, &party.person)
                .await?
                .map(|person| identifier::mask_name(&person.name))
                .unwrap_or_default(),
        };
        exec!(
            &mut *tx,
            "INSERT INTO public_result (number, item, name, department, holder, document, document_number, decided_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (number, item) DO NOTHING",
            &loaded.number,
            &task.item,
            serde_json::to_string(&task.name)?,
            &task.department,
            &holder,
            serde_json::to_string(&result.name)?,
            &result.number,
            task.ended_at.unwrap_or_else(|| loaded.filed_at())
        )?;
    }
    Ok(())
}
