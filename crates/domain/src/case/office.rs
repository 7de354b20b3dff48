//! What staff arrange among themselves on a case: who works on it, who answers for it (首问负责), how the person is
//! helped (代办, 上门, 绿色通道) and what they note for each other. None of it is shown to the applicant (C10, C12).

use serde::{Deserialize, Serialize};

use super::actor::Actor;
use super::command::{Command, CommandKind, Facts};
use super::event::Event;
use super::refusal::Refusal;
use super::state::{Case, CaseStatus};
use super::task::Task;
use super::watch::LimitKind;
use crate::city::Role;
use crate::validate::{Problem, ProblemCode};

/// Characters of a note, at most.
pub const NOTE_MAX: usize = 2_000;

/// How a person is helped with a case (C12).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = CaseMark))]
pub enum Mark {
    /// 代办: staff run the errands.
    Errand,
    /// 上门: staff come to the person.
    HomeVisit,
    /// 绿色通道: before others.
    GreenChannel,
}

impl Mark {
    /// All of them, in the order in which screens list them.
    pub const ALL: [Self; 3] = [Self::Errand, Self::HomeVisit, Self::GreenChannel];
}

impl CommandKind {
    /// Whether it only arranges work among staff.
    pub fn is_office(self) -> bool {
        matches!(self, Self::AddNote | Self::Assign | Self::NameOwner | Self::SetMark)
    }
}

impl Event {
    /// Whether only staff see it: what they propose to each other, arrange and note.
    pub fn is_internal(&self) -> bool {
        match self {
            Self::CorrectionsProposed { .. }
            | Self::CorrectionsReturned { .. }
            | Self::RefusalProposed { .. }
            | Self::RefusalReturned { .. }
            | Self::ExtensionProposed { .. }
            | Self::ExtensionReturned { .. }
            | Self::StepPassed { .. }
            | Self::SampleChecked { .. }
            | Self::OverdueExplained { .. }
            | Self::OverdueSettled { .. }
            | Self::Noted { .. }
            | Self::Assigned { .. }
            | Self::OwnerNamed { .. }
            | Self::MarkSet { .. } => true,
            Self::LimitPassed { limit, .. } => matches!(limit, LimitKind::Step | LimitKind::Pause),
            _ => false,
        }
    }
}

impl Command {
    /// Id of the member of staff whom it names; the rules must know who that is ([`Facts::colleague`]).
    pub fn colleague(&self) -> Option<&str> {
        match self {
            Self::Assign { to, .. } => to.as_deref(),
            Self::NameOwner { to, .. } => Some(to),
            _ => None,
        }
    }
}

/// Whether somebody handles a case: the intake and supervisors all, a department those that it works on.
fn handles(case: &Case, actor: &Actor) -> bool {
    actor.has(Role::Clerk)
        || actor.has(Role::Supervisor)
        || (case.accepted_at.is_some() && case.tasks.iter().any(|task| decides(actor, task)))
}

/// Whether somebody works on a task: its department's reviewers and chief representatives.
fn decides(actor: &Actor, task: &Task) -> bool {
    let Actor::Staff { department, .. } = actor else {
        return false;
    };
    department.as_deref() == Some(task.department.as_str())
        && (actor.has(Role::Reviewer) || actor.has(Role::Chief))
}

/// Who may arrange what.
pub(super) fn role(case: &Case, actor: &Actor, kind: CommandKind, task: Option<&Task>) -> bool {
    match (kind, task) {
        (CommandKind::Assign, Some(task)) => actor.has(Role::Supervisor) || decides(actor, task),
        (CommandKind::Assign, None) => actor.has(Role::Clerk) || actor.has(Role::Supervisor),
        _ => handles(case, actor),
    }
}

/// Work is arranged as long as there is any: until the case has ended, and results are handed over.
pub(super) fn state(case: &Case) -> bool {
    case.status != CaseStatus::New && (!case.status.is_ended() || !case.to_hand_out().is_empty())
}

/// Decides a command that arranges work.
pub(super) fn decide(case: &Case, command: &Command, facts: &Facts) -> Result<Event, Refusal> {
    match command {
        Command::AddNote { text } => note(text),
        Command::Assign { item, to, reason } => assign(case, item.as_deref(), to, reason, facts),
        Command::NameOwner { to, reason } => name_owner(case, to, reason, facts),
        Command::SetMark { mark, on, reason } => {
            if case.marks.contains(mark) == *on {
                return Err(Refusal::Unchanged);
            }
            filled(reason)?;
            Ok(Event::MarkSet { mark: *mark, on: *on, reason: reason.trim().to_owned() })
        }
        _ => Err(Refusal::WrongState),
    }
}

fn note(text: &str) -> Result<Event, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::Blank { field: "text".to_owned() });
    }
    if text.chars().count() > NOTE_MAX {
        let params = [("max".to_owned(), NOTE_MAX.to_string())].into();
        let problem = Problem { path: "text".to_owned(), code: ProblemCode::TooLong, params };
        return Err(Refusal::Invalid { problems: vec![problem] });
    }
    Ok(Event::Noted { text: text.to_owned() })
}

/// Whoever takes a case out of another's hands says why; what nobody has, anyone of the same desk may take.
fn assign(
    case: &Case,
    item: Option<&str>,
    to: &Option<String>,
    reason: &str,
    facts: &Facts,
) -> Result<Event, Refusal> {
    let task = item.map(|item| case.task(item).ok_or(Refusal::UnknownItem)).transpose()?;
    let has = task.map_or(&case.clerk, |task| &task.assignee);
    if has == to {
        return Err(Refusal::Unchanged);
    }
    if to.is_some() {
        let fits = |actor: &Actor| match task {
            Some(task) => decides(actor, task),
            None => actor.has(Role::Clerk),
        };
        if !facts.colleague.is_some_and(fits) {
            return Err(Refusal::NoColleague);
        }
    }
    let own = |id: &String| matches!(facts.actor, Actor::Staff { id: me, .. } if me == id);
    if has.as_ref().is_some_and(|holder| !own(holder)) {
        filled(reason)?;
    }
    Ok(Event::Assigned {
        item: item.map(str::to_owned),
        to: to.clone(),
        reason: reason.trim().to_owned(),
    })
}

/// The first who is asked answers for the case until it has ended; it passes to another, never to nobody.
fn name_owner(case: &Case, to: &str, reason: &str, facts: &Facts) -> Result<Event, Refusal> {
    if case.owner.as_deref() == Some(to) {
        return Err(Refusal::Unchanged);
    }
    if !facts.colleague.is_some_and(|colleague| handles(case, colleague)) {
        return Err(Refusal::NoColleague);
    }
    if case.owner.is_some() {
        filled(reason)?;
    }
    Ok(Event::OwnerNamed { to: to.to_owned(), reason: reason.trim().to_owned() })
}

fn filled(reason: &str) -> Result<(), Refusal> {
    if reason.trim().is_empty() {
        return Err(Refusal::Blank { field: "reason".to_owned() });
    }
    Ok(())
}
