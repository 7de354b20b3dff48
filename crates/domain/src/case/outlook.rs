//! What a refused, withdrawn or waiting item means for the rest of a case (C2), so that one sentence can say it.

use serde::{Deserialize, Serialize};

use super::state::{Case, CaseStatus};
use super::task::{Outcome, TaskStatus};

/// What became of the items of a case that did not simply go well, by their ids.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Outlook {
    /// Refused.
    pub refused: Vec<String>,
    /// Withdrawn by the applicant.
    pub withdrawn: Vec<String>,
    /// Ended because they needed one of those.
    pub ended: Vec<String>,
    /// Whose clock stands still for a procedure.
    pub paused: Vec<String>,
    /// Waiting for the result of another.
    pub waiting: Vec<String>,
    /// Not touched by all of that: at work, or decided.
    pub untouched: Vec<String>,
}

/// The outlook of a case that has been accepted; `None` where nothing needs to be said.
pub fn outlook(case: &Case) -> Option<Outlook> {
    if !matches!(case.status, CaseStatus::Accepted | CaseStatus::Finished) {
        return None;
    }
    let mut found = Outlook::default();
    for task in &case.tasks {
        let list = match (&task.status, &task.outcome) {
            (TaskStatus::Refused, _) => &mut found.refused,
            (_, Some(Outcome::Withdrawn { .. })) => &mut found.withdrawn,
            (TaskStatus::Ended, _) => &mut found.ended,
            (TaskStatus::Paused, _) => &mut found.paused,
            (TaskStatus::Waiting, _) => &mut found.waiting,
            _ => &mut found.untouched,
        };
        list.push(task.item.clone());
    }
    let holds = found.refused.len() + found.withdrawn.len() + found.paused.len();
    (holds > 0).then_some(found)
}
