//! Packages over HTTP.

use axum::extract::State;
use axum::http::Method;
use axum::response::Response;
use onething_api::archives::ArchiveRequest;
use onething_api::paths;
use onething_domain::city::Role;

use super::{Reader, make};
use crate::app::App;
use crate::cases::access;
use crate::error::Result;
use crate::extract::{Json, Path};
use crate::guard::Guard;
use crate::router::Route;
use crate::session::{Citizen, Identity, Staff};
use crate::uploads;

/// Staff who see every case, and so may see all of one.
const ARCHIVISTS: [Role; 2] = [Role::Clerk, Role::Supervisor];

/// What the log of who looked at what calls a package.
const PLACE: &str = "archive";

/// Seconds within which a package is made.
const SECONDS: u64 = 120;

/// Routes of packages.
pub fn routes() -> Vec<Route> {
    vec![
        Route::new(
            Method::GET,
            paths::ARCHIVE,
            Guard::Citizen,
            mine,
            "The package of a case that has ended, for those whose case it is, without what staff told each other: an archive that anyone can check.",
        )
        .gives_bytes(200, "application/zip")
        .large(0, SECONDS),
        Route::new(
            Method::POST,
            paths::ARCHIVE,
            Guard::Staff(&ARCHIVISTS),
            for_staff,
            "The same for staff, whole and nothing in it masked; with a reason that is logged.",
        )
        .takes::<ArchiveRequest>()
        .gives_bytes(200, "application/zip")
        .large(64 * 1024, SECONDS),
    ]
}

async fn mine(
    State(app): State<App>,
    citizen: Citizen,
    Path(number): Path<String>,
) -> Result<Response> {
    let mut tx = app.db.read().await?;
    access::find(&mut tx, &Identity::Citizen(citizen), &number).await?;
    drop(tx);
    answer(make::ready(&app, &number, Reader::Applicant).await?, &number)
}

async fn for_staff(
    State(app): State<App>,
    staff: Staff,
    Path(number): Path<String>,
    Json(request): Json<ArchiveRequest>,
) -> Result<Response> {
    let reason = access::reason(&request.reason)?;
    let mut tx = app.db.read().await?;
    access::find(&mut tx, &Identity::Staff(staff.clone()), &number).await?;
    drop(tx);
    let bytes = make::ready(&app, &number, Reader::Staff).await?;
    let mut tx = app.db.write().await?;
    access::log(&app, &mut tx, &staff, &number, PLACE, reason).await?;
    tx.commit().await?;
    answer(bytes, &number)
}

fn answer(bytes: Vec<u8>, number: &str) -> Result<Response> {
    Ok(uploads::download(bytes, "application/zip", &format!("电子档案-{number}.zip")))
}
