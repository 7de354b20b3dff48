//! A submission in full, as it is read before signing: exactly what the digests are computed over.

use leptos::prelude::*;
use onething_domain::city::Region;
use onething_domain::guide::Guide;
use onething_domain::narrow::{Narrowed, narrow};
use onething_domain::submission::{Digests, Evidence, Submission};
use onething_domain::text::Text;

use super::sheet::step_of;
use crate::{
    api,
    i18n::{date, money, pick, t, tr},
    links, sheet,
    ui::{Card, Details, Facts},
};

/// Everything that a submission says. Each line has a way back to where it was filled in, where `draft` is given.
pub fn submission(
    guide: &Guide,
    submission: &Submission,
    regions: &[Region],
    draft: Option<&str>,
) -> AnyView {
    let narrowed = narrow(guide, &submission.situation, &submission.answers);
    let mut sections = Vec::new();
    for part in sheet::sheet(guide, submission, regions) {
        if part.id == "delivery" {
            sections.push(materials(&narrowed, submission, draft));
        }
        let rows = part.rows.into_iter().map(|row| answer(guide, row, draft)).collect();
        sections.push(section(part.title, rows));
    }
    sections.push(bill(&narrowed, submission));
    sections.into_any()
}

/// One answer under its label. A declaration is signed word for word, so it is shown word for word.
fn answer(guide: &Guide, row: sheet::Row, draft: Option<&str>) -> (String, AnyView) {
    let said = if row.value.is_empty() { t("answer.none") } else { row.value };
    let declares = guide.field(&row.field).map(|field| &field.declares);
    let shown = match declares.filter(|text| !text.is_empty()) {
        Some(declares) => declared(declares, said),
        None => words_of(said),
    };
    line(row.label, shown, &row.path, draft)
}

/// A line with its way back: to the control at `path`.
fn line(label: String, shown: AnyView, path: &str, draft: Option<&str>) -> (String, AnyView) {
    let Some(draft) = draft else { return (label, shown) };
    let href = format!("{}#{path}", links::draft(draft, step_of(path)));
    let describe = format!("{} {label}", t("review.edit"));
    let view = view! {
        <div class="review-line">
            <div>{shown}</div>
            <a class="review-edit" href=href aria-label=describe>{t("review.edit")}</a>
        </div>
    };
    (label, view.into_any())
}

/// A section of facts; nothing where there are none.
fn section(title: String, rows: Vec<(String, AnyView)>) -> AnyView {
    if rows.is_empty() {
        return ().into_any();
    }
    view! { <Card title=title><Facts rows=rows /></Card> }.into_any()
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
        line(pick(&material.name), how, &format!("evidence.{}", material.id), draft)
    });
    section(t("apply.step.materials"), rows.collect())
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
        return section(t("pay.bill"), vec![(t("pay.total"), words_of(t("pay.free")))]);
    }
    let line = |name: String, cents: i64| {
        (name, view! { <span class="number">{money(cents)}</span> }.into_any())
    };
    let mut rows: Vec<_> =
        narrowed.bill.iter().map(|bill| line(pick(&bill.name), bill.cents)).collect();
    rows.push(line(t("pay.total"), submission.total_cents));
    section(t("pay.bill"), rows)
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
