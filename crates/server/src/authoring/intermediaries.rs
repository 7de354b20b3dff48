//! The list of intermediary services over HTTP (G11): publishers keep it in the workbench, and an import meets what they
//! have written. Firms are not law: there is no second reading, but nothing is lost and each change is in the log.

use std::collections::BTreeSet;
use std::path::Path;

use axum::Json as Answer;
use axum::extract::State;
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use chrono::{DateTime, Utc};
use onething_api::catalogue::{IntermediaryWork, SaveIntermediaries};
use onething_api::paths;
use onething_api::problem::Code;
use onething_domain::authoring::amend;
use onething_domain::city::{Department, Role};
use onething_domain::intermediary::Intermediaries;
use onething_domain::lint::{self, Finding};

use super::documents::author;
use super::{AUTHORS, PUBLISHERS, log, store};
use crate::app::App;
use crate::city::content::Fault;
use crate::city::import;
use crate::city::locate::line_of;
use crate::city::reading::document;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::extract::Json;
use crate::router::Route;
use crate::session::Staff;
use crate::{all, etag, exec, one};

/// Under which name the list stands in the content, and its revision beside that of the content.
const NAME: &str = "intermediaries";
/// What files brought last.
const IMPORTED: &str = "intermediaries-imported";
/// What other nodes are told has changed: no guide is called so, and so they read none anew.
const CHANGED: &str = "/intermediaries";

/// Routes of the list.
pub fn routes() -> Vec<Route> {
    vec![
        Route::new(
            Method::GET,
            paths::WORK_INTERMEDIARIES,
            AUTHORS,
            get,
            "The list of intermediary services, to be edited.",
        )
        .gives::<IntermediaryWork>(200),
        Route::new(
            Method::PUT,
            paths::WORK_INTERMEDIARIES,
            PUBLISHERS,
            put,
            "Put another list of intermediary services in the place of the one that the public reads.",
        )
        .header("if-match", true)
        .takes::<SaveIntermediaries>()
        .gives::<IntermediaryWork>(200),
    ]
}

async fn get(State(app): State<App>, staff: Staff) -> Result<Response> {
    let mut tx = app.db.read().await?;
    let view = view(&mut tx, &staff).await?;
    Ok(etag::tagged(view.revision, Answer(view)))
}

async fn view(tx: &mut Tx, staff: &Staff) -> Result<IntermediaryWork> {
    let list: Option<Intermediaries> = document(tx, NAME).await?;
    Ok(IntermediaryWork {
        list: list.unwrap_or_default(),
        revision: revision(tx).await?,
        editable: staff.roles.contains(&Role::Publisher),
    })
}

async fn revision(tx: &mut Tx) -> Result<i64> {
    let row = one!(&mut *tx, (i64,), "SELECT value FROM revision WHERE name = $1", NAME)?;
    Ok(row.map_or(1, |(revision,)| revision))
}

async fn put(
    State(app): State<App>,
    staff: Staff,
    headers: HeaderMap,
    Json(request): Json<SaveIntermediaries>,
) -> Result<Response> {
    let known = etag::if_match(&headers)?;
    let mut tx = store::write(&app).await?;
    if revision(&mut tx).await? != known {
        let current = view(&mut tx, &staff).await?;
        return Err(Error::stale(Code::StaleRevision, &current));
    }
    let findings = check(&mut tx, &request.list).await?;
    if !findings.is_empty() {
        let told = format!("{} to mend", findings.len());
        return Err(Error::detail(Code::HasFindings, told).and("findings", &findings));
    }
    let now = app.clock.now();
    keep(&mut tx, &serde_json::to_string(&request.list)?, now).await?;
    import::changed(&mut tx, &[CHANGED]).await?;
    let view = view(&mut tx, &staff).await?;
    log::record(&mut tx, now, &author(&staff), "save", NAME, &view.revision.to_string()).await?;
    tx.commit().await?;
    app.refresh_soon().await;
    Ok(etag::tagged(view.revision, Answer(view)))
}

/// Puts a list into force under the next revision.
async fn keep(tx: &mut Tx, body: &str, now: DateTime<Utc>) -> Result<()> {
    store_under(tx, NAME, body, now).await?;
    exec!(
        &mut *tx,
        "INSERT INTO revision (name, value) VALUES ($1, 2) ON CONFLICT (name) DO UPDATE SET value = revision.value + 1",
        NAME
    )?;
    Ok(())
}

async fn store_under(tx: &mut Tx, name: &str, body: &str, now: DateTime<Utc>) -> Result<()> {
    exec!(
        &mut *tx,
        "INSERT INTO content (name, body, changed_at) VALUES ($1, $2, $3)
         ON CONFLICT (name) DO UPDATE SET body = excluded.body, changed_at = excluded.changed_at",
        name,
        body,
        now
    )?;
    Ok(())
}

async fn check(tx: &mut Tx, list: &Intermediaries) -> Result<Vec<Finding>> {
    let rows = all!(&mut *tx, (String,), "SELECT id FROM item")?;
    let items: BTreeSet<String> = rows.into_iter().map(|(id,)| id).collect();
    let departments: Vec<Department> = document(tx, "departments").await?.unwrap_or_default();
    let knows_department = |id: &str| departments.iter().any(|department| department.id == id);
    Ok(lint::lint_intermediaries(list, |id| items.contains(id), knows_department))
}

/// Brings the list of files together with what was written here since files brought one last; gives what was changed
/// in both, in which case nothing is stored.
///
/// # Errors
/// The database's.
pub async fn import(
    tx: &mut Tx,
    file: &Intermediaries,
    folder: &Path,
    now: DateTime<Utc>,
) -> Result<Vec<Fault>> {
    let new = serde_json::to_value(file)?;
    let here: Option<serde_json::Value> = document(tx, NAME).await?;
    let last: Option<serde_json::Value> = document(tx, IMPORTED).await?;
    // Before lists were written here, files alone brought them.
    let last = last.or_else(|| here.clone());
    let merged = match (&last, &here) {
        (Some(last), Some(here)) => {
            let merged = amend(last, here, &new);
            if !merged.clashes.is_empty() {
                return Ok(merged.clashes.iter().map(|it| clash(folder, &it.path)).collect());
            }
            merged.value
        }
        _ => new.clone(),
    };
    if here.as_ref() != Some(&merged) {
        // Through its type, so that members stand in their order.
        let list: Intermediaries = serde_json::from_value(merged)?;
        keep(tx, &serde_json::to_string(&list)?, now).await?;
    }
    store_under(tx, IMPORTED, &serde_json::to_string(file)?, now).await?;
    Ok(Vec::new())
}

fn clash(folder: &Path, path: &str) -> Fault {
    let file = folder.join(format!("{NAME}.toml"));
    let text = std::fs::read_to_string(&file).unwrap_or_default();
    Fault {
        line: line_of(&text, path),
        file,
        message: format!("{path} was changed in the file, and otherwise in the workbench"),
        remedy: "export, put both changes into the file and import it".to_owned(),
    }
}
