//! Whether a document or signature is genuine (A5): anyone asks by the code that is printed on it.

mod compare;
mod result;

use leptos::prelude::*;
use onething_domain::identifier;

use crate::{
    api,
    i18n::t,
    links,
    load::{failure, reading},
    platform::history,
    router::Params,
    ui::{
        Button, Caption, Card, ErrorSummary, FieldError, Form, Notice, Page, Skeleton, TextField,
        Tone, live,
    },
};

/// The page, with or without a code in its address.
pub fn page(params: Params) -> AnyView {
    let typed = params.get("code");
    let code = RwSignal::new(typed.clone());
    let attempt = RwSignal::new(0u32);
    let error = Signal::derive(move || {
        let wrong = identifier::read_verify_code(&code.get()).is_none();
        (attempt.get() > 0 && wrong).then(|| t("verify.code.wrong"))
    });
    let errors = Signal::derive(move || {
        let error = error.get().map(|text| FieldError { id: "verify-code".into(), text });
        error.into_iter().collect::<Vec<_>>()
    });
    let submit = Callback::new(move |()| {
        attempt.update(|count| *count += 1);
        if let Some(code) = identifier::read_verify_code(&code.get_untracked()) {
            history::go(&links::verify(&code));
        }
    });
    view! {
        <Page title=t("verify.title") lead=t("verify.lead")>
            <div class="stack">
                <Card>
                    <Form on_submit=submit>
                        <ErrorSummary errors=errors attempt=attempt />
                        <TextField
                            caption=Caption::new("verify-code", t("verify.code")).help(t("verify.code.help")).error(error)
                            value=code
                            on_input=Callback::new(move |text| code.set(text))
                            max_length=30
                        />
                        <Button label=t("verify.do") submit=true />
                    </Form>
                </Card>
                <div aria-live="polite">{answer(&typed)}</div>
            </div>
        </Page>
    }
    .into_any()
}

/// What the code in the address stands for.
fn answer(typed: &str) -> AnyView {
    if typed.is_empty() {
        return ().into_any();
    }
    let Some(code) = identifier::read_verify_code(typed) else {
        return none(t("verify.code.wrong"));
    };
    let read = reading(move || {
        let code = code.clone();
        async move { api::documents::verify(&code).await }
    });
    let retry = Callback::new(move |()| read.refetch());
    live(move || match read.get() {
        None => view! { <Skeleton /> }.into_any(),
        Some(Ok(found)) => result::result(&found),
        Some(Err(error)) if error.is_missing() => none(t("verify.none.help")),
        Some(Err(error)) => failure(&error, Some(retry)),
    })
}

fn none(why: String) -> AnyView {
    view! { <Notice tone=Tone::Bad title=t("verify.none")><p>{why}</p></Notice> }.into_any()
}
