//! A lane for each department: its items, where they stand, and their clocks.

use leptos::prelude::*;
use onething_api::cases::{CaseView, TaskView};
use onething_domain::case::{Outcome, Pause, TaskStatus};

use super::todo::refused;
use crate::{
    i18n::{days, pick, t, tr},
    ui::{Card, Light, Tag},
    words,
};

/// All lanes, in the order of the graph.
pub fn lanes(case: &CaseView) -> AnyView {
    let mut departments: Vec<&str> = Vec::new();
    for task in &case.tasks {
        if !departments.contains(&&*task.department) {
            departments.push(&task.department);
        }
    }
    let lanes: Vec<AnyView> =
        departments.into_iter().map(|department| lane(case, department)).collect();
    view! { <Card title=t("track.lanes")><div class="lanes">{lanes}</div></Card> }.into_any()
}

fn lane(case: &CaseView, department: &str) -> AnyView {
    let tasks: Vec<&TaskView> =
        case.tasks.iter().filter(|task| task.department == department).collect();
    let name = tasks.first().map(|task| pick(&task.department_name)).unwrap_or_default();
    let tasks: Vec<AnyView> = tasks.into_iter().map(|of| task(case, of)).collect();
    view! {
        <section class="lane" aria-label=name.clone()>
            <h3 class="lane-name">{name.clone()}</h3>
            <ul>{tasks}</ul>
        </section>
    }
    .into_any()
}

fn task(case: &CaseView, task: &TaskView) -> AnyView {
    let (status, tone) = words::task_status(task.status);
    view! {
        <li class="lane-task">
            <div class="lane-head"><span class="lane-item">{pick(&task.name)}</span><Tag label=status tone=tone /></div>
            {clock(task)}
            {waiting(case, task)}
            {paused(task)}
            {ended(case, task)}
        </li>
    }
    .into_any()
}

fn clock(task: &TaskView) -> AnyView {
    let Some(clock) = &task.clock else {
        let promised = tr("track.promised", &[("days", &days(task.promised_days))]);
        return view! { <p class="small soft">{promised}</p> }.into_any();
    };
    let words = words::clock(clock);
    let due = if task.status.is_ended() { String::new() } else { words::due(clock) };
    view! {
        <p><Light tone=words.tone word=words.word detail=words.detail /></p>
        <p class="small soft">{due}</p>
    }
    .into_any()
}

/// What an item waits for.
fn waiting(case: &CaseView, task: &TaskView) -> Option<AnyView> {
    if task.status != TaskStatus::Waiting || task.needs.is_empty() {
        return None;
    }
    let needed = task.needs.iter().filter_map(|id| {
        let needed = case.tasks.iter().find(|other| other.item == *id)?;
        (!needed.status.is_ended()).then(|| pick(&needed.name))
    });
    let names = needed.collect::<Vec<_>>().join(&t("mark.list"));
    (!names.is_empty()).then(|| {
        view! { <p class="small soft">{tr("track.waits", &[("items", &names)])}</p> }.into_any()
    })
}

/// Why the clock stands, or stood.
fn paused(task: &TaskView) -> AnyView {
    let line = |pause: &Pause| {
        let kind = words::pause(pause.kind);
        let length = days(pause.days);
        let key = if pause.to.is_none() { "track.paused" } else { "track.was_paused" };
        let text = tr(key, &[("kind", &kind), ("days", &length)]);
        let said = [pause.reason.clone(), pause.finding.clone()];
        let said = said.into_iter().filter(|said| !said.is_empty()).collect::<Vec<_>>().join(" ");
        view! { <p class="small">{text}" "<span class="soft">{said}</span></p> }.into_any()
    };
    task.pauses.iter().map(line).collect_view().into_any()
}

/// What came out.
fn ended(case: &CaseView, task: &TaskView) -> AnyView {
    if let Some(result) = &task.result {
        return view! {
            <p class="lane-result">
                {pick(&result.name)}" "<strong class="number">{result.number.clone()}</strong>
            </p>
        }
        .into_any();
    }
    match &task.outcome {
        Some(Outcome::Approved { instantly: true, .. }) => {
            view! { <p class="small soft">{t("track.instant")}</p> }.into_any()
        }
        Some(Outcome::Refused { report }) => refused(t("track.refused"), Some(report)),
        Some(Outcome::NeedRefused { item }) => {
            let needed = case.tasks.iter().find(|other| other.item == *item);
            let name = needed.map(|needed| pick(&needed.name)).unwrap_or_default();
            view! { <p class="small soft">{tr("track.need_refused", &[("item", &name)])}</p> }
                .into_any()
        }
        _ => ().into_any(),
    }
}
