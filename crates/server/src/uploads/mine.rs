//! What a person has handed in before, to be used again (A4).

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use onething_api::uploads::{MaterialList, UsedMaterial};
use onething_domain::submission::{Evidence, FileRef};

use super::store::{self, Upload};
use crate::all;
use crate::app::App;
use crate::cases::store::{Loaded, load};
use crate::db::Tx;
use crate::error::Result;
use crate::session::Citizen;

/// Cases that are looked through, the last first.
const CASES: i64 = 30;

/// The materials of a person's last cases, for themselves or for the company that they act for. Only files that
/// the person uploaded: those of a colleague are the colleague's.
pub async fn list(State(app): State<App>, citizen: Citizen) -> Result<Json<MaterialList>> {
    let company = citizen.acting.clone().unwrap_or_default();
    let mut tx = app.db.read().await?;
    let numbers = all!(
        &mut tx,
        (String,),
        "SELECT number FROM case_summary WHERE applicant = $1 AND company = $2
         ORDER BY filed_at DESC, number DESC LIMIT $3",
        &citizen.id,
        &company,
        CASES
    )?;
    let mut used = Vec::new();
    let mut seen = BTreeSet::new();
    for (number,) in numbers {
        let loaded = load(&app, &mut tx, &number).await?;
        for (material, files) in handed_in(&loaded) {
            let digests: Vec<&str> = files.iter().map(|file| &*file.sha256).collect();
            let Some(uploads) = all_own(&mut tx, &citizen.id, files).await? else { continue };
            if seen.insert(format!("{material} {}", digests.join(" "))) {
                let uploaded = uploads.iter().filter_map(|upload| upload.uploaded_at).min();
                used.push((material.clone(), files.to_vec(), uploaded, loaded.clone()));
            }
        }
    }
    drop(tx);
    let mut list = MaterialList::default();
    for (material, files, uploaded, loaded) in used {
        list.materials.extend(named(&app, material, files, uploaded, &loaded).await?);
    }
    Ok(Json(list))
}

/// The materials of a case that were met by files.
fn handed_in(loaded: &Loaded) -> impl Iterator<Item = (&String, &[FileRef])> {
    let evidence = loaded.case.submission.iter().flat_map(|submission| &submission.evidence);
    evidence.filter_map(|(material, how)| match how {
        Evidence::Upload { files } => Some((material, files.as_slice())),
        _ => None,
    })
}

/// With the names that its guide has for it.
async fn named(
    app: &App,
    material: String,
    files: Vec<FileRef>,
    uploaded: Option<DateTime<Utc>>,
    loaded: &Loaded,
) -> Result<Option<UsedMaterial>> {
    let Some(submission) = &loaded.case.submission else { return Ok(None) };
    let edition = app.shelf.edition(app, &submission.thing, submission.version).await?;
    let catalogue = app.shelf.catalogue();
    let calendar = catalogue.calendar()?;
    Ok(edition.and_then(|edition| {
        Some(UsedMaterial {
            name: edition.guide.material(&material)?.name.clone(),
            material,
            files,
            case: loaded.number.clone(),
            title: edition.guide.title.clone(),
            used_at: loaded.filed_at(),
            uploaded_on: uploaded.map(|at| calendar.day(at)),
        })
    }))
}

/// The uploads of files, where all of them are the person's own.
async fn all_own(tx: &mut Tx, owner: &str, files: &[FileRef]) -> Result<Option<Vec<Upload>>> {
    let mut uploads = Vec::new();
    for file in files {
        let upload = store::get(tx, &file.id).await?;
        let Some(upload) = upload.filter(|upload| upload.is_complete() && upload.owner == owner)
        else {
            return Ok(None);
        };
        uploads.push(upload);
    }
    Ok(Some(uploads))
}
