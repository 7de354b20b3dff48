//! The preview of a thing that is being written: on a phone's frame, exactly as citizens will see it,
//! and as a company, in care mode, in English. The frame is a document of its own.

use std::sync::Arc;

use leptos::{html, prelude::*};
use onething_api::catalogue::Preview;
use onething_api::guides::{GuideStatus, GuideView};
use onething_domain::thing::ApplicantKind;
use onething_domain::wording::AS;
use wasm_bindgen::JsCast;

use super::{address, submit};
use crate::{
    api, features,
    i18n::{Lang, pick, t, tr},
    load::{reading, shown},
    parts,
    platform::{history, look},
    router::{Params, encode},
    shell,
    ui::{Button, Empty, Kind as Looks, LiveRegion, Notice, Page, Tone, say},
};

/// What can be switched: the key in the address, its value, and the name of its text.
const SWITCHES: [(&str, &str); 6] = [
    ("view", "check"),
    ("as", "company"),
    ("look", "care"),
    ("lang", "en"),
    ("theme", "dark"),
    ("width", "desktop"),
];

fn read(params: &Params) -> crate::load::Reading<Arc<Preview>> {
    let thing = params.get("thing");
    let release = history::query("release");
    reading(move || {
        let (thing, release) = (thing.clone(), release.get().unwrap_or_default());
        async move { api::catalogue::preview(&thing, &release).await.map(Arc::new) }
    })
}

/// The page around the frame.
pub fn page(params: Params) -> AnyView {
    let preview = read(&params);
    let thing = params.get("thing");
    let title = Signal::derive(move || match preview.get() {
        Some(Ok(preview)) => match &preview.guide {
            Some(guide) => tr("staff.preview.of", &[("title", &pick(&guide.title))]),
            None => t("staff.preview.title"),
        },
        _ => t("staff.preview.title"),
    });
    let of = onething_domain::authoring::DocumentRef {
        kind: onething_domain::authoring::DocumentKind::Thing,
        id: thing.clone(),
    };
    let up = (address::document(&of), t("staff.document.thing"));
    let full = move |preview: Arc<Preview>| framed(&thing, &preview);
    view! { <Page title=title wide=true up=up>{shown(preview, full)}</Page> }.into_any()
}

fn framed(thing: &str, preview: &Preview) -> AnyView {
    let here = history::here();
    let path = format!("/staff/previews/{}", encode(thing));
    let frame = path.clone();
    let inside = Signal::derive(move || {
        here.with(|place| {
            let page = if place.query.get("view").is_some() { "check" } else { "page" };
            place.query.with("view", "").on(&format!("{frame}/{page}"))
        })
    });
    let both = preview.guide.as_ref().is_some_and(|guide| guide.applicant == ApplicantKind::Both);
    let is_wide =
        Memo::new(move |_| here.with(|place| place.query.get("width") == Some("desktop")));
    let switch = |(key, on): (&'static str, &'static str)| {
        let pressed = Signal::derive(move || here.with(|place| place.query.get(key) == Some(on)));
        let path = path.clone();
        let press = Callback::new(move |()| {
            let next = if pressed.get_untracked() { "" } else { on };
            let query = here.with_untracked(|place| place.query.with(key, next));
            history::replace(&query.on(&path));
        });
        let label = t(&format!("staff.preview.{key}.{on}"));
        view! { <Button label=label kind=Looks::Secondary pressed=pressed on_press=press /> }
    };
    // A thing that only one of them may have has one wording.
    let shown = SWITCHES.into_iter().filter(|(key, _)| *key != "as" || both);
    let switches = shown.map(switch).collect_view();
    let findings =
        (!preview.findings.is_empty()).then(|| submit::findings(&preview.findings, None));
    let notice = tr("staff.preview.working", &[("n", &preview.version.to_string())]);
    let frame = NodeRef::<html::Iframe>::new();
    let first = inside.get_untracked();
    Effect::new(move |before: Option<String>| {
        let now = inside.get();
        if before.is_some_and(|before| before != now) {
            show(frame, &now);
        }
        now
    });
    view! {
        <div class="preview-head">
            <Notice tone=Tone::Warn title=notice />
            <div class="preview-width" role="group" aria-label=t("staff.preview.how")>{switches}</div>
        </div>
        <div class="preview-stage">
            <iframe class="preview preview-phone" class:preview-wide=is_wide node_ref=frame src=first title=t("staff.preview.page")></iframe>
            {findings}
        </div>
    }
    .into_any()
}

/// Shows another page in the frame, in the place of the one before: a step in the frame's history would be
/// one in this page's, and Back would not lead out.
fn show(frame: NodeRef<html::Iframe>, address: &str) {
    let window = frame.get_untracked().and_then(|frame| frame.content_window());
    if let Some(window) = window {
        let _ = window.location().replace(address);
    }
}

/// What stands inside of the frame: the guide's page.
pub fn bare(params: Params) -> AnyView {
    inside(&params, |view| {
        let reader = reader();
        let both = view.guide.applicant == ApplicantKind::Both;
        let situation = both.then(|| (AS.to_owned(), reader.word().to_owned()));
        let situation = situation.into_iter().collect();
        parts::in_words(&view.guide, reader, |guide| {
            parts::guide_for(guide, &situation, parts::Around::default())
        })
    })
}

/// In whose words the frame speaks.
fn reader() -> ApplicantKind {
    let here = history::here();
    let named = here.with_untracked(|place| place.query.get(AS).and_then(ApplicantKind::named));
    named.unwrap_or(ApplicantKind::Citizen)
}

/// What stands inside of the frame: the pre-check.
pub fn check(params: Params) -> AnyView {
    inside(&params, |view| features::check::check(Arc::new(view)))
}

fn inside(params: &Params, draw: fn(GuideView) -> AnyView) -> AnyView {
    dress();
    let preview = read(params);
    let title = Signal::derive(move || match preview.get() {
        Some(Ok(preview)) => {
            let title = |guide| parts::in_words(guide, reader(), |guide| pick(&guide.title));
            preview.guide.as_ref().map(title).unwrap_or_default()
        }
        _ => t("staff.preview.title"),
    });
    let full = move |preview: Arc<Preview>| match &preview.guide {
        Some(guide) => {
            let view = GuideView {
                version: preview.version,
                status: GuideStatus::Draft,
                guide: guide.clone(),
            };
            draw(view)
        }
        None => view! { <Empty title=t("staff.preview.nothing") /> }.into_any(),
    };
    view! {
        <div on:click=stay><Page title=title wide=true>{shown(preview, full)}</Page></div>
        <LiveRegion />
    }
    .into_any()
}

/// Keeps whoever looks at a preview in it: what is not published cannot be filed, and a link would show the
/// guide that is in force.
fn stay(event: web_sys::MouseEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let link = target.and_then(|target| target.closest("a[href]").ok().flatten());
    let leads_out =
        link.and_then(|link| link.get_attribute("href")).is_some_and(|href| !href.starts_with('#'));
    if leads_out {
        event.prevent_default();
        say(t("staff.preview.stays"));
    }
}

/// Dresses this document as the address says. Nothing of it is remembered: the frame is a document of
/// its own, and the editor's own look stays.
fn dress() {
    let asked =
        |key| history::here().with_untracked(|place| place.query.get(key).map(str::to_owned));
    look::show("data-look", if asked("look").is_some() { "care" } else { "standard" });
    look::show("data-theme", if asked("theme").is_some() { "dark" } else { "light" });
    shell::speak(if asked("lang").is_some() { Lang::En } else { Lang::Zh });
}
