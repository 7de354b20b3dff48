//! Publication of results (公示): what was decided, for whom, when – of items whose content has it published,
//! with companies by name and people with their names covered, as long as they are not taken back.

use axum::Json;
use axum::extract::State;
use axum::http::Method;
use chrono::{DateTime, Utc};
use onething_api::notices::{PublicResult, ResultList, ResultQuery};
use onething_api::paths;
use onething_domain::case::{Party, Task};
use onething_domain::identifier;
use onething_domain::licence::Holder;
use sqlx::FromRow;

use crate::app::App;
use crate::cases::store::Loaded;
use crate::db::Tx;
use crate::error::Result;
use crate::extract::Query;
use crate::guard::Guard;
use crate::page;
use crate::router::Route;
use crate::{all, insert, licences};

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
    // What was taken back is left out here, not when it is written: taking back is no event of the case.
    let mut rows = all!(
        &mut tx,
        Row,
        "SELECT number, item, name, department, holder, document, document_number, decided_at FROM public_result
         WHERE ($1 = '' OR department = $1)
         AND NOT EXISTS (SELECT 1 FROM licence WHERE licence.revoked_at IS NOT NULL
              AND licence.origin = 'case/' || public_result.number || '/' || public_result.item)
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
    let (Some(submission), Some(party)) = (&case.submission, &case.applicant) else {
        return Ok(());
    };
    if case.tasks.iter().all(|task| task.result.is_none()) {
        return Ok(());
    }
    let edition = app.shelf.edition(app, &submission.thing, submission.version).await?;
    let mut rows = Vec::new();
    for task in &case.tasks {
        let node = edition.as_ref().and_then(|edition| edition.guide.node(&task.item));
        let (Some(result), true) =
            (&task.result, node.is_some_and(|node| node.item.result.published))
        else {
            continue;
        };
        rows.push(Published {
            task,
            name: serde_json::to_string(&task.name)?,
            document: serde_json::to_string(&result.name)?,
            document_number: &result.number,
            decided_at: task.ended_at.unwrap_or_else(|| loaded.filed_at()),
        });
    }
    if rows.is_empty() {
        return Ok(());
    }
    let holder = holder(app, tx, party).await?;
    insert!(
        tx,
        "INSERT INTO public_result (number, item, name, department, holder, document, document_number, decided_at) ",
        " ON CONFLICT (number, item) DO NOTHING",
        rows,
        |row| &loaded.number,
        &row.task.item,
        row.name,
        &row.task.department,
        &holder,
        row.document,
        row.document_number,
        row.decided_at
    )?;
    Ok(())
}

/// What of a task's result is published.
struct Published<'a> {
    task: &'a Task,
    name: String,
    document: String,
    document_number: &'a str,
    decided_at: DateTime<Utc>,
}

/// Who holds the results of a case, as everybody may read it.
async fn holder(app: &App, tx: &mut Tx, party: &Party) -> Result<String> {
    Ok(match licences::holder(app, tx, party).await? {
        Some(Holder::Company { name, .. }) => name,
        Some(Holder::Person { name, .. }) => identifier::mask_name(&name),
        None => party.company.clone().unwrap_or_default(),
    })
}
