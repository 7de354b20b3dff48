//! Published results (公示): what was decided, for whom, when.

use leptos::prelude::*;
use onething_api::notices::{PublicResult, ResultList};

use super::{asked, departments, framed, query, rows_of};
use crate::{
    api, head,
    i18n::{date, pick, t},
    load::{reading, shown},
    router::Params,
    ui::Table,
};

/// The page.
pub fn page(_: Params) -> AnyView {
    let query = query();
    let list = reading(move || {
        let [department, cursor] = ["department", "cursor"].map(|key| asked(query, key));
        async move { api::notices::results(&department, &cursor).await }
    });
    let full = move |list: ResultList| {
        head::describe(t("results.lead"));
        let rows = (!list.results.is_empty()).then(|| table(&list.results));
        view! {
            <p class="soft">{t("results.lead")}</p>
            <div class="filters">{departments(1, query, list.departments)}</div>
            {rows_of(1, query, rows, list.next)}
        }
        .into_any()
    };
    framed(1, shown(list, full))
}

fn table(results: &[PublicResult]) -> AnyView {
    let heads = [
        "results.item",
        "results.holder",
        "results.document",
        "results.department",
        "results.day",
        "results.number",
    ];
    let row = |result: &PublicResult| {
        let number =
            |text: &str| view! { <span class="number">{text.to_owned()}</span> }.into_any();
        let document = [pick(&result.document), result.document_number.clone()].join(" ");
        vec![
            pick(&result.item).into_any(),
            result.holder.clone().into_any(),
            number(&document),
            pick(&result.department).into_any(),
            date(result.day).into_any(),
            number(&result.number),
        ]
    };
    let heads = heads.into_iter().map(t).collect();
    let rows = results.iter().map(row).collect();
    view! { <Table caption=t("results.title") heads=heads rows=rows /> }.into_any()
}
