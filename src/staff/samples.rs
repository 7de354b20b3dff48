//! Instant approvals that were drawn by lot (C5): those to be checked, and those that were found otherwise. Which ones
//! stands in the address.

use leptos::prelude::*;
use onething_api::work::{SampleList, SampleRow, SampleState};

use crate::{
    api,
    i18n::{moment, pick, t},
    load::{reading, shown},
    platform::history,
    router::{Params, Query, encode},
    ui::{Empty, Kind, LinkButton, Page, TabLink, Table, Tabs, live},
    words::code,
};

/// The page.
pub fn page(_: Params) -> AnyView {
    let asked = Memo::new(|_| {
        let part =
            |key| history::here().with(|place| place.query.get(key).unwrap_or_default().to_owned());
        (part("state"), part("cursor"))
    });
    let read = reading(move || {
        let (state, cursor) = asked.get();
        async move { api::work::samples(&state, &cursor).await }
    });
    let body = move || shown(read, list);
    view! {
        <Page title=t("staff.samples.title") lead=t("staff.samples.lead") wide=true>{live(body)}</Page>
    }
    .into_any()
}

fn address(state: &str, cursor: &str) -> String {
    Query::default().with("state", state).with("cursor", cursor).on("/staff/samples")
}

fn list(list: SampleList) -> AnyView {
    let tab = |state: SampleState, count| TabLink {
        href: address(&code(&state), ""),
        label: t(&format!("staff.samples.{}", code(&state))),
        count,
        current: state == list.state,
    };
    let tabs = vec![
        tab(SampleState::Open, Some(list.open)),
        tab(SampleState::Disagreed, Some(list.disagreed)),
        tab(SampleState::Agreed, None),
    ];
    let next = list.next.as_ref().map(|cursor| {
        let href = address(&code(&list.state), cursor);
        view! { <div class="actions"><LinkButton href=href label=t("staff.queue.next") kind=Kind::Secondary /></div> }
    });
    let rows = match list.samples.is_empty() {
        true => view! { <Empty title=t("staff.samples.none") text=t("staff.samples.none.help") /> }
            .into_any(),
        false => table(&list),
    };
    view! { <Tabs label=t("staff.samples.title") tabs=Signal::derive(move || tabs.clone()) />{rows}{next} }
        .into_any()
}

fn table(list: &SampleList) -> AnyView {
    let heads = ["case", "item", "department", "drawn"];
    let heads = heads.map(|head| t(&format!("staff.samples.{head}"))).to_vec();
    let rows: Vec<Vec<AnyView>> = list.samples.iter().map(row).collect();
    view! { <Table caption=t(&format!("staff.samples.{}", code(&list.state))) heads=heads rows=rows /> }
        .into_any()
}

fn row(row: &SampleRow) -> Vec<AnyView> {
    let href = format!("/staff/cases/{}", encode(&row.number));
    let number = row.number.clone();
    vec![
        view! { <a href=href><span class="number">{number}</span></a>" "{pick(&row.title)} }
            .into_any(),
        pick(&row.name).into_any(),
        pick(&row.department).into_any(),
        moment(row.drawn_at).into_any(),
    ]
}
