//! The second step: the one merged form, section by section.

use leptos::prelude::*;
use onething_domain::field::Field;
use onething_domain::guide::Guide;
use onething_domain::thing::Section;
use onething_domain::validate::Problem;

use super::form::Form;
use super::slot::Slot;
use super::upload::Uploads;
use super::work::Work;
use super::{fields, form, step, words};
use crate::{
    i18n::{pick, t},
    sheet::{field_at, name},
    ui::{Caption, Card, ErrorSummary, FieldError, FlagField, live_if},
};

/// The step.
pub fn body(work: Work) -> AnyView {
    let guide = work.form.guide();
    let attempt = RwSignal::new(0u32);
    let errors = RwSignal::new(Vec::<FieldError>::new());
    let sections: Vec<AnyView> =
        guide.sections.iter().map(|of| section(work, &guide, of, attempt)).collect();
    let ready = move || {
        errors.set(check(work));
        attempt.update(|count| *count += 1);
        errors.with_untracked(Vec::is_empty)
    };
    view! {
        <ErrorSummary errors=errors attempt=attempt />
        {sections}
        {step::buttons(work, "form", ready)}
    }
    .into_any()
}

/// Everything that keeps the person from going on, in the order of the page.
fn check(work: Work) -> Vec<FieldError> {
    let guide = work.form.guide();
    let vague = work.vague();
    let (mut errors, mut all) = (Vec::new(), Vec::new());
    for section in &guide.sections {
        let of_section = guide.fields.iter().filter(|field| field.section == section.id);
        let ids: Vec<String> = of_section.map(|field| field.id.clone()).collect();
        let mut problems = work.form.check(&ids);
        let is_here = |id: &str| ids.iter().any(|field| field == id);
        let vague =
            vague.iter().filter(|problem| form::field_of(&problem.path).is_some_and(is_here));
        problems.extend(vague.cloned());
        errors.extend(problems.iter().map(|problem| error(&guide, problem)));
        errors.extend(unconfirmed(work, section));
        all.extend(problems);
    }
    work.form.mark_all(&all);
    errors
}

/// A section with values that the city knew and the person has not confirmed, as a line of a summary.
pub fn unconfirmed(work: Work, section: &Section) -> Option<FieldError> {
    let id = &section.id;
    (!untrack(|| work.prefill.is_confirmed(id))).then(|| {
        let text = [t("apply.confirm.missing"), t("mark.colon"), pick(&section.title)].concat();
        FieldError { id: confirm_id(id), text }
    })
}

fn confirm_id(section: &str) -> String {
    format!("confirm.{section}")
}

/// A problem as a line of a summary, with the name of what it speaks of.
pub fn error(guide: &Guide, problem: &Problem) -> FieldError {
    let kind = field_at(guide, &problem.path).map(|field| field.r#type);
    let said = words::problem(problem, kind);
    let text = match name(guide, &problem.path) {
        Some(name) => [name, t("mark.colon"), said].concat(),
        None => said,
    };
    FieldError { id: problem.path.clone(), text }
}

/// What is wrong with the whole as lines of a summary, with the files that have not arrived: of a material that waits
/// for one, that says more than that it is missing. Not tracked.
pub fn lines(form: Form, uploads: Uploads, problems: &[Problem]) -> Vec<FieldError> {
    let guide = form.guide();
    let unfinished = untrack(|| uploads.unfinished(&form.shape.with(|of| of.materials.clone())));
    let mut errors: Vec<FieldError> = problems.iter().map(|of| error(&guide, of)).collect();
    errors.retain(|error| !unfinished.iter().any(|file| file.id == error.id));
    errors.extend(unfinished);
    errors
}

/// A section, shown while any of its fields applies.
fn section(work: Work, guide: &Guide, section: &Section, attempt: RwSignal<u32>) -> AnyView {
    let fields: Vec<Field> =
        guide.fields.iter().filter(|field| field.section == section.id).cloned().collect();
    let ids: Vec<String> = fields.iter().map(|field| field.id.clone()).collect();
    let empty = Memo::new(move |_| !ids.iter().any(|id| work.form.applies(id)));
    let fields: Vec<AnyView> = fields.into_iter().map(|of| field(work, of)).collect();
    let help = pick(&section.help);
    let confirmation = confirmation(work, section, attempt);
    view! {
        <div hidden=empty>
            <Card title=pick(&section.title)>
                {(!help.is_empty()).then(|| view! { <p class="soft sheet-help">{help}</p> })}
                {fields}
                {confirmation}
            </Card>
        </div>
    }
    .into_any()
}

/// A field of the sheet.
fn field(work: Work, field: Field) -> AnyView {
    shown(work.form, field, move |field| {
        let slot = Slot::of(work.form, &field.id);
        let control = fields::control(field, &slot, work.around, work.prefill.source(field));
        match work.prefill.is_replaced(&field.id) {
            // What stands there is the person's own by now: where it came from is no longer true of it.
            Some(own) => view! { <div class:prefill-replaced=own>{control}</div> }.into_any(),
            None => control,
        }
    })
}

/// A field, drawn by `control` while it applies; its answer stays when it is hidden.
pub fn shown(
    form: Form,
    field: Field,
    control: impl Fn(&Field) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let id = field.id.clone();
    let shown = Memo::new(move |_| form.applies(&id));
    let view = move || shown.get().then(|| untrack(|| control(&field)));
    view! { <div class="field sheet-field">{live_if(view)}</div> }.into_any()
}

/// The tick that what the city knew already is right.
fn confirmation(work: Work, section: &Section, attempt: RwSignal<u32>) -> AnyView {
    let (asked, ticked) = (section.id.clone(), section.id.clone());
    let id = confirm_id(&section.id);
    let own = section.id.clone();
    let asks = Memo::new(move |_| work.prefill.asks(&asked));
    let value = Memo::new(move |_| work.prefill.is_confirmed(&ticked));
    let error = Signal::derive(move || {
        (attempt.get() > 0 && !value.get()).then(|| t("apply.confirm.missing"))
    });
    let put = Callback::new(move |yes: bool| work.prefill.confirm(&own, yes));
    let view = move || {
        let caption = Caption::new(id.clone(), t("apply.confirm")).error(error);
        asks.get().then(|| {
            view! { <div class="sheet-confirm"><FlagField caption=caption value=value on_pick=put /></div> }
                .into_any()
        })
    };
    live_if(view)
}

/// The step on which what a problem speaks of stands.
pub fn step_of(path: &str) -> &'static str {
    match path.split('.').next() {
        Some("situation" | "company") => "situation",
        Some("evidence") => "materials",
        Some("delivery") => "delivery",
        Some("confirm") => "form",
        _ if form::field_of(path).is_some() => "form",
        _ => "review",
    }
}
