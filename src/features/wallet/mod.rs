//! The wallet (I3): licences as cards, one of them shown for a minute, and what somebody else sees who checks it.

mod card;
mod log;
mod seal;
mod show;
mod verdict;
mod verify;

use leptos::prelude::*;
use onething_api::licences::{LicenceView, Wallet};
use onething_domain::identifier::mask_id;

pub use card::page as card;
pub use verify::page as verify;

use crate::{
    api,
    i18n::{t, tr},
    links,
    load::{reading, shown},
    parts::licence::face,
    router::Params,
    session::Session,
    ui::{Empty, Page, live},
};

/// The page of all cards.
pub fn page(_: Params) -> AnyView {
    let session = Session::get();
    let lead = Signal::derive(move || match session.acting_name() {
        Some(name) => tr("wallet.lead", &[("name", &name)]),
        None => String::new(),
    });
    // A company has a wallet of its own, so a switch reads it anew.
    let acting = Memo::new(move |_| session.person().and_then(|person| person.acting));
    let all = move || {
        let company = acting.get();
        untrack(|| view! { <div class="stack">{list()}{company.map(seal::card)}</div> }.into_any())
    };
    let up = (String::from("/my"), t("my.title"));
    view! { <Page title=t("wallet.title") lead=lead up=up>{live(all)}</Page> }.into_any()
}

fn list() -> AnyView {
    let read = reading(|| async { api::licences::mine(false).await });
    shown(read, |wallet: Wallet| {
        if wallet.licences.is_empty() {
            let action = (String::from("/guides"), t("nav.guides"));
            return view! { <Empty title=t("wallet.none") text=t("wallet.none.help") action=action /> }
                .into_any();
        }
        let cards: Vec<AnyView> = wallet.licences.iter().map(one).collect();
        view! { <ul class="wallet">{cards}</ul> }.into_any()
    })
}

fn one(licence: &LicenceView) -> AnyView {
    let number = mask_id(&licence.number);
    let href = links::licence(&licence.id);
    view! { <li><a class="wallet-card" href=href>{face(licence, move || number.clone())}</a></li> }
        .into_any()
}
