//! The rows of a queue. A row that has not changed keeps its element, and with it the focus.

use leptos::prelude::*;
use onething_api::work::{Desk, QueueRow};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::{
    api::to_json,
    i18n::{moment, pick, t},
    router::{Query, encode},
    ui::{Light, Tag},
    words,
};

/// The table of a desk.
pub fn table(desk: Desk, rows: Signal<Vec<QueueRow>>) -> AnyView {
    let with_task = desk == Desk::Tasks;
    let heads: Vec<AnyView> = columns(with_task)
        .into_iter()
        .map(|head| view! { <th role="columnheader" scope="col">{head}</th> }.into_any())
        .collect();
    view! {
        <table class="table queue" role="table" on:keydown=step>
            <caption class="sr-only">{t(&format!("staff.desk.{}", words::code(&desk)))}</caption>
            <thead role="rowgroup"><tr role="row">{heads}</tr></thead>
            <tbody role="rowgroup">
                <For each=move || rows.get() key=to_json children=move |one| row(one, with_task) />
            </tbody>
        </table>
    }
    .into_any()
}

fn columns(with_task: bool) -> Vec<String> {
    let all = ["number", "thing", "item", "applicant", "filed", "status", "clock"];
    let kept = all.into_iter().filter(|name| with_task || *name != "item");
    kept.map(|name| t(&format!("staff.column.{name}"))).collect()
}

fn row(row: QueueRow, with_task: bool) -> AnyView {
    let task = row.task.as_ref();
    let (status, tone) = match task {
        Some(task) => words::task_status(task.status),
        None => words::case_status(row.status),
    };
    let item = task.map(|task| task.item.clone()).unwrap_or_default();
    let address = format!("/staff/cases/{}", encode(&row.number));
    let href = Query::default().with("item", &item).on(&address);
    let link = view! { <a class="queue-link number" href=href>{row.number.clone()}</a> };
    let mut cells = vec![link.into_any(), pick(&row.title).into_any()];
    if with_task {
        cells.push(task.map(|task| pick(&task.name)).unwrap_or_default().into_any());
    }
    cells.push(applicant(&row));
    cells.push(view! { <span class="number">{moment(row.filed_at)}</span> }.into_any());
    cells.push(view! { <Tag label=status tone=tone /> }.into_any());
    cells.push(row.clock.as_ref().map_or_else(|| "–".into_any(), clock));
    let cells: Vec<AnyView> = cells
        .into_iter()
        .zip(columns(with_task))
        .map(|(cell, head)| view! { <td role="cell" data-label=head>{cell}</td> }.into_any())
        .collect();
    view! { <tr role="row">{cells}</tr> }.into_any()
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

/// Arrow keys go from row to row; Enter opens, as on any link.
fn step(event: web_sys::KeyboardEvent) {
    let down = match event.key().as_str() {
        "ArrowDown" => true,
        "ArrowUp" => false,
        _ => return,
    };
    let from = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let row = from.and_then(|element| element.closest("tr").ok().flatten());
    let next = row.and_then(|row| {
        if down { row.next_element_sibling() } else { row.previous_element_sibling() }
    });
    let link = next.and_then(|row| row.query_selector("a").ok().flatten());
    if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
        event.prevent_default();
        let _ = link.focus();
    }
}
