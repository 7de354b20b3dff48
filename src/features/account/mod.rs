//! My space: my cases, my drafts, and for whom I act (T1, I2).

mod acting;
mod cases;
mod drafts;
mod messages;

use leptos::prelude::*;

use crate::{
    i18n::{t, tr},
    platform::network,
    router::Params,
    session::Session,
    ui::{Button, Kind, Page, icon, live, live_if},
};

/// The page.
pub fn page(_: Params) -> AnyView {
    let session = Session::get();
    let lead = Signal::derive(move || match session.person() {
        Some(person) => tr("my.hello", &[("name", &person.name), ("phone", &person.phone)]),
        None => String::new(),
    });
    // Whatever is listed belongs to whom one acts for, so a switch reads it anew; and so does learning who is there, once
    // the server can be reached.
    let acting = Memo::new(move |_| session.person().map(|person| (person.id, person.acting)));
    let lists = move || {
        acting.get();
        untrack(|| {
            // Without the network only drafts can be gone on with, so they stand first.
            if network::online().get() {
                view! { {cases::cases()}{drafts::drafts()} }.into_any()
            } else {
                view! { {drafts::drafts()}{cases::cases()} }.into_any()
            }
        })
    };
    // At a clerk's window the ways to what is the person's alone are closed.
    let home = Memo::new(move |_| session.person().is_none_or(|person| person.window.is_none()));
    view! {
        <Page title=t("my.title") lead=lead>
            <div class="stack">
                {acting::acting(session)}
                {live_if(move || home.get().then(ways))}
                {live(lists)}
                {live_if(move || (home.get() && !session.is_ended()).then(|| way_out(session)))}
            </div>
        </Page>
    }
    .into_any()
}

/// Messages, bookings, licences and questions.
fn ways() -> AnyView {
    view! {
        {messages::way()}
        {messages::bookings()}
        <a class="card wallet-way" href="/wallet">
            {icon("card")}
            <span class="wallet-way-words">
                <span class="row-name">{t("wallet.title")}</span>
                <span class="small soft">{t("wallet.way")}</span>
            </span>
            {icon("next")}
        </a>
        <p><a href="/tickets">{t("tickets.title")}</a></p>
    }
    .into_any()
}

fn way_out(session: Session) -> AnyView {
    view! {
        <div class="actions">
            <Button
                label=t("account.log_out")
                kind=Kind::Secondary
                on_press=Callback::new(move |()| session.log_out())
            />
        </div>
    }
    .into_any()
}
