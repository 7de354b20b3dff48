//! Data elements over HTTP: editors add the ones that their fields need.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::{Method, StatusCode};
use onething_api::paths;
use onething_api::problem::Code;
use onething_domain::city::{DataElement, is_element_id};

use super::documents::author;
use super::{AUTHORS, log, store};
use crate::app::App;
use crate::city::reading::document;
use crate::city::routes::no_content;
use crate::error::{Error, Result};
use crate::exec;
use crate::extract::Json;
use crate::router::Route;
use crate::session::Staff;

/// Longest name in characters.
const LONGEST: usize = 60;

/// Routes of data elements.
pub fn routes() -> Vec<Route> {
    vec![
        Route::new(
            Method::POST,
            paths::WORK_ELEMENTS,
            AUTHORS,
            add,
            "Add a data element, under an id that none has.",
        )
        .takes::<DataElement>()
        .gives::<DataElement>(201),
    ]
}

/// Adds it; the same one sent twice is there once.
async fn add(
    State(app): State<App>,
    staff: Staff,
    Json(new): Json<DataElement>,
) -> Result<(StatusCode, Answer<DataElement>)> {
    check(&new)?;
    let mut tx = store::write(&app).await?;
    let elements: Option<Vec<DataElement>> = document(&mut tx, "elements").await?;
    let mut elements = elements.ok_or_else(no_content)?;
    match elements.iter().find(|known| known.id == new.id) {
        Some(known) if *known == new => return Ok((StatusCode::CREATED, Answer(new))),
        Some(known) => return Err(Error::field(Code::IdReused, "id", known.name.zh.as_str())),
        None => elements.push(new.clone()),
    }
    let (now, body) = (app.clock.now(), serde_json::to_string(&elements)?);
    exec!(
        &mut tx,
        "UPDATE content SET body = $1, changed_at = $2 WHERE name = 'elements'",
        &body,
        now
    )?;
    log::record(&mut tx, now, &author(&staff), "add_element", &new.id, &new.name.zh).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Answer(new)))
}

fn check(new: &DataElement) -> Result<()> {
    if !is_element_id(&new.id) {
        let rule = "words of lower-case letters, digits and underscores joined by points";
        return Err(Error::field(Code::WrongShape, "id", rule));
    }
    for (field, text) in [("name.zh", &new.name.zh), ("name.en", &new.name.en)] {
        let length = text.trim().chars().count();
        if !(1..=LONGEST).contains(&length) || text.chars().any(char::is_control) {
            return Err(Error::field(
                Code::WrongShape,
                field,
                format!("1 to {LONGEST} characters"),
            ));
        }
    }
    Ok(())
}
