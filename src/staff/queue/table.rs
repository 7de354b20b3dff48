//! The rows of a queue. A row that has not changed keeps its element, and with it the focus.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use onething_api::work::{Desk, Missed, QueueRow};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::bulk::{self, Bulk};
use crate::{
    api::to_json,
    i18n::{date, moment, pick, t, tr},
    router::{Query, encode},
    ui::{Light, Tag, Tone},
    words,
};

/// The table of a desk.
pub fn table(desk: Desk, rows: Signal<Vec<QueueRow>>, bulk: Bulk) -> AnyView {
    let heads: Vec<AnyView> = columns(desk)
        .into_iter()
        .map(|head| view! { <th role="columnheader" scope="col">{head}</th> }.into_any())
        .collect();
    let all = Signal::derive(move || {
        rows.with(|rows| {
            let chosen = |row: &QueueRow| bulk.chosen.with(|all| all.contains(&bulk::key(row)));
            !rows.is_empty() && rows.iter().all(chosen)
        })
    });
    let choose_all = bulk::offers(desk).then(|| {
        view! {
            <th role="columnheader" scope="col" class="queue-choose">
                <label>
                    <input type="checkbox" prop:checked=all on:change=move |_| bulk.toggle_all() />
                    <span class="sr-only">{t("staff.bulk.all")}</span>
                </label>
            </th>
        }
    });
    view! {
        <table class="table queue" role="table" id="queue" on:keydown=step>
            <caption class="sr-only">{t(&format!("staff.desk.{}", words::code(&desk)))}</caption>
            <thead role="rowgroup"><tr role="row">{choose_all}{heads}</tr></thead>
            <tbody role="rowgroup">
                <For each=move || rows.get() key=to_json children=move |one| row(one, desk, bulk) />
            </tbody>
        </table>
    }
    .into_any()
}

fn columns(desk: Desk) -> Vec<String> {
    let named: &[&str] = match desk {
        Desk::Tasks => {
            &["number", "thing", "item", "applicant", "filed", "status", "clock", "holder"]
        }
        Desk::Explain => &["number", "thing", "item", "applicant", "missed", "status", "holder"],
        Desk::HandOut => &["number", "thing", "applicant", "ready", "delivery", "status", "holder"],
        _ => &["number", "thing", "applicant", "filed", "status", "clock", "holder"],
    };
    named.iter().map(|name| t(&format!("staff.column.{name}"))).collect()
}

fn row(row: QueueRow, desk: Desk, bulk: Bulk) -> AnyView {
    let task = row.task.as_ref();
    let (status, tone) = match task {
        Some(task) => words::task_status(task.status),
        None => words::case_status(row.status),
    };
    let item = task.map(|task| task.item.clone()).unwrap_or_default();
    let address = format!("/staff/cases/{}", encode(&row.number));
    let href = Query::default().with("item", &item).on(&address);
    let link = view! { <a class="queue-link number" href=href>{row.number.clone()}</a> };
    let mut cells = vec![link.into_any(), title(&row)];
    let explain = desk == Desk::Explain;
    if explain || desk == Desk::Tasks {
        // What no task was late with, the intake was.
        let name = task.map_or_else(|| t("staff.overdue.intake"), |task| pick(&task.name));
        cells.push(name.into_any());
    }
    cells.push(applicant(&row));
    match (desk, &row.missed, &row.ready) {
        (Desk::Explain, Some(missed), _) => cells.push(late(missed)),
        (Desk::HandOut, _, Some(ready)) => {
            cells.push(at(ready.since));
            cells.push(t(&format!("delivery.{}", words::code(&ready.by))).into_any());
        }
        _ => cells.push(at(row.filed_at)),
    }
    cells.push(view! { <Tag label=status tone=tone /> }.into_any());
    if !matches!(desk, Desk::Explain | Desk::HandOut) {
        cells.push(match &row.clock {
            None if row.unsigned => {
                view! { <Tag label=t("staff.queue.unsigned") tone=Tone::Warn /> }.into_any()
            }
            None => "–".into_any(),
            Some(running) => clock(running),
        });
    }
    cells.push(
        row.holder.as_ref().map_or_else(|| "–".to_owned(), |one| one.name.clone()).into_any(),
    );
    let cells: Vec<AnyView> = cells
        .into_iter()
        .zip(columns(desk))
        .map(|(cell, head)| view! { <td role="cell" data-label=head>{cell}</td> }.into_any())
        .collect();
    let choose = bulk::offers(desk).then(|| choose(&row, bulk));
    view! { <tr role="row">{choose}{cells}</tr> }.into_any()
}

