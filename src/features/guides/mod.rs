//! The list of guides: what was typed, the ways to narrow it and the page, all in the address.

use leptos::prelude::*;
use onething_api::guides::{Facet, GuideList, GuideSummary};

use crate::{
    api,
    city::City,
    finder::finder,
    i18n::{days, pick, t, tr},
    links,
    load::{reading, shown},
    parts,
    platform::history,
    router::{Params, Query},
    ui::{Details, Empty, Kind, LinkButton, Notice, Page, Tag, icon, live},
};

/// Guides that fit what the address asks for.
pub fn page(_: Params) -> AnyView {
    let place = history::here();
    let wanted = Memo::new(move |_| place.with(|place| api::guides::wanted(&place.query)));
    let found = reading(move || {
        let wanted = wanted.get();
        async move { api::guides::list(&wanted).await }
    });
    let typed = Memo::new(move |_| wanted.with(|wanted| asked(wanted, "q")));
    let search = finder(typed, move || first_page(&wanted.get_untracked()));
    // A further page has no facets: those of the first one stay.
    let facets = Memo::new(move |before: Option<&Vec<Facet>>| match found.get() {
        Some(Ok(list)) if !list.facets.is_empty() => list.facets,
        _ => before.cloned().unwrap_or_default(),
    });
    let narrow = move || filters(&facets.get(), &wanted.get());
    view! {
        <Page title=t("guides.title") wide=true>
            <div class="stack">
                {search}
                {live(move || chosen(&facets.get(), &wanted.get()))}
                <Details summary=t("guides.narrow")>{live(narrow)}</Details>
                {shown(found, move |list| results(&list, &wanted.get_untracked()))}
            </div>
        </Page>
    }
    .into_any()
}

fn asked(query: &Query, key: &str) -> String {
    query.get(key).unwrap_or_default().to_owned()
}

fn first_page(query: &Query) -> Query {
    query.with("cursor", "")
}

/// The ways to narrow the list, each option a link that keeps the rest.
fn filters(facets: &[Facet], wanted: &Query) -> AnyView {
    let groups: Vec<AnyView> = facets
        .iter()
        .filter(|facet| !facet.options.is_empty())
        .map(|facet| {
            let name = t(&format!("guides.by.{}", facet.key));
            let now = asked(wanted, &facet.key);
            let href = |option: &onething_api::guides::FacetOption| {
                let value = if option.value == now { "" } else { &option.value };
                first_page(wanted).with(&facet.key, value).on("/guides")
            };
            let chips = parts::chips(facet, name.clone(), &now, href);
            view! { <div class="facet"><p class="facet-name" aria-hidden="true">{name}</p>{chips}</div> }.into_any()
        })
        .collect();
    view! { <div class="filters">{groups}</div> }.into_any()
}

/// What the list is narrowed to, each with a link that takes it back.
fn chosen(facets: &[Facet], wanted: &Query) -> AnyView {
    let chips: Vec<AnyView> = facets
        .iter()
        .filter_map(|facet| {
            let now = asked(wanted, &facet.key);
            let option = facet.options.iter().find(|option| option.value == now)?;
            let href = first_page(wanted).with(&facet.key, "").on("/guides");
            let name = pick(&option.name);
            let label = tr("guides.take_back", &[("name", &name)]);
            Some(
                view! {
                    <li><a class="chip" aria-current="true" href=href aria-label=label>{name}{icon("close")}</a></li>
                }
                .into_any(),
            )
        })
        .collect();
    if chips.is_empty() {
        return ().into_any();
    }
    view! { <ul class="chips" aria-label=t("guides.chosen")>{chips}</ul> }.into_any()
}

