//! What citizens and staff both see of a case: what happened, and the money.

use leptos::prelude::*;
use onething_api::cases::{CaseView, TimelineEntry as Entry};

use crate::{
    i18n::{date, days, moment, money, pick, t, tr},
    ui::{Facts, Timeline, TimelineEntry, Tone},
    words,
};

/// What happened, newest first.
pub fn timeline(case: &CaseView) -> AnyView {
    let entries = case.timeline.iter().rev().map(|entry| line(case, entry)).collect();
    view! { <Timeline entries=entries /> }.into_any()
}

fn line(case: &CaseView, entry: &Entry) -> TimelineEntry {
    let task = entry.item.as_ref().and_then(|id| case.tasks.iter().find(|task| task.item == *id));
    let title = match task {
        Some(task) => [pick(&task.name), t("mark.colon"), words::event(entry)].concat(),
        None => words::event(entry),
    };
    let more = more(entry);
    let note =
        (!more.is_empty()).then(|| view! { <p class="soft moment-note">{more}</p> }.into_any());
    let when = [moment(entry.at), words::actor(&entry.by)].join(" · ");
    TimelineEntry { title, when, body: note, tone: tone(&entry.event) }
}

/// What was said, with amounts and days.
fn more(entry: &Entry) -> String {
    let param = |name: &str| entry.params.get(name);
    let number = |name: &str| param(name).and_then(|value| value.parse::<i64>().ok());
    let is = |name: &str| param(name).is_some_and(|value| value == "true");
    let days = number("days").and_then(|count| u32::try_from(count).ok()).map(days);
    let limit = param("limit").zip(param("due").and_then(|due| due.parse().ok()));
    let limit = limit.map(|(limit, due)| {
        let limit = t(&format!("limit.{limit}"));
        tr("limit.passed", &[("limit", &limit), ("date", &date(due))])
    });
    let lines = [
        limit,
        param("at").and_then(|at| at.parse().ok()).map(moment),
        number("cents").map(money),
        days.map(|days| tr("track.about_days", &[("days", &days)])),
        is("instantly").then(|| t("track.instant")),
        is("silently").then(|| t("track.silently")),
        Some(entry.note.clone()),
        param("remedy").map(|remedy| [t("todo.remedy"), t("mark.colon"), remedy.clone()].concat()),
    ];
    lines.into_iter().flatten().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

fn tone(event: &str) -> Tone {
    match event {
        "accepted" | "task_approved" | "result_issued" | "finished" | "paid" => Tone::Good,
        "corrections_requested"
        | "task_paused"
        | "corrections_proposed"
        | "corrections_returned"
        | "refusal_proposed"
        | "refusal_returned"
        | "extension_proposed"
        | "extension_returned"
        | "task_extended"
        | "inspection_scheduled"
        | "inspection_moved" => Tone::Warn,
        "declined" | "task_refused" | "task_ended" | "limit_passed" | "item_withdrawn" => Tone::Bad,
        "corrected" | "task_started" | "task_resumed" | "step_passed" => Tone::Info,
        _ => Tone::Plain,
    }
}

/// What was paid, and what goes back; `None` where nothing costs anything.
pub fn bill(case: &CaseView) -> Option<AnyView> {
    if case.bill.lines.is_empty() {
        return None;
    }
    let amount = |cents: i64| view! { <span class="number">{money(cents)}</span> }.into_any();
    let mut rows: Vec<_> =
        case.bill.lines.iter().map(|line| (pick(&line.name), amount(line.cents))).collect();
    rows.push((t("track.paid"), amount(case.bill.paid_cents)));
    for refund in &case.bill.refunds {
        let item = case.tasks.iter().find(|task| task.item == refund.item);
        let name = item.map(|task| pick(&task.name)).unwrap_or_default();
        let state = if refund.paid { "track.refunded" } else { "bill.refunding" };
        rows.push((tr(state, &[("item", &name)]), amount(refund.cents)));
    }
    Some(view! { <Facts rows=rows /> }.into_any())
}
