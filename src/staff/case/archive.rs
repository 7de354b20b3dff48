//! The package of a case that has ended (C9): everything in it uncovered, so asked for with a reason, which the server
//! writes down.

use leptos::prelude::*;

use super::{open::Open, templates};
use crate::{
    api::{self, ApiError},
    i18n::t,
    load::failure,
    platform::file,
    ui::{AreaField, Button, Caption, Details, Form, Kind, say},
};

/// The way to it, once there is one.
pub fn part(open: Open) -> AnyView {
    let ended = Memo::new(move |_| open.view.with(|view| view.status.is_ended()));
    let view = move || ended.get().then(|| ask(open));
    view! { {view} }.into_any()
}

fn ask(open: Open) -> AnyView {
    let reason = RwSignal::new(String::new());
    let (busy, wrong) = (RwSignal::new(false), RwSignal::new(false));
    let error = RwSignal::new(None::<ApiError>);
    let send = Callback::new(move |()| {
        wrong.set(reason.with_untracked(|text| text.trim().is_empty()));
        if wrong.get_untracked() || busy.get_untracked() {
            return;
        }
        busy.set(true);
        error.set(None);
        let (number, why) =
            (open.view.with_untracked(|view| view.number.clone()), reason.get_untracked());
        leptos::task::spawn_local(async move {
            match api::cases::archive(&number, why).await {
                Ok(bytes) => {
                    file::save_bytes(&format!("{number}.zip"), &bytes, "application/zip");
                    say(t("staff.archive.done"));
                }
                Err(failed) => error.set(Some(failed)),
            }
            busy.set(false);
        });
    });
    let missing = Signal::derive(move || wrong.get().then(|| t("staff.form.missing")));
    let form = view! {
        <p class="soft small">{t("staff.archive.lead")}</p>
        {move || error.get().map(|error| failure(&error, None))}
        <Form on_submit=send>
            <AreaField
                caption=Caption::new("archive-reason", t("staff.reveal.reason")).error(missing)
                value=reason
                on_input=Callback::new(move |text| reason.set(text))
                rows=2
            />
            {templates::buttons(templates::REVEAL, reason)}
            <div class="actions">
                <Button label=t("staff.archive.do") kind=Kind::Secondary submit=true busy=busy />
            </div>
        </Form>
    }
    .into_any();
    view! {
        <section class="part" aria-labelledby="archive-title">
            <h2 class="part-title" id="archive-title">{t("archive.title")}</h2>
            <Details summary=t("staff.archive.open")>{form}</Details>
        </section>
    }
    .into_any()
}
