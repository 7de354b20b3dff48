//! A submission in full, as it is read before signing: exactly what the digests are computed over.

use leptos::prelude::*;
use onething_domain::city::Region;
use onething_domain::guide::Guide;
use onething_domain::narrow::{Narrowed, narrow};
use onething_domain::submission::{Digests, Evidence, Submission};
use onething_domain::text::Text;

use crate::{
    api,
    i18n::{date, money, pick, t, tr},
    links, sheet,
    ui::{Card, Details, Facts},
};

/// Everything that a submission says. Each section has a way back to its step where `draft` is given.
pub fn submission(
    guide: &Guide,
    submission: &Submission,
    regions: &[Region],
    draft: Option<&str>,
) -> AnyView {
    let narrowed = narrow(guide, &submission.situation, &submission.answers);
    let mut sections = Vec::new();
    for part in sheet::sheet(guide, submission, regions) {
        let step = match &*part.id {
            "situation" => "situation",
            "delivery" => {
                sections.push(materials(&narrowed, submission, draft));
                "delivery"
            }
            _ => "form",
        };
        let rows = part.rows.into_iter().map(|row| answer(guide, row)).collect();
        sections.push(section(part.title, rows, step, draft));
    }
    sections.push(bill(&narrowed, submission));
    sections.into_any()
}

/// One answer under its label. A declaration is signed word for word, so it is shown word for word.
fn answer(guide: &Guide, row: sheet::Row) -> (String, AnyView) {
    let said = if row.value.is_empty() { t("answer.none") } else { row.value };
    let declares = guide.field(&row.field).map(|field| &field.declares);
    let shown = match declares.filter(|text| !text.is_empty()) {
        Some(declares) => declared(declares, said),
        None => words_of(said),
    };
    (row.label, shown)
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

/// A text that is agreed to, with the answer.
fn declared(declares: &Text, answer: String) -> AnyView {
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
