//! Public look-up (T2): number and last four characters of the identity number; nothing personal.

use leptos::prelude::*;
use onething_api::cases::{LookUp, PublicProgress, PublicTask};

use crate::{
    api::{self, ApiError},
    i18n::{moment, pick, t, tr},
    load::failure,
    router::Params,
    ui::{
        Button, Caption, Card, ErrorSummary, FieldError, Form, Light, Notice, Page, Tag, TextField,
        Tone, live,
    },
    words,
};

/// The page.
pub fn page(_: Params) -> AnyView {
    let number = RwSignal::new(String::new());
    let tail = RwSignal::new(String::new());
    let attempt = RwSignal::new(0u32);
    let busy = RwSignal::new(false);
    let found = RwSignal::new(None::<Result<PublicProgress, ApiError>>);
    let blank = move |text: RwSignal<String>| text.with(|text| text.trim().is_empty());
    let missing = move |text: RwSignal<String>, key: &'static str| {
        Signal::derive(move || (attempt.get() > 0 && blank(text)).then(|| t(key)))
    };
    let number_error = missing(number, "lookup.number.missing");
    let tail_error = missing(tail, "lookup.tail.missing");
    let errors = Signal::derive(move || {
        [("lookup-number", number_error.get()), ("lookup-tail", tail_error.get())]
            .into_iter()
            .filter_map(|(id, text)| Some(FieldError { id: id.into(), text: text? }))
            .collect::<Vec<_>>()
    });
    let submit = Callback::new(move |()| {
        attempt.update(|count| *count += 1);
        if busy.get_untracked() || untrack(|| blank(number) || blank(tail)) {
            return;
        }
        busy.set(true);
        let request = LookUp {
            number: number.get_untracked().trim().to_uppercase(),
            id_tail: tail.get_untracked().trim().to_uppercase(),
        };
        leptos::task::spawn_local(async move {
            found.set(Some(api::cases::look_up(&request).await));
            busy.set(false);
        });
    });
    let result = move || {
        match found.get() {
        None => ().into_any(),
        Some(Ok(progress)) => self::progress(&progress),
        // One answer for a wrong number and a wrong tail: nobody learns which cases exist.
        Some(Err(error)) if error.is_missing() => {
            view! { <Notice tone=Tone::Warn title=t("lookup.none")><p>{t("lookup.none.help")}</p></Notice> }
                .into_any()
        }
        Some(Err(error)) => failure(&error, Some(submit)),
    }
    };
    view! {
        <Page title=t("lookup.title") lead=t("lookup.lead")>
            <div class="stack">
                <Card>
                    <Form on_submit=submit>
                        <ErrorSummary errors=errors attempt=attempt />
                        <TextField
                            caption=Caption::new("lookup-number", t("lookup.number")).help(t("lookup.number.help")).error(number_error)
                            value=number
                            on_input=Callback::new(move |text| number.set(text))
                            max_length=40
                        />
                        <TextField
                            caption=Caption::new("lookup-tail", t("lookup.tail")).help(t("lookup.tail.help")).error(tail_error)
                            value=tail
                            on_input=Callback::new(move |text| tail.set(text))
                            max_length=4
                            width=4
                        />
                        <Button label=t("lookup.do") submit=true busy=busy />
                    </Form>
                </Card>
                <div aria-live="polite">{live(result)}</div>
                <p><a href="/tickets/find">{t("lookup.ticket")}</a></p>
                <p><a href="/verify">{t("lookup.verify")}</a></p>
            </div>
        </Page>
    }
    .into_any()
}

fn progress(progress: &PublicProgress) -> AnyView {
    let (status, tone) = words::case_status(progress.status);
    let tasks: Vec<AnyView> = progress.tasks.iter().map(task).collect();
    let number = progress.number.clone();
    let filed = tr("lookup.filed", &[("when", &moment(progress.filed_at))]);
    view! {
        <Card title=pick(&progress.title)>
            <p><Tag label=status tone=tone />" "<span class="number">{number}</span></p>
            <p class="small soft">{filed}</p>
            <ul class="rows">{tasks}</ul>
        </Card>
    }
    .into_any()
}

fn task(task: &PublicTask) -> AnyView {
    let (status, tone) = words::task_status(task.status);
    let clock = task.clock.as_ref().map(words::clock);
    view! {
        <li class="row-item">
            <p class="lane-head"><span class="row-name">{pick(&task.name)}</span>" "<Tag label=status tone=tone /></p>
            <p class="small soft">{pick(&task.department)}</p>
            {clock.map(|clock| view! { <p><Light tone=clock.tone word=clock.word detail=clock.detail /></p> })}
        </li>
    }
    .into_any()
}
