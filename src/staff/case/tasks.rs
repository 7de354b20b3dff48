//! The work of the departments: a lane each with its clock, then what happened.

use leptos::prelude::*;
use onething_api::cases::TaskView;
use onething_domain::case::{Extension, Outcome, Pause, RefusalReport, RuleCheck, TaskStep};
use onething_domain::city::Role;
use onething_domain::clock;
use onething_domain::instant::RuleSource;

use super::{office, open::Open, sample};
use crate::{
    i18n::{date, day_of, days, moment, pick, t, tr},
    parts,
    platform::history,
    session::Session,
    staff::parts::revocation,
    ui::{self, Details, Facts, Light, Tag, Tone, live_if},
    words,
};

/// A lane for each task.
pub fn lanes(open: Open) -> AnyView {
    let tasks = Memo::new(move |_| open.view.with(|view| view.tasks.clone()));
    let chosen = history::query("item");
    let view = move || {
        let tasks = tasks.get();
        let chosen = chosen.get().unwrap_or_default();
        tasks.iter().map(|task| lane(open, task, &tasks, task.item == chosen)).collect_view()
    };
    view! {
        <section class="part" aria-labelledby="lanes-title">
            <h2 class="part-title" id="lanes-title">{t("staff.case.lanes")}</h2>
            <ul class="task-lanes">{view}</ul>
        </section>
    }
    .into_any()
}

fn lane(open: Open, task: &TaskView, all: &[TaskView], chosen: bool) -> AnyView {
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
            {steps(task)}
            {extension(task)}
            {task.pauses.iter().map(pause).collect_view()}
            {task.proposed.as_ref().map(|proposed| report(t("staff.lane.proposed"), proposed))}
            {task.outcome.as_ref().map(|end| outcome(end, all))}
            {checks(&task.checks)}
            {sample::note(task)}
            {result(open, task)}
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
        Outcome::Approved { instantly: true, opinion, .. } => {
            note(tr("staff.lane.instant", &[("rule", opinion)]))
        }
        Outcome::Approved { opinion, conditions, .. } => {
            let said =
                (!opinion.is_empty()).then(|| note(tr("staff.lane.opinion", &[("text", opinion)])));
            view! { {said}{list(t("staff.lane.conditions"), conditions)} }.into_any()
        }
        Outcome::Withdrawn { reason } => {
            note([t("staff.lane.withdrawn"), reason.clone()].join(" "))
        }
        Outcome::Refused { report: why } => report(t("staff.lane.refused"), why),
        Outcome::NeedRefused { item } => {
            note(tr("staff.lane.need_refused", &[("item", &name_of(item, all))]))
        }
        Outcome::MaterialLacking { .. } => note(t("staff.lane.lacking")),
        Outcome::CaseEnded => note(t("staff.lane.case_ended")),
    }
}

/// Conditions of an approval.
fn list(title: String, lines: &[String]) -> Option<AnyView> {
    if lines.is_empty() {
        return None;
    }
    let lines = lines.iter().map(|line| view! { <li>{line.clone()}</li> }).collect_view();
    Some(
        view! { <div class="task-note"><p><strong>{title}</strong></p><ul class="bullets">{lines}</ul></div> }
            .into_any(),
    )
}

/// The steps of deciding it, each with its standard time (C3); one alone says no more than the limits.
fn steps(task: &TaskView) -> Option<AnyView> {
    if task.steps.len() < 2 || task.started_at.is_none() {
        return None;
    }
    let line = |step: &TaskStep| {
        let standard = days(step.days);
        let now = step.started_at.is_some() && step.ended_at.is_none();
        let clock = task.step.as_ref().filter(|_| now);
        let due = clock.and_then(|clock| clock.due);
        let text = match due {
            Some(due) => tr("staff.lane.step.due", &[("days", &standard), ("date", &date(due))]),
            None => tr("staff.lane.step.days", &[("days", &standard)]),
        };
        let state = match (step.ended_at, clock) {
            (Some(_), _) => {
                view! { <Tag label=t("staff.lane.step.done") tone=Tone::Good /> }.into_any()
            }
            (None, Some(clock)) => {
                let tone = match clock.light {
                    clock::Light::Red => Tone::Bad,
                    clock::Light::Yellow => Tone::Warn,
                    _ => Tone::Info,
                };
                view! { <Tag label=t("staff.lane.step.now") tone=tone /> }.into_any()
            }
            (None, None) => ().into_any(),
        };
        view! { <li>{pick(&step.name)}" "<span class="soft small">{text}</span>" "{state}</li> }
            .into_any()
    };
    let lines: Vec<AnyView> = task.steps.iter().map(line).collect();
    Some(view! { <ol class="task-steps" aria-label=t("staff.lane.steps")>{lines}</ol> }.into_any())
}

