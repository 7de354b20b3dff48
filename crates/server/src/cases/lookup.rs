//! The public look-up: number and tail of the identity number, and nothing personal (T2).

use onething_api::cases::{LookUp, PublicProgress, PublicTask};
use onething_api::problem::Code;
use onething_domain::case::TaskStatus;
use onething_domain::{clock, identifier};

use super::store;
use crate::app::App;
use crate::error::{Error, Result};
use crate::one;
use crate::session::store::id_tail;

/// Looks a case up. A wrong number and a wrong tail are answered alike.
///
/// # Errors
/// Nothing found, or guessed too often.
pub async fn look_up(app: &App, request: &LookUp) -> Result<PublicProgress> {
    let nothing = || Error::detail(Code::NotFound, "no case of this number and tail");
    let number = identifier::read_case_number(&request.number).ok_or_else(nothing)?;
    app.limits.guess.take(&number, app.clock.now())?;
    let mut tx = app.db.read().await?;
    let summary = store::summary(&mut tx, &number).await?.ok_or_else(nothing)?;
    let hash = one!(
        &mut tx,
        (String,),
        "SELECT id_tail_hash FROM person WHERE id = $1",
        &summary.applicant
    )?;
    let typed = app.keys.hash("id_tail", &id_tail(&summary.applicant, request.id_tail.trim()));
    if request.id_tail.trim().chars().count() != 4 || hash.is_none_or(|(known,)| known != typed) {
        return Err(nothing());
    }
    app.limits.guess.give_back(&number);
    let loaded = store::load(app, &mut tx, &number).await?;
    let catalogue = app.shelf.catalogue();
    let calendar = catalogue.calendar()?;
    let now = app.clock.now();
    let tasks = loaded.case.tasks.iter().map(|task| PublicTask {
        name: task.name.clone(),
        department: catalogue.department_name(&task.department),
        status: match task.status {
            TaskStatus::RefusalProposed | TaskStatus::ExtensionProposed => TaskStatus::Open,
            status => status,
        },
        clock: clock::elapsed(task, calendar, now),
    });
    Ok(PublicProgress {
        tasks: tasks.collect(),
        title: loaded.case.title.clone(),
        status: loaded.case.status,
        filed_at: loaded.filed_at(),
        number,
    })
}
