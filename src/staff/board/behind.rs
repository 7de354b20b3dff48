//! The cases behind a number of the board.

use leptos::prelude::*;
use onething_api::supervision::{FocusList, FocusRow};

use super::{LIGHTS, step_words};
use crate::{
    api,
    i18n::{date, moment, pick, t},
    load::{reading, shown},
    platform::history,
    router::{Params, Query, encode},
    ui::{Empty, Kind, LinkButton, Page, TabLink, Table, Tabs},
};

const HERE: &str = "/staff/board/cases";
const FOCUSES: [&str; 6] = ["red", "yellow", "green", "paused", "accountable", "returned"];

fn query() -> Query {
    history::here().with(|place| place.query.clone())
}

fn asked(key: &str) -> String {
    query().get(key).unwrap_or_default().to_owned()
}

/// The page.
pub fn page(_: Params) -> AnyView {
    let place = Memo::new(move |_| {
        ["focus", "department", "step", "thing", "cursor"].map(|key| (key, asked(key)))
    });
    let rows = reading(move || {
        let place = place.get();
        async move {
            let query: Vec<(&str, &str)> =
                place.iter().map(|(key, value)| (*key, value.as_str())).collect();
            api::board::cases(&query).await
        }
    });
    let up = (String::from("/staff/board"), t("staff.board.title"));
    view! {
        <Page title=t("staff.board.cases") wide=true up=up>
            <div class="stack">
                {move || tabs()}
                {shown(rows, full)}
            </div>
        </Page>
    }
    .into_any()
}

fn tabs() -> AnyView {
    let focus = Some(asked("focus")).filter(|focus| !focus.is_empty());
    let focus = focus.unwrap_or_else(|| String::from("red"));
    let is_light = |focus: &str| LIGHTS.contains(&focus);
    let tabs: Vec<TabLink> = FOCUSES
        .into_iter()
        .map(|value| {
            let whole = query().with("cursor", "").with("focus", value);
            // Clocks stand at other steps than limits pass in.
            let same = is_light(value) && is_light(&focus);
            let to = if same { whole } else { whole.with("step", "") };
            TabLink {
                href: to.on(HERE),
                label: t(&format!("staff.board.{value}")),
                count: None,
                current: focus == value,
            }
        })
        .collect();
    view! { <Tabs label=t("staff.board.focus") tabs=tabs /> }.into_any()
}

fn full(list: FocusList) -> AnyView {
    if list.rows.is_empty() {
        return view! { <Empty title=t("staff.board.none") /> }.into_any();
    }
    let heads = ["number", "thing", "item", "department", "step", "due", "at"];
    let heads = heads.map(|name| t(&format!("staff.board.column.{name}")));
    let rows = list.rows.iter().map(row).collect();
    let next = list.next.map(|cursor| {
        let href = query().with("cursor", &cursor).on(HERE);
        view! { <LinkButton href=href label=t("staff.queue.next") kind=Kind::Secondary /> }
    });
    view! {
        <div class="card"><Table caption=t("staff.board.cases") heads=Vec::from(heads) rows=rows /></div>
        <div class="actions">{next}</div>
    }
    .into_any()
}

fn row(row: &FocusRow) -> Vec<AnyView> {
    let address = format!("/staff/cases/{}", encode(&row.number));
    let href = Query::default().with("item", &row.item).on(&address);
    let day = |text: Option<String>| {
        let text = text.unwrap_or_else(|| String::from("–"));
        view! { <span class="number">{text}</span> }.into_any()
    };
    vec![
        view! { <a class="number" href=href>{row.number.clone()}</a> }.into_any(),
        pick(&row.title).into_any(),
        pick(&row.name).into_any(),
        pick(&row.department).into_any(),
        step_words(&row.step).into_any(),
        day(row.due.map(date)),
        day(row.at.map(moment)),
    ]
}
