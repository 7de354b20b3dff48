//! Booking a window or a venue (W1): what, where, which day and slot, and then it is booked.

mod day;
mod mine;
mod one;
mod slot;

use leptos::prelude::*;
use onething_api::bookings::{BookablePlace, BookableService, BookableServices};
use onething_domain::booking::BookableKind;

pub use mine::page as mine;
pub use one::page as one;
pub use slot::page as slot;

use crate::{
    api::{self, ApiError},
    i18n::{pick, t, tr},
    links,
    load::{in_words, reading, shown},
    router::Params,
    ui::{Empty, Kind, LinkButton, Page, icon},
    words::code,
};

/// Choosing what.
pub fn page(_: Params) -> AnyView {
    let read = reading(|| async { api::bookings::services().await });
    view! {
        <Page title=t("booking.title") lead=t("booking.lead")>
            <div class="stack">
                <div class="actions">
                    <LinkButton href="/my/bookings" label=t("booking.mine") kind=Kind::Secondary icon="clock" />
                </div>
                {shown(read, services)}
            </div>
        </Page>
    }
    .into_any()
}

fn services(list: BookableServices) -> AnyView {
    if list.services.is_empty() {
        return view! { <Empty title=t("booking.none") text=t("booking.none.help") /> }.into_any();
    }
    let group = |kind: BookableKind| {
        let ways: Vec<AnyView> =
            list.services.iter().filter(|known| known.kind == kind).map(service_way).collect();
        (!ways.is_empty()).then(|| {
            let title = t(&format!("booking.kind.{}", code(&kind)));
            view! {
                <section>
                    <h2 class="card-title">{title}</h2>
                    <ul class="ways">{ways}</ul>
                </section>
            }
        })
    };
    view! { {group(BookableKind::Window)}{group(BookableKind::Venue)} }.into_any()
}

fn service_way(service: &BookableService) -> AnyView {
    way(links::book(&service.id), pick(&service.name), vec![pick(&service.summary)])
}

/// A large way on: a name, and lines below it.
fn way(href: String, name: String, lines: Vec<String>) -> AnyView {
    let lines: Vec<AnyView> = lines
        .into_iter()
        .filter(|line| !line.is_empty())
        .map(|line| view! { <span class="small soft">{line}</span> }.into_any())
        .collect();
    view! {
        <li>
            <a class="card way" href=href>
                <span class="way-words"><span class="row-name">{name}</span>{lines}</span>
                {icon("next")}
            </a>
        </li>
    }
    .into_any()
}

/// Choosing where.
pub fn places(params: Params) -> AnyView {
    let id = params.get("service");
    let known = id.clone();
    let read = reading(move || {
        let id = id.clone();
        async move { service(&id).await }
    });
    let title = Signal::derive(move || match read.get() {
        Some(Ok(service)) => tr("booking.place", &[("name", &pick(&service.name))]),
        _ => t("booking.title"),
    });
    let up = (String::from("/booking"), t("booking.title"));
    let list = move |service: BookableService| {
        let ways: Vec<AnyView> =
            service.places.iter().map(|place| place_way(&known, place)).collect();
        let guide = (!service.thing.is_empty()).then(|| {
            view! { <p><a href=links::guide(&service.thing)>{t("booking.guide")}</a></p> }
        });
        view! {
            <p>{pick(&service.summary)}</p>
            {bring(&service.bring)}
            {guide}
            <h2 class="card-title">{t("booking.where")}</h2>
            <ul class="ways">{ways}</ul>
        }
        .into_any()
    };
    view! { <Page title=title up=up><div class="stack">{shown(read, list)}</div></Page> }.into_any()
}

fn place_way(service: &str, place: &BookablePlace) -> AnyView {
    let lines = vec![pick(&place.room), pick(&place.address), pick(&place.hours)];
    way(links::book_at(service, &place.id), pick(&place.name), lines)
}

/// One service of those that can be booked.
async fn service(id: &str) -> Result<BookableService, ApiError> {
    let list = api::bookings::services().await?;
    list.services.into_iter().find(|known| known.id == id).ok_or_else(ApiError::missing)
}

/// What to bring along.
fn bring(bring: &[onething_domain::text::Text]) -> AnyView {
    if bring.is_empty() {
        return ().into_any();
    }
    let lines: Vec<AnyView> =
        bring.iter().map(|line| view! { <li>{pick(line)}</li> }.into_any()).collect();
    view! { <div><p>{t("booking.bring")}</p><ul class="bullets">{lines}</ul></div> }.into_any()
}

/// Why it cannot be, in words.
fn refused(error: &ApiError) -> String {
    match api::bookings::refusal(error) {
        Some(reason) => t(&format!("booking.refused.{}", code(&reason))),
        None => in_words(error).0,
    }
}
