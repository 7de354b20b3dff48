//! One ticket: what was said, until when there is an answer, and what may be done.

use leptos::prelude::*;
use onething_api::tickets::{TicketRequest, TicketView};
use onething_domain::ticket::{Entry, TicketAct, TicketCommand};

use super::{about, status_tag};
use crate::{
    api::{self, Wrote},
    i18n::{date, moment, t, tr},
    load::{in_words, reading, shown},
    platform::id,
    router::Params,
    ui::{AreaField, Button, Caption, Card, Form, Kind, Page, live, say},
};

/// The page.
pub fn page(params: Params) -> AnyView {
    let number = params.get("number");
    let lead = tr("ticket.number", &[("number", &number)]);
    let of = number.clone();
    let read = reading(move || {
        let number = of.clone();
        async move { api::tickets::one(&number).await }
    });
    let title = Signal::derive(move || match read.get() {
        Some(Ok(ticket)) => ticket.row.title,
        _ => t("tickets.title"),
    });
    let up = (String::from("/tickets"), t("tickets.title"));
    view! { <Page title=title lead=lead up=up>{shown(read, opened)}</Page> }.into_any()
}

fn opened(ticket: TicketView) -> AnyView {
    let ticket = RwSignal::new(ticket);
    let (text, busy) = (RwSignal::new(String::new()), RwSignal::new(false));
    view! {
        <div class="stack">
            {live(move || ticket.with(conversation))}
            {live(move || ticket.with(|known| acts(known, ticket, text, busy)))}
        </div>
    }
    .into_any()
}

/// Where it stands, and what was said.
pub fn conversation(ticket: &TicketView) -> AnyView {
    let entries: Vec<AnyView> = ticket.entries.iter().map(entry).collect();
    let (number, status, about) =
        (ticket.row.number.clone(), status_tag(ticket.row.status), about(&ticket.row));
    view! {
        <Card>
            <p class="lane-head"><span class="number">{number}</span>{status}</p>
            {about}
            <ol class="ticket-talk">{entries}</ol>
        </Card>
    }
    .into_any()
}

fn entry(entry: &Entry) -> AnyView {
    let who = t(if entry.official { "ticket.official" } else { "ticket.mine" });
    view! {
        <li class="ticket-said" class:ticket-official=entry.official>
            <p class="small soft">{[who, moment(entry.at)].join(" · ")}</p>
            <p class="ticket-text">{entry.text.clone()}</p>
        </li>
    }
    .into_any()
}

fn acts(
    known: &TicketView,
    ticket: RwSignal<TicketView>,
    text: RwSignal<String>,
    busy: RwSignal<bool>,
) -> AnyView {
    let may = |act| known.may.contains(&act);
    let (number, seq) = (known.row.number.clone(), known.seq);
    let send = Callback::new(move |command: TicketCommand| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let number = number.clone();
        leptos::task::spawn_local(async move {
            let request = TicketRequest { id: id::fresh(), expected_seq: seq, command };
            match api::tickets::give(&number, &request).await {
                Ok(Wrote::Done(now)) => {
                    text.set(String::new());
                    ticket.set(*now);
                    say(t("ticket.done"));
                }
                Ok(Wrote::Stale(now)) => {
                    ticket.set(*now);
                    say(t("ticket.stale"));
                }
                Err(error) => say(in_words(&error).0),
            }
            busy.try_set(false);
        });
    });
    let returns = may(TicketAct::Return);
    if !returns && !may(TicketAct::Add) && !may(TicketAct::Close) {
        return ().into_any();
    }
    let say_it = Callback::new(move |()| {
        let text = text.get_untracked().trim().to_owned();
        if text.is_empty() {
            return say(t("ticket.text.missing"));
        }
        send.run(if returns {
            TicketCommand::Return { text }
        } else {
            TicketCommand::Add { text }
        });
    });
    let form = (returns || may(TicketAct::Add)).then(|| {
        let (label, key) = match returns {
            true => (t("ticket.return"), "ticket.return.do"),
            false => (t("ticket.add"), "ticket.add.do"),
        };
        let help = match (returns, known.until) {
            (true, Some(until)) => tr("ticket.return.help", &[("date", &date(until))]),
            _ => String::new(),
        };
        view! {
            <Form on_submit=say_it>
                <AreaField
                    caption=Caption::new("ticket-text", label).help(help)
                    value=text
                    on_input=Callback::new(move |typed| text.set(typed))
                />
                <div class="actions"><Button label=t(key) kind=Kind::Secondary submit=true busy=busy /></div>
            </Form>
        }
    });
    let close = may(TicketAct::Close).then(|| {
        let press = Callback::new(move |()| send.run(TicketCommand::Close {}));
        view! { <div class="actions"><Button label=t("ticket.close") busy=busy on_press=press /></div> }
    });
    view! { <Card>{close}{form}</Card> }.into_any()
}
