//! My cases, those first on which I have to act.

use leptos::prelude::*;
use onething_api::cases::{CaseList, CaseRow};
use onething_domain::case::CaseStatus;

use crate::{
    api,
    i18n::{moment, money, pick, t, tr},
    links,
    load::{reading, shown},
    ui::{Card, Empty, LinkButton, LoadMore, Tag, live, say},
    words,
};

/// The list.
pub fn cases() -> AnyView {
    let first = reading(|| async { api::cases::mine("").await });
    view! { <Card title=t("my.cases")>{shown(first, list)}</Card> }.into_any()
}

fn list(first: CaseList) -> AnyView {
    if first.cases.is_empty() {
        let action = (String::from("/guides"), t("nav.guides"));
        return view! { <Empty title=t("my.no_cases") text=t("my.no_cases.help") action=action /> }
            .into_any();
    }
    let rows = RwSignal::new(first.cases);
    let next = RwSignal::new(first.next);
    let busy = RwSignal::new(false);
    let more = Callback::new(move |()| {
        let Some(cursor) = next.get_untracked() else { return };
        busy.set(true);
        leptos::task::spawn_local(async move {
            match api::cases::mine(&cursor).await {
                Ok(page) => {
                    rows.update(|rows| rows.extend(page.cases));
                    next.set(page.next);
                }
                Err(error) => say(error.message()),
            }
            busy.set(false);
        });
    });
    let lines = move || {
        let mut rows = rows.get();
        // A stable sort: within each half the newest stay first.
        rows.sort_by_key(|row| !waits(row));
        rows.iter().map(line).collect_view().into_any()
    };
    let has_more = Signal::derive(move || next.with(Option::is_some));
    view! {
        <ul class="rows">{live(lines)}</ul>
        <LoadMore more=has_more busy=busy on_more=more />
    }
    .into_any()
}

/// Whether the applicant has to do something.
fn waits(row: &CaseRow) -> bool {
    matches!(row.status, CaseStatus::Unpaid | CaseStatus::Correcting)
}

fn line(row: &CaseRow) -> AnyView {
    let (status, tone) = words::case_status(row.status);
    let done = tr("my.done", &[("done", &row.done.to_string()), ("all", &row.tasks.to_string())]);
    let act = match row.status {
        CaseStatus::Unpaid => {
            let label = tr("my.pay", &[("amount", &money(row.owed_cents))]);
            Some((links::pay(&row.number), label))
        }
        CaseStatus::Correcting => Some((links::correct(&row.number), t("todo.correct.do"))),
        _ => None,
    };
    view! {
        <li class="row-item">
            <a class="row-link" href=links::case(&row.number)>
                <span class="row-name">{pick(&row.title)}</span>
                <Tag label=status tone=tone />
            </a>
            <p class="small soft">
                <span class="number">{row.number.clone()}</span>" · "{moment(row.filed_at)}" · "{done}
            </p>
            {row.company.clone().map(|company| view! { <p class="small">{company}</p> })}
            {act.map(|(href, label)| view! { <div class="actions"><LinkButton href=href label=label /></div> })}
        </li>
    }
    .into_any()
}
