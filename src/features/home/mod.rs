//! The first page: search, life events, what is asked for most, and the ways to one's own cases.

mod news;

use leptos::prelude::*;
use onething_api::guides::{CityView, Facet, FacetOption, GuideList};
use onething_domain::{city::LifeEvent, thing::ApplicantKind};

use crate::{
    api,
    city::City,
    finder::finder,
    i18n::{pick, t, tr},
    links,
    load::{reading, shown},
    parts,
    router::{Params, Query},
    session::Session,
    ui::{Card, Details, Page, icon, live},
};

/// The first page.
pub fn page(_: Params) -> AnyView {
    let hot = reading(|| async {
        let frequent = Query::default().with("order", "frequent").with("limit", "6");
        api::guides::list(&frequent).await
    });
    view! {
        <Page title=t("home.title") wide=true quiet_heading=true>
            <div class="home">
                {hero()}
                {own()}
                {events()}
                {shown(hot, hot_and_more)}
                {news::news()}
                {ways()}
            </div>
        </Page>
    }
    .into_any()
}

fn hero() -> AnyView {
    view! {
        <div class="hero">
            <p class="hero-title" aria-hidden="true">{t("home.title")}</p>
            <p class="hero-lead">{t("home.lead")}</p>
            {finder(Memo::new(|_| String::new()), Query::default)}
        </div>
    }
    .into_any()
}

/// Who is signed in, with the shortest ways to what is theirs; or the way to sign in. As high in
/// every state, so that nothing jumps when it is known.
fn own() -> AnyView {
    let session = Session::get();
    let hello = Signal::derive(move || match session.acting_name() {
        Some(name) => tr("home.hello", &[("name", &name)]),
        // True of everybody, so that nothing jumps when it is known who reads.
        None if session.is_unknown() => t("home.mine.what"),
        None => t("home.log_in.why"),
    });
    let ways = move || {
        let links = match session.person() {
            None if !session.is_unknown() => own_links(&[("/login", "user", t("account.log_in"))]),
            _ => own_links(&[("/my", "case", t("home.mine"))]),
        };
        links.into_any()
    };
    view! {
        <div class="card own">
            <p class="own-hello">{hello}</p>
            <ul class="own-links">{live(ways)}</ul>
        </div>
    }
    .into_any()
}

fn own_links(links: &[(&'static str, &'static str, String)]) -> Vec<AnyView> {
    links
        .iter()
        .map(|(href, name, label)| {
            view! { <li><a href=*href>{icon(name)}<span>{label.clone()}</span></a></li> }.into_any()
        })
        .collect()
}

fn events() -> AnyView {
    let city = City::get();
    let of = move |kind: ApplicantKind| {
        live(move || {
            let links = match city.view() {
                Some(city) => event_links(&city, kind),
                None => placeholders(kind),
            };
            links.into_any()
        })
    };
    view! {
        <div class="home-events">
            <Card title=t("home.events.citizen")>
                <ul class="events">{of(ApplicantKind::Citizen)}</ul>
            </Card>
            <Card title=t("home.events.company")>
                <ul class="events">{of(ApplicantKind::Company)}</ul>
            </Card>
        </div>
    }
    .into_any()
}

fn event_links(city: &CityView, kind: ApplicantKind) -> Vec<AnyView> {
    let fits = |event: &&LifeEvent| event.audience == kind || event.audience == ApplicantKind::Both;
    city.events.iter().filter(fits).map(event_link).collect()
}

fn event_link(event: &LifeEvent) -> AnyView {
    view! {
        <li>
            <a class="event" href=links::event(&event.id)>
                <span class="event-icon">{icon(&event.icon)}</span>
                <span>{pick(&event.name)}</span>
            </a>
        </li>
    }
    .into_any()
}

/// As many empty tiles as fill the place, so that nothing jumps when the city is known.
fn placeholders(kind: ApplicantKind) -> Vec<AnyView> {
    let usual = if kind == ApplicantKind::Citizen { 8 } else { 4 };
    let tile = || view! { <li aria-hidden="true"><span class="event event-empty"></span></li> };
    (0..usual).map(|_| tile().into_any()).collect()
}

/// What is asked for most, and the other ways in: the named lists at a glance, themes and districts
/// folded away.
fn hot_and_more(list: GuideList) -> AnyView {
    let chips = |facet: &Facet| {
        let name = t(&format!("guides.by.{}", facet.key));
        let href =
            |option: &FacetOption| Query::default().with(&facet.key, &option.value).on("/guides");
        let chips = parts::chips(facet, name.clone(), "", href);
        match facet.key.as_str() {
            "list" => chips,
            _ => view! { <Details summary=name>{chips}</Details> }.into_any(),
        }
    };
    let of = |key: &&str| list.facets.iter().find(|facet| facet.key == **key).map(chips);
    let more: Vec<AnyView> = ["list", "theme", "district"].iter().filter_map(of).collect();
    let hot = parts::hot(&list.guides);
    view! {
        <Card title=t("home.hot")>{hot}</Card>
        <Card title=t("home.more")><div class="more-ways">{more}</div></Card>
    }
    .into_any()
}

/// Ways on that need no log-in.
fn ways() -> AnyView {
    let ways = [
        ("/lookup", "search", t("nav.lookup"), t("home.lookup.note")),
        ("/guides", "document", t("nav.guides"), t("home.guides.note")),
        ("/places", "place", t("places.title"), t("home.places.note")),
        ("/departments", "company", t("departments.title"), t("home.departments.note")),
    ];
    let ways: Vec<AnyView> = ways
        .into_iter()
        .map(|(href, name, title, note)| {
            view! {
                <li>
                    <a class="card way" href=href>
                        <span class="event-icon">{icon(name)}</span>
                        <span><strong>{title}</strong><span class="way-note">{note}</span></span>
                    </a>
                </li>
            }
            .into_any()
        })
        .collect();
    view! { <ul class="ways">{ways}</ul> }.into_any()
}
