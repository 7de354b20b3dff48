//! Who may see a case. What one may not see does not exist.

use onething_api::problem::Code;
use onething_domain::case::Actor;
use onething_domain::city::Role;

use super::store::{self, Summary};
use crate::app::App;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::session::{Identity, Staff};
use crate::{all, exec, one};

/// Longest reason in characters for looking at what is covered.
const LONGEST: usize = 500;

/// Finds a case that the reader may see.
///
/// # Errors
/// Not found, whether it does not exist or is another's.
pub async fn find(tx: &mut Tx, identity: &Identity, number: &str) -> Result<Summary> {
    let summary = store::summary(tx, number).await?;
    match summary {
        Some(summary) if may_see(tx, identity, &summary).await? => Ok(summary),
        _ => Err(Error::new(Code::NotFound)),
    }
}

/// Whether the reader may see a case: citizens their own and their companies'; clerks and supervisors all;
/// reviewers and chief representatives those that were accepted with a task of their department.
pub async fn may_see(tx: &mut Tx, identity: &Identity, summary: &Summary) -> Result<bool> {
    let staff = match identity {
        Identity::Citizen(citizen) if summary.company.is_empty() => {
            return Ok(summary.applicant == citizen.id);
        }
        Identity::Citizen(citizen) => return Ok(citizen.may_act_for(&summary.company)),
        Identity::Staff(staff) => staff,
    };
    if staff.has(Role::Clerk) || staff.has(Role::Supervisor) {
        return Ok(true);
    }
    let decides = staff.has(Role::Reviewer) || staff.has(Role::Chief);
    match &staff.department {
        Some(department) if decides && summary.accepted => Ok(one!(
            tx,
            (String,),
            "SELECT item FROM task WHERE number = $1 AND department = $2 LIMIT 1",
            &summary.number,
            department
        )?
        .is_some()),
        _ => Ok(false),
    }
}

/// Whether the reader may see a file or signature because they may see a case that has it.
///
/// # Errors
/// The database's.
pub async fn may_see_file(tx: &mut Tx, identity: &Identity, id: &str) -> Result<bool> {
    let numbers = all!(&mut *tx, (String,), "SELECT number FROM case_file WHERE file = $1", id)?;
    for (number,) in numbers {
        if let Some(summary) = store::summary(tx, &number).await?
            && may_see(tx, identity, &summary).await?
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The reader as the rules know them. That a citizen owns the case has been checked before.
pub fn actor(identity: &Identity) -> Actor {
    match identity {
        Identity::Citizen(_) => Actor::Applicant,
        Identity::Staff(staff) => staff.actor(),
    }
}

/// The reader as events name them.
pub fn signer(identity: &Identity) -> String {
    match identity {
        Identity::Citizen(citizen) => format!("applicant:{}", citizen.id),
        Identity::Staff(staff) => format!("staff:{}", staff.id),
    }
}

/// The reason for looking at what is covered, without blanks around it.
///
/// # Errors
/// There is none, or it is too long.
pub fn reason(given: &str) -> Result<&str> {
    let reason = given.trim();
    match reason.chars().count() {
        1..=LONGEST => Ok(reason),
        _ => Err(Error::field(Code::WrongShape, "reason", format!("1 to {LONGEST} characters"))),
    }
}

/// Writes down who of the staff looked at what of a case, and why.
///
/// # Errors
/// The database's.
pub async fn log(
    app: &App,
    tx: &mut Tx,
    staff: &Staff,
    number: &str,
    path: &str,
    reason: &str,
) -> Result<()> {
    exec!(
        tx,
        "INSERT INTO access_log (id, number, staff, path, reason, at) VALUES ($1, $2, $3, $4, $5, $6)",
        app.clock.id(),
        number,
        &staff.id,
        path,
        reason,
        app.clock.now()
    )?;
    Ok(())
}