/// The extension of its limits, confirmed or proposed.
fn extension(task: &TaskView) -> AnyView {
    let line = |key: &str, extension: &Extension| {
        let values = [("days", days(extension.days)), ("reason", extension.reason.clone())];
        let text = tr(key, &[("days", &values[0].1), ("reason", &values[1].1)]);
        view! { <p class="task-note small">{text}</p> }.into_any()
    };
    let given = task.extension.as_ref().map(|given| line("staff.lane.extension", given));
    let asked = task.asked.as_ref().map(|asked| line("staff.lane.asked", asked));
    view! { {given}{asked} }.into_any()
}

/// Every value that the rule of an instant approval looked at (C5), and where it comes from.
fn checks(checks: &[RuleCheck]) -> Option<AnyView> {
    if checks.is_empty() {
        return None;
    }
    let rows: Vec<Vec<AnyView>> = checks
        .iter()
        .map(|check| {
            let cells = [check.of.clone(), plain(&check.value), source(&check.source)];
            cells.map(IntoAny::into_any).into()
        })
        .collect();
    let heads = ["of", "value", "source"].map(|head| t(&format!("staff.checks.{head}"))).to_vec();
    let table = view! { <ui::Table caption=t("staff.checks") heads=heads rows=rows /> }.into_any();
    Some(view! { <Details summary=t("staff.checks")>{table}</Details> }.into_any())
}

/// Where a value comes from, in words.
fn source(source: &RuleSource) -> String {
    match source {
        RuleSource::Answer => t("staff.checks.answer"),
        RuleSource::IdCard { .. } => t("staff.checks.id_card"),
        RuleSource::Licence { number } => tr("staff.checks.licence", &[("number", number)]),
        RuleSource::Registry { registry, at } => {
            tr("staff.checks.registry", &[("registry", registry), ("when", &moment(*at))])
        }
    }
}

fn plain(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn result(open: Open, task: &TaskView) -> Option<AnyView> {
    let document = task.result.as_ref()?;
    let guide = open.guide();
    let node = guide.node(&task.item).filter(|_| task.revoked.is_none());
    let kind = node.map(|node| node.item.result.licence.clone());
    let (number, department) = (document.number.clone(), task.department.clone());
    // Its own chief representative may take a licence back.
    let revoke = move || {
        let kind = kind.clone().filter(|kind| !kind.is_empty())?;
        let person = Session::get().person()?;
        let chief = person.roles.contains(&Role::Chief);
        (chief && person.department.as_ref() == Some(&department)).then(|| {
            let address = revocation(&kind, &number);
            view! { <p><a href=address>{t("staff.lane.revoke")}</a></p> }.into_any()
        })
    };
    let line =
        tr("staff.lane.result", &[("name", &pick(&document.name)), ("number", &document.number)]);
    let gone = task.revoked.map(|at| {
        let label = tr("staff.lane.revoked", &[("date", &date(day_of(at)))]);
        view! { " "<Tag label=label tone=Tone::Bad /> }
    });
    Some(view! { <p class="task-note">{line}{gone}</p>{live_if(revoke)} }.into_any())
}

/// What happened, newest first.
pub fn history(open: Open) -> AnyView {
    let seq = Memo::new(move |_| open.view.with(|view| view.seq));
    let view = move || {
        seq.get(); // reads, since a memo that is only tracked never runs
        open.view.with_untracked(|view| parts::timeline(&office::told(view)))
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
