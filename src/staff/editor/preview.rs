//! The preview of a thing that is being written: on a phone's frame, exactly as citizens will see it,
//! and as a company, in care mode, in English. The frame is a document of its own.

use std::sync::Arc;

use leptos::prelude::*;
use onething_api::catalogue::Preview;
use onething_api::guides::{GuideStatus, GuideView};
use onething_domain::thing::ApplicantKind;
use onething_domain::wording::AS;

use super::{address, submit};
use crate::{
    api, features,
    i18n::{Lang, pick, t, tr},
    load::{reading, shown},
    parts,
    platform::{history, look},
    router::{Params, encode},
    shell,
    ui::{Button, Empty, Kind as Looks, Notice, Page, Tone},
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
    let findings = (!preview.findings.is_empty()).then(|| submit::findings(&preview.findings));
    let notice = tr("staff.preview.working", &[("n", &preview.version.to_string())]);
    view! {
        <div class="preview-head">
            <Notice tone=Tone::Warn title=notice />
            <div class="preview-width" role="group" aria-label=t("staff.preview.how")>{switches}</div>
        </div>
        <div class="preview-stage">
            <iframe class="preview preview-phone" class:preview-wide=is_wide src=inside title=t("staff.preview.page")></iframe>
            {findings}
        </div>
    }
    .into_any()
}

/// What stands inside of the frame: the guide's page.
pub fn bare(params: Params) -> AnyView {
    inside(&params, |view| {
        let company =
            history::here().with_untracked(|place| place.query.get(AS) == Some("company"));
        let reader = if company { ApplicantKind::Company } else { ApplicantKind::Citizen };
        let both = view.guide.applicant == ApplicantKind::Both;
        let situation = both.then(|| (AS.to_owned(), reader.word().to_owned()));
        parts::guide_for(&view.guide, &situation.into_iter().collect(), parts::Around::default())
    })
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
            preview.guide.as_ref().map(|guide| pick(&guide.title)).unwrap_or_default()
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
    view! { <Page title=title wide=true>{shown(preview, full)}</Page> }.into_any()
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
