//! The newest notices on the first page, and the ways to the lists of open government.

use leptos::prelude::*;

use crate::{
    api,
    i18n::t,
    load::{reading, shown},
    parts,
    ui::{Card, chip},
};

/// How many notices the first page shows.
const NEWEST: usize = 4;

/// The card.
pub fn news() -> AnyView {
    let newest = reading(|| async { api::notices::list("", "", "").await });
    let ways = [
        ("/notices", t("notices.tab")),
        ("/results", t("results.tab")),
        ("/intermediaries", t("services.tab")),
    ];
    let ways: Vec<AnyView> =
        ways.into_iter().map(|(href, label)| chip(href.to_owned(), false, label)).collect();
    view! {
        <Card title=t("home.notices")>
            {shown(newest, |list| parts::notices(&list.notices[..list.notices.len().min(NEWEST)]))}
            <ul class="chips">{ways}</ul>
        </Card>
    }
    .into_any()
}
