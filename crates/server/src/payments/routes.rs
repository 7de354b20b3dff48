//! Payments over HTTP.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::{Method, StatusCode};
use onething_api::paths;
use onething_api::payments::{CashierAnswer, NewPayment, Payment, PaymentStatus};
use onething_api::problem::Code;
use onething_domain::case::CaseStatus;

use super::{cashier, store};
use crate::app::App;
use crate::cases::{access, store as cases};
use crate::error::{Error, Result};
use crate::extract::{Json, Path, client_id};
use crate::guard::Guard;
use crate::reply::{self, Begun};
use crate::router::Route;
use crate::session::{Citizen, Identity};

/// Routes of payments.
pub fn routes() -> Vec<Route> {
    vec![
        Route::new(
            Method::POST,
            paths::PAYMENTS,
            Guard::Citizen,
            begin,
            "Begin a payment of what the case owes.",
        )
        .takes::<NewPayment>()
        .gives::<Payment>(201),
        Route::new(Method::GET, paths::PAYMENT, Guard::Citizen, get, "A payment.")
            .gives::<Payment>(200),
        Route::new(
            Method::POST,
            paths::CASHIER,
            Guard::DemoCitizen,
            decide,
            "The sandbox cashier's answer.",
        )
        .takes::<CashierAnswer>()
        .gives::<Payment>(200),
    ]
}

async fn begin(
    State(app): State<App>,
    citizen: Citizen,
    Path(number): Path<String>,
    Json(request): Json<NewPayment>,
) -> Result<(StatusCode, Answer<Payment>)> {
    client_id(&request.id)?;
    let mut tx = app.db.write().await?;
    access::find(&mut tx, &Identity::Citizen(citizen.clone()), &number).await?;
    let asked = (&number, &request);
    if let Begun::Before(_) = reply::begin(&app, &mut tx, &citizen.id, &request.id, &asked).await? {
        let payment = store::get(&mut tx, &request.id).await?;
        let payment = payment.ok_or_else(|| Error::new(Code::NotFound))?;
        return Ok((StatusCode::CREATED, Answer(payment)));
    }
    cases::hold(&mut tx, &number).await?;
    let loaded = cases::load(&app, &mut tx, &number).await?;
    if loaded.case.status != CaseStatus::Unpaid {
        return Err(Error::new(Code::NothingOwed));
    }
    let payment = Payment {
        id: request.id.clone(),
        cents: loaded.case.bill.total(),
        status: PaymentStatus::Pending,
        created_at: app.clock.now(),
        number,
    };
    store::give_up(&mut tx, &payment.number).await?;
    if !store::add(&mut tx, &payment).await? {
        return Err(Error::field(Code::IdReused, "id", "taken"));
    }
    reply::end(&mut tx, &citizen.id, &request.id, "").await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Answer(payment)))
}

async fn get(
    State(app): State<App>,
    citizen: Citizen,
    Path(id): Path<String>,
) -> Result<Answer<Payment>> {
    let mut tx = app.db.read().await?;
    let payment = store::get(&mut tx, &id).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    access::find(&mut tx, &Identity::Citizen(citizen), &payment.number).await?;
    Ok(Answer(payment))
}

async fn decide(
    State(app): State<App>,
    citizen: Citizen,
    Path(id): Path<String>,
    Json(request): Json<CashierAnswer>,
) -> Result<Answer<Payment>> {
    cashier::answer(&app, &citizen, &id, request.succeed).await.map(Answer)
}
