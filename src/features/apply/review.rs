//! The last step: everything that is signed, in full, and the signature (A5).

use leptos::prelude::*;
use onething_api::problem::Code;
use onething_domain::canonical;
use onething_domain::validate::validate;

use super::fields::error_line;
use super::form::today;
use super::shelf::Shelf;
use super::work::Work;
use super::{cosigners, filing, sheet, show};
use crate::{
    api::{self, ApiError},
    i18n::t,
    links,
    load::{in_words, reading},
    platform::page,
    ui::{Button, Caption, Card, FieldError, FlagField, Notice, SignaturePad, Tone, live, live_if},
};

/// The step.
pub fn body(work: Work) -> AnyView {
    let shelf = Shelf::get();
    let image = RwSignal::new(None::<String>);
    let stamp = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let wrong = RwSignal::new(Vec::<FieldError>::new());
    let unsigned = RwSignal::new(false);
    let failed = RwSignal::new(None::<ApiError>);
    let paper = Memo::new(move |_| work.form.shape.with(|shape| shape.paper));
    let on_paper = move || paper.get_untracked();
    let press = Callback::new(move |()| {
        failed.set(None);
        let image = image.get_untracked().filter(|_| !on_paper());
        unsigned.set(image.is_none() && !on_paper());
        wrong.set(errors(work));
        if unsigned.get_untracked() || wrong.with_untracked(|wrong| !wrong.is_empty()) {
            return show_what_is_wrong(wrong.with_untracked(Vec::is_empty));
        }
        busy.set(true);
        let shelf = shelf.clone();
        leptos::task::spawn_local(async move {
            match filing::file(work, image, stamp.get_untracked()).await {
                Ok(Some(case)) => {
                    shelf.forget(&work.id());
                    return filing::arrive(&case);
                }
                Ok(None) => crate::ui::say(t("review.changed")),
                Err(error) => {
                    if work.has_gone(&error) {
                        return shelf.forget(&work.id());
                    }
                    wrong.set(sheet::lines(work.form, work.uploads, &error.problems()));
                    if error.problem.code == Code::GuideChanged {
                        work.renew().await;
                    }
                    failed.set(Some(error));
                    show_what_is_wrong(false);
                }
            }
            busy.set(false);
        });
    });
    let tell = Callback::new(move |drawn: Option<String>| {
        unsigned.set(false);
        image.set(drawn);
    });
    let file_label = Signal::derive(move || match paper.get() {
        true => t("review.file.paper"),
        false => t("review.file"),
    });
    view! {
        <div id="review-errors" tabindex="-1" class="stack">
            {live_if(move || failed.get().map(|error| failure(&error)))}
            {live_if(move || problems(work, wrong.get()))}
        </div>
        <p>{move || if paper.get() { t("review.lead.paper") } else { t("review.lead") }}</p>
        {live(move || shown(work))}
        {cosigners::card(work)}
        {live(move || if paper.get() { by_hand() } else { pad(work, unsigned, stamp, tell) })}
        <div class="actions">
            <Button label=file_label busy=busy on_press=press />
            <crate::ui::LinkButton
                href=links::draft(&work.id(), "delivery")
                label=t("apply.back")
                kind=crate::ui::Kind::Secondary
            />
        </div>
    }
    .into_any()
}

/// The pad for what is signed here.
fn pad(
    work: Work,
    unsigned: RwSignal<bool>,
    stamp: RwSignal<bool>,
    tell: Callback<Option<String>>,
) -> AnyView {
    view! {
        <Card title=t("sign.title")>
            <p class="soft">{t("sign.law")}</p>
            {live_if(move || unsigned.get().then(|| error_line(t("sign.missing"))))}
            <SignaturePad id=String::from("signature") label=t("sign.label") on_change=tell />
            {work.head().company.clone().map(|company| seal(company, stamp))}
            {live(move || digests(work))}
        </Card>
    }
    .into_any()
}

