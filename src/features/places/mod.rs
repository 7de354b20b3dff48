//! Where to go (W2): windows, community stations and self-service machines, by district, kind and service;
//! all in the address.

use leptos::prelude::*;
use onething_api::places::{Place, PlaceList};

use crate::{
    api,
    city::City,
    i18n::{pick, t, tr},
    links,
    load::{reading, shown},
    nearby::Nearby,
    parts,
    platform::history,
    router::{Params, Query},
    ui::{self, Button, Caption, Details, Empty, Form, Keyboard, Page, TextField, live},
};

/// Where the page is.
const HERE: &str = "/places";
/// What the service is asked for, by the same names as in the address.
const KEYS: [&str; 5] = ["q", "district", "kind", "thing", "item"];
/// Pages of places that are read at most: a city has some hundred, and all of them are needed to find the
/// nearest without telling anybody where one is.
const PAGES: usize = 10;

/// Places that fit what the address asks for.
pub fn page(_: Params) -> AnyView {
    let here = history::here();
    let query = Memo::new(move |_| here.with(|place| place.query.clone()));
    let nearby = Nearby::new();
    let found = reading(move || {
        let query = query.get();
        async move { all(&query).await }
    });
    let results = move |list: PlaceList| results(list, nearby);
    view! {
        <Page title=t("places.title") lead=t("places.lead") wide=true>
            <div class="stack">
                {search(query)}
                {live(move || filters(&query.get()))}
                {nearby.button()}
                {shown(found, results)}
            </div>
        </Page>
    }
    .into_any()
}

async fn all(query: &Query) -> Result<PlaceList, api::ApiError> {
    let mut places = PlaceList::default();
    let mut cursor = String::new();
    for _ in 0..PAGES {
        let mut pairs: Vec<(&str, &str)> =
            KEYS.iter().map(|key| (*key, query.get(key).unwrap_or_default())).collect();
        pairs.extend([("limit", "100"), ("cursor", &cursor)]);
        let page = api::places::list(&pairs).await?;
        places.places.extend(page.places);
        match page.next {
            Some(next) => cursor = next,
            None => break,
        }
    }
    Ok(places)
}

fn search(query: Memo<Query>) -> AnyView {
    let asked =
        Memo::new(move |_| query.with(|query| query.get("q").unwrap_or_default().to_owned()));
    let typed = history::typed(asked);
    let submit = Callback::new(move |()| {
        let words = typed.get_untracked();
        history::go(&query.get_untracked().with("q", words.trim()).on(HERE));
    });
    view! {
        <div class="search" role="search">
            <Form on_submit=submit>
                <TextField
                    caption=Caption::new("search", t("places.search"))
                    value=typed
                    on_input=Callback::new(move |text| typed.set(text))
                    keyboard=Keyboard::Search
                    max_length=100
                />
                <Button label=t("search.go") icon="search" submit=true />
            </Form>
        </div>
    }
    .into_any()
}

/// Kinds and districts, each a link that keeps the rest of the query; and what else the address asks for, to be
/// taken off.
fn filters(query: &Query) -> AnyView {
    let kinds = ["", "window", "community", "machine"]
        .map(|kind| match kind {
            "" => chip(query, "kind", kind, t("places.all_kinds")),
            kind => chip(query, "kind", kind, t(&format!("places.kind.{kind}"))),
        })
        .collect_view();
    let city = City::get().view();
    let districts: Vec<AnyView> = city
        .iter()
        .flat_map(|city| city.regions.iter().filter(|region| region.parent == city.region))
        .map(|region| chip(query, "district", &region.code, pick(&region.name)))
        .collect();
    let service = ["thing", "item"].iter().any(|key| query.get(key).is_some()).then(|| {
        let href = query.with("thing", "").with("item", "").on(HERE);
        view! { <p class="small">{t("places.one_service")}" "<a href=href>{t("places.all_services")}</a></p> }
    });
    view! {
        <div class="filters">
            <ul class="chips" aria-label=t("places.kinds")>{kinds}</ul>
            <ul class="chips" aria-label=t("places.districts")>
                {chip(query, "district", "", t("places.all_districts"))}
                {districts}
            </ul>
            {service}
        </div>
    }
    .into_any()
}

fn chip(query: &Query, key: &str, value: &str, label: String) -> AnyView {
    let chosen = query.get(key).unwrap_or_default() == value;
    let href = query.with(key, value).on(HERE);
    ui::chip(href, chosen, label)
}

/// The nearest first, where the position is known.
fn results(list: PlaceList, nearby: Nearby) -> AnyView {
    if list.places.is_empty() {
        let all = (HERE.to_owned(), t("places.show_all"));
        return view! { <Empty title=t("places.none") text=t("places.none.help") action=all /> }
            .into_any();
    }
    let count = tr("places.count", &[("n", &list.places.len().to_string())]);
    let cards = move || {
        let mut places: Vec<&Place> = list.places.iter().collect();
        places.sort_by_key(|place| parts::far(&place.place, nearby.parts)); // stable: else as the city lists them
        let cards: Vec<AnyView> = places
            .into_iter()
            .map(|place| parts::place(&place.place, nearby.parts, services(place)))
            .collect();
        view! { <ul class="places card">{cards}</ul> }.into_any()
    };
    view! { <div role="status"><h2 class="card-title">{count}</h2></div>{live(cards)} }.into_any()
}

/// What can be done there, each with the way to its guide.
fn services(place: &Place) -> AnyView {
    if place.services.is_empty() {
        return ().into_any();
    }
    let links: Vec<AnyView> = place
        .services
        .iter()
        .map(|service| {
            view! { <li><a href=links::guide(&service.thing)>{pick(&service.name)}</a></li> }
                .into_any()
        })
        .collect();
    let more = usize::try_from(place.count).unwrap_or_default() > links.len();
    let more = more.then(|| view! { <p class="soft small">{t("places.more_services")}</p> });
    let summary = tr("places.services", &[("n", &place.count.to_string())]);
    view! { <Details summary=summary><ul class="bullets">{links}</ul>{more}</Details> }.into_any()
}
