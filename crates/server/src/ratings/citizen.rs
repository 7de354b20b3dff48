//! Ratings as applicants give them: one for each service and one for the case, and never changed.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::{Method, StatusCode};
use onething_api::paths;
use onething_api::ratings::{CaseRatings, GivenRating, OpenRating, Rate};
use onething_domain::case::{Actor, Case};
use onething_domain::rating::{self, Rating, RatingEvent};
use onething_domain::text::Text;

use super::{store, with_facts};
use crate::app::App;
use crate::cases::{access, store as cases};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::extract::{Json, Path, client_id};
use crate::guard::Guard;
use crate::journal;
use crate::reply::{self, Begun};
use crate::router::Route;
use crate::session::{Citizen, Identity};

/// Routes of applicants' ratings.
pub fn routes() -> Vec<Route> {
    vec![
        Route::new(
            Method::GET,
            paths::RATINGS,
            Guard::Citizen,
            list,
            "What I have rated of my case, and may rate.",
        )
        .gives::<CaseRatings>(200),
        Route::new(
            Method::POST,
            paths::RATINGS,
            Guard::Citizen,
            rate,
            "Rate a service of my case, or the case as a whole, once; or say why, once, with the same level.",
        )
        .takes::<Rate>()
        .gives::<CaseRatings>(201)
        .gives::<CaseRatings>(200),
    ]
}

async fn list(
    State(app): State<App>,
    citizen: Citizen,
    Path(number): Path<String>,
) -> Result<Answer<CaseRatings>> {
    let mut tx = app.db.read().await?;
    access::find(&mut tx, &Identity::Citizen(citizen), &number).await?;
    view(&app, &mut tx, &number).await.map(Answer)
}

async fn rate(
    State(app): State<App>,
    citizen: Citizen,
    Path(number): Path<String>,
    Json(request): Json<Rate>,
) -> Result<(StatusCode, Answer<CaseRatings>)> {
    client_id(&request.id)?;
    let identity = Identity::Citizen(citizen.clone());
    let mut tx = app.db.write().await?;
    access::find(&mut tx, &identity, &number).await?;
    journal::hold(&mut tx).await?;
    let asked = (&number, &request);
    if let Begun::Before(_) = reply::begin(&app, &mut tx, &citizen.id, &request.id, &asked).await? {
        return Ok((StatusCode::OK, Answer(view(&app, &mut tx, &number).await?)));
    }
    let (mut given, event) = decide(&app, &mut tx, &citizen, &number, &request).await?;
    store::append(&app, &mut tx, &mut given, &citizen.id, event).await?;
    reply::end(&mut tx, &citizen.id, &request.id, "").await?;
    let answer = view(&app, &mut tx, &number).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Answer(answer)))
}

/// A rating; or the reasons of one that was given by one tap.
async fn decide(
    app: &App,
    tx: &mut Tx,
    citizen: &Citizen,
    number: &str,
    request: &Rate,
) -> Result<(store::Loaded, RatingEvent)> {
    let catalogue = app.shelf.catalogue();
    let known = store::of_case(tx, number).await?;
    if let Some((id, _)) = known.iter().find(|(_, item)| *item == request.item) {
        let gone = || Error::Broken("a rating without records".to_owned());
        let given = store::load(app, tx, id).await?.ok_or_else(gone)?;
        let event = with_facts(app, &catalogue, &Actor::Applicant, |facts| {
            rating::explain(&given.rating, &request.verdict, facts)
        })??;
        return Ok((given, event));
    }
    let case = cases::load(app, tx, number).await?.case;
    let event = with_facts(app, &catalogue, &Actor::Applicant, |facts| {
        rating::rate(number, &case, &request.item, &citizen.id, &request.verdict, facts)
    })??;
    let fresh =
        store::Loaded { id: request.id.clone(), rating: Rating::default(), records: Vec::new() };
    Ok((fresh, event))
}

fn name_of(case: &Case, item: &str) -> Text {
    case.task(item).map_or_else(|| case.title.clone(), |task| task.name.clone())
}

async fn view(app: &App, tx: &mut Tx, number: &str) -> Result<CaseRatings> {
    let case = cases::load(app, tx, number).await?.case;
    let catalogue = app.shelf.catalogue();
    let (pledges, calendar) = (catalogue.pledges(), catalogue.calendar()?);
    let mut given = Vec::new();
    for (id, item) in store::of_case(tx, number).await? {
        let Some(store::Loaded { rating, .. }) = store::load(app, tx, &id).await? else { continue };
        let (Some(verdict), Some(at)) = (rating.verdict, rating.at) else { continue };
        given.push(GivenRating {
            name: name_of(&case, &item),
            item,
            verdict,
            at,
            state: rating.state,
            department: catalogue.department_name(&rating.department),
            due: rating.due,
            measure: rating.measure,
        });
    }
    let today = calendar.day(app.clock.now());
    let open = rating::rateable(&case, &pledges, calendar).into_iter().filter_map(|of| {
        let item = of.task.map(|task| task.item.clone()).unwrap_or_default();
        let waits = of.until >= today && given.iter().all(|given| given.item != item);
        waits.then(|| OpenRating { name: name_of(&case, &item), item, until: of.until })
    });
    Ok(CaseRatings { open: open.collect(), given })
}
