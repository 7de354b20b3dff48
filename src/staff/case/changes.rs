//! Before and after a correction, side by side (C1 C10).

use std::collections::BTreeSet;

use leptos::prelude::*;
use onething_api::cases::CaseView;
use onething_domain::case::{CorrectionEntry, CorrectionTarget, led_to};
use onething_domain::submission::{Evidence, Submission};

use super::{materials, open::Open, reveal};
use crate::{
    i18n::{date, moment, pick, t, tr},
    sheet::{Row, field_rows},
    ui::{Tag, Tone},
};

/// One round as it is shown.
#[derive(Clone, PartialEq)]
struct Round {
    number: usize,
    entries: Vec<CorrectionEntry>,
    asked: String,
    /// When it was answered, and the submission before and after; none while it is open.
    answered: Option<(String, Box<Submission>, Box<Submission>)>,
    /// Ids of the fields that the answer changed.
    changed: Vec<String>,
}

/// The rounds, newest first.
fn rounds(case: &CaseView) -> Vec<Round> {
    let all = &case.corrections;
    let changed = case.office.as_ref().map(|office| office.changed.clone()).unwrap_or_default();
    let after = |index: usize| led_to(all, index, &case.submission).clone();
    let round = |(index, round): (usize, &onething_domain::case::CorrectionRound)| Round {
        number: index + 1,
        entries: round.entries.clone(),
        asked: moment(round.asked_at),
        answered: round
            .answered_at
            .zip(round.before.clone())
            .map(|(at, before)| (moment(at), Box::new(before), Box::new(after(index)))),
        changed: changed.get(index).cloned().unwrap_or_default(),
    };
    all.iter().enumerate().map(round).rev().collect()
}

/// All requests for corrections with their answers.
pub fn changes(open: Open) -> AnyView {
    let all = Memo::new(move |_| open.view.with(rounds));
    let view = move || {
        let all = all.get();
        (!all.is_empty()).then(|| {
            let parts = all.into_iter().map(|one| round(open, one)).collect_view();
            view! {
                <section class="part" id="changes" aria-labelledby="changes-title">
                    <h2 class="part-title" id="changes-title">{t("staff.changes")}</h2>
                    {parts}
                </section>
            }
            .into_any()
        })
    };
    view! { {view} }.into_any()
}

fn round(open: Open, round: Round) -> AnyView {
    let Round { number, entries, asked, answered, changed } = round;
    let mut line = tr("staff.changes.round", &[("n", &number.to_string()), ("at", &asked)]);
    match &answered {
        Some((at, ..)) => line.push_str(&tr("staff.changes.answered", &[("at", at)])),
        None => line.push_str(&t("staff.changes.waiting")),
    }
    let pair = answered.map(|(_, before, after)| (before, after));
    let along = pair.as_ref().map(|(before, after)| along(&entries, &changed, before, after));
    let all = entries.iter().chain(along.iter().flatten());
    let rows: Vec<AnyView> =
        all.map(|entry| compared(open, entry, pair.as_ref(), &changed)).collect();
    view! {
        <p class="soft small">{line}</p>
        <ul class="changes">{rows}</ul>
    }
    .into_any()
}

/// What came or went with what was asked.
fn along(
    asked: &[CorrectionEntry],
    changed: &[String],
    before: &Submission,
    after: &Submission,
) -> Vec<CorrectionEntry> {
    let others = before.evidence.keys().chain(after.evidence.keys()).collect::<BTreeSet<_>>();
    let others =
        others.into_iter().filter(|id| before.evidence.get(*id) != after.evidence.get(*id));
    let fields = changed.iter().cloned().map(CorrectionTarget::Field);
    let targets = fields.chain(others.cloned().map(CorrectionTarget::Material));
    let new = targets.filter(|target| asked.iter().all(|entry| entry.target != *target));
    new.map(|target| CorrectionEntry { target, message: t("staff.changes.along") }).collect()
}

type Pair = (Box<Submission>, Box<Submission>);

