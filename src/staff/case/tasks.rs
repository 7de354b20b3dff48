//! The work of the departments: a lane each with its clock, then what happened.

use leptos::prelude::*;
use onething_api::cases::TaskView;
use onething_domain::case::{Outcome, Pause, RefusalReport, RuleCheck};

use super::open::Open;
use crate::{
    i18n::{date, day_of, days, pick, t, tr},
    parts,
    platform::history,
    ui::{self, Details, Facts, Light, Tag},
    words,
};

/// A lane for each task.
pub fn lanes(open: Open) -> AnyView {
    let tasks = Memo::new(move |_| open.view.with(|view| view.tasks.clone()));
    let chosen = history::query("item");
    let view = move || {
        let tasks = tasks.get();
        let chosen = chosen.get().unwrap_or_default();
        tasks.iter().map(|task| lane(task, &tasks, task.item == chosen)).collect_view()
    };
    view! {
        <section class="part" aria-labelledby="lanes-title">
            <h2 class="part-title" id="lanes-title">{t("staff.case.lanes")}</h2>
            <ul class="task-lanes">{view}</ul>
        </section>
    }
    .into_any()
}

fn lane(task: &TaskView, all: &[TaskView], chosen: bool) -> AnyView {
    let (status, tone) = words::task_status(task.status);
    let clock = task.clock.as_ref().map(|clock| {
        let words = words::clock(clock);
        let due = words::due(clock);
        view! {
            <p class="task-clock">
                <Light tone=words.tone word=words.word detail=words.detail />
                <span class="soft small">{due}</span>
            </p>
        }
    });
    let limits = tr(
        "staff.lane.limits",
        &[("promised", &days(task.promised_days)), ("statutory", &days(task.statutory_days))],
    );
    let title = format!("{} {}", pick(&task.department_name), pick(&task.name));
    view! {
        <li class="task-lane" class:task-lane-chosen=chosen aria-label=title>
            <p class="task-head">
                <strong>{pick(&task.name)}</strong>
                <Tag label=status tone=tone />
            </p>
            <p class="soft small">{pick(&task.department_name)}" · "{limits}</p>
            {clock}
            {waits_for(task, all)}
            {task.pauses.iter().map(pause).collect_view()}
            {task.proposed.as_ref().map(|proposed| report(t("staff.lane.proposed"), proposed))}
            {task.outcome.as_ref().map(|end| outcome(end, all))}
            {checks(&task.checks)}
            {result(task)}
        </li>
    }
    .into_any()
}

/// The items whose results it waits for.
fn waits_for(task: &TaskView, all: &[TaskView]) -> Option<AnyView> {
    if task.started_at.is_some() || task.status.is_ended() {
        return None;
    }
    let open = task
        .needs
        .iter()
        .filter(|need| all.iter().any(|other| other.item == **need && !other.status.is_ended()));
    let names: Vec<String> = open.map(|need| name_of(need, all)).collect();
    if names.is_empty() {
        return None;
    }
    let text = tr("staff.lane.waits", &[("items", &names.join(&t("mark.list")))]);
    Some(view! { <p class="small">{text}</p> }.into_any())
}

fn name_of(item: &str, all: &[TaskView]) -> String {
    let task = all.iter().find(|task| task.item == item);
    task.map_or_else(|| item.to_owned(), |task| pick(&task.name))
}

fn pause(pause: &Pause) -> AnyView {
    let kind = words::pause(pause.kind);
    let from = date(day_of(pause.from));
    let line = match pause.to {
        None => {
            let length = days(pause.days);
            tr("staff.lane.paused", &[("kind", &kind), ("from", &from), ("days", &length)])
        }
        Some(to) => {
            let to = date(day_of(to));
            tr("staff.lane.resumed", &[("kind", &kind), ("from", &from), ("to", &to)])
        }
    };
    view! {
        <div class="task-note">
            <p>{line}</p>
            <p class="soft small">{pause.reason.clone()}</p>
            {(!pause.finding.is_empty()).then(|| view! { <p class="soft small">{pause.finding.clone()}</p> })}
        </div>
    }
    .into_any()
}

fn report(title: String, report: &RefusalReport) -> AnyView {
    let rows = vec![
        (t("staff.ask.grounds"), report.grounds.clone().into_any()),
        (t("staff.ask.remedy"), report.remedy.clone().into_any()),
    ];
    view! { <div class="task-note"><p><strong>{title}</strong></p><Facts rows=rows /></div> }
        .into_any()
}

fn outcome(outcome: &Outcome, all: &[TaskView]) -> AnyView {
    let note = |text: String| view! { <p class="task-note small">{text}</p> }.into_any();
    match outcome {
        Outcome::Approved { instantly: true, opinion } => {
            note(tr("staff.lane.instant", &[("rule", opinion)]))
        }
        Outcome::Approved { opinion, .. } if opinion.is_empty() => ().into_any(),
        Outcome::Approved { opinion, .. } => note(tr("staff.lane.opinion", &[("text", opinion)])),
        Outcome::Refused { report: why } => report(t("staff.lane.refused"), why),
        Outcome::NeedRefused { item } => {
            note(tr("staff.lane.need_refused", &[("item", &name_of(item, all))]))
        }
        Outcome::CaseEnded => note(t("staff.lane.case_ended")),
    }
}

/// Every value that the rule of an instant approval looked at (C5).
fn checks(checks: &[RuleCheck]) -> Option<AnyView> {
    if checks.is_empty() {
        return None;
    }
    let rows: Vec<Vec<AnyView>> = checks
        .iter()
        .map(|check| vec![check.of.clone().into_any(), plain(&check.value).into_any()])
        .collect();
    let heads = vec![t("staff.checks.of"), t("staff.checks.value")];
    let table = view! { <ui::Table caption=t("staff.checks") heads=heads rows=rows /> }.into_any();
    Some(view! { <Details summary=t("staff.checks")>{table}</Details> }.into_any())
}

fn plain(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn result(task: &TaskView) -> Option<AnyView> {
    let document = task.result.as_ref()?;
    let line =
        tr("staff.lane.result", &[("name", &pick(&document.name)), ("number", &document.number)]);
    Some(view! { <p class="task-note">{line}</p> }.into_any())
}

/// What happened, newest first.
pub fn history(open: Open) -> AnyView {
    let seq = Memo::new(move |_| open.view.with(|view| view.seq));
    let view = move || {
        seq.get(); // reads, since a memo that is only tracked never runs
        open.view.with_untracked(parts::timeline)
    };
    view! {
        <section class="part" aria-labelledby="history-title">
            <h2 class="part-title" id="history-title">{t("staff.case.history")}</h2>
            {view}
        </section>
    }
    .into_any()
}

/// The money, where anything costs something.
pub fn bill(open: Open) -> AnyView {
    let bill = Memo::new(move |_| open.view.with(|view| view.bill.clone()));
    let view = move || {
        bill.with(|_| ());
        open.view.with_untracked(parts::bill).map(|rows| {
            view! {
                <section class="part" aria-labelledby="bill-title">
                    <h2 class="part-title" id="bill-title">{t("pay.bill")}</h2>
                    {rows}
                </section>
            }
            .into_any()
        })
    };
    view! { {view} }.into_any()
}
