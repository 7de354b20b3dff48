//! A lane for each department: its items, where they stand, and their clocks.

use leptos::prelude::*;
use onething_api::cases::{CaseView, TaskView};
use onething_domain::case::{Inspection, Outcome, Pause, TaskStatus};

use super::{todo::refused, withdraw};
use crate::{
    i18n::{days, moment, pick, t, tr},
    ui::{Card, Light, Notice, Tag, Tone},
    words,
};

/// All lanes, in the order of the graph.
pub fn lanes(case: &CaseView, reload: Callback<i64>) -> AnyView {
    let mut departments: Vec<&str> = Vec::new();
    for task in &case.tasks {
        if !departments.contains(&&*task.department) {
            departments.push(&task.department);
        }
    }
    let lanes: Vec<AnyView> =
        departments.into_iter().map(|department| lane(case, department, reload)).collect();
    let visits: Vec<AnyView> =
        case.inspections.iter().map(|visit| inspection(case, visit)).collect();
    view! { <Card title=t("track.lanes")>{visits}<div class="lanes">{lanes}</div></Card> }
        .into_any()
}

fn lane(case: &CaseView, department: &str, reload: Callback<i64>) -> AnyView {
    let tasks: Vec<&TaskView> =
        case.tasks.iter().filter(|task| task.department == department).collect();
    let name = tasks.first().map(|task| pick(&task.department_name)).unwrap_or_default();
    let tasks: Vec<AnyView> = tasks.into_iter().map(|of| task(case, of, reload)).collect();
    view! {
        <section class="lane" aria-label=name.clone()>
            <h3 class="lane-name">{name.clone()}</h3>
            <ul>{tasks}</ul>
        </section>
    }
    .into_any()
}

fn task(case: &CaseView, task: &TaskView, reload: Callback<i64>) -> AnyView {
    let (status, tone) = words::task_status(task.status);
    view! {
        <li class="lane-task">
            <div class="lane-head"><span class="lane-item">{pick(&task.name)}</span><Tag label=status tone=tone /></div>
            {clock(task)}
            {step(task)}
            {turn(task)}
            {waiting(case, task)}
            {paused(task)}
            {ended(case, task)}
            {last(case, task)}
            {withdraw::one(case, task, reload)}
        </li>
    }
    .into_any()
}

/// Whose turn it is.
fn turn(task: &TaskView) -> Option<AnyView> {
    let key = match task.status {
        TaskStatus::Open | TaskStatus::RefusalProposed => "track.turn",
        TaskStatus::Approved => "track.turn.issue",
        _ => return None,
    };
    let who = pick(&task.department_name);
    Some(view! { <p class="small">{tr(key, &[("who", &who)])}</p> }.into_any())
}

/// What happened last.
fn last(case: &CaseView, task: &TaskView) -> Option<AnyView> {
    let entry = case.timeline.iter().rfind(|entry| entry.item.as_ref() == Some(&task.item))?;
    let said = [moment(entry.at), words::event(entry)].join(" ");
    Some(view! { <p class="small soft">{said}</p> }.into_any())
}

fn clock(task: &TaskView) -> AnyView {
    let Some(clock) = &task.clock else {
        let promised = tr("track.promised", &[("days", &days(task.promised_days))]);
        return view! { <p class="small soft">{promised}</p> }.into_any();
    };
    let words = words::clock(clock);
    let ended = task.status.is_ended();
    let due = if ended { String::new() } else { words::due(clock) };
    // What has ended tells its days already.
    let used = (!ended && clock.used > 0)
        .then(|| tr("track.used", &[("days", &days(clock.used))]))
        .into_iter();
    let line: Vec<String> = used.chain([due]).filter(|part| !part.is_empty()).collect();
    view! {
        <p><Light tone=words.tone word=words.word detail=words.detail /></p>
        <p class="small soft">{line.join(" · ")}</p>
    }
    .into_any()
}

