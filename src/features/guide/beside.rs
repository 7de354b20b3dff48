//! What stands around a guide: starting, passing it on, the other reader's words, where to go on.

use leptos::prelude::*;
use onething_api::guides::RelatedGuides;
use onething_domain::{answers::Situation, guide::Guide, thing::ApplicantKind, wording::AS};

use crate::{
    api,
    i18n::{days, pick, t, tr},
    links,
    load::Reading,
    nearby::Nearby,
    parts,
    platform::page::print,
    router::Query,
    session::Session,
    ui::{Button, Card, Kind, LinkButton, chip, live_if},
};

/// Kinds of licences that the city has of the visitor, once it is known who they are. Asked for apart, so that
/// the page itself stays everybody's.
pub fn on_file() -> Signal<Vec<String>> {
    let (session, kinds) = (Session::get(), RwSignal::new(Vec::new()));
    Effect::new(move |_| {
        let Some(person) = session.person().filter(|person| person.roles.is_empty()) else {
            return kinds.set(Vec::new());
        };
        let _ = person; // whoever it is: the session says whose profile it is
        leptos::task::spawn_local(async move {
            if let Ok(profile) = api::session::profile().await {
                kinds.set(profile.licences);
            }
        });
    });
    kinds.into()
}

/// Starting, passing on, printing.
pub fn actions(guide: &Guide, situation: &Situation) -> AnyView {
    let query =
        situation.iter().fold(Query::default(), |query, (key, value)| query.with(key, value));
    let start = if guide.questions.is_empty() {
        links::apply(&guide.thing, &query)
    } else {
        links::check(&guide.thing, &query)
    };
    view! {
        <div class="actions no-print">
            <LinkButton href=start label=t("guide.start") />
            {parts::share_button(pick(&guide.title))}
            <Button
                label=t("guide.print")
                kind=Kind::Secondary
                icon="print"
                on_press=Callback::new(|()| print())
            />
        </div>
        {parts::take_along(&query.on(&links::guide(&guide.thing)))}
    }
    .into_any()
}

/// The switch between the words for people and those for companies.
pub fn readers(guide: &Guide, reader: ApplicantKind) -> Option<AnyView> {
    if guide.applicant != ApplicantKind::Both {
        return None;
    }
    let link = |kind: ApplicantKind| {
        let href = Query::default().with(AS, kind.word()).on(&links::guide(&guide.thing));
        chip(href, kind == reader, parts::applicant_name(kind))
    };
    let links = [link(ApplicantKind::Citizen), link(ApplicantKind::Company)].collect_view();
    Some(
        view! { <ul class="chips guide-readers no-print" aria-label=t("guide.readers")>{links}</ul> }
            .into_any(),
    )
}

/// The way to all places, and to the nearest.
pub fn places(guide: &Guide, nearby: Nearby) -> AnyView {
    let all = links::places(&guide.thing);
    let ask = links::ask(&guide.thing, &pick(&guide.title));
    view! {
        {nearby.button()}
        <p class="no-print"><a href=all>{t("guide.all_places")}</a></p>
        <p class="no-print"><a href=ask>{t("links.ask")}</a></p>
    }
    .into_any()
}

/// Guides that one may need as well; nothing where there are none.
pub fn related(related: Reading<RelatedGuides>) -> AnyView {
    live_if(move || {
        let list = related.get()?.ok().filter(|list| !list.guides.is_empty())?;
        let links: Vec<AnyView> = list
            .guides
            .iter()
            .map(|guide| {
                let facts = tr(
                    "guide.related.facts",
                    &[("items", &guide.items.to_string()), ("days", &days(guide.days))],
                );
                view! {
                    <li>
                        <a href=links::guide(&guide.thing)>{pick(&guide.title)}</a>
                        <p class="soft small">{pick(&guide.summary)}</p>
                        <p class="soft small">{facts}</p>
                    </li>
                }
                .into_any()
            })
            .collect();
        let list = view! { <ul class="related">{links}</ul> }.into_any();
        Some(view! { <Card title=t("guide.related") id="related">{list}</Card> }.into_any())
    })
}
