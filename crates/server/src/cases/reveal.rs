//! Revealing a masked value: with a reason, and logged.

use onething_api::cases::{RevealRequest, Revealed};
use onething_api::problem::Code;

use super::file::edition;
use super::{access, mask, store};
use crate::app::App;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::exec;
use crate::session::{Identity, Staff};

/// Longest reason in characters.
const LONGEST: usize = 500;

/// Reveals a value of a case that the member of staff may see.
///
/// # Errors
/// No reason, or nothing masked at this path.
pub async fn reveal(
    app: &App,
    staff: &Staff,
    number: &str,
    request: &RevealRequest,
) -> Result<Revealed> {
    let length = request.reason.trim().chars().count();
    if length == 0 || length > LONGEST {
        return Err(Error::field(Code::WrongShape, "reason", format!("1 to {LONGEST} characters")));
    }
    let mut tx = app.db.write().await?;
    access::find(&mut tx, &Identity::Staff(staff.clone()), number).await?;
    let loaded = store::load(app, &mut tx, number).await?;
    let submission = loaded.case.submission;
    let mut submission = submission.ok_or_else(|| Error::new(Code::NotFound))?;
    let edition = edition(app, &submission.thing, submission.version).await?;
    // What counts is where results go now.
    if let Some(delivery) = loaded.case.delivery {
        submission.delivery = delivery;
    }
    let masked = mask::mask(&edition.guide, &mut submission);
    let found = masked.into_iter().find(|(path, _)| *path == request.path);
    let (path, value) =
        found.ok_or_else(|| Error::field(Code::NotFound, "path", "nothing is masked there"))?;
    note(app, &mut tx, number, &staff.id, &path, request.reason.trim()).await?;
    tx.commit().await?;
    Ok(Revealed { path, value })
}

/// Writes down that a member of staff was shown something personal, and why.
///
/// # Errors
/// The database's.
pub async fn note(
    app: &App,
    tx: &mut Tx,
    number: &str,
    staff: &str,
    path: &str,
    reason: &str,
) -> Result<()> {
    exec!(
        tx,
        "INSERT INTO access_log (id, number, staff, path, reason, at) VALUES ($1, $2, $3, $4, $5, $6)",
        app.clock.id(),
        number,
        staff,
        path,
        reason,
        app.clock.now()
    )?;
    Ok(())
}
