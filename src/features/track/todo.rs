//! What the applicant must do, above everything else; and how the case ended, where it has.

use leptos::prelude::*;
use onething_api::cases::CaseView;
use onething_domain::case::{
    CaseStatus, CorrectionEntry, CorrectionTarget, RefusalReport, TaskStatus,
};

use crate::{
    i18n::{money, pick, t, tr},
    links,
    ui::{LinkButton, Notice, Tone},
};

/// The first thing on the page.
pub fn todo(case: &CaseView) -> AnyView {
    match case.status {
        CaseStatus::Unpaid => {
            let owed = money(case.bill.total() - case.bill.paid_cents);
            act(
                tr("todo.pay", &[("amount", &owed)]),
                view! { <p>{t("todo.pay.help")}</p> }.into_any(),
                links::pay(&case.number),
                t("todo.pay.do"),
            )
        }
        CaseStatus::Correcting => {
            act(t("todo.correct"), asked(case), links::correct(&case.number), t("todo.correct.do"))
        }
        CaseStatus::Declined => refused(t("todo.declined"), case.declined.as_ref()),
        CaseStatus::Finished => {
            view! { <Notice tone=Tone::Good title=t("todo.finished") /> }.into_any()
        }
        CaseStatus::Withdrawn => view! { <Notice title=t("todo.withdrawn") /> }.into_any(),
        CaseStatus::New | CaseStatus::Received | CaseStatus::Accepted => view! {
            <Notice tone=Tone::Info title=t("todo.nothing")>
                {turn(case)}
                <p>{t("todo.nothing.help")}</p>
            </Notice>
        }
        .into_any(),
    }
}

/// Whose turn it is: the intake's, or that of the departments that are at work.
fn turn(case: &CaseView) -> Option<AnyView> {
    if case.status == CaseStatus::Received {
        return Some(view! { <p>{t("todo.turn.intake")}</p> }.into_any());
    }
    let mut names: Vec<String> = Vec::new();
    for task in &case.tasks {
        let works = matches!(
            task.status,
            TaskStatus::Open | TaskStatus::RefusalProposed | TaskStatus::Approved
        );
        let name = pick(&task.department_name);
        if works && !names.contains(&name) {
            names.push(name);
        }
    }
    let who = names.join(&t("mark.list"));
    (!who.is_empty()).then(|| view! { <p>{tr("todo.turn", &[("who", &who)])}</p> }.into_any())
}

fn act(title: String, body: AnyView, href: String, label: String) -> AnyView {
    view! {
        <Notice tone=Tone::Warn title=title>
            {body}
            <div class="actions"><LinkButton href=href label=label /></div>
        </Notice>
    }
    .into_any()
}

/// What the intake asked for, in its words.
fn asked(case: &CaseView) -> AnyView {
    let Some(round) = case.corrections.last() else { return ().into_any() };
    let line = |entry: &CorrectionEntry| {
        let kind = match entry.target {
            CorrectionTarget::Field(_) => t("todo.field"),
            CorrectionTarget::Material(_) => t("todo.material"),
        };
        view! { <li><strong>{kind}</strong>{t("mark.colon")}{entry.message.clone()}</li> }
            .into_any()
    };
    let lines: Vec<AnyView> = round.entries.iter().map(line).collect();
    view! { <ul class="bullets">{lines}</ul> }.into_any()
}

/// A "no" with its grounds, and what can be done about it.
pub fn refused(title: String, report: Option<&RefusalReport>) -> AnyView {
    let report = report.map(|report| {
        view! {
            <p><strong>{t("todo.grounds")}</strong>{t("mark.colon")}{report.grounds.clone()}</p>
            <p><strong>{t("todo.remedy")}</strong>{t("mark.colon")}{report.remedy.clone()}</p>
        }
    });
    view! { <Notice tone=Tone::Bad title=title>{report}</Notice> }.into_any()
}