fn at(moment_of: DateTime<Utc>) -> AnyView {
    view! { <span class="number">{moment(moment_of)}</span> }.into_any()
}

/// Which limit has passed, and when.
fn late(missed: &Missed) -> AnyView {
    let limit = t(&format!("limit.{}", words::code(&missed.limit)));
    tr("limit.passed", &[("limit", &limit), ("date", &date(missed.due))]).into_any()
}

fn choose(row: &QueueRow, bulk: Bulk) -> AnyView {
    let key = bulk::key(row);
    let own = key.clone();
    let checked = Signal::derive(move || bulk.chosen.with(|all| all.contains(&own)));
    let task = row.task.as_ref().map(|task| pick(&task.name)).unwrap_or_default();
    let name = [row.number.clone(), task].join(" ");
    let label = tr("staff.bulk.choose", &[("name", name.trim())]);
    view! {
        <td role="cell" class="queue-choose">
            <label>
                <input
                    type="checkbox"
                    prop:checked=checked
                    on:change=move |_| bulk.toggle(&key)
                />
                <span class="sr-only">{label}</span>
            </label>
        </td>
    }
    .into_any()
}

/// The thing, and how the person is helped.
fn title(row: &QueueRow) -> AnyView {
    let mark = |mark: &onething_domain::case::Mark| {
        let label = t(&format!("staff.mark.{}", words::code(mark)));
        view! { " "<Tag label=label tone=Tone::Info /> }
    };
    let marks = row.marks.iter().map(mark).collect_view();
    view! { {pick(&row.title)}{marks} }.into_any()
}

fn applicant(row: &QueueRow) -> AnyView {
    let company =
        row.company.clone().map(|name| view! { <br/><span class="soft small">{name}</span> });
    view! { {row.applicant.clone()}{company} }.into_any()
}

fn clock(clock: &onething_domain::clock::ClockDays) -> AnyView {
    let words = words::clock(clock);
    view! { <Light tone=words.tone word=words.word detail=words.detail /> }.into_any()
}

/// The links of the rows, in order.
fn links() -> Vec<HtmlElement> {
    let found = crate::platform::document().query_selector_all("#queue .queue-link");
    let Ok(found) = found else { return Vec::new() };
    (0..found.length()).filter_map(|at| found.get(at)?.dyn_into().ok()).collect()
}

/// The place of the row that has the focus.
pub fn focused() -> Option<usize> {
    let row = crate::platform::document().active_element()?.closest("tr").ok()??;
    links().iter().position(|link| row.contains(Some(link)))
}

/// Goes to the next row or the one before; to the first where none has the focus.
pub fn walk(down: bool) {
    let links = links();
    let at = match (focused(), down) {
        (None, _) => 0,
        (Some(at), true) => (at + 1).min(links.len().saturating_sub(1)),
        (Some(at), false) => at.saturating_sub(1),
    };
    if let Some(link) = links.get(at) {
        let _ = link.focus();
    }
}

/// Arrow keys go from row to row, from its link or its tick; Enter opens, as on any link.
fn step(event: web_sys::KeyboardEvent) {
    let down = match event.key().as_str() {
        "ArrowDown" => true,
        "ArrowUp" => false,
        _ => return,
    };
    let from = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let Some(from) = from else { return };
    let to = if from.tag_name() == "INPUT" { "input" } else { "a" };
    let row = from.closest("tr").ok().flatten();
    let next = row.and_then(|row| {
        if down { row.next_element_sibling() } else { row.previous_element_sibling() }
    });
    let target = next.and_then(|row| row.query_selector(to).ok().flatten());
    if let Some(target) = target.and_then(|target| target.dyn_into::<HtmlElement>().ok()) {
        event.prevent_default();
        let _ = target.focus();
    }
}
