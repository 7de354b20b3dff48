//! The last step: everything that is signed, in full, and the signature (A5).

use leptos::prelude::*;
use onething_api::problem::Code;
use onething_domain::canonical;
use onething_domain::validate::{Problem, validate};

use super::fields::error_line;
use super::form::today;
use super::shelf::Shelf;
use super::work::Work;
use super::{cosigners, delivery, filing, sheet, show, words};
use crate::{
    api::ApiError,
    i18n::{pick, t},
    links,
    load::in_words,
    platform::page,
    ui::{Button, Card, Notice, SignaturePad, Tone, live, live_if},
};

/// The step.
pub fn body(work: Work) -> AnyView {
    let shelf = Shelf::get();
    let image = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let wrong = RwSignal::new(Vec::<Problem>::new());
    let unsigned = RwSignal::new(false);
    let failed = RwSignal::new(None::<ApiError>);
    let press = Callback::new(move |()| {
        failed.set(None);
        let problems = validate(&work.form.guide(), &work.submission(), today());
        work.form.mark_all(&problems);
        unsigned.set(image.with_untracked(Option::is_none));
        wrong.set(problems);
        let (true, Some(image)) = (wrong.with_untracked(Vec::is_empty), image.get_untracked())
        else {
            return show_what_is_wrong(wrong.with_untracked(Vec::is_empty));
        };
        busy.set(true);
        let shelf = shelf.clone();
        leptos::task::spawn_local(async move {
            match filing::file(work, image).await {
                Ok(Some(case)) => {
                    shelf.forget(&work.id());
                    return filing::arrive(&case);
                }
                Ok(None) => crate::ui::say(t("review.changed")),
                Err(error) => {
                    wrong.set(error.problems());
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
    view! {
        <div id="review-errors" tabindex="-1" class="stack">
            {live_if(move || failed.get().map(|error| failure(&error)))}
            {live_if(move || problems(work, &wrong.get()))}
        </div>
        <p>{t("review.lead")}</p>
        {live(move || shown(work))}
        {cosigners::card(work)}
        <Card title=t("sign.title")>
            <p class="soft">{t("sign.law")}</p>
            {live_if(move || unsigned.get().then(|| error_line(t("sign.missing"))))}
            <SignaturePad id=String::from("signature") label=t("sign.label") on_change=tell />
            {live(move || digests(work))}
        </Card>
        <div class="actions">
            <Button label=t("review.file") busy=busy on_press=press />
            <crate::ui::LinkButton
                href=links::draft(&work.id(), "delivery")
                label=t("apply.back")
                kind=crate::ui::Kind::Secondary
            />
        </div>
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

/// What keeps the case from being filed, each with a link to where it stands.
fn problems(work: Work, problems: &[Problem]) -> Option<AnyView> {
    if problems.is_empty() {
        return None;
    }
    let guide = work.form.guide();
    let lines: Vec<AnyView> = problems
        .iter()
        .map(|problem| {
            let text = match problem.path.split_once('.').unwrap_or((&problem.path, "")) {
                ("answers", _) => sheet::error(&guide, problem).text,
                ("delivery", _) => delivery::error(problem).text,
                ("cosigners", id) => {
                    let named = guide.cosigners.iter().find(|cosigner| cosigner.id == id);
                    let name = named.map(|cosigner| pick(&cosigner.label)).unwrap_or_default();
                    [name, t("mark.colon"), words::problem(problem, None)].concat()
                }
                ("evidence", id) => {
                    let name = guide.material(id).map(|m| pick(&m.name)).unwrap_or_default();
                    [name, t("mark.colon"), words::problem(problem, None)].concat()
                }
                _ => words::problem(problem, None),
            };
            let step = links::draft(&work.id(), sheet::step_of(&problem.path));
            let place = match problem.path.starts_with("cosigners.") {
                true => "cosigners",
                false => &problem.path,
            };
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
