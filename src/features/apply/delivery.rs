//! The fourth step: how results are handed over (A8).

use leptos::prelude::*;
use onething_domain::city::Window;
use onething_domain::submission::Delivery;
use onething_domain::thing::DeliveryKind;
use onething_domain::validate::{Problem, validate};

use super::fields::error_line;
use super::form::{Form, today};
use super::work::Work;
use super::{step, words};
use crate::{
    i18n::{pick, t},
    ui::{
        Caption, Card, ErrorSummary, FieldError, Keyboard, Opt, RadioField, RegionField, TextField,
        live, live_if,
    },
    words::code,
};

/// The step.
pub fn body(work: Work) -> AnyView {
    let attempt = RwSignal::new(0u32);
    let problems = RwSignal::new(Vec::<Problem>::new());
    let errors = Signal::derive(move || {
        problems.with(|problems| problems.iter().map(error).collect::<Vec<_>>())
    });
    let ready = move || {
        problems.set(check(work));
        attempt.update(|count| *count += 1);
        problems.with_untracked(Vec::is_empty)
    };
    let details = move || match kind(work.form) {
        Some(DeliveryKind::Post) => post(work, problems),
        Some(kind @ (DeliveryKind::Window | DeliveryKind::Machine)) => places(work, kind, problems),
        Some(DeliveryKind::Electronic) => {
            view! { <p class="soft">{t("delivery.electronic.help")}</p> }.into_any()
        }
        None => ().into_any(),
    };
    let shown = Memo::new(move |_| kind(work.form));
    let details = move || {
        // Read, not only tracked: a memo that nobody has read yet follows nothing.
        shown.get();
        untrack(details)
    };
    view! {
        <ErrorSummary errors=errors attempt=attempt />
        <Card>{kinds(work, problems)}{live(details)}</Card>
        {step::buttons(work, "delivery", ready)}
    }
    .into_any()
}

/// The kind that is chosen; where only one is offered, that. Tracked.
fn kind(form: Form) -> Option<DeliveryKind> {
    form.delivery.with(|delivery| delivery.as_ref().map(|delivery| delivery.kind))
}

/// The name of a way of delivery.
pub fn kind_name(kind: DeliveryKind) -> String {
    t(&format!("delivery.{}", code(&kind)))
}

/// What is wrong with the delivery, by the rules for the whole submission.
fn check(work: Work) -> Vec<Problem> {
    if work.form.delivery.with_untracked(Option::is_none) {
        let code = onething_domain::validate::ProblemCode::Required;
        return vec![Problem { path: "delivery.kind".into(), code, params: Default::default() }];
    }
    let mut problems = validate(&work.form.guide(), &work.submission(), today());
    problems.retain(|problem| problem.path.starts_with("delivery."));
    problems
}

/// A problem of the delivery as a line of a summary.
pub fn error(problem: &Problem) -> FieldError {
    let part = problem.path.rsplit('.').next().unwrap_or_default();
    let label = t(&format!("delivery.field.{part}"));
    let text = [label, t("mark.colon"), words::problem(problem, None)].concat();
    FieldError { id: problem.path.clone(), text }
}

fn shown_error(problems: RwSignal<Vec<Problem>>, path: &'static str) -> Signal<Option<String>> {
    Signal::derive(move || {
        problems.with(|problems| {
            problems.iter().find(|p| p.path == path).map(|problem| words::problem(problem, None))
        })
    })
}

fn kinds(work: Work, problems: RwSignal<Vec<Problem>>) -> AnyView {
    let form = work.form;
    let guide = form.guide();
    let options = guide
        .delivery
        .iter()
        .map(|kind| Opt {
            value: code(kind),
            label: kind_name(*kind),
            hint: t(&format!("delivery.hint.{}", code(kind))),
        })
        .collect();
    let value = Signal::derive(move || kind(form).map(|kind| code(&kind)).unwrap_or_default());
    let put = Callback::new(move |word: String| {
        if let Some(kind) = guide.delivery.iter().find(|kind| code(*kind) == word) {
            let fresh = match kind {
                DeliveryKind::Post => prefilled(work),
                kind => Delivery::of(*kind),
            };
            problems.set(Vec::new());
            form.delivery.set(Some(fresh));
            form.touch();
        }
    });
    let caption = Caption::new("delivery.kind", t("delivery.ask"))
        .error(shown_error(problems, "delivery.kind"));
    view! { <RadioField caption=caption options=options value=value on_pick=put /> }.into_any()
}

