//! In a demonstration: whom one may log in as, and where the codes arrive.

use leptos::prelude::*;
use onething_api::account::{DemoLogin, DemoPeople};

use crate::{
    api,
    city::City,
    i18n::{pick, t},
    load::{reading, shown},
    platform::page::focus,
    ui::{Details, live_if},
};

/// The demo people; a tap fills in the phone. Nothing where this is no demonstration.
pub fn people(phone: RwSignal<String>) -> AnyView {
    let city = City::get();
    let demo = Memo::new(move |_| city.is_demo());
    let view = move || demo.get().then(|| list(phone));
    live_if(view)
}

fn list(phone: RwSignal<String>) -> AnyView {
    let people = reading(|| async { api::demo::people().await });
    view! {
        <div class="card demo">
            <Details summary=t("demo.people")>
                <p class="soft small">{t("demo.note")}</p>
                {shown(people, move |people: DemoPeople| {
                    let people: Vec<AnyView> =
                        people.people.into_iter().map(|person| choice(person, phone)).collect();
                    view! { <ul class="people">{people}</ul> }.into_any()
                })}
            </Details>
            <p><a href="/outbox" target="_blank">{t("demo.outbox")}</a></p>
        </div>
    }
    .into_any()
}

fn choice(person: DemoLogin, phone: RwSignal<String>) -> AnyView {
    let number = person.phone.clone();
    let pick_it = move |_| {
        phone.set(number.clone());
        focus(super::PHONE);
    };
    view! {
        <li>
            <button type="button" class="person" on:click=pick_it>
                <span><strong>{person.name}</strong>" "<span class="number">{person.phone}</span></span>
                <span class="soft small">{pick(&person.about)}</span>
            </button>
        </li>
    }
    .into_any()
}
