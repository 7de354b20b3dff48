//! Returns of items (退件, C6): what was sent back to be corrected, not accepted, or refused. The second return of one
//! applicant's same item is flagged.

use onething_api::cases::Returned;
use onething_domain::case::{Case, CorrectionTarget, Event};
use onething_domain::guide::Guide;

use super::file::edition;
use super::store::Loaded;
use crate::app::App;
use crate::db::Tx;
use crate::error::Result;
use crate::{all, exec};

/// Returns from which an item is flagged.
const FLAGGED: i64 = 2;

/// Writes the returns of a case.
///
/// # Errors
/// The database's.
pub async fn project(app: &App, tx: &mut Tx, loaded: &Loaded) -> Result<()> {
    let (case, records) = (&loaded.case, &loaded.records);
    let Some(submission) = &case.submission else { return Ok(()) };
    let party = case.applicant.clone().unwrap_or_default();
    for record in records {
        let kind = match &record.event {
            Event::CorrectionsRequested { .. } => "corrections",
            Event::Declined { .. } => "declined",
            Event::TaskRefused { .. } => "refused",
            _ => continue,
        };
        let edition = edition(app, &submission.thing, submission.version).await?;
        for item in items(&record.event, case, &edition.guide) {
            let department = case.task(&item).map(|task| task.department.clone());
            exec!(
                &mut *tx,
                "INSERT INTO item_return (number, seq, item, department, applicant, company, kind, at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (number, seq, item) DO NOTHING",
                &loaded.number,
                record.seq,
                &item,
                department.unwrap_or_default(),
                &party.person,
                party.company.as_deref().unwrap_or_default(),
                kind,
                record.at
            )?;
        }
    }
    Ok(())
}

/// The items that an event returns.
fn items(event: &Event, case: &Case, guide: &Guide) -> Vec<String> {
    match event {
        Event::TaskRefused { item, .. } => vec![item.clone()],
        Event::Declined { .. } => case.tasks.iter().map(|task| task.item.clone()).collect(),
        Event::CorrectionsRequested { entries } => {
            let asks = |item: &str| {
                entries.iter().any(|entry| match &entry.target {
                    CorrectionTarget::Field(id) => {
                        guide.field(id).is_some_and(|field| field.items.iter().any(|of| of == item))
                    }
                    CorrectionTarget::Material(id) => guide
                        .material(id)
                        .is_some_and(|material| material.items.iter().any(|of| of == item)),
                })
            };
            let tasks = case.tasks.iter().filter(|task| asks(&task.item));
            tasks.map(|task| task.item.clone()).collect()
        }
        _ => Vec::new(),
    }
}

/// Items of a case that its applicant has had returned twice or more, this case and earlier ones together.
///
/// # Errors
/// The database's.
pub async fn flagged(tx: &mut Tx, case: &Case) -> Result<Vec<Returned>> {
    let party = case.applicant.clone().unwrap_or_default();
    let rows = all!(
        tx,
        (String, i64),
        "SELECT item, COUNT(*) FROM item_return WHERE applicant = $1 AND company = $2
         GROUP BY item HAVING COUNT(*) >= $3 ORDER BY item",
        &party.person,
        party.company.as_deref().unwrap_or_default(),
        FLAGGED
    )?;
    let here = rows.into_iter().filter(|(item, _)| case.task(item).is_some());
    Ok(here
        .map(|(item, times)| Returned { item, times: u32::try_from(times).unwrap_or(u32::MAX) })
        .collect())
}
