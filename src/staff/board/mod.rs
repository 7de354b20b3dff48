//! The supervisors' board (E3): every number leads to the cases behind it; what is asked stands in the address.

mod behind;

pub use behind::page as behind;

use leptos::prelude::*;
use onething_api::supervision::{Board, BoardRow, LateStep, Lights, NO_ID, StepRow};

use crate::{
    api,
    i18n::{pick, t, t_if, tr},
    load::{reading, shown},
    platform::history,
    router::{Params, Query},
    ui::{Card, Page, Table, Tone},
};

/// The lights, in the order in which they ask for somebody.
const LIGHTS: [&str; 4] = ["red", "yellow", "green", "paused"];

/// What stands behind a number.
fn cases(focus: &str, department: &str, step: &str, thing: &str) -> String {
    let query = Query::default().with("focus", focus).with("department", department);
    query.with("step", step).with("thing", thing).on("/staff/board/cases")
}

/// A step in words.
fn step_words(step: &str) -> String {
    let keys = [
        format!("staff.board.step.{step}"),
        format!("status.task.{step}"),
        format!("limit.{step}"),
    ];
    keys.iter().find_map(|key| t_if(key)).unwrap_or_else(|| step.to_owned())
}

/// The page.
pub fn page(_: Params) -> AnyView {
    let thing = history::query("thing");
    let board = reading(move || {
        let thing = thing.get().unwrap_or_default();
        async move { api::board::board(&thing).await }
    });
    let full = move |board: Board| whole(&board, &thing.get_untracked().unwrap_or_default());
    view! { <Page title=t("staff.board.title") lead=t("staff.board.lead") wide=true>{shown(board, full)}</Page> }
        .into_any()
}

fn whole(board: &Board, thing: &str) -> AnyView {
    let days = board.days.to_string();
    let only = (!thing.is_empty()).then(|| {
        let words = tr("staff.board.only", &[("thing", thing)]);
        view! { <p>{words}" "<a href="/staff/board">{t("staff.board.all")}</a></p> }
    });
    let (numbers, departments, steps) =
        (numbers(&board.city, thing), departments(board, thing), steps(&board.steps, thing));
    let late = late(&board.late_steps, thing);
    view! {
        <div class="stack">
            {only}
            {numbers}
            <Card title=t("staff.board.departments")>{departments}</Card>
            <Card title=t("staff.board.steps")>{steps}</Card>
            <Card title=t("staff.board.late_steps")>{late}</Card>
            <p class="small soft">{tr("staff.board.days", &[("days", &days)])}</p>
        </div>
    }
    .into_any()
}

fn of(lights: &Lights, name: &str) -> i64 {
    match name {
        "red" => lights.red,
        "yellow" => lights.yellow,
        "green" => lights.green,
        _ => lights.paused,
    }
}

/// The city's numbers, large: each leads on.
fn numbers(city: &BoardRow, thing: &str) -> AnyView {
    let tone = |name: &str, count: i64| match (name, count) {
        (_, 0) => Tone::Plain,
        ("red" | "accountable" | "late", _) => Tone::Bad,
        ("yellow" | "returned" | "rectifications" | "complaints", _) => Tone::Warn,
        _ => Tone::Plain,
    };
    let one = |name: &str, href: String, count: i64| {
        let class = format!("board-number board-{}", tone(name, count).word());
        view! {
            <li><a class=class href=href><strong>{count}</strong><span>{t(&format!("staff.board.{name}"))}</span></a></li>
        }
        .into_any()
    };
    let lights = LIGHTS.map(|name| one(name, cases(name, "", "", thing), of(&city.lights, name)));
    let rest = [
        one("accountable", cases("accountable", "", "", thing), city.accountable),
        one("returned", cases("returned", "", "", thing), city.returns),
        one("rectifications", String::from("/staff/ratings"), city.rectifications),
        one("complaints", String::from("/staff/tickets?kind=complaint"), city.complaints),
        one("late", String::from("/staff/tickets?shelf=late"), city.tickets_late),
    ];
    view! { <ul class="board-numbers">{Vec::from(lights)}{Vec::from(rest)}</ul> }.into_any()
}

