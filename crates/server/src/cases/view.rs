//! A case as its reader may see it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use onething_api::cases::{CaseView, Colleague, CosignatureView, Office, TaskView};
use onething_domain::calendar::Calendar;
use onething_domain::case::{self, Case, Task, TaskStatus};
use onething_domain::city::Window;
use onething_domain::clock;
use onething_domain::guide::Guide;
use onething_domain::submission::Delivery;

use super::file::edition;
use super::store::Loaded;
use super::{access, mask, returns, timeline};
use crate::app::App;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::session::{Identity, store};
use crate::{licences, signatures};

/// The view of a case for a reader who may see it.
///
/// # Errors
/// The database's.
pub async fn view(
    app: &App,
    tx: &mut Tx,
    identity: &Identity,
    loaded: &Loaded,
) -> Result<CaseView> {
    let mut case = loaded.case.clone();
    let broken = || Error::Broken("a case without a submission".to_owned());
    let mut submission = case.submission.clone().ok_or_else(broken)?;
    let digests = case.digests.clone().ok_or_else(broken)?;
    let party = case.applicant.clone().ok_or_else(broken)?;
    let edition = edition(app, &submission.thing, submission.version).await?;
    let catalogue = app.shelf.catalogue();
    let calendar = catalogue.calendar()?;
    let now = app.clock.now();
    let staff = identity.is_staff();
    let used = licences::used(app, tx, &edition.guide, &submission).await?;
    let mut masked = Vec::new();
    if staff {
        masked = mask::mask(&edition.guide, &mut submission);
        mask::mask_rest(&edition.guide, &mut case);
    } else {
        hide_internal(&mut case);
    }
    let person = store::person(app, tx, &party.person).await?;
    let company = match &party.company {
        Some(code) => Some(store::company(tx, code).await?.map_or(code.clone(), |row| row.name)),
        None => None,
    };
    let delivery = case.delivery.clone().unwrap_or_else(|| submission.delivery.clone());
    let signature = signatures::store::get(tx, &case.signature).await?;
    let revoked = match case.tasks.iter().any(|task| task.result.is_some()) {
        true => licences::revoked(tx, &loaded.number).await?,
        false => Revoked::new(),
    };
    Ok(CaseView {
        stamped: signature.is_some_and(|row| !row.stamp_media.is_empty()),
        cosignatures: cosignatures(app, tx, &case, &edition.guide).await?,
        place: fetched_at(&edition.guide, &delivery),
        delivery,
        to_hand_out: if case.ready().is_some() { case.to_hand_out() } else { Vec::new() },
        handed_out: case.handed_out.clone(),
        number: loaded.number.clone(),
        seq: case.seq,
        title: case.title.clone(),
        status: case.status,
        applicant: person.map_or(party.person, |person| person.name),
        company,
        submission,
        digests,
        signature: case.signature.clone(),
        tasks: tasks(&case, &edition.guide, calendar, now, &revoked),
        timeline: timeline::timeline(app, tx, &case, &loaded.records, staff).await?,
        allowed: case::allowed(&loaded.case, &access::actor(identity)),
        outlook: case::outlook(&case),
        returned: if staff { returns::flagged(tx, &case).await? } else { Vec::new() },
        filed_at: loaded.filed_at(),
        intake_due: intake_due(&case, calendar),
        masked: masked.into_iter().map(|(path, _)| path).collect(),
        licences: used,
        office: if staff { Some(office(app, tx, &loaded.case).await?) } else { None },
        bill: case.bill,
        corrections: case.corrections,
        declined: case.declined,
        deferred: case.deferred,
        paper: case.paper,
        paper_at: case.paper_at,
        overdue: case.overdue,
        inspections: case.inspections,
    })
}

/// The window or machine at which results are fetched.
fn fetched_at(guide: &Guide, delivery: &Delivery) -> Option<Window> {
    guide.windows.iter().find(|window| window.id == delivery.window).cloned()
}