/// The company's seal, put beside the signature where the company keeps one here.
pub fn seal(company: String, stamp: RwSignal<bool>) -> AnyView {
    let of = company.clone();
    let kept = reading(move || {
        let company = of.clone();
        async move { api::companies::seal(&company).await }
    });
    let view = move || {
        kept.get()?.ok()?.seal?;
        let caption = Caption::new("stamp", t("seal.put"));
        let put = Callback::new(move |yes: bool| stamp.set(yes));
        let address = api::companies::image_address(&company);
        Some(
            view! {
                <FlagField caption=caption value=stamp on_pick=put />
                {live_if(move || stamp.get().then(|| view! { <img class="company-seal" src=address.clone() alt=t("seal.picture") /> }.into_any()))}
            }
            .into_any(),
        )
    };
    live_if(view)
}

/// What the law has signed by hand, on paper, at a window (电子签名法 art. 3).
fn by_hand() -> AnyView {
    let print = Callback::new(|()| page::print());
    view! {
        <Card title=t("paper.title")>
            <p>{t("paper.law")}</p>
            <ol class="numbers">
                <li>{t("paper.file")}</li>
                <li>{t("paper.window")}</li>
                <li>{t("paper.limit")}</li>
            </ol>
            <Button label=t("paper.print") kind=crate::ui::Kind::Secondary icon="print" on_press=print />
        </Card>
    }
    .into_any()
}

/// The submission of this moment; drawn anew only when another device has changed it.
fn shown(work: Work) -> AnyView {
    track(work);
    let submission = untrack(|| work.submission());
    let guide = work.form.guide();
    work.around
        .places
        .with_value(|places| show::submission(&guide, &submission, places, Some(&work.id())))
}

fn digests(work: Work) -> AnyView {
    track(work);
    show::digests(&canonical::digests(&untrack(|| work.submission())))
}

/// Follows everything that the submission is made of.
fn track(work: Work) {
    let form = work.form;
    for field in &form.guide().fields {
        form.value(&field.id);
    }
    form.situation.track();
    form.evidence.track();
    form.delivery.track();
}

/// Brings the visitor to what is wrong, once it is drawn.
fn show_what_is_wrong(only_unsigned: bool) {
    request_animation_frame(move || {
        let places = match only_unsigned {
            true => ["signature", "signature"],
            false => ["review-problems", "review-errors"],
        };
        places.into_iter().any(page::focus);
    });
}

fn failure(error: &ApiError) -> AnyView {
    let (title, text) = in_words(error);
    let id = error.problem.request_id.clone();
    let id = (!id.is_empty()).then(
        || view! { <p class="small">{crate::i18n::tr("state.request_id", &[("id", &id)])}</p> },
    );
    view! { <Notice tone=Tone::Bad title=title><p>{text}</p>{id}</Notice> }.into_any()
}

/// Everything that keeps the case from being filed. The steps before can be passed over by their links, so what they
/// ask for is asked for here, too.
fn errors(work: Work) -> Vec<FieldError> {
    let guide = work.form.guide();
    let mut problems = validate(&guide, &work.submission(), today());
    problems.extend(work.vague());
    work.form.mark_all(&problems);
    let mut errors = sheet::lines(work.form, work.uploads, &problems);
    errors.extend(guide.sections.iter().filter_map(|section| sheet::unconfirmed(work, section)));
    errors
}

/// What keeps the case from being filed, each with a link to where it stands.
fn problems(work: Work, errors: Vec<FieldError>) -> Option<AnyView> {
    if errors.is_empty() {
        return None;
    }
    let lines: Vec<AnyView> = errors
        .into_iter()
        .map(|FieldError { id, text }| {
            let step = links::draft(&work.id(), sheet::step_of(&id));
            let place = if id.starts_with("cosigners.") { "cosigners" } else { &id };
            view! { <li><a href=format!("{step}#{place}")>{text}</a></li> }.into_any()
        })
        .collect();
    Some(
        view! {
            <div class="errors" role="alert" id="review-problems" tabindex="-1">
                <h2 class="errors-title">{t("errors.title")}</h2>
                <ul>{lines}</ul>
            </div>
        }
        .into_any(),
    )
}