/// A number that leads on; none is no link.
fn link(count: i64, href: String) -> AnyView {
    match count {
        0 => plain(count),
        count => view! { <a class="number" href=href>{count}</a> }.into_any(),
    }
}

/// A number that leads nowhere.
fn plain(count: i64) -> AnyView {
    let class = if count == 0 { "soft number" } else { "number" };
    view! { <span class=class>{count}</span> }.into_any()
}

fn departments(board: &Board, thing: &str) -> AnyView {
    let names = [
        "department",
        "red",
        "yellow",
        "green",
        "paused",
        "accountable",
        "returned",
        "rectifications",
        "complaints",
        "late",
    ];
    let heads = names.map(|name| t(&format!("staff.board.{name}")));
    let row = |of_department: &BoardRow| {
        let id = of_department.id.as_str();
        let mut cells = vec![pick(&of_department.name).into_any()];
        cells.extend(
            LIGHTS.map(|name| link(of(&of_department.lights, name), cases(name, id, "", thing))),
        );
        cells.push(link(of_department.accountable, cases("accountable", id, "", thing)));
        cells.push(link(of_department.returns, cases("returned", id, "", thing)));
        let own = Query::default().with("department", id);
        let others = [
            (of_department.rectifications, own.on("/staff/ratings")),
            (of_department.complaints, own.with("kind", "complaint").on("/staff/tickets")),
            (of_department.tickets_late, own.with("shelf", "late").on("/staff/tickets")),
        ];
        // Those lists know departments alone: what is with none of them stands there among all.
        cells.extend(others.map(|(count, href)| match id {
            NO_ID => plain(count),
            _ => link(count, href),
        }));
        cells
    };
    let rows = board.departments.iter().map(row).collect();
    table("staff.board.departments", Vec::from(heads), rows)
}

/// A table, or that there is nothing to be told.
fn table(caption: &str, heads: Vec<String>, rows: Vec<Vec<AnyView>>) -> AnyView {
    if rows.is_empty() {
        return view! { <p class="soft">{t("staff.board.nothing")}</p> }.into_any();
    }
    view! { <Table caption=t(caption) heads=heads rows=rows /> }.into_any()
}

/// In which steps limits have passed.
fn late(steps: &[LateStep], thing: &str) -> AnyView {
    let heads = ["step", "accountable"].map(|name| t(&format!("staff.board.{name}")));
    let words = |step: &str| match step {
        "" => t("staff.board.whole"),
        step => t_if(&format!("staff.step.{step}")).unwrap_or_else(|| step_words(step)),
    };
    if steps.is_empty() {
        return view! { <p class="soft">{t("staff.board.no_late")}</p> }.into_any();
    }
    let row = |one: &LateStep| {
        let key = if one.step.is_empty() { NO_ID } else { one.step.as_str() };
        let count = link(one.accountable, cases("accountable", "", key, thing));
        vec![words(&one.step).into_any(), count]
    };
    table("staff.board.late_steps", Vec::from(heads), steps.iter().map(row).collect())
}

fn steps(steps: &[StepRow], thing: &str) -> AnyView {
    let names = ["step", "red", "yellow", "green", "paused"];
    let heads = names.map(|name| t(&format!("staff.board.{name}")));
    let row = |of_step: &StepRow| {
        let mut cells = vec![step_words(&of_step.step).into_any()];
        let lights = LIGHTS
            .map(|name| link(of(&of_step.lights, name), cases(name, "", &of_step.step, thing)));
        cells.extend(lights);
        cells
    };
    let rows = steps.iter().map(row).collect();
    table("staff.board.steps", Vec::from(heads), rows)
}
