//! The one table of who may do what in which state. [`super::decide`] asks it first; [`super::allowed`]
//! lists what it lets through, so that screens and server cannot disagree.

use super::actor::Actor;
use super::command::CommandKind;
use super::office;
use super::refusal::Refusal;
use super::state::{Case, CaseStatus, HandedOut, Inspection, Overdue, OverdueState};
use super::task::{Task, TaskStatus};
use crate::city::Role;
use crate::item::PauseKind;

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
            if matches!(kind, CommandKind::ExplainOverdue | CommandKind::SettleOverdue) {
                return overdue_state(case, Some(item), kind); // also behind the end of a case
            }
            if kind == CommandKind::CheckSample {
                // A check afterwards: whatever has become of the case.
                return case.has_open_sample(item).then_some(()).ok_or(Refusal::WrongState);
            }
            if case.status != CaseStatus::Accepted {
                return Err(Refusal::WrongState);
            }
            task_state(case, task, kind)?;
            match case.lacks(item) {
                Some(lacking) if kind == CommandKind::IssueResult => {
                    let material = lacking.plan.material.clone();
                    Err(Refusal::MaterialOutstanding { material })
                }
                _ => Ok(()),
            }
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
        K::Correct | K::ChangeDelivery | K::SupplyMaterial | K::Withdraw | K::WithdrawItem => {
            *actor == Actor::Applicant
        }
        K::Accept => actor.has(Role::Clerk) || *actor == Actor::System,
        K::RequestCorrections => {
            actor.has(Role::Clerk) || (actor.has(Role::Supervisor) && !case.corrections.is_empty())
        }
        K::ConfirmCorrections | K::ReturnCorrections => actor.has(Role::Supervisor),
        K::Decline | K::HandOut | K::ReturnParcel | K::TakePaper => actor.has(Role::Clerk),
        K::ReceiveParcel => *actor == Actor::Applicant || actor.has(Role::Clerk),
        K::StartPause
        | K::EndPause
        | K::PassStep
        | K::Approve
        | K::ApproveWithConditions
        | K::ProposeRefusal
        | K::ProposeExtension
        | K::IssueResult => actor.has(Role::Reviewer) && in_department(),
        K::ConfirmRefusal | K::ReturnRefusal | K::ConfirmExtension | K::ReturnExtension => {
            actor.has(Role::Chief) && in_department()
        }
        K::ScheduleInspection => {
            let takes_part = |task: &Task| actor.is_reviewer_of(&task.department);
            actor.has(Role::Clerk) || inspectable(case).into_iter().any(takes_part)
        }
        K::MoveInspection => {
            let takes_part = |task: &Task| actor.is_reviewer_of(&task.department);
            actor.has(Role::Clerk) || inspected(case).into_iter().any(takes_part)
        }
        K::ExplainOverdue => actor.explains(task.map(|task| task.department.as_str())),
        K::SettleOverdue => actor.has(Role::Supervisor),
        K::AcceptInstantly
        | K::RecordOverdue
        | K::RecordPayment
        | K::RecordRefund
        | K::Cosign
        | K::RemindPayment
        | K::RemindMaterial
        | K::LapseMaterial => *actor == Actor::System,
        K::AddNote | K::Assign | K::NameOwner | K::SetMark => office::role(case, actor, kind, task),
        K::CheckSample => (actor.has(Role::Reviewer) || actor.has(Role::Chief)) && in_department(),
    };
    if may { Ok(()) } else { Err(Refusal::NotAllowed) }
}

