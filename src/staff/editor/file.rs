//! A document as a file: taken out to be worked on elsewhere, and brought back.

use leptos::prelude::*;

use super::work::Work;
use crate::{
    api::{self, ApiError, Wrote, catalogue::said},
    i18n::{t, tr},
    load::in_words,
    platform::file,
    ui::{Dialog, Notice, Tone, live_if, say},
};

/// Largest file that the server takes.
const LARGEST: f64 = 1_000_000.0;

/// What is wrong with a file that was brought.
#[derive(Clone, PartialEq)]
struct Broken {
    title: String,
    text: String,
    remedy: String,
}

/// The two acts, as rows of a list.
pub fn tools(work: Work) -> AnyView {
    let broken = RwSignal::new(None::<Broken>);
    let export = move |_| {
        leptos::task::spawn_local(async move {
            let of = work.of();
            let answer = match work.send().await {
                Ok(_) => api::catalogue::file(&of).await,
                Err(error) => Err(error),
            };
            match answer {
                Ok(toml) => file::save(&format!("{}.toml", of.id), &toml),
                Err(error) => say(in_words(&error).0),
            }
        });
    };
    let import = move |event: web_sys::Event| {
        let Some(chosen) = file::chosen(&event).into_iter().next() else { return };
        leptos::task::spawn_local(async move {
            if chosen.size() > LARGEST {
                broken.set(Some(refused(t("staff.file.too_large"))));
                return;
            }
            let Some(toml) = file::text(&chosen).await else {
                broken.set(Some(refused(t("staff.file.unreadable"))));
                return;
            };
            match bring(work, &toml).await {
                Ok(said) => say(t(said)),
                Err(error) => broken.set(Some(explained(&error))),
            }
        });
    };
    let editable = Memo::new(move |_| work.head.with(|head| head.editable));
    let import_row = move || {
        editable.get().then(|| {
            view! {
                <li>
                    <label class="edit-tool file-tool">
                        <input class="sr-only" type="file" accept=".toml,text/plain" on:change=import />
                        <span>{t("staff.file.import")}</span>
                    </label>
                </li>
            }
            .into_any()
        })
    };
    let open = Signal::derive(move || broken.with(Option::is_some));
    let close = Callback::new(move |()| broken.set(None));
    let body = move || {
        broken.get().map(|broken| {
            view! {
                <Notice tone=Tone::Bad title=broken.title>
                    <p>{broken.text}</p>
                    <p>{broken.remedy}</p>
                </Notice>
                <p class="soft">{t("staff.file.unchanged")}</p>
            }
            .into_any()
        })
    };
    view! {
        <li><button type="button" class="edit-tool" on:click=export>{t("staff.file.export")}</button></li>
        {live_if(import_row)}
        <Dialog open=open on_close=close title=t("staff.file.import")>{live_if(body)}</Dialog>
    }
    .into_any()
}

/// Brings a file in; gives the key of what to say.
async fn bring(work: Work, toml: &str) -> Result<&'static str, ApiError> {
    let of = work.of();
    let revision = work.send().await?;
    let (view, said) = match api::catalogue::put_file(&of, revision, toml).await? {
        Wrote::Done(view) => (view, "staff.file.imported"),
        // Somebody saved just now: theirs is shown first, and the file can be brought again.
        Wrote::Stale(view) => (view, "staff.file.stale"),
    };
    work.renew(*view);
    Ok(said)
}

fn refused(text: String) -> Broken {
    Broken { title: t("staff.file.broken"), text, remedy: String::new() }
}

fn explained(error: &ApiError) -> Broken {
    let said = said(error);
    match said.line {
        Some(line) => Broken {
            title: tr("staff.file.line", &[("n", &line.to_string())]),
            text: said.detail,
            remedy: said.remedy,
        },
        None => {
            let (title, text) = in_words(error);
            Broken { title, text, remedy: String::new() }
        }
    }
}
