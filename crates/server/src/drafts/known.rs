//! What earlier cases and licences say about the fields of a draft (A10).

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use onething_api::drafts::{Draft, KnownAnswer, KnownAnswers, KnownFrom};
use onething_domain::field::Field;
use onething_domain::prefill::{self, Source};
use serde_json::json;

use super::store;
use crate::all;
use crate::app::App;
use crate::cases::store::load;
use crate::db::Tx;
use crate::error::Result;
use crate::extract::Path;
use crate::licences;
use crate::session::Citizen;

/// Accepted cases that are looked through, the last first: what was answered longer ago is asked anew.
const CASES: i64 = 10;

/// What is known for a draft of mine.
///
/// # Errors
/// As [`store::own`].
pub async fn list(
    State(app): State<App>,
    citizen: Citizen,
    Path(id): Path<String>,
) -> Result<Json<KnownAnswers>> {
    let mut tx = app.db.read().await?;
    let draft = store::own(&app, &mut tx, &citizen.id, &id).await?;
    let mut known = KnownAnswers::default();
    // What a company holds is told to nobody who no longer acts for it.
    if draft.company.as_ref().is_some_and(|code| !citizen.may_act_for(code)) {
        return Ok(Json(known));
    }
    let Some(edition) = app.shelf.edition(&app, &draft.thing, draft.version).await? else {
        return Ok(Json(known));
    };
    let mut earlier = Vec::new();
    let mut kinds = Vec::new();
    for field in &edition.guide.fields {
        match prefill::source(&field.prefill) {
            Some(Source::Earlier) => earlier.push(field),
            Some(Source::Licence(kind)) => kinds.push((field, kind)),
            Some(Source::Profile(_)) | None => {}
        }
    }
    of_licences(&app, &mut tx, &citizen, &draft, &kinds, &mut known.answers).await?;
    of_cases(&app, &mut tx, &citizen, &draft, earlier, &mut known.answers).await?;
    Ok(Json(known))
}

type Answers = BTreeMap<String, KnownAnswer>;

/// The numbers of valid licences, of each kind the last one issued.
async fn of_licences(
    app: &App,
    tx: &mut Tx,
    citizen: &Citizen,
    draft: &Draft,
    kinds: &[(&Field, &str)],
    known: &mut Answers,
) -> Result<()> {
    if kinds.is_empty() {
        return Ok(());
    }
    let today = licences::today(app)?;
    let held = licences::usable(app, tx, &citizen.id, draft.company.as_deref()).await?;
    for (field, kind) in kinds {
        let valid = held.iter().find(|held| held.kind == *kind && held.is_valid(today));
        if let Some(licence) = valid {
            let answer = KnownAnswer {
                value: json!(licence.number),
                from: KnownFrom::Licence,
                name: licence.name.clone(),
                on: licence.issued_on,
            };
            known.insert(field.id.clone(), answer);
        }
    }
    Ok(())
}

/// What was answered to the same data elements in the last cases that were accepted, for the same person or company.
async fn of_cases(
    app: &App,
    tx: &mut Tx,
    citizen: &Citizen,
    draft: &Draft,
    mut asked: Vec<&Field>,
    known: &mut Answers,
) -> Result<()> {
    if asked.is_empty() {
        return Ok(());
    }
    let calendar = app.shelf.catalogue().calendar()?.clone();
    let today = calendar.day(app.clock.now());
    let company = draft.company.clone().unwrap_or_default();
    let numbers = all!(
        tx,
        (String,),
        "SELECT number FROM case_summary WHERE applicant = $1 AND company = $2 AND accepted = $3
         ORDER BY filed_at DESC, number DESC LIMIT $4",
        &citizen.id,
        &company,
        true,
        CASES
    )?;
    for (number,) in numbers {
        let loaded = load(app, tx, &number).await?;
        let Some(submission) = &loaded.case.submission else { continue };
        let edition = app.shelf.edition(app, &submission.thing, submission.version).await?;
        let Some(edition) = edition else { continue };
        asked.retain(|field| {
            let found =
                prefill::of_answers(field, &edition.guide.fields, &submission.answers, today);
            let is_unknown = found.is_none();
            if let Some(value) = found {
                let answer = KnownAnswer {
                    value,
                    from: KnownFrom::Earlier,
                    name: edition.guide.title.clone(),
                    on: calendar.day(loaded.filed_at()),
                };
                known.insert(field.id.clone(), answer);
            }
            is_unknown
        });
        if asked.is_empty() {
            break;
        }
    }
    Ok(())
}
