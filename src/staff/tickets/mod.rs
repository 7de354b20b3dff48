//! Questions, complaints, suggestions and reports as staff answer them (E2). Desk, shelf, kind, department and page
//! stand in the address.

mod call;
mod offers;
mod one;

pub use call::page as call;
pub use one::page;

use leptos::prelude::*;
use onething_api::tickets::{TicketList, TicketRow};
use onething_domain::{
    city::Role,
    ticket::{Channel, TicketKind, TicketStatus},
};

use crate::{
    api,
    i18n::{date, pick, t},
    load::{reading, shown},
    platform::history,
    router::{Params, Query, encode},
    session::Session,
    ui::{self, Empty, Kind, LinkButton, Page, TabLink, Table, Tabs, Tag, Tone},
    words::code,
};

const HERE: &str = "/staff/tickets";

/// The address of a ticket.
fn address(number: &str) -> String {
    format!("{HERE}/{}", encode(number))
}

fn query() -> Query {
    history::here().with(|place| place.query.clone())
}

fn asked(key: &str) -> String {
    query().get(key).unwrap_or_default().to_owned()
}

/// The list.
pub fn list(_: Params) -> AnyView {
    let roles = Session::get().person().map(|person| person.roles).unwrap_or_default();
    // Who only publishes sees what waits to be published.
    let only_publishes = roles
        .iter()
        .all(|role| matches!(role, Role::Publisher | Role::Editor | Role::Administrator));
    let place = Memo::new(move |_| {
        let mut place =
            ["desk", "shelf", "kind", "department", "cursor"].map(|key| (key, asked(key)));
        if only_publishes {
            place[1].1 = String::from("proposed");
        }
        place
    });
    let rows = reading(move || {
        let place = place.get();
        async move {
            let query: Vec<(&str, &str)> =
                place.iter().map(|(key, value)| (*key, value.as_str())).collect();
            api::tickets::desk(&query).await
        }
    });
    let clerk = roles.contains(&Role::Clerk).then(|| {
        view! { <div class="actions"><LinkButton href="/staff/tickets/new" label=t("staff.tickets.call") icon="edit" /></div> }
    });
    let ways = (!only_publishes).then(|| view! { {move || filters()} });
    view! {
        <Page title=t("staff.tickets.title") wide=true>
            <div class="stack">
                {clerk}
                {ways}
                {shown(rows, full)}
            </div>
        </Page>
    }
    .into_any()
}

/// Desks and kinds as chips, shelves as tabs: each is a link that keeps the rest of the address.
fn filters() -> AnyView {
    let way = |key: &str, value: &str| query().with("cursor", "").with(key, value).on(HERE);
    let shelf = asked("shelf");
    let tabs: Vec<TabLink> = ["", "late", "answered", "closed", "proposed"]
        .into_iter()
        .map(|value| TabLink {
            href: way("shelf", value),
            label: t(&format!(
                "staff.tickets.shelf.{}",
                if value.is_empty() { "waiting" } else { value }
            )),
            count: None,
            current: shelf == value,
        })
        .collect();
    let desks = ["", "mine"].map(|value| {
        let key = if value.is_empty() { "department" } else { value };
        ui::chip(
            way("desk", value),
            asked("desk") == value,
            t(&format!("staff.tickets.desk.{key}")),
        )
    });
    let all = ui::chip(way("kind", ""), asked("kind").is_empty(), t("staff.tickets.kinds.all"));
    let kinds = TicketKind::ALL.map(|kind| {
        let value = code(&kind);
        let label = t(&format!("ticket.kind.{value}"));
        ui::chip(way("kind", &value), asked("kind") == value, label)
    });
    view! {
        <Tabs label=t("staff.tickets.shelf") tabs=tabs />
        <div class="filters">
            <ul class="chips" aria-label=t("staff.tickets.desk")>{Vec::from(desks)}</ul>
            <ul class="chips" aria-label=t("tickets.new.kind")>{all}{Vec::from(kinds)}</ul>
        </div>
    }
    .into_any()
}

fn full(list: TicketList) -> AnyView {
    if list.rows.is_empty() {
        return view! { <Empty title=t("staff.tickets.empty") /> }.into_any();
    }
    let heads = ["number", "kind", "title", "department", "channel", "status", "due"];
    let heads = heads.map(|name| t(&format!("staff.tickets.column.{name}")));
    let rows = list.rows.iter().map(row).collect();
    let next = list.next.map(|cursor| {
        let href = query().with("cursor", &cursor).on(HERE);
        view! { <LinkButton href=href label=t("staff.queue.next") kind=Kind::Secondary /> }
    });
    view! {
        <div class="card"><Table caption=t("staff.tickets.title") heads=Vec::from(heads) rows=rows /></div>
        <div class="actions">{next}</div>
    }
    .into_any()
}

fn row(row: &TicketRow) -> Vec<AnyView> {
    vec![
        view! { <a class="number" href=address(&row.number)>{row.number.clone()}</a> }.into_any(),
        t(&format!("ticket.kind.{}", code(&row.kind))).into_any(),
        row.title.clone().into_any(),
        pick(&row.department).into_any(),
        channel(row.channel).into_any(),
        status_tag(row.status),
        due(row),
    ]
}

fn channel(channel: Channel) -> String {
    t(&format!("staff.tickets.channel.{}", code(&channel)))
}

fn due(row: &TicketRow) -> AnyView {
    let late = row.late.then(|| view! { " "<Tag label=t("staff.ratings.late") tone=Tone::Bad /> });
    view! { <span class="number">{date(row.due)}</span>{late} }.into_any()
}

fn status_tag(status: TicketStatus) -> AnyView {
    let tone = match status {
        TicketStatus::Open => Tone::Warn,
        TicketStatus::Taken => Tone::Info,
        TicketStatus::Answered => Tone::Good,
        TicketStatus::Closed => Tone::Plain,
    };
    view! { <Tag label=t(&format!("ticket.status.{}", code(&status))) tone=tone /> }.into_any()
}
