//! A submission in full, as it is read before signing: exactly what the digests are computed over.

use leptos::prelude::*;
use onething_domain::guide::Guide;
use onething_domain::narrow::{Narrowed, narrow};
use onething_domain::submission::{Digests, Evidence, Submission};
use onething_domain::thing::DeliveryKind;

use super::delivery::kind_name;
use super::words;
use crate::{
    api,
    i18n::{date, money, pick, t, tr},
    links,
    ui::{Card, Details, Facts, Place},
};

/// Everything that a submission says. Each section has a way back to its step where `draft` is given.
pub fn submission(
    guide: &Guide,
    submission: &Submission,
    places: &[Place],
    draft: Option<&str>,
) -> AnyView {
    let narrowed = narrow(guide, &submission.situation, &submission.answers);
    let mut sections = vec![situation(&narrowed, submission, draft)];
    for section in &guide.sections {
        sections.push(answers(
            &narrowed,
            submission,
            places,
            &section.id,
            pick(&section.title),
            draft,
        ));
    }
    sections.push(materials(&narrowed, submission, draft));
    sections.push(delivery(guide, submission, places, draft));
    sections.push(bill(&narrowed, submission));
    view! { {sections} }.into_any()
}

/// A section of facts; nothing where there are none.
fn section(
    title: String,
    rows: Vec<(String, AnyView)>,
    step: &str,
    draft: Option<&str>,
) -> AnyView {
    if rows.is_empty() {
        return ().into_any();
    }
    let edit = draft.map(|draft| {
        let describe = format!("{} {title}", t("review.edit"));
        view! { <a class="review-edit" href=links::draft(draft, step) aria-label=describe>{t("review.edit")}</a> }
    });
    view! {
        <div class="review-section">
            <Card title=title><Facts rows=rows /></Card>
            {edit}
        </div>
    }
    .into_any()
}

fn words_of(text: String) -> AnyView {
    view! { <span class="answer">{text}</span> }.into_any()
}

fn situation(narrowed: &Narrowed, submission: &Submission, draft: Option<&str>) -> AnyView {
    let rows = narrowed.questions.iter().filter_map(|question| {
        let answer = submission.situation.get(&question.id)?;
        let option = question.options.iter().find(|option| option.value == *answer)?;
        Some((pick(&question.ask), words_of(pick(&option.label))))
    });
    section(t("apply.step.situation"), rows.collect(), "situation", draft)
}

fn answers(
    narrowed: &Narrowed,
    submission: &Submission,
    places: &[Place],
    id: &str,
    title: String,
    draft: Option<&str>,
) -> AnyView {
    let fields = narrowed.fields.iter().filter(|field| field.section == id);
    let rows = fields.map(|field| {
        let text = match submission.answers.get(&field.id) {
            Some(value) => words::value(field, value, places),
            None => t("answer.none"),
        };
        (pick(&field.label), declared(&field.declares, text))
    });
    section(title, rows.collect(), "form", draft)
}

/// A declaration is signed word for word, so it is shown word for word.
fn declared(declares: &onething_domain::text::Text, answer: String) -> AnyView {
    if declares.is_empty() {
        return words_of(answer);
    }
    view! { <p>{pick(declares)}</p><p><strong>{answer}</strong></p> }.into_any()
}

fn materials(narrowed: &Narrowed, submission: &Submission, draft: Option<&str>) -> AnyView {
    let rows = narrowed.materials.iter().map(|material| {
        let how = match submission.evidence.get(&material.id) {
            None => words_of(t("answer.none")),
            Some(Evidence::Commitment) => declared(&material.commitment, t("evidence.commitment")),
            Some(how) => evidence(how),
        };
        (pick(&material.name), how)
    });
    section(t("apply.step.materials"), rows.collect(), "materials", draft)
}

fn evidence(how: &Evidence) -> AnyView {
    match how {
        Evidence::Upload { files } => {
            let files: Vec<AnyView> = files
                .iter()
                .map(|file| {
                    let address = api::uploads::file_address(&file.id);
                    let small = file.media.starts_with("image/").then(|| {
                        view! { <img class="upload-thumb" src=address.clone() alt="" loading="lazy" /> }
                    });
                    view! {
                        <li><a class="review-file" href=address.clone() target="_blank" rel="noopener external">
                            {small}<span>{file.name.clone()}</span>
                        </a></li>
                    }
                    .into_any()
                })
                .collect();
            view! { <ul>{files}</ul> }.into_any()
        }
        Evidence::Licence { number } => words_of(tr("evidence.licence", &[("number", number)])),
        Evidence::Commitment => words_of(t("evidence.commitment")),
        Evidence::Deferred { until } => words_of(tr("materials.until", &[("date", &date(*until))])),
    }
}

fn delivery(
    guide: &Guide,
    submission: &Submission,
    places: &[Place],
    draft: Option<&str>,
) -> AnyView {
    let to = &submission.delivery;
    let mut rows = vec![(t("delivery.ask"), words_of(kind_name(to.kind)))];
    let mut row = |part: &str, text: String| {
        rows.push((t(&format!("delivery.field.{part}")), words_of(text)));
    };
    match to.kind {
        DeliveryKind::Post => {
            row("name", to.name.clone());
            row("phone", to.phone.clone());
            row("region", words::region(&to.region, places));
            row("address", to.address.clone());
        }
        DeliveryKind::Window | DeliveryKind::Machine => {
            if let Some(window) = guide.windows.iter().find(|window| window.id == to.window) {
                row("window", [pick(&window.name), pick(&window.address)].join(" · "));
            }
        }
        DeliveryKind::Electronic => {}
    }
    section(t("apply.step.delivery"), rows, "delivery", draft)
}

fn bill(narrowed: &Narrowed, submission: &Submission) -> AnyView {
    if submission.total_cents == 0 {
        return section(t("pay.bill"), vec![(t("pay.total"), words_of(t("pay.free")))], "", None);
    }
    let line = |name: String, cents: i64| {
        (name, view! { <span class="number">{money(cents)}</span> }.into_any())
    };
    let mut rows: Vec<_> =
        narrowed.bill.iter().map(|bill| line(pick(&bill.name), bill.cents)).collect();
    rows.push(line(t("pay.total"), submission.total_cents));
    section(t("pay.bill"), rows, "", None)
}

/// The digests that the signature binds to, for those who want to compare them later.
pub fn digests(digests: &Digests) -> AnyView {
    let code = |text: &str| view! { <code class="digest">{text.to_owned()}</code> }.into_any();
    let rows = vec![
        (String::from("SM3"), code(&digests.sm3)),
        (String::from("SHA-256"), code(&digests.sha256)),
    ];
    view! {
        <Details summary=t("sign.digests")>
            <p class="soft small">{t("sign.digests.help")}</p>
            <Facts rows=rows />
        </Details>
    }
    .into_any()
}
