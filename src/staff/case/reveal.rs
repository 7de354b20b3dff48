//! Masked values. Uncovering one takes a reason, and the server writes down who looked and why.

use leptos::prelude::*;
use onething_api::cases::RevealRequest;

use super::{
    open::{Covered, Open},
    templates,
};
use crate::{
    api::{self, ApiError},
    i18n::{t, tr},
    load::failure,
    ui::{AreaField, Button, Caption, Dialog, Form, Kind},
};

/// A value, with a button to uncover it where it is masked.
pub fn value(open: Open, path: String, label: String, value: String) -> AnyView {
    let key = path.clone();
    let shown = Memo::new(move |_| open.uncovered.with(|known| known.get(&key).cloned()));
    let key = path.clone();
    let masked = Memo::new(move |_| open.view.with(|view| view.masked.contains(&key)));
    let view = move || match (shown.get(), masked.get()) {
        (Some(plain), _) => view! { <span class="number">{plain}</span> }.into_any(),
        (None, false) => value.clone().into_any(),
        (None, true) => {
            let covered = Covered { path: path.clone(), label: label.clone() };
            let describe = tr("staff.reveal.of", &[("what", &label)]);
            let press = Callback::new(move |()| open.covered.set(Some(covered.clone())));
            view! {
                <span class="number">{value.clone()}</span>
                <Button label=t("staff.reveal") kind=Kind::Quiet describe=describe on_press=press />
            }
            .into_any()
        }
    };
    view! { {view} }.into_any()
}

/// Asks for the reason.
pub fn dialog(open: Open) -> AnyView {
    let view = move || open.covered.get().map(|covered| ask(open, covered));
    view! { {view} }.into_any()
}

fn ask(open: Open, covered: Covered) -> AnyView {
    let reason = RwSignal::new(String::new());
    let (busy, wrong) = (RwSignal::new(false), RwSignal::new(false));
    let error = RwSignal::new(None::<ApiError>);
    let close = Callback::new(move |()| open.covered.set(None));
    let path = covered.path.clone();
    let send = Callback::new(move |()| {
        wrong.set(reason.with_untracked(|text| text.trim().is_empty()));
        if wrong.get_untracked() || busy.get_untracked() {
            return;
        }
        busy.set(true);
        let request = RevealRequest { path: path.clone(), reason: reason.get_untracked() };
        let number = open.view.with_untracked(|view| view.number.clone());
        leptos::task::spawn_local(async move {
            match api::cases::reveal(&number, &request).await {
                Ok(known) => {
                    open.uncovered.update(|all| {
                        all.insert(known.path, known.value);
                    });
                    open.covered.set(None);
                }
                Err(failed) => {
                    error.set(Some(failed));
                    busy.set(false);
                }
            }
        });
    });
    let missing = Signal::derive(move || wrong.get().then(|| t("staff.form.missing")));
    let title = tr("staff.reveal.of", &[("what", &covered.label)]);
    view! {
        <Dialog open=true on_close=close title=title>
            <p>{t("staff.reveal.lead")}</p>
            {move || error.get().map(|error| failure(&error, None))}
            <Form on_submit=send>
                <AreaField
                    caption=Caption::new("reveal-reason", t("staff.reveal.reason")).error(missing)
                    value=reason
                    on_input=Callback::new(move |text| reason.set(text))
                    rows=2
                />
                {templates::buttons(templates::REVEAL, reason)}
                <div class="actions">
                    <Button label=t("staff.reveal") submit=true busy=busy />
                    <Button label=t("staff.cancel") kind=Kind::Secondary on_press=close />
                </div>
            </Form>
        </Dialog>
    }
    .into_any()
}