fn case_state(case: &Case, kind: CommandKind) -> Result<(), Refusal> {
    use CaseStatus as S;
    use CommandKind as K;
    let fits = match kind {
        K::Accept | K::AcceptInstantly => case.status == S::Received && case.is_signed(),
        K::Cosign => case.status == S::Received && !case.cosigners_open.is_empty(),
        K::TakePaper => case.status == S::Received && case.waits_for_paper(),
        K::RequestCorrections => case.status == S::Received && case.open_proposal().is_none(),
        K::ConfirmCorrections | K::ReturnCorrections => case.open_proposal().is_some(),
        K::Decline => case.status == S::Received,
        K::SupplyMaterial | K::RemindMaterial | K::LapseMaterial => {
            matches!(case.status, S::Received | S::Correcting | S::Accepted)
                && case.wanted().next().is_some()
        }
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
                || (case.status.is_ended() && !case.to_hand_out().is_empty())
        }
        // Whatever has become of the rest of the case: what was issued is the applicant's.
        K::HandOut => case.ready().is_some(),
        K::ReceiveParcel | K::ReturnParcel => case.handed_out.iter().any(HandedOut::is_under_way),
        K::ScheduleInspection => case.status == S::Accepted && inspectable(case).len() > 1,
        K::MoveInspection => case.status == S::Accepted && !inspected(case).is_empty(),
        K::ExplainOverdue | K::SettleOverdue => return overdue_state(case, None, kind),
        K::RecordOverdue => matches!(case.status, S::Received | S::Accepted),
        K::AddNote | K::Assign | K::NameOwner | K::SetMark => office::state(case),
        K::RecordPayment => case.status == S::Unpaid,
        K::RemindPayment => case.status == S::Unpaid && case.remind_payment_at.is_some(),
        K::RecordRefund => case.bill.refunds.iter().any(|refund| !refund.paid),
        _ => return Err(Refusal::UnknownItem), // a command about an item came without one
    };
    if fits { Ok(()) } else { Err(Refusal::WrongState) }
}

/// Whether there is a record that waits for this: for the department's word, then for the supervisor's.
fn overdue_state(case: &Case, item: Option<&str>, kind: CommandKind) -> Result<(), Refusal> {
    let wanted = match kind {
        CommandKind::ExplainOverdue => OverdueState::Open,
        _ => OverdueState::Explained,
    };
    let fits = |past: &Overdue| past.item.as_deref() == item && past.state() == wanted;
    if case.overdue.iter().any(fits) { Ok(()) } else { Err(Refusal::WrongState) }
}

/// Open tasks whose items name an inspection that has not been yet: they may be inspected together.
pub fn inspectable(case: &Case) -> Vec<&Task> {
    let fits = |task: &&Task| {
        task.status == TaskStatus::Open
            && task.procedure_days(PauseKind::Inspection) > 0
            && task.pauses.iter().all(|pause| pause.kind != PauseKind::Inspection)
    };
    case.tasks.iter().filter(fits).collect()
}

/// Tasks whose departments have still to find something at an inspection that was scheduled.
pub(super) fn inspected(case: &Case) -> Vec<&Task> {
    let waits = |task: &&Task| task.running_pause().is_some_and(|pause| pause.joint);
    case.tasks.iter().filter(waits).collect()
}

/// The visit that somebody means who moves one: of those at which something is still to be found the last, for a
/// reviewer the last in which their department takes part.
pub(super) fn visit_to_move<'a>(case: &'a Case, actor: &Actor) -> Option<&'a Inspection> {
    let open = inspected(case);
    let own = |task: &&Task| actor.has(Role::Clerk) || actor.is_reviewer_of(&task.department);
    let meant =
        |visit: &&Inspection| open.iter().any(|task| visit.items.contains(&task.item) && own(task));
    case.inspections.iter().rev().find(meant)
}

fn task_state(case: &Case, task: &Task, kind: CommandKind) -> Result<(), Refusal> {
    use CommandKind as K;
    use TaskStatus as S;
    let is_open = task.status == S::Open;
    let fits = match kind {
        K::Approve | K::ApproveWithConditions | K::ProposeRefusal => is_open,
        K::StartPause => {
            let left = |kind: PauseKind| kind.stops_clock() && task.procedure_left(kind) > 0;
            is_open && task.procedures.iter().any(|named| left(named.kind))
        }
        K::PassStep => is_open && task.current_step().is_some_and(|at| at + 1 < task.steps.len()),
        K::ProposeExtension => {
            is_open && task.extension.is_none() && task.procedure_days(PauseKind::Extension) > 0
        }
        K::EndPause => task.status == S::Paused,
        K::ConfirmRefusal | K::ReturnRefusal => task.status == S::RefusalProposed,
        K::ConfirmExtension | K::ReturnExtension => task.status == S::ExtensionProposed,
        K::IssueResult => task.status == S::Approved,
        K::WithdrawItem => {
            // What is decided stays, and the last item is withdrawn with the case.
            let undecided = !task.status.is_ended() && task.status != S::Approved;
            let others = case.tasks.iter().filter(|other| other.item != task.item);
            undecided
                && others.into_iter().any(|other| !matches!(other.status, S::Refused | S::Ended))
        }
        K::Assign => !task.status.is_ended(),
        _ => false,
    };
    if fits { Ok(()) } else { Err(Refusal::WrongState) }
}
