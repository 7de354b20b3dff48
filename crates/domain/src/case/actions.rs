//! What an actor may do now.

use serde::{Deserialize, Serialize};

use super::actor::Actor;
use super::command::CommandKind;
use super::permit::permit;
use super::state::Case;

/// A command that would be let through now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Action {
    /// Which command.
    pub command: CommandKind,
    /// The item that it is about, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
}

const ON_CASE: [CommandKind; 21] = [
    CommandKind::TakePaper,
    CommandKind::Accept,
    CommandKind::ConfirmCorrections,
    CommandKind::ReturnCorrections,
    CommandKind::RequestCorrections,
    CommandKind::Decline,
    CommandKind::Correct,
    CommandKind::SupplyMaterial,
    CommandKind::ChangeDelivery,
    CommandKind::ScheduleInspection,
    CommandKind::MoveInspection,
    CommandKind::HandOut,
    CommandKind::ReceiveParcel,
    CommandKind::ReturnParcel,
    CommandKind::ExplainOverdue,
    CommandKind::SettleOverdue,
    CommandKind::Withdraw,
    CommandKind::Assign,
    CommandKind::NameOwner,
    CommandKind::SetMark,
    CommandKind::AddNote,
];

const ON_TASK: [CommandKind; 17] = [
    CommandKind::PassStep,
    CommandKind::Approve,
    CommandKind::ApproveWithConditions,
    CommandKind::IssueResult,
    CommandKind::StartPause,
    CommandKind::EndPause,
    CommandKind::ProposeRefusal,
    CommandKind::ConfirmRefusal,
    CommandKind::ReturnRefusal,
    CommandKind::ProposeExtension,
    CommandKind::ConfirmExtension,
    CommandKind::ReturnExtension,
    CommandKind::ExplainOverdue,
    CommandKind::SettleOverdue,
    CommandKind::WithdrawItem,
    CommandKind::Assign,
    CommandKind::CheckSample,
];

/// Everything that the actor may do now, case first, then task by task. What people cannot give (payments)
/// is not listed.
pub fn allowed(case: &Case, actor: &Actor) -> Vec<Action> {
    let on_case = ON_CASE.into_iter().map(|command| (command, None));
    let on_tasks = case
        .tasks
        .iter()
        .flat_map(|task| ON_TASK.into_iter().map(|command| (command, Some(task.item.clone()))));
    on_case
        .chain(on_tasks)
        .filter(|(command, item)| permit(case, actor, *command, item.as_deref()).is_ok())
        .map(|(command, item)| Action { command, item })
        .collect()
}
