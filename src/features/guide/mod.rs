//! The guide of a thing: everything one wants to know before applying (G8).

mod around;
mod beside;

use std::sync::Arc;

use leptos::prelude::*;
use onething_api::guides::GuideView;
use onething_domain::{answers::Situation, guide::Guide, thing::ApplicantKind, wording::AS};

use crate::{
    api, head,
    i18n::{pick, t},
    load::{reading, shown},
    nearby::Nearby,
    parts::{self, Around},
    platform::history,
    router::Params,
    session::Session,
    ui::{Page, live},
};

/// The published guide of a thing.
pub fn page(params: Params) -> AnyView {
    let thing = params.get("thing");
    let asked = thing.clone();
    let guide = reading(move || {
        let thing = asked.clone();
        async move { api::guides::guide(&thing).await.map(Arc::new) }
    });
    let around = around::around(thing.clone());
    let related = reading(move || {
        let thing = thing.clone();
        async move { api::places::related(&thing).await }
    });
    let reader = reader();
    let title = Signal::derive(move || match guide.get() {
        Some(Ok(view)) => parts::in_words(&view.guide, reader.get(), |guide| pick(&guide.title)),
        _ => t("guide.title"),
    });
    let (nearby, on_file) = (Nearby::new(), beside::on_file());
    let body = move |view: Arc<GuideView>| {
        let draw = move || {
            let reader = reader.get();
            parts::in_words(&view.guide, reader, |guide| {
                head::describe(pick(&guide.summary));
                let situation = situation(guide, reader);
                let around = Around {
                    actions: Some(beside::actions(guide, &situation)),
                    readers: beside::readers(guide, reader),
                    more: Some(beside::related(related)),
                    places: Some(beside::places(guide, nearby)),
                    on_file,
                    nearby: nearby.parts,
                };
                parts::guide_for(guide, &situation, around)
            })
        };
        live(draw)
    };
    view! {
        <Page title=title wide=true up=("/guides".to_owned(), t("nav.guides"))>
            {shown(guide, body)}
            {around}
        </Page>
    }
    .into_any()
}

/// Who reads: as the address says, else in whose name the visitor acts.
fn reader() -> Memo<ApplicantKind> {
    let (here, session) = (history::here(), Session::get());
    Memo::new(move |_| {
        let named = here.with(|place| place.query.get(AS).and_then(ApplicantKind::named));
        let acting = || session.person().is_some_and(|person| person.acting.is_some());
        named.unwrap_or_else(|| match acting() {
            true => ApplicantKind::Company,
            false => ApplicantKind::Citizen,
        })
    })
}

/// What is known of the reader's situation: in whose name, where that makes a difference.
fn situation(guide: &Guide, reader: ApplicantKind) -> Situation {
    match guide.applicant {
        ApplicantKind::Both => Situation::from([(AS.to_owned(), reader.word().to_owned())]),
        _ => Situation::new(),
    }
}
