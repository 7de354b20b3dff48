//! Questions that people ask, with their answers.

use leptos::prelude::*;
use onething_api::tickets::{AnswerList, PublicAnswer};

use crate::{
    api, head,
    i18n::{moment, pick, t, tr},
    links,
    load::{reading, shown},
    platform::history,
    router::{Params, Query},
    ui::{Details, Empty, Kind, LinkButton, Page},
};

/// The page; thing and page of the list stand in the address.
pub fn page(_: Params) -> AnyView {
    let (thing, cursor) = (history::query("thing"), history::query("cursor"));
    let list = reading(move || {
        let (thing, cursor) = (thing.get().unwrap_or_default(), cursor.get().unwrap_or_default());
        async move { api::tickets::answers(&thing, &cursor).await }
    });
    let full = move |list: AnswerList| rows(list, &thing.get_untracked().unwrap_or_default());
    view! {
        <Page title=t("answers.title") lead=t("answers.lead")>
            <div class="stack">
                {shown(list, full)}
                <div class="actions">
                    <LinkButton href="/tickets/new" label=t("tickets.new") kind=Kind::Secondary />
                </div>
            </div>
        </Page>
    }
    .into_any()
}

fn rows(list: AnswerList, thing: &str) -> AnyView {
    head::describe(t("answers.lead"));
    if list.answers.is_empty() {
        if thing.is_empty() {
            return view! { <Empty title=t("answers.empty") /> }.into_any();
        }
        let all = (String::from("/answers"), t("answers.all"));
        return view! { <Empty title=t("answers.empty") action=all /> }.into_any();
    }
    let next = list.next.map(|cursor| {
        let href = Query::default().with("thing", thing).with("cursor", &cursor).on("/answers");
        view! { <div class="actions"><LinkButton href=href label=t("notices.older") kind=Kind::Secondary /></div> }
    });
    let answers: Vec<AnyView> = list.answers.iter().map(answer).collect();
    view! { <div class="card">{answers}</div>{next} }.into_any()
}

fn answer(answer: &PublicAnswer) -> AnyView {
    let guide = (!answer.thing.is_empty()).then(|| {
        let title = pick(&answer.title);
        view! { <p><a href=links::guide(&answer.thing)>{title}</a></p> }
    });
    let by = tr(
        "answers.by",
        &[("department", &pick(&answer.department)), ("when", &moment(answer.at))],
    );
    let (question, text) = (pick(&answer.question), pick(&answer.answer));
    view! {
        <Details summary=question>
            <p class="ticket-text">{text}</p>
            {guide}
            <p class="small soft">{by}</p>
        </Details>
    }
    .into_any()
}
