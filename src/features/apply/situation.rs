//! The first step: the answers of the pre-check, which decide what is asked and what it costs.

use leptos::prelude::*;
use onething_domain::answers::Answers;
use onething_domain::narrow::narrow;
use onething_domain::thing::Question;

use super::step;
use super::work::Work;
use crate::{
    i18n::{pick, t},
    ui::{Caption, Card, ErrorSummary, FieldError, Notice, Opt, RadioField, Tone, live},
};

/// The step.
pub fn body(work: Work) -> AnyView {
    let form = work.form;
    let guide = form.guide();
    let attempt = RwSignal::new(0u32);
    let open = Memo::new(move |_| {
        let questions = form.shape.with(|shape| shape.questions.clone());
        form.situation.with(|given| {
            questions.into_iter().filter(|id| !given.contains_key(id)).collect::<Vec<_>>()
        })
    });
    let asks = guide.clone();
    let errors = Signal::derive(move || {
        let open = open.get();
        let missing = asks.questions.iter().filter(|question| open.contains(&question.id));
        missing
            .map(|question| FieldError {
                id: id_of(&question.id),
                text: [t("problem.required"), t("mark.colon"), pick(&question.ask)].concat(),
            })
            .collect::<Vec<_>>()
    });
    let questions: Vec<AnyView> =
        guide.questions.iter().map(|asked| question(work, asked, attempt, open)).collect();
    let none = guide.questions.is_empty().then(|| {
        view! { <Notice tone=Tone::Info title=t("apply.no_questions") /> }
    });
    let ready = move || {
        attempt.update(|count| *count += 1);
        open.with_untracked(Vec::is_empty) && form.shape.with_untracked(|shape| shape.stops == 0)
    };
    view! {
        <ErrorSummary errors=errors attempt=attempt />
        <Card><p class="soft">{t("apply.situation.help")}</p>{none}{questions}</Card>
        {stops(work)}
        {step::buttons(work, "situation", ready)}
    }
    .into_any()
}

fn id_of(question: &str) -> String {
    format!("situation.{question}")
}

fn question(
    work: Work,
    question: &Question,
    attempt: RwSignal<u32>,
    open: Memo<Vec<String>>,
) -> AnyView {
    let form = work.form;
    let id = question.id.clone();
    let asked = Memo::new(move |_| form.shape.with(|shape| shape.questions.contains(&id)));
    let id = question.id.clone();
    let value = Signal::derive(move || {
        form.situation.with(|given| given.get(&id).cloned().unwrap_or_default())
    });
    let id = question.id.clone();
    let error = Signal::derive(move || {
        (attempt.get() > 0 && open.with(|open| open.contains(&id))).then(|| t("problem.required"))
    });
    let id = question.id.clone();
    let put = Callback::new(move |value: String| {
        form.situation.update(|given| {
            given.insert(id.clone(), value);
        });
        form.touch();
    });
    let options = question.options.iter().map(|o| Opt::new(&*o.value, pick(&o.label))).collect();
    let caption = Caption::new(id_of(&question.id), pick(&question.ask))
        .help(pick(&question.why))
        .error(error);
    view! {
        <div class="field" hidden=Signal::derive(move || !asked.get())>
            <RadioField caption=caption options=options value=value on_pick=put />
        </div>
    }
    .into_any()
}

/// Why the thing cannot be had in this situation, and what to do instead.
fn stops(work: Work) -> AnyView {
    let form = work.form;
    let guide = form.guide();
    let view = move || {
        form.situation.with(|situation| {
            let narrowed = narrow(&guide, situation, &Answers::new());
            narrowed
                .stops
                .iter()
                .map(|stop| step::stop(pick(&stop.reason), pick(&stop.instead)))
                .collect_view()
                .into_any()
        })
    };
    live(view)
}
