//! The pages of a draft, one for each step: `/apply/{draft}/{step}`.

use leptos::prelude::*;

use super::shelf::Shelf;
use super::work::{Saving, Work};
use super::{conflict, delivery, filing, materials, renewed, review, sheet, situation};
use crate::{
    api::ApiError,
    city::City,
    i18n::{pick, t},
    links,
    load::{failure, reading},
    platform::{self, history, page, storage},
    router::Params,
    session::Session,
    ui::{Button, Kind, Notice, Page, Skeleton, StepLink, Steps, Tone, live, live_if},
};

/// The steps of a draft, in order, as they stand in the address.
pub const STEPS: [&str; 5] = ["situation", "form", "materials", "delivery", "review"];
/// What follows once the case is filed; shown in the stepper so that nobody is surprised.
const AFTER: [&str; 2] = ["pay", "receipt"];

/// One step of a draft.
pub fn page(params: Params) -> AnyView {
    of(params.get("draft"), &params.get("step"))
}

/// The form, which a service renders too: nothing of it may touch a browser while it is built.
pub fn form(params: Params) -> AnyView {
    of(params.get("draft"), "form")
}

fn of(id: String, step: &str) -> AnyView {
    let Some(at) = STEPS.iter().position(|known| *known == step) else {
        return crate::shell::not_found();
    };
    let shelf = Shelf::get();
    if let Some(work) = shelf.find(&id) {
        return framed(work, at);
    }
    let person = untrack(|| Session::get().person()).map(|person| person.id);
    let person = person.or_else(storage::whose).unwrap_or_default();
    let (draft, city) = (id.clone(), City::get());
    let opened = reading(move || {
        let (shelf, id, person) = (shelf.clone(), draft.clone(), person.clone());
        async move {
            match shelf.open(id.clone(), person, city).await {
                // The draft became a case: only the answer was lost, or it was filed elsewhere.
                Err(error) if filing::resume(&id, &error).await => Ok(None),
                opened => opened.map(Some),
            }
        }
    });
    let view = move || match opened.get() {
        None | Some(Ok(None)) => waiting(at),
        Some(Ok(Some(work))) => framed(work, at),
        Some(Err(error)) => failed(&error, Callback::new(move |()| opened.refetch())),
    };
    live(view)
}

fn name(at: usize) -> String {
    t(&format!("apply.step.{}", STEPS.get(at).unwrap_or(&"form")))
}

fn waiting(at: usize) -> AnyView {
    view! { <Page title=name(at)><Skeleton blocks=3 /></Page> }.into_any()
}

fn failed(error: &ApiError, retry: Callback<()>) -> AnyView {
    let shown = failure(error, Some(retry));
    view! { <Page title=t("apply.title") up=(String::from("/my"), t("my.title"))>{shown}</Page> }
        .into_any()
}

fn framed(work: Work, at: usize) -> AnyView {
    if platform::IN_BROWSER {
        work.at_step(STEPS[at]);
        // Whoever comes back from logging in has waited for this.
        work.catch_up();
    }
    let head = work.head();
    let id = work.id();
    let steps = STEPS
        .iter()
        .map(|step| StepLink {
            label: t(&format!("apply.step.{step}")),
            href: Some(links::draft(&id, step)),
        })
        .chain(
            AFTER
                .iter()
                .map(|step| StepLink { label: t(&format!("apply.step.{step}")), href: None }),
        )
        .collect::<Vec<_>>();
    let body = match STEPS[at] {
        "situation" => situation::body(work),
        "form" => sheet::body(work),
        "materials" => materials::body(work),
        "delivery" => delivery::body(work),
        _ => review::body(work),
    };
    Effect::new(|_| to_hash());
    view! {
        <Page title=name(at) lead=pick(&head.title) up=(links::guide(&head.thing), t("apply.to_guide"))>
            <Steps steps=steps current=at />
            <div class="apply-state">{acting(&head)}{saving(work)}</div>
            <div class="stack">{renewed::notice(work)}{body}</div>
            {conflict::dialog(work)}
        </Page>
    }
    .into_any()
}

/// Whom the draft is for, where it is for a company.
fn acting(draft: &onething_api::drafts::Draft) -> Option<AnyView> {
    let code = draft.company.as_ref()?;
    let companies = untrack(|| Session::get().person()).map(|person| person.companies);
    let company = companies?.into_iter().find(|company| company.code == *code)?;
    Some(
        view! { <p class="small">{t("apply.for_company")}<strong>{company.name}</strong></p> }
            .into_any(),
    )
}

/// Where the draft is saved, read out when it changes.
fn saving(work: Work) -> AnyView {
    let words = Signal::derive(move || match work.saving.get() {
        Saving::Saved => t("saving.saved"),
        Saving::Busy => t("saving.busy"),
        Saving::Offline if work.kept.get() => t("saving.offline"),
        Saving::Offline => t("saving.unkept"),
        Saving::Failed(error) => [t("saving.failed"), t("mark.colon"), error.message()].concat(),
    });
    let here = links::draft(&work.id(), &work.content_step());
    let retry = move || {
        if let Saving::Failed(error) = work.saving.get()
            && error.needs_login()
        {
            let login = links::login(&here);
            return Some(view! { <a href=login>{t("account.log_in")}</a> }.into_any());
        }
        let failed = matches!(work.saving.get(), Saving::Failed(_) | Saving::Offline);
        failed.then(|| {
            let press = Callback::new(move |()| {
                leptos::task::spawn_local(async move {
                    // What went wrong is shown right here.
                    let _ = work.send().await;
                });
            });
            view! { <Button label=t("saving.retry") kind=Kind::Quiet on_press=press /> }.into_any()
        })
    };
    view! {
        <div class="saving"><p class="small soft" role="status" aria-live="polite">{words}</p>{live_if(retry)}</div>
    }
    .into_any()
}

/// Brings the visitor to the field that a link from the review names.
fn to_hash() {
    let hash = platform::window().location().hash().unwrap_or_default();
    if let Some(id) = hash.strip_prefix('#').filter(|id| !id.is_empty()).map(str::to_owned) {
        request_animation_frame(move || {
            page::focus(&id);
        });
    }
}

/// The buttons under a step: back, and on once `ready` finds nothing wrong.
pub fn buttons(
    work: Work,
    at: &'static str,
    ready: impl Fn() -> bool + Send + Sync + 'static,
) -> AnyView {
    let index = STEPS.iter().position(|step| *step == at).unwrap_or(0);
    let id = work.id();
    let back = index.checked_sub(1).map(|index| links::draft(&id, STEPS[index]));
    let on = Callback::new(move |()| {
        if let Some(next) = STEPS.get(index + 1).filter(|_| ready()) {
            history::go(&links::draft(&id, next));
        }
    });
    view! {
        <div class="actions">
            <Button label=t("apply.next") on_press=on />
            {back.map(|href| view! { <crate::ui::LinkButton href=href label=t("apply.back") kind=Kind::Secondary /> })}
        </div>
    }
    .into_any()
}

/// A sentence that stands in the way of going on.
pub fn stop(title: String, text: String) -> AnyView {
    view! { <Notice tone=Tone::Warn title=title><p>{text}</p></Notice> }.into_any()
}
