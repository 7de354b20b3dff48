//! `/cases/{number}/correct`: what the intake asked for can be changed, everything else is only shown,
//! and all of it is signed again (补正, C1).

use std::sync::Arc;

use leptos::prelude::*;
use onething_api::cases::CommandRequest;
use onething_api::guides::{CityView, GuideView};
use onething_api::uploads::SignRequest;
use onething_domain::canonical;
use onething_domain::case::{Command, CommandKind, CorrectionEntry, CorrectionTarget};
use onething_domain::draft::{DraftContent, submission};
use onething_domain::submission::Submission;
use onething_domain::validate::validate_correction;

use super::fields::{Around, control};
use super::filed::Filed;
use super::form::{Form, today};
use super::shelf::Shelf;
use super::slot::Slot;
use super::upload::Uploads;
use super::{materials, sheet, show, step};
use crate::{
    api::{self, ApiError, Wrote},
    i18n::{pick, t},
    links,
    load::{in_words, reading, shown},
    platform::{history, id},
    router::Params,
    ui::{
        Button, Card, Details, Empty, ErrorSummary, FieldError, Notice, Page, SignaturePad, Tone,
        live_if, say,
    },
    words::refusal,
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
            Some(asked) if open => correcting(case, Arc::new(guide.guide), &city, asked.entries),
            _ => {
                let action = (links::case(&case.number), t("track.title"));
                view! { <Empty title=t("correct.none") action=action /> }.into_any()
            }
        }
    };
    view! { <Page title=t("correct.title") lead=t("correct.lead") up=up>{shown(read, body)}</Page> }
        .into_any()
}

/// A correction under way.
#[derive(Clone, Copy)]
struct Correction {
    form: Form,
    uploads: Uploads,
    around: Around,
    case: StoredValue<Filed>,
    asked: StoredValue<Vec<CorrectionEntry>>,
}

impl Correction {
    /// The whole submission as it stands now.
    fn submission(self) -> Submission {
        self.case.with_value(|case| {
            let filed = &case.submission;
            let content = self.form.content("");
            let guide = self.form.guide();
            submission(&guide, filed.version, &filed.applicant, filed.company.as_deref(), &content)
        })
    }

    fn errors(self) -> Vec<FieldError> {
        let guide = self.form.guide();
        let after = self.submission();
        let problems = self
            .case
            .with_value(|case| validate_correction(&guide, &case.submission, &after, today()));
        self.form.mark_all(&problems);
        problems.iter().map(|problem| sheet::error(&guide, problem)).collect()
    }

    /// Signs and sends; what the server refused, in words.
    async fn send(self, image: Option<String>) -> Result<Filed, (String, String)> {
        let corrected = self.submission();
        let signature = match image {
            Some(image) => {
                let digests = canonical::digests(&corrected);
                let request =
                    SignRequest { id: id::fresh(), draft: None, digests, image, stamp: false };
                api::uploads::sign(&request).await.map_err(|e| in_words(&e))?.id
            }
            None => String::new(),
        };
        let (number, expected_seq) = self.case.with_value(|case| (case.number.clone(), case.seq));
        let command = Command::Correct { submission: Box::new(corrected), signature };
        let request = CommandRequest { id: id::fresh(), expected_seq, command };
        match api::cases::command(&number, &request).await {
            Ok(Wrote::Done(case)) => Ok(*case),
            Ok(Wrote::Stale(_)) => Err((t("error.stale_case"), String::new())),
            Err(error) => Err(refused(&error)),
        }
    }
}

fn refused(error: &ApiError) -> (String, String) {
    let (title, text) = in_words(error);
    let why = error.refusal().as_ref().map(refusal);
    (title, why.unwrap_or(text))
}

fn correcting(
    case: Filed,
    guide: Arc<onething_domain::guide::Guide>,
    city: &CityView,
    asked: Vec<CorrectionEntry>,
) -> AnyView {
    let filed = case.submission.clone();
    let content = DraftContent {
        situation: filed.situation.clone(),
        answers: filed.answers.clone(),
        evidence: filed.evidence.clone(),
        delivery: Some(filed.delivery.clone()),
        step: String::new(),
    };
    // A file that is still on its way when the page is left has somewhere to arrive.
    let correction = Shelf::get().keep(|| {
        let form = Form::new(guide, &content, Callback::new(|()| ()));
        let uploads = Uploads::new(form);
        uploads.sync();
        Correction {
            form,
            uploads,
            around: Around::new(city),
            case: StoredValue::new(case),
            asked: StoredValue::new(asked),
        }
    });
    view! { <div class="stack">{body(correction, &filed)}</div> }.into_any()
}

fn body(correction: Correction, filed: &Submission) -> AnyView {
    let image = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let attempt = RwSignal::new(0u32);
    let errors = RwSignal::new(Vec::<FieldError>::new());
    let failed = RwSignal::new(None::<(String, String)>);
    let on_paper = correction.case.with_value(|case| case.paper.is_some());
    let press = Callback::new(move |()| {
        if untrack(|| correction.uploads.is_busy()) {
            return say(t("materials.busy"));
        }
        let mut wrong = correction.errors();
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
            match correction.send(signed).await {
                Ok(case) => {
                    say(t("correct.sent"));
                    history::replace(&links::case(&case.number));
                }
                Err(why) => failed.set(Some(why)),
            }
            busy.set(false);
        });
    });
    let tell = Callback::new(move |drawn: Option<String>| image.set(drawn));
    let entries: Vec<AnyView> = correction
        .asked
        .get_value()
        .into_iter()
        .map(|entry| self::entry(correction, entry))
        .collect();
    let guide = correction.form.guide();
    let all =
        correction.around.places.with_value(|places| show::submission(&guide, filed, places, None));
    view! {
        <ErrorSummary errors=errors attempt=attempt />
        {entries}
        <Details summary=t("correct.rest")><div class="stack">{all}</div></Details>
        {if on_paper { by_hand() } else { pad(tell) }}
        {live_if(move || failed.get().map(not_sent))}
        <div class="actions"><Button label=t("correct.send") busy=busy on_press=press /></div>
    }
    .into_any()
}

fn pad(tell: Callback<Option<String>>) -> AnyView {
    view! {
        <Card title=t("sign.title")>
            <p class="soft">{t("correct.sign")}</p>
            <SignaturePad id=String::from("signature") label=t("sign.label") on_change=tell />
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

/// What the clerk said, and the field or material to be corrected.
fn entry(correction: Correction, entry: CorrectionEntry) -> AnyView {
    let form = correction.form;
    match entry.target {
        CorrectionTarget::Field(id) => {
            let Some(field) = form.field(&id) else { return ().into_any() };
            let slot = Slot::of(form, &id);
            view! {
                <Card title=pick(&field.label)>
                    {step::stop(t("correct.asked"), entry.message)}
                    {control(&field, &slot, correction.around, String::new())}
                </Card>
            }
            .into_any()
        }
        CorrectionTarget::Material(id) => match form.material(&id) {
            Some(material) => materials::card(
                form,
                correction.uploads,
                material,
                Signal::from(false),
                entry.message,
            ),
            None => ().into_any(),
        },
    }
}
