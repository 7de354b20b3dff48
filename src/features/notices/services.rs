//! Intermediary services (中介服务) with the firms that may do them (G11).

use leptos::prelude::*;
use onething_api::notices::ServiceList;

use super::{asked, departments, framed, query, rows_of};
use crate::{
    api, head,
    i18n::t,
    load::{reading, shown},
    parts,
    router::Params,
};

/// The page.
pub fn page(_: Params) -> AnyView {
    let query = query();
    let list = reading(move || {
        let department = asked(query, "department");
        async move { api::notices::services(&department).await }
    });
    let full = move |list: ServiceList| {
        head::describe(t("services.lead"));
        let rows = (!list.services.is_empty()).then(|| parts::services(&list.services));
        view! {
            <p class="soft">{t("services.lead")}</p>
            <div class="filters">{departments(2, query, list.departments)}</div>
            <h2 class="sr-only">{t("services.list")}</h2>
            {rows_of(2, query, rows, None)}
        }
        .into_any()
    };
    framed(2, shown(list, full))
}
