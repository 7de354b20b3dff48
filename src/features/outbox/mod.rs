//! In a demonstration: the messages that would have been sent, newest first.

use std::time::Duration;

use leptos::prelude::*;
use onething_api::account::{Outbox, OutboxMessage};

use crate::{
    api,
    i18n::{moment, t},
    load::{reading, shown},
    platform::{clock, document, page::is_visible},
    router::Params,
    ui::{Empty, Page},
};

/// How often the page looks for new messages while it is in front.
const EVERY: Duration = Duration::from_secs(3);

/// The messages.
pub fn page(_: Params) -> AnyView {
    let outbox = reading(|| async { api::demo::outbox().await });
    clock::every(EVERY, move || {
        if is_visible(&document()) {
            outbox.refetch();
        }
    });
    view! {
        <Page title=t("outbox.title") lead=t("outbox.lead")>{shown(outbox, messages)}</Page>
    }
    .into_any()
}

fn messages(outbox: Outbox) -> AnyView {
    if outbox.messages.is_empty() {
        return view! { <Empty title=t("outbox.none") text=t("outbox.none.help") /> }.into_any();
    }
    let messages: Vec<AnyView> = outbox.messages.into_iter().map(message).collect();
    view! { <ul class="outbox">{messages}</ul> }.into_any()
}

fn message(message: OutboxMessage) -> AnyView {
    let code = message.code.map(|code| view! { <p class="outbox-code number">{code}</p> });
    view! {
        <li class="card">
            <p class="soft small">
                <span class="number">{message.phone}</span>" · "{moment(message.at)}
            </p>
            <p>{message.text}</p>
            {code}
        </li>
    }
    .into_any()
}
