//! Notices and intermediary services, in lists and beside a guide.

use leptos::prelude::*;
use onething_api::notices::{NoticeSummary, ServiceView};

use super::places::telephone;
use crate::{
    i18n::{date, day_of, days, pick, t, tr},
    links,
    ui::{Details, Facts, Tag, Tone},
    words::code,
};

/// Notices as lines to be opened.
pub fn notices(notices: &[NoticeSummary]) -> AnyView {
    let lines: Vec<AnyView> = notices.iter().map(notice).collect();
    view! { <ul class="news">{lines}</ul> }.into_any()
}

fn notice(notice: &NoticeSummary) -> AnyView {
    let about = [pick(&notice.department), date(day_of(notice.published_at))].join(" · ");
    view! {
        <li>
            <a class="news-link" href=links::notice(&notice.id)>
                <span class="news-title">{pick(&notice.title)}</span>
                <span class="news-about">
                    <Tag label=t(&format!("notice.kind.{}", code(&notice.kind))) tone=Tone::Info />
                    {about}
                </span>
            </a>
        </li>
    }
    .into_any()
}

/// Services with the firms that may do them, folded.
pub fn services(services: &[ServiceView]) -> AnyView {
    let folds: Vec<AnyView> = services.iter().map(service).collect();
    view! { <div class="folds">{folds}</div> }.into_any()
}

fn service(view: &ServiceView) -> AnyView {
    let service = &view.service;
    let summary = [pick(&service.name), tr("service.within", &[("days", &days(service.days))])];
    let rows = vec![
        (t("service.for"), pick(&service.summary).into_any()),
        (t("service.qualification"), pick(&service.qualification).into_any()),
        (t("service.fee"), pick(&service.fee).into_any()),
        (t("service.department"), pick(&view.department).into_any()),
    ];
    let agencies: Vec<AnyView> = view
        .agencies
        .iter()
        .map(|agency| {
            let rows = vec![
                (t("service.days"), days(agency.days).into_any()),
                (t("service.fee"), pick(&agency.fee).into_any()),
                (t("service.certificate"), pick(&agency.certificate).into_any()),
                (t("place.address"), pick(&agency.address).into_any()),
                (t("place.phone"), telephone(&agency.phone)),
            ];
            view! { <li class="place"><h4>{pick(&agency.name)}</h4><Facts rows=rows /></li> }
                .into_any()
        })
        .collect();
    let things = (!view.things.is_empty()).then(|| things(view));
    view! {
        <Details summary=summary.join(" · ")>
            <Facts rows=rows />
            <h3 class="service-firms">{t("service.agencies")}</h3>
            <ul class="places">{agencies}</ul>
            {things}
        </Details>
    }
    .into_any()
}

fn things(view: &ServiceView) -> AnyView {
    let links: Vec<AnyView> = view
        .things
        .iter()
        .map(|thing| {
            view! { <li><a href=links::guide(&thing.id)>{pick(&thing.name)}</a></li> }.into_any()
        })
        .collect();
    view! { <h3 class="service-firms">{t("service.things")}</h3><ul class="bullets">{links}</ul> }
        .into_any()
}
