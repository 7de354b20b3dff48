//! Notices, policy readings, published results and intermediary services (G10, G11).

mod notice;
mod results;
mod services;

pub use notice::page as notice;
pub use results::page as results;
pub use services::page as services;

use leptos::prelude::*;
use onething_api::notices::{Named, NoticeList};

use crate::{
    api, head,
    i18n::{pick, t},
    load::{reading, shown},
    parts,
    platform::history,
    router::{Params, Query},
    ui::{self, Empty, Kind, LinkButton, Page, TabLink, Tabs},
};

/// The lists, each a page of its own under one set of tabs: address, title, and the tab's shorter name.
const LISTS: [(&str, &str, &str); 4] = [
    ("/notices", "notices.title", "notices.tab"),
    ("/results", "results.title", "results.tab"),
    ("/intermediaries", "services.title", "services.tab"),
    // A page of its own in another program: from here one only gets there.
    ("/figures", "figures.open.title", "figures.open.title"),
];

/// Notices, newest first; kind, department and page stand in the address.
pub fn page(_: Params) -> AnyView {
    let query = query();
    let list = reading(move || {
        let [kind, department, cursor] =
            ["kind", "department", "cursor"].map(|key| asked(query, key));
        async move { api::notices::list(&kind, &department, &cursor).await }
    });
    let full = move |list: NoticeList| {
        head::describe(t("notices.lead"));
        let kinds = [
            ("", t("guides.all")),
            ("notice", t("notice.kind.notice")),
            ("reading", t("notice.kind.reading")),
        ];
        let kinds = kinds.map(|(value, label)| chip(0, query, "kind", value, label));
        let rows = (!list.notices.is_empty()).then(|| parts::notices(&list.notices));
        view! {
            <div class="filters">
                <ul class="chips" aria-label=t("notices.kinds")>{Vec::from(kinds)}</ul>
                {departments(0, query, list.departments)}
            </div>
            {rows_of(0, query, rows, list.next)}
        }
        .into_any()
    };
    framed(0, shown(list, full))
}

/// A list with its heading and the tabs to the others.
fn framed(at: usize, list: AnyView) -> AnyView {
    let tab = move |(place, (href, _, key)): (usize, &(&str, &str, &str))| TabLink {
        href: (*href).to_owned(),
        label: t(key),
        count: None,
        current: place == at,
    };
    let tabs = LISTS.iter().enumerate().map(tab).collect::<Vec<_>>();
    view! {
        <Page title=t(LISTS[at].1) wide=true>
            <div class="stack">
                <Tabs label=t("notices.lists") tabs=tabs />
                {list}
            </div>
        </Page>
    }
    .into_any()
}

fn query() -> Memo<Query> {
    let place = history::here();
    Memo::new(move |_| place.with(|place| place.query.clone()))
}

fn asked(query: Memo<Query>, key: &str) -> String {
    query.with(|query| query.get(key).unwrap_or_default().to_owned())
}

/// A choice that keeps the rest of the address, and begins with the first page.
fn chip(at: usize, query: Memo<Query>, key: &str, value: &str, label: String) -> AnyView {
    let chosen = asked(query, key) == value;
    let href = query.with(|query| query.with("cursor", "").with(key, value).on(LISTS[at].0));
    ui::chip(href, chosen, label)
}

/// Departments to choose from.
fn departments(at: usize, query: Memo<Query>, departments: Vec<Named>) -> AnyView {
    let all = std::iter::once((String::new(), t("notices.all_departments")));
    let chips: Vec<AnyView> = all
        .chain(departments.into_iter().map(|known| (known.id, pick(&known.name))))
        .map(|(id, name)| chip(at, query, "department", &id, name))
        .collect();
    view! { <ul class="chips" aria-label=t("notices.departments")>{chips}</ul> }.into_any()
}

/// The rows of a page, with links to the pages around it; or that there are none.
fn rows_of(at: usize, query: Memo<Query>, rows: Option<AnyView>, next: Option<String>) -> AnyView {
    let Some(rows) = rows else {
        let title = t("notices.none");
        // Where nothing was chosen there is no more to be shown.
        if ["kind", "department", "cursor"].iter().all(|key| asked(query, key).is_empty()) {
            return view! { <Empty title=title /> }.into_any();
        }
        let all = (LISTS[at].0.to_owned(), t("notices.show_all"));
        return view! { <Empty title=title action=all /> }.into_any();
    };
    let link = |cursor: &str, label: String| {
        let href = query.with(|query| query.with("cursor", cursor).on(LISTS[at].0));
        view! { <LinkButton href=href label=label kind=Kind::Secondary /> }.into_any()
    };
    let newest = (!asked(query, "cursor").is_empty()).then(|| link("", t("notices.newest")));
    let older = next.map(|cursor| link(&cursor, t("notices.older")));
    view! {
        <div class="card">{rows}</div>
        <div class="actions">{newest}{older}</div>
    }
    .into_any()
}
