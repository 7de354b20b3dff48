//! What a member of staff has in hand, whatever its step and whether it waits: all of it goes to another when they are away
//! (C10). Their desk lists less: what they have proposed lies with another, and what has not begun nowhere.

use onething_api::problem::Code;
use onething_api::work::{Desk, QueueQuery, QueueSort};
use onething_domain::city::Role;

use super::ask::{Ask, cases};
use super::store::{Along, CASE, Wanted};
use crate::app::App;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::session::Staff;
use crate::session::store as people;

/// A member of staff whose work is asked for.
pub struct Holder {
    id: String,
    /// Id of their department; empty for the intake.
    department: String,
    /// Whether it is what they answer for, not what they do.
    owns: bool,
}

/// Whose work is asked for, where it is: by those who may give it to another, as the rules have it.
///
/// # Errors
/// Forbidden for others; filters that say nothing beside it.
pub async fn asked(
    app: &App,
    tx: &mut Tx,
    staff: &Staff,
    query: &QueueQuery,
    desk: Desk,
) -> Result<Option<Holder>> {
    let (id, field, owns) = match (&query.held_by, &query.owned_by) {
        (None, None) => return Ok(None),
        (Some(id), _) => (id, "held_by", false),
        (None, Some(id)) => (id, "owned_by", true),
    };
    let wrong = |field: &str, detail: &str| Err(Error::field(Code::BadParameter, field, detail));
    if desk != Desk::All {
        return wrong(field, "only in the list of everything");
    }
    if query.status.is_some() || query.department.is_some() {
        return wrong(field, "without status and department");
    }
    if query.held_by.is_some() && query.owned_by.is_some() {
        return wrong("owned_by", "without held_by");
    }
    if query.sort == Some(QueueSort::Urgent) {
        return wrong("sort", "oldest or newest, of what somebody holds");
    }
    let row = people::staff(app, tx, id).await?;
    match row.filter(|row| may_give(staff, &row.department)) {
        Some(row) => Ok(Some(Holder { id: row.id, department: row.department, owns })),
        None => Err(Error::field(Code::Forbidden, field, "nobody whose work you may give away")),
    }
}

/// Whether somebody may give work of a department, or of the intake, to another.
fn may_give(staff: &Staff, department: &str) -> bool {
    staff.has(Role::Supervisor)
        || match department {
            "" => staff.has(Role::Clerk),
            department => {
                staff.department.as_deref() == Some(department)
                    && (staff.has(Role::Reviewer) || staff.has(Role::Chief))
            }
        }
}

impl Wanted<'_> {
    /// What somebody holds: a department's tasks that have not ended, or the intake's share of cases about which something
    /// is still to be done; or such cases for which they answer.
    pub fn held(&self, holder: &Holder) -> Ask {
        if holder.department.is_empty() || holder.owns {
            let mut ask = Ask::new(&cases());
            let theirs = if holder.owns { "WHERE c.owner = ?" } else { "WHERE c.clerk = ?" };
            ask.add(theirs, [holder.id.as_str()]);
            ask.say(
                "AND (c.status IN ('unpaid', 'received', 'correcting', 'accepted') OR c.ready_at IS NOT NULL)",
            );
            self.filter(&mut ask, Along::Cases);
            self.page(&mut ask, &["c.filed_at", "c.number"]);
            return ask;
        }
        let mut ask = Ask::new(&format!(
            "SELECT {CASE}, t.item, t.due, t.assignee, t.state FROM task AS t
             JOIN case_summary AS c ON c.number = t.number"
        ));
        ask.add("WHERE t.assignee = ?", [holder.id.as_str()]);
        ask.say("AND t.status NOT IN ('done', 'refused', 'ended')");
        self.filter(&mut ask, Along::Tasks);
        self.page(&mut ask, &["t.filed_at", "t.number", "t.item"]);
        ask
    }
}