/// A parcel for the person who applies, as far as the city knows them.
fn prefilled(work: Work) -> Delivery {
    Delivery {
        name: work.prefill.known_as("person.name"),
        phone: work.prefill.known_as("person.phone"),
        region: String::new(),
        address: String::new(),
        ..Delivery::of(DeliveryKind::Post)
    }
}

/// A part of the delivery: how it is read and written.
type Part = fn(&mut Delivery) -> &mut String;

fn text(form: Form, part: Part) -> Signal<String> {
    Memo::new(move |_| {
        form.delivery.with(|delivery| {
            delivery.clone().map(|mut delivery| part(&mut delivery).clone()).unwrap_or_default()
        })
    })
    .into()
}

fn put(form: Form, part: Part, tidy: fn(&str) -> String) -> Callback<String> {
    Callback::new(move |typed: String| {
        form.delivery.update(|delivery| {
            if let Some(delivery) = delivery {
                *part(delivery) = tidy(&typed);
            }
        });
        form.touch();
    })
}

fn post(work: Work, problems: RwSignal<Vec<Problem>>) -> AnyView {
    let form = work.form;
    let field = |path: &'static str| {
        let part = path.rsplit('.').next().unwrap_or_default();
        Caption::new(path, t(&format!("delivery.field.{part}"))).error(shown_error(problems, path))
    };
    let plain: fn(&str) -> String = str::to_owned;
    let (name, phone): (Part, Part) = (|d| &mut d.name, |d| &mut d.phone);
    let (region, address): (Part, Part) = (|d| &mut d.region, |d| &mut d.address);
    let start = work.around.start.get_value();
    let wrong = shown_error(problems, "delivery.region");
    view! {
        <div class="stack">
            <p class="soft">{t("delivery.post.help")}</p>
            <TextField caption=field("delivery.name") value=text(form, name) on_input=put(form, name, plain) autocomplete="name" />
            <TextField
                caption=field("delivery.phone")
                value=text(form, phone)
                on_input=put(form, phone, words::tidy)
                keyboard=Keyboard::Phone
                autocomplete="tel-national"
                width=16
            />
            <fieldset class="field field-parts" id="delivery.region" tabindex="-1">
                <legend class="field-label">{t("delivery.field.region")}</legend>
                {live_if(move || wrong.get().map(error_line))}
                <RegionField
                    caption=Caption::new("delivery.region-0", "")
                    places=work.around.places
                    start=start
                    value=text(form, region)
                    on_pick=put(form, region, plain)
                />
            </fieldset>
            <TextField
                caption=field("delivery.address").help(t("part.detail.help"))
                value=text(form, address)
                on_input=put(form, address, plain)
                autocomplete="street-address"
            />
        </div>
    }
    .into_any()
}

/// Windows or machines, each with its address and hours.
fn places(work: Work, kind: DeliveryKind, problems: RwSignal<Vec<Problem>>) -> AnyView {
    let form = work.form;
    let machine = kind == DeliveryKind::Machine;
    let guide = form.guide();
    let option = |window: &Window| Opt {
        value: window.id.clone(),
        label: pick(&window.name),
        hint: [pick(&window.address), pick(&window.hours), window.phone.clone()].join(" · "),
    };
    let options =
        guide.windows.iter().filter(|window| window.is_machine() == machine).map(option).collect();
    let part: Part = |delivery| &mut delivery.window;
    let caption = Caption::new("delivery.window", t("delivery.field.window"))
        .error(shown_error(problems, "delivery.window"));
    view! {
        <RadioField
            caption=caption
            options=options
            value=text(form, part)
            on_pick=put(form, part, str::to_owned)
        />
    }
    .into_any()
}
