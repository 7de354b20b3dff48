//! `/cases/{number}/correct`: what the intake asked for can be changed, everything else is only shown,
//! and all of it is signed again (补正, C1).

use std::sync::Arc;

use leptos::prelude::*;
use onething_api::guides::{CityView, GuideView};
use onething_domain::case::{CommandKind, CorrectionEntry, CorrectionRound, CorrectionTarget};
use onething_domain::field::Field;
use onething_domain::guide::Guide;
use onething_domain::item::Material;
use onething_domain::submission::Submission;

use super::correcting::{self, Correction};
use super::fields::control;
use super::filed::Filed;
use super::slot::Slot;
use super::{materials, review, sheet, show, step};
use crate::{
    api,
    i18n::{pick, t},
    links,
    load::{reading, shown},
    platform::history,
    router::Params,
    ui::{
        Button, Card, Details, Empty, ErrorSummary, FieldError, Notice, Page, SignaturePad, Tone,
        live_if, say,
    },
};

/// The page.
pub fn page(params: Params) -> AnyView {
    let number = params.get("number");
    let up = (links::case(&number), t("track.title"));
    let read = reading(move || {
        let number = number.clone();
        async move {
            let case: Filed = api::cases::case(&number).await?;
            let filed = &case.submission;
            let guide = api::guides::version(&filed.thing, filed.version).await?;
            let city = api::guides::city().await?;
            Ok((case, guide, city))
        }
    });
    let body = |(case, guide, city): (Filed, GuideView, CityView)| {
        let open = case.allowed.iter().any(|action| action.command == CommandKind::Correct);
        let asked = case.corrections.last().filter(|round| round.answered_at.is_none());
        match asked.cloned() {
            Some(asked) if open => correct(case, guide.guide, &city, asked),
            _ => {
                correcting::forget(&case.number);
                let action = (links::case(&case.number), t("track.title"));
                view! { <Empty title=t("correct.none") action=action /> }.into_any()
            }
        }
    };
    view! { <Page title=t("correct.title") lead=t("correct.lead") up=up>{shown(read, body)}</Page> }
        .into_any()
}

fn correct(case: Filed, guide: Guide, city: &CityView, asked: CorrectionRound) -> AnyView {
    let filed = case.submission.clone();
    let correction = Correction::new(case, Arc::new(guide), city, asked);
    view! { <div class="stack">{body(correction, &filed)}</div> }.into_any()
}

fn body(correction: Correction, filed: &Submission) -> AnyView {
    let image = RwSignal::new(None::<String>);
    let stamp = RwSignal::new(false);
    sealed_before(correction, stamp);
    let busy = RwSignal::new(false);
    let attempt = RwSignal::new(0u32);
    let errors = RwSignal::new(Vec::<FieldError>::new());
    let failed = RwSignal::new(None::<(String, String)>);
    let on_paper = correction.case.with_value(|case| case.paper.is_some());
    let guide = correction.form.guide();
    let all =
        correction.around.places.with_value(|places| show::submission(&guide, filed, places, None));
    let press = Callback::new(move |()| {
        let mut wrong = sheet::lines(correction.form, correction.uploads, &correction.check());
        let signed = image.get_untracked();
        if signed.is_none() && !on_paper {
            wrong.push(FieldError { id: "signature".into(), text: t("sign.missing") });
        }
        if !wrong.is_empty() {
            errors.set(wrong);
            return attempt.update(|count| *count += 1);
        }
        errors.set(Vec::new());
        failed.set(None);
        busy.set(true);
        leptos::task::spawn_local(async move {
            match correction.send(signed, stamp.get_untracked()).await {
                Ok(case) => {
                    say(t("correct.sent"));
                    history::replace(&links::case(&case.number));
                }
                Err((title, text, problems)) => {
                    // Files may have gone while the correction was made: it is said where they stand.
                    correction.form.mark_all(&problems);
                    errors.set(sheet::lines(correction.form, correction.uploads, &problems));
                    attempt.update(|count| *count += 1);
                    failed.set(Some((title, text)));
                }
            }
            busy.set(false);
        });
    });
    let tell = Callback::new(move |drawn: Option<String>| image.set(drawn));
    let entries = correction.asked.with_value(|asked| asked.entries.clone());
    let entries: Vec<AnyView> =
        entries.into_iter().map(|entry| self::entry(correction, errors, entry)).collect();
    view! {
        <ErrorSummary errors=errors attempt=attempt />
        {entries}
        {along(correction, &guide, errors)}
        <Details summary=t("correct.rest")><div class="stack">{all}</div></Details>
        {if on_paper { by_hand() } else { pad(filed.company.clone(), stamp, tell) }}
        {live_if(move || failed.get().map(not_sent))}
        <div class="actions"><Button label=t("correct.send") busy=busy on_press=press /></div>
    }
    .into_any()
}