/// The step at which it stands, where it has more than one, and how far its limits were extended.
fn step(task: &TaskView) -> AnyView {
    let at = task.step.as_ref().and_then(|clock| task.steps.get(clock.step));
    let at = at.filter(|_| task.steps.len() > 1).map(|step| {
        view! { <p class="small soft">{tr("track.step", &[("step", &pick(&step.name))])}</p> }
    });
    let extended = task.extension.as_ref().map(|extension| {
        let length = days(extension.days);
        let text = tr("track.extended", &[("days", &length), ("reason", &extension.reason)]);
        view! { <p class="small">{text}</p> }
    });
    view! { {at}{extended} }.into_any()
}

/// One visit of several departments.
fn inspection(case: &CaseView, visit: &Inspection) -> AnyView {
    let title = tr("track.inspection", &[("items", &names(case, &visit.items))]);
    let note = visit.note.clone();
    let when = moment(visit.at);
    let when = tr("track.inspection.when", &[("at", &when), ("place", &visit.place)]);
    view! {
        <Notice tone=Tone::Info title=title>
            <p><strong>{when.clone()}</strong></p>
            <p>{note.clone()}</p>
        </Notice>
    }
    .into_any()
}

/// Names of items, joined.
pub(super) fn names(case: &CaseView, items: &[String]) -> String {
    let tasks = items.iter().filter_map(|id| case.tasks.iter().find(|task| task.item == *id));
    tasks.map(|task| pick(&task.name)).collect::<Vec<_>>().join(&t("mark.list"))
}

/// What refused, withdrawn and waiting items mean for the rest, in one sentence.
pub fn outlook(case: &CaseView) -> Option<AnyView> {
    let found = case.outlook.as_ref()?;
    let parts = [
        ("refused", &found.refused),
        ("withdrawn", &found.withdrawn),
        ("ended", &found.ended),
        ("paused", &found.paused),
        ("waiting", &found.waiting),
        ("untouched", &found.untouched),
    ];
    let said = parts.into_iter().filter(|(_, items)| !items.is_empty());
    let said =
        said.map(|(key, items)| tr(&format!("outlook.{key}"), &[("items", &names(case, items))]));
    let sentence = [said.collect::<Vec<_>>().join(&t("outlook.join")), t("outlook.end")].concat();
    Some(
        view! { <Notice tone=Tone::Warn title=t("outlook.title")><p>{sentence.clone()}</p></Notice> }
            .into_any(),
    )
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
    let conditions = match &task.outcome {
        Some(Outcome::Approved { conditions, .. }) if !conditions.is_empty() => {
            let lines = conditions.iter().map(|line| view! { <li>{line.clone()}</li> });
            let lines = lines.collect_view();
            Some(
                view! { <p class="small">{t("track.conditions")}</p><ul class="bullets">{lines}</ul> },
            )
        }
        _ => None,
    };
    if let Some(result) = &task.result {
        return view! {
            <p class="lane-result">
                {pick(&result.name)}" "<strong class="number">{result.number.clone()}</strong>
            </p>
            {conditions}
        }
        .into_any();
    }
    match &task.outcome {
        Some(Outcome::Approved { instantly: true, .. }) => {
            view! { <p class="small soft">{t("track.instant")}</p> }.into_any()
        }
        Some(Outcome::Approved { .. }) => conditions.into_any(),
        Some(Outcome::Withdrawn { .. }) => {
            view! { <p class="small soft">{t("track.withdrawn")}</p> }.into_any()
        }
        Some(Outcome::Refused { report }) => refused(t("track.refused"), Some(report)),
        Some(Outcome::MaterialLacking { material }) => {
            let known = case.deferred.iter().find(|one| one.plan.material == *material);
            let name = known.map(|one| pick(&one.plan.name)).unwrap_or_default();
            view! { <p class="small soft">{tr("track.lacking", &[("material", &name)])}</p> }
                .into_any()
        }
        Some(Outcome::NeedRefused { item }) => {
            let needed = case.tasks.iter().find(|other| other.item == *item);
            let name = needed.map(|needed| pick(&needed.name)).unwrap_or_default();
            view! { <p class="small soft">{tr("track.need_refused", &[("item", &name)])}</p> }
                .into_any()
        }
        _ => ().into_any(),
    }
}
