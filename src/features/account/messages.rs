//! The ways to my messages, with how many are unread (T3), and to my bookings (W1).

use leptos::prelude::*;

use crate::{
    api,
    i18n::{t, tr},
    load::reading,
    ui::{Tag, Tone, icon, live_if},
};

/// The way.
pub fn way() -> AnyView {
    let read = reading(|| async { api::messages::mine("").await });
    let unread = move || {
        let count = read.get()?.ok()?.unread;
        let label = tr("messages.unread", &[("n", &count.to_string())]);
        (count > 0).then(|| view! { " "<Tag label=label tone=Tone::Info /> }.into_any())
    };
    view! {
        <a class="card wallet-way" href="/my/messages">
            {icon("message")}
            <span class="wallet-way-words">
                <span class="row-name">{t("messages.title")}{live_if(unread)}</span>
                <span class="small soft">{t("messages.way")}</span>
            </span>
            {icon("next")}
        </a>
    }
    .into_any()
}

/// The way to my bookings.
pub fn bookings() -> AnyView {
    view! {
        <a class="card wallet-way" href="/my/bookings">
            {icon("clock")}
            <span class="wallet-way-words">
                <span class="row-name">{t("booking.mine")}</span>
                <span class="small soft">{t("booking.way")}</span>
            </span>
            {icon("next")}
        </a>
    }
    .into_any()
}