/// What staff arrange among themselves.
async fn office(app: &App, tx: &mut Tx, case: &Case) -> Result<Office> {
    let mut office = Office {
        marks: case.marks.iter().copied().collect(),
        proposal: case.proposal.clone(),
        changed: case.changed_fields(),
        ..Office::default()
    };
    if let Some(id) = &case.clerk {
        office.clerk = Some(colleague(app, tx, id).await?);
    }
    if let Some(id) = &case.owner {
        office.owner = Some(colleague(app, tx, id).await?);
    }
    for task in &case.tasks {
        if let Some(id) = &task.assignee {
            office.assignees.insert(task.item.clone(), colleague(app, tx, id).await?);
        }
    }
    Ok(office)
}

/// A member of staff, for colleagues; who has left is known by their id.
///
/// # Errors
/// The database's.
pub async fn colleague(app: &App, tx: &mut Tx, id: &str) -> Result<Colleague> {
    let row = store::staff(app, tx, id).await?;
    let (name, department) =
        row.map_or((id.to_owned(), String::new()), |row| (row.name, row.department));
    let department = app.shelf.catalogue().department_name(&department);
    Ok(Colleague { id: id.to_owned(), name, department })
}

/// Who signed beside the applicant, by name.
async fn cosignatures(
    app: &App,
    tx: &mut Tx,
    case: &Case,
    guide: &Guide,
) -> Result<Vec<CosignatureView>> {
    let mut views = Vec::new();
    for cosigned in &case.cosignatures {
        let cosigner = guide.cosigners.iter().find(|one| one.id == cosigned.cosigner);
        let person = store::person(app, tx, &cosigned.person).await?;
        views.push(CosignatureView {
            label: cosigner.map(|one| one.label.clone()).unwrap_or_default(),
            name: person.map(|person| person.name).unwrap_or_default(),
            signature: cosigned.signature.clone(),
            void: case.cosigners_open.contains(&cosigned.cosigner),
        });
    }
    Ok(views)
}

/// What staff only propose to each other is nothing to the applicant yet: for them the task is open.
fn hide_internal(case: &mut Case) {
    for task in &mut case.tasks {
        task.proposed = None;
        task.asked = None;
        task.sample = None;
        if task.is_in_hand() {
            task.status = TaskStatus::Open;
        }
    }
    case.overdue.clear(); // what a department answers for; the lights show that it is late
}

/// Until when the intake answers, while it has not.
pub fn intake_due(case: &Case, calendar: &Calendar) -> Option<chrono::NaiveDate> {
    case.intake_since().map(|since| clock::intake_due(since, calendar))
}

/// When results were taken back, by item.
type Revoked = BTreeMap<String, DateTime<Utc>>;

fn tasks(
    case: &Case,
    guide: &Guide,
    calendar: &Calendar,
    now: DateTime<Utc>,
    revoked: &Revoked,
) -> Vec<TaskView> {
    let view = |task: &Task| TaskView {
        clock: clock::elapsed(task, calendar, now),
        department_name: guide
            .department(&task.department)
            .map(|department| department.short.clone())
            .unwrap_or_default(),
        item: task.item.clone(),
        name: task.name.clone(),
        department: task.department.clone(),
        needs: task.needs.clone(),
        status: task.status,
        promised_days: task.limit.promised,
        statutory_days: task.limit.statutory,
        pauses: task.pauses.clone(),
        steps: task.steps.clone(),
        step: clock::step(task, calendar, now),
        extension: task.extension.clone(),
        asked: task.asked.clone(),
        proposed: task.proposed.clone(),
        outcome: task.outcome.clone(),
        checks: task.checks.clone(),
        sample: task.sample.clone(),
        result: task.result.clone(),
        revoked: revoked.get(&task.item).copied(),
        started_at: task.started_at,
        ended_at: task.ended_at,
    };
    case.tasks.iter().map(view).collect()
}
