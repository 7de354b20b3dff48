//! The fourth step: how results are handed over (A8).

use leptos::prelude::*;
use onething_domain::city::Window;
use onething_domain::submission::Delivery;
use onething_domain::thing::DeliveryKind;
use onething_domain::validate::{
    Problem, ProblemCode, validate_delivery, validate_delivery_region,
};

use super::fields::{Around, error_line};
use super::form::Form;
use super::work::Work;
use super::{sheet, step, words};
use crate::{
    api,
    i18n::{pick, t},
    load::reading,
    sheet::region,
    ui::{
        Button, Caption, Card, ErrorSummary, Keyboard, Kind, Opt, RadioField, RegionField,
        TextField, live, live_if,
    },
    words::code,
};

/// What is asked, and what is known already.
#[derive(Clone, Copy)]
pub struct Asked {
    form: Form,
    around: Around,
    /// Name and phone of the person who applies.
    known: StoredValue<(String, String)>,
    /// The parcel as it was left: whoever only looks at another way finds their address again.
    parcel: RwSignal<Option<Delivery>>,
    problems: RwSignal<Vec<Problem>>,
    attempt: RwSignal<u32>,
}

impl Asked {
    /// A delivery that is chosen in a form.
    pub fn new(form: Form, around: Around, name: String, phone: String) -> Self {
        Self {
            form,
            around,
            known: StoredValue::new((name, phone)),
            parcel: RwSignal::new(None),
            problems: RwSignal::new(Vec::new()),
            attempt: RwSignal::new(0),
        }
    }

    /// Shows what is wrong; the delivery where nothing is.
    pub fn ready(self) -> Option<Delivery> {
        let delivery = self.form.delivery.get_untracked();
        self.problems.set(match &delivery {
            Some(delivery) => self.wrong(delivery),
            None => {
                let code = ProblemCode::Required;
                vec![Problem { path: "delivery.kind".into(), code, params: Default::default() }]
            }
        });
        self.attempt.update(|count| *count += 1);
        delivery.filter(|_| self.problems.with_untracked(Vec::is_empty))
    }

    /// A delivery of another kind: a parcel as it was left, or for the person who applies as far as the city knows them.
    fn turn(self, kind: DeliveryKind) -> Delivery {
        let post = DeliveryKind::Post;
        if let Some(left) = self.form.delivery.get_untracked().filter(|left| left.kind == post) {
            self.parcel.set(Some(left));
        }
        if kind != post {
            return Delivery::of(kind);
        }
        self.parcel.get_untracked().unwrap_or_else(|| {
            let (name, phone) = self.known.get_value();
            Delivery { name, phone, ..Delivery::of(post) }
        })
    }

    fn wrong(self, delivery: &Delivery) -> Vec<Problem> {
        let mut problems = validate_delivery(&self.form.guide(), delivery);
        problems
            .extend(self.around.places.with_value(|all| validate_delivery_region(delivery, all)));
        problems
    }
}

/// The step.
pub fn body(work: Work) -> AnyView {
    let known = |source: &str| work.prefill.known_as(source);
    let asked = Asked::new(work.form, work.around, known("person.name"), known("person.phone"));
    view! {
        {choice(asked)}
        {step::buttons(work, "delivery", move || asked.ready().is_some())}
    }
    .into_any()
}

/// How results are handed over, with all that it needs.
pub fn choice(asked: Asked) -> AnyView {
    let Asked { form, problems, attempt, .. } = asked;
    let guide = form.guide();
    let errors = Signal::derive(move || {
        problems.with(|problems| {
            problems.iter().map(|problem| sheet::error(&guide, problem)).collect::<Vec<_>>()
        })
    });
    let details = move || match kind(form) {
        Some(DeliveryKind::Post) => post(asked),
        Some(kind @ (DeliveryKind::Window | DeliveryKind::Machine)) => places(asked, kind),
        Some(DeliveryKind::Electronic) => {
            view! { <p class="soft">{t("delivery.electronic.help")}</p> }.into_any()
        }
        None => ().into_any(),
    };
    let shown = Memo::new(move |_| kind(form));
    let details = move || {
        // Read, not only tracked: a memo that nobody has read yet follows nothing.
        shown.get();
        untrack(details)
    };
    view! {
        <ErrorSummary errors=errors attempt=attempt />
        <Card>{kinds(asked)}{live(details)}</Card>
    }
    .into_any()
}

/// The kind that is chosen; where only one is offered, that. Tracked.
fn kind(form: Form) -> Option<DeliveryKind> {
    form.delivery.with(|delivery| delivery.as_ref().map(|delivery| delivery.kind))
}

/// The name of a way of delivery.
fn kind_name(kind: DeliveryKind) -> String {
    t(&format!("delivery.{}", code(&kind)))
}

fn shown_error(problems: RwSignal<Vec<Problem>>, path: &'static str) -> Signal<Option<String>> {
    Signal::derive(move || {
        problems.with(|problems| {
            problems.iter().find(|p| p.path == path).map(|problem| words::problem(problem, None))
        })
    })
}

fn kinds(asked: Asked) -> AnyView {
    let Asked { form, problems, .. } = asked;
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
            problems.set(Vec::new());
            form.delivery.set(Some(asked.turn(*kind)));
            form.touch();
        }
    });
    let caption = Caption::new("delivery.kind", t("delivery.ask"))
        .error(shown_error(problems, "delivery.kind"));
    view! { <RadioField caption=caption options=options value=value on_pick=put /> }.into_any()
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

fn post(asked: Asked) -> AnyView {
    let Asked { form, around, problems, .. } = asked;
    let field = |path: &'static str| {
        let part = path.rsplit('.').next().unwrap_or_default();
        Caption::new(path, t(&format!("delivery.field.{part}"))).error(shown_error(problems, path))
    };
    let plain: fn(&str) -> String = str::to_owned;
    let (name, phone): (Part, Part) = (|d| &mut d.name, |d| &mut d.phone);
    let (region, address): (Part, Part) = (|d| &mut d.region, |d| &mut d.address);
    let start = around.start.get_value();
    let wrong = shown_error(problems, "delivery.region");
    view! {
        <div class="stack">
            <p class="soft">{t("delivery.post.help")}</p>
            {address_book(asked)}
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
                    places=around.places
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

/// Addresses that were used before, each taken over in one tap; nothing where there are none.
fn address_book(asked: Asked) -> AnyView {
    let read = reading(|| async { api::cases::addresses().await });
    let book = move || {
        let list = read.get()?.ok().filter(|list| !list.addresses.is_empty())?;
        let known: Vec<AnyView> =
            list.addresses.into_iter().map(|address| known_address(asked, address)).collect();
        let view = view! {
            <div class="field" role="group" aria-label=t("delivery.book")>
                <p class="field-label">{t("delivery.book")}</p>
                <div class="stack">{known}</div>
            </div>
        };
        Some(view.into_any())
    };
    live_if(book)
}

fn known_address(asked: Asked, address: Delivery) -> AnyView {
    let region = asked.around.places.with_value(|places| region(&address.region, places));
    let label =
        [&*address.name, &*address.phone, &*format!("{region}{}", address.address)].join(" ");
    let press = Callback::new(move |()| {
        asked.problems.set(Vec::new());
        asked.form.delivery.set(Some(address.clone()));
        asked.form.touch();
    });
    view! { <Button label=label kind=Kind::Secondary icon="place" on_press=press /> }.into_any()
}

/// Windows or machines, each with its address and hours.
fn places(asked: Asked, kind: DeliveryKind) -> AnyView {
    let Asked { form, problems, .. } = asked;
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