/// What was filed with the company's seal carries it again, unless the person says otherwise or there is none any more.
fn sealed_before(correction: Correction, stamp: RwSignal<bool>) {
    let before =
        correction.case.with_value(|case| case.submission.company.clone().filter(|_| case.stamped));
    let Some(company) = before else { return };
    leptos::task::spawn_local(async move {
        if api::companies::seal(&company).await.is_ok_and(|kept| kept.seal.is_some()) {
            let _ = stamp.try_set(true);
        }
    });
}

fn pad(company: Option<String>, stamp: RwSignal<bool>, tell: Callback<Option<String>>) -> AnyView {
    view! {
        <Card title=t("sign.title")>
            <p class="soft">{t("correct.sign")}</p>
            <SignaturePad id=String::from("signature") label=t("sign.label") on_change=tell />
            {company.map(|company| review::seal(company, stamp))}
        </Card>
    }
    .into_any()
}

fn by_hand() -> AnyView {
    view! { <Card title=t("paper.title")><p>{t("correct.paper")}</p></Card> }.into_any()
}

fn not_sent((title, text): (String, String)) -> AnyView {
    view! { <Notice tone=Tone::Bad title=title><p>{text}</p></Notice> }.into_any()
}

/// What the clerk said, and the field or material to be corrected; gone while another answer makes it fall away.
fn entry(
    correction: Correction,
    errors: RwSignal<Vec<FieldError>>,
    entry: CorrectionEntry,
) -> AnyView {
    let CorrectionEntry { target, message } = entry;
    let form = correction.form;
    match target {
        CorrectionTarget::Field(id) => {
            let Some(field) = form.field(&id) else { return ().into_any() };
            let card = move || {
                let answer =
                    control(&field, &Slot::of(form, &field.id), correction.around, String::new());
                let said = step::stop(t("correct.asked"), message.clone());
                view! { <Card title=pick(&field.label)>{said}{answer}</Card> }.into_any()
            };
            let applies = Memo::new(move |_| form.applies(&id));
            live_if(move || applies.get().then(|| untrack(&card)))
        }
        CorrectionTarget::Material(id) => match form.material(&id) {
            Some(of) => material(correction, errors, of, message),
            None => ().into_any(),
        },
    }
}

/// A material, shown while it applies.
fn material(
    correction: Correction,
    errors: RwSignal<Vec<FieldError>>,
    material: Material,
    asked: String,
) -> AnyView {
    let form = correction.form;
    let (shown, place) = (material.id.clone(), format!("evidence.{}", material.id));
    let wrong = Memo::new(move |_| {
        errors.with(|all| all.iter().find(|one| one.id == place).map(|one| one.text.clone()))
    });
    let applies = Memo::new(move |_| form.shape.with(|shape| shape.materials.contains(&shown)));
    live_if(move || {
        let (of, asked) = (material.clone(), asked.clone());
        let card = || materials::card(form, correction.uploads, of, wrong.into(), asked);
        applies.get().then(|| untrack(card))
    })
}

/// What comes with the answers that were asked for: nobody asked for it by name, and it is needed now.
fn along(correction: Correction, guide: &Guide, errors: RwSignal<Vec<FieldError>>) -> AnyView {
    let form = correction.form;
    let (fields, others): (Vec<Field>, Vec<Material>) = correction.open.with_value(|open| {
        let field = |id: &String| CorrectionTarget::Field(id.clone());
        let fields = guide.fields.iter().filter(|of| open.field(&of.id, true));
        let fields = fields.filter(|of| !open.is_asked(&field(&of.id)));
        let others = guide.materials.iter().filter(|of| open.material(&of.id, true));
        let others = others.filter(|of| !open.is_asked(&CorrectionTarget::Material(of.id.clone())));
        (fields.cloned().collect(), others.cloned().collect())
    });
    let ids: Vec<String> = fields.iter().map(|field| field.id.clone()).collect();
    let empty = Memo::new(move |_| !ids.iter().any(|id| form.applies(id)));
    let fields: Vec<AnyView> = fields
        .into_iter()
        .map(|field| {
            sheet::shown(form, field, move |field| {
                let slot = Slot::of(form, &field.id);
                control(field, &slot, correction.around, String::new())
            })
        })
        .collect();
    let others: Vec<AnyView> =
        others.into_iter().map(|of| material(correction, errors, of, String::new())).collect();
    view! {
        <div hidden=empty>
            <Card title=t("correct.along")><p class="soft">{t("correct.along.help")}</p>{fields}</Card>
        </div>
        {others}
    }
    .into_any()
}
