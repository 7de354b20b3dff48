//! Questions, complaints, suggestions and reports of citizens, and answers for everyone (E2).

mod answers;
mod find;
mod new;
mod one;

pub use answers::page as answers;
pub use find::page as find;
pub use new::page as new;
pub use one::page as one;

use leptos::prelude::*;
use onething_api::tickets::{TicketList, TicketRow};
use onething_domain::ticket::TicketStatus;

use crate::{
    api,
    i18n::{date, moment, pick, t, tr},
    load::{reading, shown},
    platform::history,
    router::{Params, Query, encode},
    ui::{Empty, Kind, LinkButton, Page, Tag, Tone},
    words::code,
};

/// The address of a ticket.
fn address(number: &str) -> String {
    format!("/tickets/{}", encode(number))
}

/// What I have asked, last first; the page of the list stands in the address.
pub fn page(_: Params) -> AnyView {
    let cursor = history::query("cursor");
    let list = reading(move || {
        let cursor = cursor.get().unwrap_or_default();
        async move { api::tickets::mine(&cursor).await }
    });
    view! {
        <Page title=t("tickets.title") lead=t("tickets.lead")>
            <div class="stack">
                <div class="actions">
                    <LinkButton href="/tickets/new" label=t("tickets.new") />
                    <LinkButton href="/answers" label=t("answers.title") kind=Kind::Secondary />
                </div>
                {shown(list, rows)}
                <p><a href="/tickets/find">{t("tickets.find.link")}</a></p>
            </div>
        </Page>
    }
    .into_any()
}

fn rows(list: TicketList) -> AnyView {
    if list.rows.is_empty() {
        return view! { <Empty title=t("tickets.empty") text=t("tickets.empty.help") /> }
            .into_any();
    }
    let older = list.next.map(|cursor| {
        let href = Query::default().with("cursor", &cursor).on("/tickets");
        view! { <div class="actions"><LinkButton href=href label=t("notices.older") kind=Kind::Secondary /></div> }
    });
    let rows: Vec<AnyView> = list.rows.iter().map(row).collect();
    view! { <div class="card"><ul class="rows">{rows}</ul></div>{older} }.into_any()
}

fn row(row: &TicketRow) -> AnyView {
    view! {
        <li class="row-item">
            <a class="row-link" href=address(&row.number)>
                <span class="row-name">{row.title.clone()}</span>
                {status_tag(row.status)}
            </a>
            {about(row)}
        </li>
    }
    .into_any()
}

/// Kind, department, and until when there is an answer.
fn about(row: &TicketRow) -> AnyView {
    let kind = t(&format!("ticket.kind.{}", code(&row.kind)));
    let by = tr("ticket.by", &[("department", &pick(&row.department)), ("date", &date(row.due))]);
    let waits = matches!(row.status, TicketStatus::Open | TicketStatus::Taken);
    let by = if waits { by } else { pick(&row.department) };
    view! { <p class="small soft">{[kind, moment(row.at), by].join(" · ")}</p> }.into_any()
}

fn status_tag(status: TicketStatus) -> AnyView {
    let tone = match status {
        TicketStatus::Open => Tone::Plain,
        TicketStatus::Taken => Tone::Info,
        TicketStatus::Answered | TicketStatus::Closed => Tone::Good,
    };
    view! { <Tag label=t(&format!("ticket.status.{}", code(&status))) tone=tone /> }.into_any()
}
