//! Guides with all their versions, and each as citizens see it (G9).

use std::sync::Arc;

use leptos::prelude::*;
use onething_api::guides::{GuideStatus, GuideView};
use onething_api::work::{WorkGuide, WorkGuides};

use crate::{
    api,
    i18n::{moment, pick, t, tr},
    load::{Reading, reading, shown},
    parts,
    platform::history,
    router::{Params, Query, encode},
    ui::{Button, Empty, Kind, LinkButton, Notice, Page, Table, Tag, Tone},
    words::code,
};

/// Where the list stands.
const LIST: &str = "/staff/guides";

/// The address of a version's preview.
fn preview_address(thing: &str, version: u32) -> String {
    format!("/staff/guides/{}/versions/{version}", encode(thing))
}

/// All versions of all guides.
pub fn list(_: Params) -> AnyView {
    let cursor = history::query("cursor");
    let guides = reading(move || {
        let cursor = cursor.get().unwrap_or_default();
        async move { api::work::guides(&cursor).await }
    });
    view! { <Page title=t("staff.guides.title") wide=true>{shown(guides, table)}</Page> }.into_any()
}

fn table(guides: WorkGuides) -> AnyView {
    if guides.guides.is_empty() {
        return view! { <Empty title=t("staff.guides.empty") /> }.into_any();
    }
    let heads = ["title", "version", "status", "items", "changed", "preview"];
    let heads = heads.into_iter().map(|name| t(&format!("staff.guides.column.{name}"))).collect();
    let rows = guides.guides.iter().map(row).collect();
    let next = guides.next.map(|cursor| {
        let href = Query::default().with("cursor", &cursor).on(LIST);
        view! { <LinkButton href=href label=t("staff.queue.next") kind=Kind::Secondary /> }
    });
    view! {
        <div class="card"><Table caption=t("staff.guides.title") heads=heads rows=rows /></div>
        <nav class="actions" aria-label=t("staff.queue.pages")>{next}</nav>
    }
    .into_any()
}

fn row(guide: &WorkGuide) -> Vec<AnyView> {
    let title = pick(&guide.title);
    let number = guide.version.to_string();
    let describe = tr("staff.guides.preview.of", &[("title", &title), ("n", &number)]);
    let href = preview_address(&guide.thing, guide.version);
    vec![
        title.into_any(),
        tr("staff.guides.version", &[("n", &number)]).into_any(),
        view! { <Tag label=status(guide.status) tone=tone(guide.status) /> }.into_any(),
        guide.items.to_string().into_any(),
        view! { <span class="number">{moment(guide.changed_at)}</span> }.into_any(),
        view! { <a href=href aria-label=describe>{t("staff.guides.preview")}</a> }.into_any(),
    ]
}

fn status(status: GuideStatus) -> String {
    t(&format!("staff.guides.status.{}", code(&status)))
}

fn tone(status: GuideStatus) -> Tone {
    match status {
        GuideStatus::Draft => Tone::Warn,
        GuideStatus::Published => Tone::Good,
        GuideStatus::Replaced | GuideStatus::Retired => Tone::Plain,
    }
}

/// One version, by the address.
fn version(params: &Params) -> Reading<Arc<GuideView>> {
    let (thing, version) = (params.get("thing"), params.get("version"));
    reading(move || {
        let (thing, version) = (thing.clone(), version.parse().unwrap_or_default());
        async move { api::work::guide(&thing, version).await.map(Arc::new) }
    })
}

/// A version in a frame as wide as a phone or a desktop. The frame is a document of its own, so
/// that the page inside answers to that width exactly as it does for citizens.
pub fn preview(params: Params) -> AnyView {
    let guide = version(&params);
    let width = history::query("width");
    let title = Signal::derive(move || match guide.get() {
        Some(Ok(view)) => pick(&view.guide.title),
        _ => t("staff.preview.title"),
    });
    let inside = move |view: Arc<GuideView>| framed(&view, width);
    let up = (String::from(LIST), t("staff.nav.guides"));
    view! { <Page title=title wide=true up=up>{shown(guide, inside)}</Page> }.into_any()
}

fn framed(view: &GuideView, width: Memo<Option<String>>) -> AnyView {
    let banner = t(&format!("staff.preview.{}", code(&view.status)));
    let tone = if view.status == GuideStatus::Draft { Tone::Warn } else { Tone::Info };
    let address = preview_address(&view.guide.thing, view.version);
    let inside = format!("{address}/page");
    let is_wide = Memo::new(move |_| width.get().as_deref() == Some("desktop"));
    let choice = |label: &str, wide: bool| {
        let href = Query::default().with("width", if wide { "desktop" } else { "" }).on(&address);
        let press = Callback::new(move |()| history::replace(&href));
        let pressed = Signal::derive(move || is_wide.get() == wide);
        view! { <Button label=t(label) kind=Kind::Secondary pressed=pressed on_press=press /> }
            .into_any()
    };
    view! {
        <div class="preview-head">
            <Notice tone=tone title=banner />
            <div class="preview-width" role="group" aria-label=t("staff.preview.width")>
                {choice("staff.preview.phone", false)}
                {choice("staff.preview.desktop", true)}
            </div>
        </div>
        <iframe
            class="preview"
            class:preview-wide=is_wide
            src=inside
            title=t("staff.preview.page")
        ></iframe>
    }
    .into_any()
}

/// What stands inside of the frame: the guide and nothing around it.
pub fn bare(params: Params) -> AnyView {
    let guide = version(&params);
    let title = Signal::derive(move || match guide.get() {
        Some(Ok(view)) => pick(&view.guide.title),
        _ => t("staff.preview.title"),
    });
    let document = |view: Arc<GuideView>| parts::document(&view.guide, ().into_any());
    view! { <Page title=title wide=true>{shown(guide, document)}</Page> }.into_any()
}
