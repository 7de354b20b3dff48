//! Answers for everyone, from questions that people ask.

use axum::Json;
use axum::extract::State;
use axum::http::Method;
use onething_api::paths;
use onething_api::tickets::{AnswerList, AnswerQuery, PublicAnswer};

use super::store;
use crate::app::App;
use crate::error::Result;
use crate::extract::Query;
use crate::guard::Guard;
use crate::page;
use crate::router::Route;

/// Routes of answers.
pub fn routes() -> Vec<Route> {
    vec![
        Route::new(
            Method::GET,
            paths::ANSWERS,
            Guard::Public,
            list,
            "Questions that people ask, with their answers, last published first.",
        )
        .asks::<AnswerQuery>()
        .gives::<AnswerList>(200),
    ]
}

async fn list(
    State(app): State<App>,
    Query(query): Query<AnswerQuery>,
) -> Result<Json<AnswerList>> {
    let limit = page::limit(query.limit, 20)?;
    let behind = page::begin(query.cursor.as_deref())?.unwrap_or_else(page::newest);
    let thing = query.thing.unwrap_or_default();
    let department = query.department.unwrap_or_default();
    let mut tx = app.db.read().await?;
    let mut rows = store::published(&mut tx, &thing, &department, behind, limit + 1).await?;
    let next = page::cut(&mut rows, limit, |row| (row.at, row.ticket.clone()))?;
    let catalogue = app.shelf.catalogue();
    let answers = rows.into_iter().map(|row| {
        let edition = catalogue.published(&row.thing);
        Ok(PublicAnswer {
            question: serde_json::from_str(&row.question)?,
            answer: serde_json::from_str(&row.answer)?,
            department: catalogue.department_name(&row.department),
            title: edition.map(|edition| edition.guide.title.clone()).unwrap_or_default(),
            // What is no longer offered has no page to lead to.
            thing: edition.map(|_| row.thing.clone()).unwrap_or_default(),
            at: row.at,
        })
    });
    Ok(Json(AnswerList { answers: answers.collect::<Result<_>>()?, next }))
}
