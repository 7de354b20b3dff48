//! The seal of the company that one acts for (A5): kept by its legal representative, put beside signatures by its
//! agents.

use leptos::prelude::*;
use onething_api::companies::{CompanySeal, KeepSeal};

use crate::{
    api::{self, ApiError},
    i18n::{moment, t, tr},
    load::{Reading, reading, shown},
    platform::{file, image},
    ui::{Button, Card, Dialog, Kind, icon, say},
};

/// Longest side of the kept picture in pixels: sharp enough on paper at three centimetres.
const SIDE: f64 = 480.0;

/// The card of a company's seal.
pub fn card(company: String) -> AnyView {
    let of = company.clone();
    let read = reading(move || {
        let company = of.clone();
        async move { api::companies::seal(&company).await }
    });
    let body = move |kept: CompanySeal| body(company.clone(), kept, read);
    view! {
        <Card title=t("seal.title")>
            <p class="soft">{t("seal.help")}</p>
            {shown(read, body)}
        </Card>
    }
    .into_any()
}

fn body(company: String, kept: CompanySeal, read: Reading<CompanySeal>) -> AnyView {
    let picture = kept.seal.as_ref().map(|seal| {
        // Its digest makes the address that of this very picture.
        let address = [api::companies::image_address(&company), "?v=".into(), seal.image.clone()];
        let since = tr("seal.since", &[("when", &moment(seal.kept_at)), ("name", &seal.kept_by)]);
        view! {
            <p><img class="company-seal" src=address.concat() alt=t("seal.picture") /></p>
            <p class="small soft">{since}</p>
        }
    });
    let none = kept.seal.is_none().then(|| view! { <p>{t("seal.none")}</p> });
    let acts = match kept.may_change {
        true => acts(company, kept.seal.is_some(), read),
        false => view! { <p class="small soft">{t("seal.by_representative")}</p> }.into_any(),
    };
    view! { {picture}{none}{acts} }.into_any()
}

fn acts(company: String, there: bool, read: Reading<CompanySeal>) -> AnyView {
    let asked = RwSignal::new(false);
    let told = move |done: Result<CompanySeal, ApiError>, words: &str| match done {
        Ok(_) => {
            say(t(words));
            read.refetch();
        }
        Err(error) => say(error.message()),
    };
    let of = company.clone();
    let pick = move |event: web_sys::Event| {
        let Some(file) = file::chosen(&event).pop() else { return };
        let company = of.clone();
        leptos::task::spawn_local(async move {
            let Some(image) = image::small_png(&file, SIDE).await else {
                return say(t("sign.no_picture"));
            };
            told(api::companies::keep(&company, &KeepSeal { image }).await, "seal.kept");
        });
    };
    let close = Callback::new(move |()| asked.set(false));
    let remove = Callback::new(move |()| {
        asked.set(false);
        let company = company.clone();
        leptos::task::spawn_local(async move {
            told(api::companies::remove(&company).await, "seal.removed");
        });
    });
    let ask = Callback::new(move |()| asked.set(true));
    let away = there.then(|| {
        view! { <Button label=t("seal.remove") kind=Kind::Quiet icon="trash" on_press=ask /> }
    });
    let label = if there { t("seal.replace") } else { t("seal.keep") };
    view! {
        <div class="actions">
            <label class="btn btn-secondary upload-pick" for="company-seal">
                {icon("upload")}
                <span>{label.clone()}</span>
                <input class="upload-input" type="file" id="company-seal" aria-label=label accept=file::ACCEPT_IMAGE on:change=pick />
            </label>
            {away}
        </div>
        <Dialog open=asked on_close=close title=t("seal.remove")>
            <p>{t("seal.remove.text")}</p>
            <div class="actions">
                <Button label=t("seal.remove") kind=Kind::Danger on_press=remove />
                <Button label=t("crop.cancel") kind=Kind::Secondary on_press=close />
            </div>
        </Dialog>
    }
    .into_any()
}
