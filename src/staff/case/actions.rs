//! The bar of actions: for the whole case, then task by task.

use leptos::prelude::*;
use onething_api::cases::CaseView;
use onething_domain::case::{Action, CommandKind};

use super::open::Open;
use crate::{
    i18n::{pick, t},
    ui::{Button, Kind},
    words::code,
};

/// Actions under one heading.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Group {
    title: String,
    actions: Vec<Action>,
}

/// The bar.
pub fn bar(open: Open) -> AnyView {
    let groups = Memo::new(move |_| open.view.with(groups));
    let view = move || {
        let groups = groups.get();
        if groups.is_empty() {
            return view! { <p class="soft">{t("staff.actions.none")}</p> }.into_any();
        }
        groups.into_iter().map(|one| group(open, one)).collect_view().into_any()
    };
    view! {
        <div class="action-bar" id="actions" role="region" aria-label=t("staff.actions") tabindex="-1">
            {view}
        </div>
    }
    .into_any()
}

fn group(open: Open, group: Group) -> AnyView {
    let Group { title, actions } = group;
    // The way forward is to hand on, as long as there is a step to hand on to.
    let hands_on = actions.iter().any(|action| action.command == CommandKind::PassStep);
    let buttons: Vec<AnyView> =
        actions.into_iter().map(|action| button(open, action, hands_on)).collect();
    let name = title.clone();
    view! {
        <div class="action-group" role="group" aria-label=name>
            <span class="action-name" aria-hidden="true">{title}</span>
            {buttons}
        </div>
    }
    .into_any()
}

fn button(open: Open, action: Action, hands_on: bool) -> AnyView {
    let label = t(&format!("staff.do.{}", code(&action.command)));
    let kind = match action.command {
        CommandKind::Approve if hands_on => Kind::Secondary,
        command => kind(command),
    };
    let press = Callback::new(move |()| open.doing.set(Some(action.clone())));
    view! { <Button label=label kind=kind on_press=press /> }.into_any()
}

/// How a command's button looks: the way forward, a way round, an end.
pub fn kind(command: CommandKind) -> Kind {
    match command {
        CommandKind::Accept
        | CommandKind::TakePaper
        | CommandKind::PassStep
        | CommandKind::ConfirmExtension
        | CommandKind::ConfirmCorrections
        | CommandKind::SettleOverdue
        | CommandKind::Approve
        | CommandKind::IssueResult
        | CommandKind::EndPause
        | CommandKind::CheckSample
        | CommandKind::HandOut => Kind::Primary,
        CommandKind::Decline | CommandKind::ProposeRefusal | CommandKind::ConfirmRefusal => {
            Kind::Danger
        }
        _ => Kind::Secondary,
    }
}

/// The action at a place of the bar, as it is drawn from left to right.
pub fn nth(case: &CaseView, at: usize) -> Option<Action> {
    groups(case).into_iter().flat_map(|group| group.actions).nth(at)
}

fn groups(case: &CaseView) -> Vec<Group> {
    let of = |item: Option<&str>| -> Vec<Action> {
        let here = case
            .allowed
            .iter()
            .filter(|action| action.item.as_deref() == item && !action.command.is_office());
        here.cloned().collect()
    };
    let whole = Group { title: t("staff.actions.case"), actions: of(None) };
    let tasks = case
        .tasks
        .iter()
        .map(|task| Group { title: pick(&task.name), actions: of(Some(&task.item)) });
    let groups = std::iter::once(whole).chain(tasks);
    groups.filter(|group| !group.actions.is_empty()).collect()
}