/// What was asked about one field or material, and what came of it.
fn compared(
    open: Open,
    entry: &CorrectionEntry,
    pair: Option<&Pair>,
    changed: &[String],
) -> AnyView {
    let guide = open.guide();
    let (name, sides) = match &entry.target {
        CorrectionTarget::Field(id) => {
            let field = guide.field(id);
            let name = field.map(|field| pick(&field.label)).unwrap_or_else(|| id.clone());
            let rows = |of: &Submission| {
                field
                    .map(|f| field_rows(f, of.answers.get(id), &open.regions()))
                    .unwrap_or_default()
            };
            let sides = pair.map(|(before, after)| {
                let (before, after) = fields(open, rows(before), rows(after));
                (before, after, changed.contains(id))
            });
            (name, sides)
        }
        CorrectionTarget::Material(id) => {
            let name = guide.material(id).map_or_else(|| id.clone(), |m| pick(&m.name));
            let side = |of: &Submission| evidence(open, of.evidence.get(id));
            let sides = pair.map(|(before, after)| {
                let same = before.evidence.get(id) == after.evidence.get(id);
                (side(before), side(after), !same)
            });
            (name, sides)
        }
    };
    let tag = sides.as_ref().map(|(.., changed)| changed_tag(*changed));
    view! {
        <li class="change">
            <p class="change-head"><strong>{name}</strong>" "{tag}</p>
            <p class="small">{entry.message.clone()}</p>
            {sides.map(|(before, after, _)| beside(before, after))}
        </li>
    }
    .into_any()
}

fn changed_tag(changed: bool) -> AnyView {
    match changed {
        true => view! { <Tag label=t("staff.changes.changed") tone=Tone::Info /> }.into_any(),
        false => view! { <Tag label=t("staff.changes.same") tone=Tone::Warn /> }.into_any(),
    }
}

fn beside(before: AnyView, after: AnyView) -> AnyView {
    view! {
        <div class="sides">
            <div class="side"><p class="side-name">{t("staff.changes.before")}</p>{before}</div>
            <div class="side side-after"><p class="side-name">{t("staff.changes.after")}</p>{after}</div>
        </div>
    }
    .into_any()
}

/// Both sides of a field.
fn fields(open: Open, before: Vec<Row>, after: Vec<Row>) -> (AnyView, AnyView) {
    let several = before.len() > 1 || after.len() > 1;
    let line = |row: &Row, value: AnyView| match several {
        true => view! { <p><span class="soft small">{row.label.clone()}</span>" "{value}</p> }
            .into_any(),
        false => view! { <p>{value}</p> }.into_any(),
    };
    let old: Vec<AnyView> = before.iter().map(|row| line(row, plain(row))).collect();
    let new: Vec<AnyView> = after
        .iter()
        .map(|row| {
            let value = match row.value.is_empty() {
                true => plain(row),
                false => {
                    reveal::value(open, row.path.clone(), row.label.clone(), row.value.clone())
                }
            };
            line(row, value)
        })
        .collect();
    (old.into_any(), new.into_any())
}

fn plain(row: &Row) -> AnyView {
    if row.value.is_empty() {
        return view! { <span class="soft">{t("answer.none")}</span> }.into_any();
    }
    row.value.clone().into_any()
}

fn evidence(open: Open, evidence: Option<&Evidence>) -> AnyView {
    match evidence {
        None => view! { <span class="soft">{t("answer.none")}</span> }.into_any(),
        Some(Evidence::Upload { files }) => {
            let files: Vec<AnyView> =
                files.iter().map(|file| materials::file(open, file)).collect();
            view! { <ul class="files">{files}</ul> }.into_any()
        }
        Some(Evidence::Deferred { until }) => {
            tr("staff.material.until", &[("date", &date(*until))]).into_any()
        }
        Some(Evidence::Licence { number }) => number.clone().into_any(),
        Some(Evidence::Commitment) => materials::how(&Evidence::Commitment).0.into_any(),
    }
}
