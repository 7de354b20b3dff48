//! The list of guides: by words, life event and audience, all in the address.

use leptos::prelude::*;
use onething_api::guides::{CityView, GuideList, GuideSummary};

use crate::{
    api::{self, guides::Wanted},
    city::City,
    i18n::{days, pick, t, tr},
    links,
    load::{reading, shown},
    parts,
    platform::history,
    router::{Params, Query},
    ui::{Button, Caption, Empty, Form, Keyboard, Page, Tag, TextField, icon, live},
};

/// Guides that fit what the address asks for.
pub fn page(_: Params) -> AnyView {
    let place = history::here();
    let wanted = Memo::new(move |_| place.with(|place| wanted(&place.query)));
    let found = reading(move || {
        let wanted = wanted.get();
        async move { api::guides::list(&wanted).await }
    });
    view! {
        <Page title=t("guides.title") wide=true>
            <div class="stack">
                {search(wanted)}
                {filters(wanted)}
                {shown(found, results)}
            </div>
        </Page>
    }
    .into_any()
}

fn wanted(query: &Query) -> Wanted {
    let one = |key: &str| query.get(key).unwrap_or_default().to_owned();
    Wanted { q: one("q"), event: one("event"), applicant: one("audience"), list: one("list") }
}

fn search(wanted: Memo<Wanted>) -> AnyView {
    let typed = RwSignal::new(wanted.get_untracked().q);
    let submit = Callback::new(move |()| {
        history::go(&query().with("q", typed.get_untracked().trim()).on("/guides"));
    });
    let caption = Caption::new("search", t("search.label"));
    view! {
        <div class="search" role="search">
            <Form on_submit=submit>
                <TextField
                    caption=caption
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

fn query() -> Query {
    history::here().with_untracked(|place| place.query.clone())
}

/// Audience and life events, each a link that keeps the rest of the query.
fn filters(wanted: Memo<Wanted>) -> AnyView {
    let city = City::get();
    let view = move || {
        let wanted = wanted.get();
        let events = city.view().map(|city| event_chips(&city, &wanted)).unwrap_or_default();
        view! {
            <div class="filters">
                <ul class="chips" aria-label=t("guides.audience")>{audience_chips(&wanted)}</ul>
                <ul class="chips" aria-label=t("guides.events")>{events}</ul>
            </div>
        }
        .into_any()
    };
    live(view)
}

fn audience_chips(wanted: &Wanted) -> Vec<AnyView> {
    [("", t("guides.all")), ("citizen", t("guides.citizen")), ("company", t("guides.company"))]
        .into_iter()
        .map(|(value, label)| chip("audience", value, label, wanted.applicant == value))
        .collect()
}

fn event_chips(city: &CityView, wanted: &Wanted) -> Vec<AnyView> {
    let all = chip("event", "", t("guides.all_events"), wanted.event.is_empty());
    let events = city
        .events
        .iter()
        .map(|event| chip("event", &event.id, pick(&event.name), wanted.event == event.id));
    std::iter::once(all).chain(events).collect()
}

fn chip(key: &str, value: &str, label: String, chosen: bool) -> AnyView {
    let href = query().with(key, value).on("/guides");
    view! {
        <li><a class="chip" href=href aria-current=chosen.then_some("true")>{label}</a></li>
    }
    .into_any()
}

fn results(list: GuideList) -> AnyView {
    if list.guides.is_empty() {
        let all = ("/guides".to_owned(), t("guides.show_all"));
        return view! { <Empty title=t("guides.none") text=t("guides.none.help") action=all /> }
            .into_any();
    }
    let count = tr("guides.count", &[("n", &list.guides.len().to_string())]);
    let cards: Vec<AnyView> = list.guides.iter().map(result).collect();
    view! {
        <p class="soft" role="status">{count}</p>
        <ul class="results">{cards}</ul>
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
    view! {
        <li class="card result">
            <h2><a href=links::guide(&guide.thing)>{pick(&guide.title)}{icon("next")}</a></h2>
            <p class="soft">{pick(&guide.summary)}</p>
            <div class="tags">
                <Tag label=parts::applicant_name(guide.applicant) />
                {figures}
            </div>
        </li>
    }
    .into_any()
}
