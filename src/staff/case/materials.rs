//! What was handed in, and how each requirement was met.

use chrono::NaiveDate;
use leptos::prelude::*;
use onething_api::cases::CaseView;
use onething_domain::guide::Guide;
use onething_domain::item::Material;
use onething_domain::submission::{Evidence, FileRef, Submission};

use super::{check, open::Open, reveal};
use crate::{
    i18n::{date, moment, pick, t, tr},
    parts,
    ui::{Details, Tag, Tone, icon},
    words,
};

/// The materials in the order of the guide.
pub fn materials(open: Open) -> AnyView {
    let evidence = Memo::new(move |_| {
        open.view.with(|view| (view.submission.evidence.clone(), view.deferred.clone()))
    });
    let view = move || {
        let guide = open.guide();
        let (evidence, _) = evidence.get();
        let met = guide.materials.iter().filter_map(|material| {
            let evidence = evidence.get(&material.id)?;
            Some(row(open, material, evidence))
        });
        met.collect_view()
    };
    view! {
        <section class="part" id="materials" aria-labelledby="materials-title">
            <h2 class="part-title" id="materials-title">{t("staff.case.materials")}</h2>
            {check::progress(open)}
            <ul class="handed-list">{view}</ul>
        </section>
    }
    .into_any()
}

fn row(open: Open, material: &Material, evidence: &Evidence) -> AnyView {
    let (tag, tone) = how(evidence);
    let name = pick(&material.name);
    let more = match evidence {
        Evidence::Upload { files } => {
            let files: Vec<AnyView> = files.iter().map(|one| file(open, one)).collect();
            view! { <ul class="files">{files}</ul> }.into_any()
        }
        Evidence::Licence { number } => licence(open, &material.id, number),
        Evidence::Commitment => {
            let commitment = pick(&material.commitment);
            view! { <Details summary=t("staff.material.commitment.text")>{commitment}</Details> }
                .into_any()
        }
        Evidence::Deferred { until } => followed(open, &material.id, *until),
    };
    view! {
        <li class="handed">
            <p class="handed-name">{name}" "<Tag label=tag tone=tone /></p>
            {more}
            {check::row(open, material)}
        </li>
    }
    .into_any()
}

/// What was to follow: until when, whether it is late, and what has come.
fn followed(open: Open, material: &str, until: NaiveDate) -> AnyView {
    let known = open
        .view
        .with(|view| view.deferred.iter().find(|one| one.plan.material == material).cloned());
    let day = tr("staff.material.until", &[("date", &date(until))]);
    let late = known.as_ref().is_some_and(|one| one.lapsed_at.is_some() && one.supplied.is_none());
    let late = late.then(|| view! { <Tag label=t("staff.material.late") tone=Tone::Bad /> });
    let come = known.and_then(|one| one.supplied).map(|supplied| {
        let files: Vec<AnyView> = match &supplied.evidence {
            Evidence::Upload { files } => files.iter().map(|one| file(open, one)).collect(),
            _ => Vec::new(),
        };
        let when = tr("staff.material.came", &[("when", &moment(supplied.at))]);
        view! { <p>{when}</p><ul class="files">{files}</ul> }
    });
    view! { <p>{day}" "{late}</p>{come} }.into_any()
}

/// A licence: which, whose, whether it holds now, and its number, masked.
fn licence(open: Open, material: &str, number: &str) -> AnyView {
    let found = open.view.with_untracked(|view| {
        view.licences.iter().find(|used| used.material == material).cloned()
    });
    let label = found.as_ref().map_or_else(|| t("staff.material.licence"), |used| pick(&used.name));
    let about = found.map(|used| {
        let (word, tone) = parts::licence::status(used.status);
        let until = parts::licence::until(used.valid_until);
        view! {
            <p>{pick(&used.name)}" · "{used.holder}" "<Tag label=word tone=tone /></p>
            <p class="soft small">{pick(&used.issuer)}" · "{until}</p>
        }
    });
    let path = format!("evidence.{material}.number");
    view! { {about}<p>{reveal::value(open, path, label, number.to_owned())}</p> }.into_any()
}

/// How a requirement was met, in words.
pub fn how(evidence: &Evidence) -> (String, Tone) {
    match evidence {
        Evidence::Upload { files } => {
            (tr("staff.material.files", &[("n", &files.len().to_string())]), Tone::Plain)
        }
        Evidence::Licence { .. } => (t("staff.material.licence"), Tone::Good),
        Evidence::Commitment => (t("staff.material.commitment"), Tone::Info),
        Evidence::Deferred { .. } => (t("staff.material.deferred"), Tone::Warn),
    }
}

/// A file as a button that opens the viewer.
pub fn file(open: Open, file: &FileRef) -> AnyView {
    let id = file.id.clone();
    let name = file.name.clone();
    let describe = tr("staff.viewer.open", &[("name", &name)]);
    let look = move |_| open.looking.set(Some(id.clone()));
    let picture = if file.media == "application/pdf" { "document" } else { "camera" };
    view! {
        <li>
            <button type="button" class="file" aria-label=describe on:click=look>
                {icon(picture)}<span>{name}</span>
            </button>
            " "<span class="soft small">{words::size(file.size)}</span>
        </li>
    }
    .into_any()
}

/// A file with the material that it was handed in for.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// Name of the material.
    pub material: String,
    /// The file.
    pub file: FileRef,
}

/// Files that were handed in after the filing.
pub fn supplied(view: &CaseView) -> Vec<Sheet> {
    let mut sheets = Vec::new();
    for one in &view.deferred {
        let supplied = one.supplied.as_ref().map(|supplied| &supplied.evidence);
        if let Some(Evidence::Upload { files }) = supplied {
            let sheet =
                |file: &FileRef| Sheet { material: pick(&one.plan.name), file: file.clone() };
            sheets.extend(files.iter().map(sheet));
        }
    }
    sheets
}

/// All files of a submission in the order of the guide.
pub fn sheets(guide: &Guide, submission: &Submission) -> Vec<Sheet> {
    let mut sheets = Vec::new();
    for material in &guide.materials {
        if let Some(Evidence::Upload { files }) = submission.evidence.get(&material.id) {
            let sheet =
                |file: &FileRef| Sheet { material: pick(&material.name), file: file.clone() };
            sheets.extend(files.iter().map(sheet));
        }
    }
    sheets
}
