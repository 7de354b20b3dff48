//! Seals of companies over HTTP: kept by the legal representative, seen and used by whoever may act for the company.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::Method;
use axum::response::Response;
use onething_api::companies::{CompanySeal, KeepSeal, KeptSeal};
use onething_api::paths;
use onething_api::problem::Code;
use onething_api::session::CompanyRef;

use super::store;
use crate::app::App;
use crate::db::Tx;
use crate::documents;
use crate::error::{Error, Result};
use crate::extract::{Json, Path};
use crate::guard::Guard;
use crate::router::Route;
use crate::session::{Citizen, store as people};
use crate::signatures::Drawn;
use crate::uploads;

/// Routes of what companies keep.
pub fn routes() -> Vec<Route> {
    vec![
        Route::new(
            Method::GET,
            paths::COMPANY_SEAL,
            Guard::Citizen,
            read,
            "The seal that a company keeps here, for those who may act for it.",
        )
        .gives::<CompanySeal>(200),
        Route::new(
            Method::PUT,
            paths::COMPANY_SEAL,
            Guard::Citizen,
            keep,
            "Keep a seal in the place of the one before, as the legal representative.",
        )
        .takes::<KeepSeal>()
        .gives::<CompanySeal>(200),
        Route::new(
            Method::DELETE,
            paths::COMPANY_SEAL,
            Guard::Citizen,
            remove,
            "Take the seal away, as the legal representative; what was sealed with it stays so.",
        )
        .gives::<CompanySeal>(200),
        Route::new(
            Method::GET,
            paths::COMPANY_SEAL_IMAGE,
            Guard::Citizen,
            image,
            "The image of the seal, for those who may act for the company.",
        )
        .gives_bytes(200, "image/png"),
    ]
}

/// A company of theirs.
fn own<'a>(citizen: &'a Citizen, code: &str) -> Result<&'a CompanyRef> {
    let own = citizen.companies.iter().find(|company| company.code == code);
    own.ok_or_else(|| Error::new(Code::NotFound))
}

/// A company that they represent by law.
fn represented<'a>(citizen: &'a Citizen, code: &str) -> Result<&'a CompanyRef> {
    let company = own(citizen, code)?;
    match company.representative {
        true => Ok(company),
        false => Err(Error::detail(Code::Forbidden, "the legal representative keeps the seal")),
    }
}

async fn shown(
    app: &App,
    tx: &mut Tx,
    citizen: &Citizen,
    company: &CompanyRef,
) -> Result<Answer<CompanySeal>> {
    let seal = match store::get(tx, &company.code).await? {
        Some(row) => {
            let person = people::person(app, tx, &row.kept_by).await?;
            let kept_by = person.map(|person| person.name).unwrap_or_default();
            Some(KeptSeal { image: row.sha256, kept_at: row.kept_at, kept_by })
        }
        None => None,
    };
    let may_change = company.representative && citizen.window.is_none();
    Ok(Answer(CompanySeal { seal, may_change }))
}

async fn read(
    State(app): State<App>,
    citizen: Citizen,
    Path(code): Path<String>,
) -> Result<Answer<CompanySeal>> {
    let company = own(&citizen, &code)?;
    let mut tx = app.db.read().await?;
    shown(&app, &mut tx, &citizen, company).await
}

async fn keep(
    State(app): State<App>,
    citizen: Citizen,
    Path(code): Path<String>,
    Json(request): Json<KeepSeal>,
) -> Result<Answer<CompanySeal>> {
    let company = represented(&citizen, &code)?;
    let seal = Drawn::read(&request.image)?;
    documents::make::takes_picture(&app, &seal.bytes).await?;
    let mut tx = app.db.write().await?;
    store::keep(&app, &mut tx, &code, &citizen.id, &seal).await?;
    let answer = shown(&app, &mut tx, &citizen, company).await?;
    tx.commit().await?;
    tracing::info!(company = code, person = citizen.id, "a company's seal is kept");
    Ok(answer)
}

async fn remove(
    State(app): State<App>,
    citizen: Citizen,
    Path(code): Path<String>,
) -> Result<Answer<CompanySeal>> {
    let company = represented(&citizen, &code)?;
    let mut tx = app.db.write().await?;
    if !store::remove(&mut tx, &code).await? {
        return Err(Error::new(Code::NotFound));
    }
    let answer = shown(&app, &mut tx, &citizen, company).await?;
    tx.commit().await?;
    Ok(answer)
}

async fn image(
    State(app): State<App>,
    citizen: Citizen,
    Path(code): Path<String>,
) -> Result<Response> {
    own(&citizen, &code)?;
    let mut tx = app.db.read().await?;
    let seal = store::get(&mut tx, &code).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    Ok(uploads::inline(seal.image(&app)?, &seal.media, "seal"))
}
