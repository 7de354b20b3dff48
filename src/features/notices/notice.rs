//! One notice, with the guides that it touches.

use leptos::prelude::*;
use onething_api::notices::NoticeView;

use crate::{
    api, head,
    i18n::{Lang, date, day_of, lang, pick, t, tr},
    links,
    load::{reading, shown},
    parts,
    platform::page::print,
    router::Params,
    ui::{Button, Card, Kind, Page, Tag, Tone, icon},
    words::code,
};

/// The page of a notice.
pub fn page(params: Params) -> AnyView {
    let id = params.get("id");
    let notice = reading(move || {
        let id = id.clone();
        async move { api::notices::notice(&id).await }
    });
    let title = Signal::derive(move || match notice.get() {
        Some(Ok(view)) => pick(&view.head.title),
        _ => t("notices.title"),
    });
    view! {
        <Page title=title up=("/notices".to_owned(), t("notices.title"))>
            {shown(notice, full)}
        </Page>
    }
    .into_any()
}

fn full(view: NoticeView) -> AnyView {
    head::describe(pick(&view.head.summary));
    let mut about = vec![
        tr("notice.by", &[("department", &pick(&view.issuer))]),
        tr("notice.on", &[("day", &date(day_of(view.head.published_at)))]),
    ];
    about.extend(view.corrected_at.map(|at| tr("notice.corrected", &[("day", &date(day_of(at)))])));
    let about: Vec<AnyView> =
        about.into_iter().map(|line| view! { <span>{line}</span> }.into_any()).collect();
    let english = lang() == Lang::En;
    let (body, tag) = match (english, view.body.en.is_empty()) {
        (true, false) => (&view.body.en, None),
        (true, true) => (&view.body.zh, Some("zh-CN")),
        _ => (&view.body.zh, None),
    };
    view! {
        <div class="stack">
            <article class="card">
                <p class="news-about">
                    <Tag label=t(&format!("notice.kind.{}", code(&view.head.kind))) tone=Tone::Info />
                    {about}
                </p>
                <p class="prose-lead">{pick(&view.head.summary)}</p>
                {tag.map(|_| view! { <p class="small soft">{t("notice.chinese_only")}</p> })}
                <div lang=tag>{parts::prose(body)}</div>
            </article>
            {(!view.things.is_empty()).then(|| things(&view))}
            <div class="actions no-print">
                <Button
                    label=t("guide.print")
                    kind=Kind::Secondary
                    icon="print"
                    on_press=Callback::new(|()| print())
                />
            </div>
        </div>
    }
    .into_any()
}

fn things(view: &NoticeView) -> AnyView {
    let links: Vec<AnyView> = view
        .things
        .iter()
        .map(|thing| {
            view! {
                <li><a class="news-link news-title" href=links::guide(&thing.id)>{pick(&thing.name)}{icon("next")}</a></li>
            }
            .into_any()
        })
        .collect();
    view! { <Card title=t("notice.things")><ul class="news">{links}</ul></Card> }.into_any()
}
