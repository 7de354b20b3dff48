//! Looking up what was reported without a name: by number and code.

use leptos::prelude::*;
use onething_api::tickets::{TicketLookUp, TicketView};

use super::one::conversation;
use crate::{
    api::{self, ApiError},
    i18n::t,
    load::failure,
    router::Params,
    ui::{
        Button, Caption, Card, ErrorSummary, FieldError, Form, Notice, Page, TextField, Tone, live,
    },
};

/// The page.
pub fn page(_: Params) -> AnyView {
    let (number, code) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let attempt = RwSignal::new(0u32);
    let busy = RwSignal::new(false);
    let found = RwSignal::new(None::<Result<TicketView, ApiError>>);
    let missing = move |text: RwSignal<String>, key: &'static str| {
        Signal::derive(move || {
            let blank = text.with(|text| text.trim().is_empty());
            (attempt.get() > 0 && blank).then(|| t(key))
        })
    };
    let number_error = missing(number, "tickets.find.number.missing");
    let code_error = missing(code, "tickets.find.code.missing");
    let errors = Signal::derive(move || {
        [("find-number", number_error.get()), ("find-code", code_error.get())]
            .into_iter()
            .filter_map(|(id, text)| Some(FieldError { id: id.into(), text: text? }))
            .collect::<Vec<_>>()
    });
    let submit = Callback::new(move |()| {
        attempt.update(|count| *count += 1);
        if busy.get_untracked() || untrack(|| !errors.get().is_empty()) {
            return;
        }
        busy.set(true);
        let request = TicketLookUp { number: number.get_untracked(), code: code.get_untracked() };
        leptos::task::spawn_local(async move {
            found.set(Some(api::tickets::look_up(&request).await));
            busy.set(false);
        });
    });
    let result = move || {
        match found.get() {
        None => ().into_any(),
        Some(Ok(ticket)) => conversation(&ticket),
        Some(Err(error)) if error.is_missing() => {
            view! { <Notice tone=Tone::Warn title=t("tickets.find.none")><p>{t("tickets.find.none.help")}</p></Notice> }
                .into_any()
        }
        Some(Err(error)) => failure(&error, Some(submit)),
    }
    };
    view! {
        <Page title=t("tickets.find.title") lead=t("tickets.find.lead")>
            <div class="stack">
                <Card>
                    <Form on_submit=submit>
                        <ErrorSummary errors=errors attempt=attempt />
                        <TextField
                            caption=Caption::new("find-number", t("tickets.find.number")).error(number_error)
                            value=number
                            on_input=Callback::new(move |text| number.set(text))
                            max_length=40
                        />
                        <TextField
                            caption=Caption::new("find-code", t("tickets.find.code")).help(t("tickets.find.code.help")).error(code_error)
                            value=code
                            on_input=Callback::new(move |text| code.set(text))
                            max_length=40
                        />
                        <Button label=t("tickets.find.do") submit=true busy=busy />
                    </Form>
                </Card>
                <div aria-live="polite">{live(result)}</div>
            </div>
        </Page>
    }
    .into_any()
}