fn results(list: &GuideList, wanted: &Query) -> AnyView {
    let q = asked(wanted, "q");
    if list.guides.is_empty() {
        return nothing(&q, wanted);
    }
    let cards: Vec<AnyView> = list.guides.iter().map(result).collect();
    let count = tr("guides.count", &[("n", &list.total.to_string())]);
    let near = list.near.then(|| {
        let title = tr("guides.near", &[("q", &q)]);
        view! { <Notice title=title><p>{t("guides.near.help")}</p></Notice> }
    });
    view! {
        {near}
        <p class="soft" role="status">{count}</p>
        <ul class="results">{cards}</ul>
        {pages(list, wanted)}
        {list.near.then(ask)}
    }
    .into_any()
}

/// The ways to the next page and back to the first.
fn pages(list: &GuideList, wanted: &Query) -> AnyView {
    let first = (!asked(wanted, "cursor").is_empty()).then(|| {
        let href = first_page(wanted).on("/guides");
        view! { <LinkButton href=href label=t("guides.first") kind=Kind::Secondary /> }
    });
    let next = list.next.as_ref().map(|next| {
        let href = wanted.with("cursor", next).on("/guides");
        view! { <LinkButton href=href label=t("guides.next") kind=Kind::Secondary /> }
    });
    view! { <div class="pages">{first}{next}</div> }.into_any()
}

/// Nothing fits: how to go on, and whom to ask.
fn nothing(q: &str, wanted: &Query) -> AnyView {
    let narrowed = wanted.pairs().iter().any(|(key, _)| key != "q");
    let (title, text, action) = if narrowed {
        let wider = Query::default().with("q", q).on("/guides");
        (t("guides.none"), t("guides.none.narrowed"), (wider, t("guides.widen")))
    } else {
        let title = tr("guides.none.for", &[("q", q)]);
        (title, t("guides.none.help"), ("/guides".to_owned(), t("guides.show_all")))
    };
    view! { <Empty title=title text=text action=action />{ask()} }.into_any()
}

/// Whom to ask: the hotline, the departments' windows.
fn ask() -> AnyView {
    let city = City::get();
    let hotline = move || {
        let number = city.view().map(|city| city.hotline).unwrap_or_default();
        let label = tr("guides.ask.hotline", &[("number", &number)]);
        view! { <a class="way" href=format!("tel:{number}")>{icon("phone")}<span>{label}</span></a> }.into_any()
    };
    view! {
        <section class="card ask">
            <h2 class="card-title">{t("guides.ask")}</h2>
            <ul>
                <li>{live(hotline)}</li>
                <li><a class="way" href="/tickets/new">{icon("edit")}<span>{t("links.ask")}</span></a></li>
                <li><a class="way" href="/departments">{icon("place")}<span>{t("guides.ask.departments")}</span></a></li>
            </ul>
        </section>
    }
    .into_any()
}

fn result(guide: &GuideSummary) -> AnyView {
    let figures = [
        tr("guides.items", &[("n", &guide.items.to_string())]),
        tr("guides.departments", &[("n", &guide.departments.len().to_string())]),
        tr("guides.days", &[("days", &days(guide.figures.days.after))]),
        tr("guides.materials", &[("n", &guide.figures.materials.after.to_string())]),
    ];
    let figures: Vec<AnyView> =
        figures.into_iter().map(|label| view! { <Tag label=label /> }.into_any()).collect();
    let (title, summary, via) = match &guide.hit {
        Some(hit) => (
            parts::with_marks(&guide.title, &hit.title),
            parts::with_marks(&guide.summary, &hit.summary),
            hit.via.as_ref(),
        ),
        None => (pick(&guide.title).into_any(), pick(&guide.summary).into_any(), None),
    };
    let via = via.map(|via| {
        view! { <p class="result-via">{t("guides.via")}" "{parts::marked(via)}</p> }
    });
    view! {
        <li class="card result">
            <h2><a href=links::guide(&guide.thing)><span>{title}</span>{icon("next")}</a></h2>
            <p class="soft">{summary}</p>
            {via}
            <div class="tags">
                <Tag label=parts::applicant_name(guide.applicant) />
                {figures}
            </div>
        </li>
    }
    .into_any()
}
