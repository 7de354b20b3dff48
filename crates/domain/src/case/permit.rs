//! The one table of who may do what in which state. [`super::decide`] asks it first; [`super::allowed`]
//! lists what it lets through, so that screens and server cannot disagree.

use super::command::{Actor, CommandKind, Refusal};
use super::state::{Case, CaseStatus, Task, TaskStatus};
use crate::city::Role;
use crate::thing::DeliveryKind;

/// Whether the actor may give this command now, about this item where it is about one.
pub fn permit(
    case: &Case,
    actor: &Actor,
    kind: CommandKind,
    item: Option<&str>,
) -> Result<(), Refusal> {
    match item {
        None => {
            role(case, actor, kind, None)?;
            case_state(case, kind)
        }
        Some(item) => {
            let task = case.task(item).ok_or(Refusal::UnknownItem)?;
            role(case, actor, kind, Some(task))?;
            if case.status != CaseStatus::Accepted {
                return Err(Refusal::WrongState);
            }
            task_state(task, kind)
        }
    }
}

fn role(case: &Case, actor: &Actor, kind: CommandKind, task: Option<&Task>) -> Result<(), Refusal> {
    use CommandKind as K;
    let in_department = || match (actor, task) {
        (Actor::Staff { department, .. }, Some(task)) => {
            department.as_deref() == Some(task.department.as_str())
        }
        _ => false,
    };
    let may = match kind {
        K::Correct | K::ChangeDelivery | K::Withdraw => *actor == Actor::Applicant,
        K::Accept => actor.has(Role::Clerk) || *actor == Actor::System,
        K::RequestCorrections => {
            actor.has(Role::Clerk) || (actor.has(Role::Supervisor) && !case.corrections.is_empty())
        }
        K::Decline | K::HandOut => actor.has(Role::Clerk),
        K::StartPause | K::EndPause | K::Approve | K::ProposeRefusal | K::IssueResult => {
            actor.has(Role::Reviewer) && in_department()
        }
        K::ConfirmRefusal | K::ReturnRefusal => actor.has(Role::Chief) && in_department(),
        K::RecordPayment | K::RecordRefund => *actor == Actor::System,
    };
    if may { Ok(()) } else { Err(Refusal::NotAllowed) }
}

fn case_state(case: &Case, kind: CommandKind) -> Result<(), Refusal> {
    use CaseStatus as S;
    use CommandKind as K;
    let fits = match kind {
        K::Accept | K::RequestCorrections | K::Decline => case.status == S::Received,
        K::Correct => case.status == S::Correcting,
        K::Withdraw => {
            let undecided = case
                .tasks
                .iter()
                .any(|task| !task.status.is_ended() && task.status != TaskStatus::Approved);
            matches!(case.status, S::Unpaid | S::Received | S::Correcting)
                || (case.status == S::Accepted && undecided)
        }
        K::ChangeDelivery => {
            matches!(case.status, S::Unpaid | S::Received | S::Correcting | S::Accepted)
                || (case.status == S::Finished && case.has_results_to_hand_out())
        }
        K::HandOut => {
            case.status == S::Finished
                && case.has_results_to_hand_out()
                && case.delivery.as_ref().is_some_and(|how| how.kind != DeliveryKind::Electronic)
        }
        K::RecordPayment => case.status == S::Unpaid,
        K::RecordRefund => case.bill.refunds.iter().any(|refund| !refund.paid),
        _ => return Err(Refusal::UnknownItem), // a command about an item came without one
    };
    if fits { Ok(()) } else { Err(Refusal::WrongState) }
}

fn task_state(task: &Task, kind: CommandKind) -> Result<(), Refusal> {
    use CommandKind as K;
    use TaskStatus as S;
    let wanted = match kind {
        K::StartPause | K::Approve | K::ProposeRefusal => S::Open,
        K::EndPause => S::Paused,
        K::ConfirmRefusal | K::ReturnRefusal => S::RefusalProposed,
        K::IssueResult => S::Approved,
        _ => return Err(Refusal::WrongState),
    };
    if task.status == wanted { Ok(()) } else { Err(Refusal::WrongState) }
}
