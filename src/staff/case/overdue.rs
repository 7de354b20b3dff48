//! Limits that have passed, and what was said about them (C4): beside the work, and in the dialogs that answer them.

use leptos::prelude::*;
use onething_api::cases::CaseView;
use onething_domain::case::{Action, CommandKind, Overdue, OverdueState};

use super::open::Open;
use crate::{
    i18n::{date, pick, t, tr},
    ui::{Tag, Tone},
    words,
};

/// All records of the case; nothing where every limit was kept.
pub fn records(open: Open) -> AnyView {
    let all = Memo::new(move |_| open.view.with(|view| (view.overdue.clone(), view.seq)));
    let view = move || {
        let (all, _) = all.get();
        (!all.is_empty()).then(|| {
            let lines = open.view.with_untracked(|view| lines(view, &all));
            view! {
                <section class="part" aria-labelledby="overdue-title">
                    <h2 class="part-title" id="overdue-title">{t("staff.overdue")}</h2>
                    <ul class="task-lanes">{lines}</ul>
                </section>
            }
            .into_any()
        })
    };
    view! { {view} }.into_any()
}

/// The records that an action is about.
pub fn of_action(open: Open, action: &Action) -> AnyView {
    let wanted = match action.command {
        CommandKind::ExplainOverdue => OverdueState::Open,
        CommandKind::SettleOverdue => OverdueState::Explained,
        _ => return ().into_any(),
    };
    let item = action.item.clone();
    open.view.with_untracked(|view| {
        let fits = |past: &&Overdue| past.item == item && past.state() == wanted;
        let these: Vec<Overdue> = view.overdue.iter().filter(fits).cloned().collect();
        let lines = lines(view, &these);
        view! { <ul class="task-lanes">{lines}</ul> }.into_any()
    })
}

fn lines(case: &CaseView, records: &[Overdue]) -> Vec<AnyView> {
    records.iter().map(|past| line(case, past)).collect()
}

fn line(case: &CaseView, past: &Overdue) -> AnyView {
    let task = past.item.as_ref().and_then(|id| case.tasks.iter().find(|task| task.item == *id));
    let name = task.map_or_else(
        || t("staff.overdue.intake"),
        |task| format!("{} · {}", pick(&task.department_name), pick(&task.name)),
    );
    let limit = limit(case, past);
    let due = date(past.due);
    let passed = tr("limit.passed", &[("limit", &limit), ("date", &due)]);
    let tone = match past.state() {
        OverdueState::Open => Tone::Bad,
        OverdueState::Explained => Tone::Warn,
        OverdueState::Settled => Tone::Plain,
    };
    let state = t(&format!("staff.overdue.{}", words::code(&past.state())));
    let said = [past.explanation.clone(), past.finding.clone()];
    let said = said.into_iter().filter(|said| !said.is_empty());
    let said: Vec<AnyView> =
        said.map(|said| view! { <p class="soft small">{said}</p> }.into_any()).collect();
    view! {
        <li class="task-lane">
            <p class="task-head"><strong>{name}</strong><Tag label=state tone=tone /></p>
            <p class="small">{passed}</p>
            {said}
        </li>
    }
    .into_any()
}

/// Which limit it was; of a step, with its name.
fn limit(case: &CaseView, past: &Overdue) -> String {
    let limit = t(&format!("limit.{}", words::code(&past.limit)));
    let task = past.item.as_ref().and_then(|id| case.tasks.iter().find(|task| task.item == *id));
    let nth = usize::try_from(past.nth).unwrap_or(usize::MAX);
    match (past.step, task.and_then(|task| task.steps.get(nth))) {
        (Some(_), Some(step)) => format!("{limit} ({})", pick(&step.name)),
        _ => limit,
    }
}
