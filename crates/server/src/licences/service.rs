//! Issuing licences, and what they serve for.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use onething_api::licences::{LicenceView, UsedLicence};
use onething_domain::case::{Party, Task};
use onething_domain::guide::Guide;
use onething_domain::licence::{self, Holder, Licence};
use onething_domain::submission::{Evidence, Submission};
use onething_domain::validate::{Problem, ProblemCode};

use super::store;
use crate::app::App;
use crate::cases::store::Loaded;
use crate::db::Tx;
use crate::error::Result;
use crate::session::{Citizen, store as people};

/// The day that it is in the city.
///
/// # Errors
/// Before the first import.
pub fn today(app: &App) -> Result<NaiveDate> {
    Ok(app.shelf.catalogue().calendar()?.day(app.clock.now()))
}

/// A licence as its holder sees it.
pub fn view(app: &App, licence: &Licence, today: NaiveDate) -> LicenceView {
    LicenceView {
        id: licence.id.clone(),
        kind: licence.kind.clone(),
        name: licence.name.clone(),
        number: licence.number.clone(),
        holder: licence.holder.name().to_owned(),
        company: matches!(licence.holder, Holder::Company { .. }),
        issuer: app.shelf.catalogue().department_name(&licence.issuer),
        issued_on: licence.issued_on,
        valid_until: licence.valid_until,
        status: licence.status(today),
        revoked: licence.revoked.clone(),
    }
}

/// Issues the licences that a case has come to: part of its projections, so in the transaction of the result.
///
/// # Errors
/// The database's.
pub async fn issue(app: &App, tx: &mut Tx, loaded: &Loaded) -> Result<()> {
    let (Some(submission), Some(party)) = (&loaded.case.submission, &loaded.case.applicant) else {
        return Ok(());
    };
    if loaded.case.tasks.iter().all(|task| task.result.is_none()) {
        return Ok(());
    }
    let edition = app.shelf.edition(app, &submission.thing, submission.version).await?;
    let kind = |task: &Task| {
        let node = edition.as_ref().and_then(|edition| edition.guide.node(&task.item));
        node.map(|node| node.item.result.licence.clone()).filter(|kind| !kind.is_empty())
    };
    let Some(holder) = holder(app, tx, party).await? else { return Ok(()) };
    let catalogue = app.shelf.catalogue();
    let calendar = catalogue.calendar()?;
    let licence = |task: &Task| {
        let (kind, result) = (kind(task)?, task.result.as_ref()?);
        let issued_on = calendar.day(result.issued_at);
        let licence = Licence {
            id: String::new(),
            kind,
            name: result.name.clone(),
            number: result.number.clone(),
            holder: holder.clone(),
            issuer: task.department.clone(),
            issued_on,
            valid_until: result
                .valid_months
                .and_then(|months| licence::last_day(issued_on, months)),
            revoked: None,
        };
        Some((format!("case/{}/{}", loaded.number, task.item), licence))
    };
    let issued: Vec<_> = loaded.case.tasks.iter().filter_map(licence).collect();
    store::issue(app, tx, &issued).await
}

/// Who holds what a case of theirs results in: the company that they act for, or they themselves.
///
/// # Errors
/// The database's.
pub async fn holder(app: &App, tx: &mut Tx, party: &Party) -> Result<Option<Holder>> {
    if let Some(code) = &party.company {
        return company(tx, code).await;
    }
    let person = people::person(app, tx, &party.person).await?;
    Ok(person.map(|person| Holder::Person { id: person.id, name: person.name }))
}

/// A company as holder.
///
/// # Errors
/// The database's.
pub async fn company(tx: &mut Tx, code: &str) -> Result<Option<Holder>> {
    let company = people::company(tx, code).await?;
    Ok(company.map(|company| Holder::Company { code: company.code, name: company.name }))
}

/// The licences that may stand for materials of an application: the company's and the applicant's own.
///
/// # Errors
/// The database's.
pub async fn usable(
    app: &App,
    tx: &mut Tx,
    applicant: &str,
    company: Option<&str>,
) -> Result<Vec<Licence>> {
    let mut held = match company {
        Some(code) => store::held(app, tx, code, true).await?,
        None => Vec::new(),
    };
    held.extend(store::held(app, tx, applicant, false).await?);
    Ok(held)
}

/// Kinds of licences that somebody may use instead of a paper today.
///
/// # Errors
/// The database's.
pub async fn kinds(app: &App, tx: &mut Tx, citizen: &Citizen) -> Result<Vec<String>> {
    let today = today(app)?;
    let held = usable(app, tx, &citizen.id, citizen.acting.as_deref()).await?;
    let kinds = held.iter().filter(|licence| licence.is_valid(today));
    let kinds: BTreeSet<String> = kinds.map(|licence| licence.kind.clone()).collect();
    Ok(kinds.into_iter().collect())
}

fn numbers(submission: &Submission) -> impl Iterator<Item = (&String, &String)> {
    submission.evidence.iter().filter_map(|(material, how)| match how {
        Evidence::Licence { number } => Some((material, number)),
        _ => None,
    })
}

/// What is wrong with the licences of a submission. Those that were there before a correction stay.
///
/// # Errors
/// The database's.
pub async fn check_evidence(
    app: &App,
    tx: &mut Tx,
    submission: &Submission,
    before: Option<&Submission>,
) -> Result<Vec<Problem>> {
    let was_there = |material: &String| {
        before.is_some_and(|before| {
            before.evidence.get(material) == submission.evidence.get(material)
        })
    };
    let named: Vec<_> = numbers(submission).filter(|(material, _)| !was_there(material)).collect();
    if named.is_empty() {
        return Ok(Vec::new());
    }
    let edition = app.shelf.edition(app, &submission.thing, submission.version).await?;
    let today = today(app)?;
    let held = usable(app, tx, &submission.applicant, submission.company.as_deref()).await?;
    let wrong = named.into_iter().filter_map(|(material, number)| {
        let known = edition.as_ref().and_then(|edition| edition.guide.material(material));
        let code = match known {
            Some(known) => licence::unfit(known, number, &held, today)?,
            None => ProblemCode::Unknown,
        };
        Some(Problem { path: format!("evidence.{material}"), code, params: Default::default() })
    });
    Ok(wrong.collect())
}

/// The licences that stand for materials of a case, as they are now.
///
/// # Errors
/// The database's.
pub async fn used(
    app: &App,
    tx: &mut Tx,
    guide: &Guide,
    submission: &Submission,
) -> Result<Vec<UsedLicence>> {
    let named: Vec<_> = numbers(submission).collect();
    if named.is_empty() {
        return Ok(Vec::new());
    }
    let today = today(app)?;
    let held = usable(app, tx, &submission.applicant, submission.company.as_deref()).await?;
    let used = named.into_iter().filter_map(|(material, number)| {
        let kind = &guide.material(material)?.licence;
        let same = |licence: &&Licence| licence.kind == *kind && licence.number == *number;
        let licence = held.iter().find(same)?;
        Some(UsedLicence {
            material: material.clone(),
            name: licence.name.clone(),
            holder: licence.holder.name().to_owned(),
            issuer: app.shelf.catalogue().department_name(&licence.issuer),
            valid_until: licence.valid_until,
            status: licence.status(today),
        })
    });
    Ok(used.collect())
}
