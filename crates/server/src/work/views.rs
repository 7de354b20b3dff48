//! Queues with their filters, kept under a name by a member of staff: on the server, so that they are there on any
//! desk that they log in at.

use axum::Json;
use axum::extract::State;
use axum::http::{Method, StatusCode};
use onething_api::paths;
use onething_api::problem::Code;
use onething_api::work::{QueueQuery, SavedView, SavedViews, VIEWS};

use crate::app::App;
use crate::cases::HANDLERS;
use crate::db::{Tx, is_unique};
use crate::error::{Error, Result};
use crate::extract::{self, Path, client_id};
use crate::guard::Guard;
use crate::router::Route;
use crate::session::Staff;
use crate::{all, exec};

/// Characters of a name, at most.
const NAME: usize = 40;
/// Bytes of a query, at most.
const QUERY: usize = 500;

/// Routes of views.
pub fn routes() -> Vec<Route> {
    let guard = Guard::Staff(&HANDLERS);
    vec![
        Route::new(Method::GET, paths::WORK_VIEWS, guard, list, "The queues that I keep.")
            .gives::<SavedViews>(200),
        Route::new(
            Method::PUT,
            paths::WORK_VIEW,
            guard,
            keep,
            "Keep a queue with its filters under a name; the same id changes it.",
        )
        .takes::<SavedView>()
        .gives::<SavedViews>(200),
        Route::new(Method::DELETE, paths::WORK_VIEW, guard, let_go, "Keep it no longer.")
            .gives::<SavedViews>(200),
    ]
}

async fn list(State(app): State<App>, staff: Staff) -> Result<Json<SavedViews>> {
    let mut tx = app.db.read().await?;
    Ok(Json(of(&mut tx, &staff.id).await?))
}

async fn of(tx: &mut Tx, staff: &str) -> Result<SavedViews> {
    let rows = all!(
        tx,
        (String, String, String),
        "SELECT id, name, query FROM saved_view WHERE staff = $1 ORDER BY name",
        staff
    )?;
    let view = |(id, name, query)| SavedView { id, name, query };
    Ok(SavedViews { views: rows.into_iter().map(view).collect() })
}

async fn keep(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<String>,
    extract::Json(view): extract::Json<SavedView>,
) -> Result<(StatusCode, Json<SavedViews>)> {
    let name = check(&id, &view)?;
    let mut tx = app.db.write().await?;
    let kept = of(&mut tx, &staff.id).await?.views;
    if kept.len() >= VIEWS && !kept.iter().any(|known| known.id == id) {
        return Err(Error::field(Code::WrongShape, "id", format!("at most {VIEWS} are kept")));
    }
    // Another's view of this id stays as it is, and is not there for who asks.
    let done = exec!(
        &mut tx,
        "INSERT INTO saved_view (id, staff, name, query, saved_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, query = excluded.query, saved_at = excluded.saved_at
         WHERE saved_view.staff = excluded.staff",
        &id,
        &staff.id,
        name,
        &view.query,
        app.clock.now()
    );
    match done {
        Err(error) if is_unique(&error) => {
            return Err(Error::field(Code::WrongShape, "name", "another view has this name"));
        }
        Ok(0) => return Err(Error::new(Code::NotFound)),
        done => done?,
    };
    let views = of(&mut tx, &staff.id).await?;
    tx.commit().await?;
    Ok((StatusCode::OK, Json(views)))
}

/// A view must have a name and ask for something that a queue can be asked for; gives the name.
fn check<'a>(id: &str, view: &'a SavedView) -> Result<&'a str> {
    client_id(id)?;
    let wrong = |field: &str, detail: &str| Err(Error::field(Code::WrongShape, field, detail));
    if view.id != id {
        return wrong("id", "the one of the path");
    }
    let name = view.name.trim();
    if name.is_empty() || name.chars().count() > NAME {
        return wrong("name", "1 to 40 characters");
    }
    let asked: Option<QueueQuery> =
        Some(&view.query).filter(|q| q.len() <= QUERY).and_then(|q| read(q));
    match asked {
        Some(asked) if asked.cursor.is_none() && asked.search.is_none() => Ok(name),
        _ => wrong("query", "what follows ? in the address of a queue, without cursor and search"),
    }
}

fn read(query: &str) -> Option<QueueQuery> {
    let uri: axum::http::Uri = format!("/?{query}").parse().ok()?;
    axum::extract::Query::<QueueQuery>::try_from_uri(&uri).ok().map(|asked| asked.0)
}

async fn let_go(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<String>,
) -> Result<Json<SavedViews>> {
    let mut tx = app.db.write().await?;
    let gone =
        exec!(&mut tx, "DELETE FROM saved_view WHERE id = $1 AND staff = $2", &id, &staff.id)?;
    if gone == 0 {
        return Err(Error::new(Code::NotFound));
    }
    let views = of(&mut tx, &staff.id).await?;
    tx.commit().await?;
    Ok(Json(views))
}
