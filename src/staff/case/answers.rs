//! The form as it was filed, section by section, masked where the server masks.

use leptos::prelude::*;

use super::{open::Open, reveal};
use crate::{
    i18n::t,
    sheet::{self, Row, Section},
};

/// The answers.
pub fn answers(open: Open) -> AnyView {
    let sections = Memo::new(move |_| {
        open.view.with(|view| {
            // Where results go now, not where they were to go when it was filed.
            let mut current = view.submission.clone();
            current.delivery = view.delivery.clone();
            sheet::sheet(&open.guide(), &current, &open.regions())
        })
    });
    let view = move || sections.get().into_iter().map(|one| section(open, one)).collect_view();
    view! {
        <section class="part" id="answers" aria-labelledby="answers-title">
            <h2 class="part-title" id="answers-title">{t("staff.case.answers")}</h2>
            {view}
        </section>
    }
    .into_any()
}

fn section(open: Open, section: Section) -> AnyView {
    let Section { title, rows, .. } = section;
    let rows: Vec<AnyView> = rows.into_iter().map(|one| row(open, one)).collect();
    view! { <h3 class="part-section">{title}</h3><dl class="answers">{rows}</dl> }.into_any()
}

fn row(open: Open, row: Row) -> AnyView {
    let Row { path, label, value, .. } = row;
    let answer = match value.is_empty() {
        true => view! { <span class="soft">{t("answer.none")}</span> }.into_any(),
        false => reveal::value(open, path, label.clone(), value),
    };
    view! { <div><dt>{label}</dt><dd>{answer}</dd></div> }.into_any()
}
