//! What the applicant must do, above everything else; and how the case ended, where it has.

use leptos::prelude::*;
use onething_api::cases::CaseView;
use onething_domain::case::{
    CaseStatus, CommandKind, CorrectionEntry, CorrectionTarget, Deferred, RefusalReport, TaskStatus,
};

use super::lanes::names;
use crate::{
    i18n::{date, money, pick, t, tr},
    links,
    ui::{LinkButton, Notice, Tone},
};

/// The first thing on the page.
pub fn todo(case: &CaseView) -> AnyView {
    let others = [by_hand(case), by_others(case), to_follow(case), to_fetch(case)];
    let others: Vec<AnyView> = others.into_iter().flatten().collect();
    let first = first(case, others.is_empty());
    view! { {others} {first} }.into_any()
}

/// What the law has signed by hand, as long as it is not.
fn by_hand(case: &CaseView) -> Option<AnyView> {
    let waits = case.paper.is_some() && case.paper_at.is_none() && !case.status.is_ended();
    waits.then(|| {
        view! { <Notice tone=Tone::Warn title=t("todo.paper")><p>{t("todo.paper.help")}</p></Notice> }
            .into_any()
    })
}

/// Who has to sign again, since a correction has made their signature void.
fn by_others(case: &CaseView) -> Option<AnyView> {
    // While it is being corrected there is nothing yet that they could sign.
    let waits = case.status == CaseStatus::Received;
    let open = case.cosignatures.iter().filter(|one| one.void && waits);
    let names: Vec<String> =
        open.map(|one| [pick(&one.label), one.name.clone()].join(" ")).collect();
    (!names.is_empty()).then(|| {
        let said = tr("todo.cosign.help", &[("names", &names.join(&t("mark.and")))]);
        act(
            t("todo.cosign"),
            view! { <p>{said}</p> }.into_any(),
            links::cosigners(&case.number),
            t("todo.cosign.do"),
        )
    })
}

/// What is to follow, each with its last day.
fn to_follow(case: &CaseView) -> Option<AnyView> {
    let may = case.allowed.iter().any(|action| action.command == CommandKind::SupplyMaterial);
    let goes_on =
        |item: &str| case.tasks.iter().any(|task| task.item == item && !task.status.is_ended());
    let open = case.deferred.iter().filter(|one| one.is_wanted(goes_on));
    let line = |one: &Deferred| {
        let until = tr("materials.until", &[("date", &date(one.plan.until))]);
        let late = one.lapsed_at.map(|_| t("supply.late"));
        view! {
            <li><strong>{pick(&one.plan.name)}</strong>{t("mark.colon")}{until}" "{late}</li>
        }
        .into_any()
    };
    let lines: Vec<AnyView> = open.map(line).collect();
    (may && !lines.is_empty()).then(|| {
        act(
            t("todo.supply"),
            view! { <ul class="bullets">{lines}</ul> }.into_any(),
            links::supply(&case.number),
            t("todo.supply.do"),
        )
    })
}

/// Where results lie ready for them.
fn to_fetch(case: &CaseView) -> Option<AnyView> {
    let place = case.place.as_ref().filter(|_| !case.to_hand_out.is_empty())?;
    let title = tr("todo.fetch", &[("place", &pick(&place.name))]);
    let what = names(case, &case.to_hand_out);
    let lines = [pick(&place.address), pick(&place.hours), place.phone.clone()];
    let lines = lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" · ");
    let view = view! {
        <Notice tone=Tone::Warn title=title>
            <p>{tr("todo.fetch.what", &[("items", &what)])}</p>
            <p>{lines}</p>
        </Notice>
    };
    Some(view.into_any())
}

/// What the state of the case asks, or whose turn it is; that there is nothing to do only where nothing else is.
fn first(case: &CaseView, nothing: bool) -> AnyView {
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
        CaseStatus::New | CaseStatus::Received | CaseStatus::Accepted => {
            let turn = turn(case);
            match (nothing, turn) {
                (false, None) => ().into_any(),
                (false, Some(turn)) => view! { <Notice tone=Tone::Info title=turn /> }.into_any(),
                (true, turn) => view! {
                    <Notice tone=Tone::Info title=t("todo.nothing")>
                        {turn.map(|turn| view! { <p>{turn}</p> })}
                        <p>{t("todo.nothing.help")}</p>
                    </Notice>
                }
                .into_any(),
            }
        }
    }
}

/// Whose turn it is, in words.
fn turn(case: &CaseView) -> Option<String> {
    if case.status == CaseStatus::Received {
        // The intake's day is named as long as it may accept: not before everybody has signed.
        return case.intake_due.map(|_| t("todo.turn.intake"));
    }
    let lacks = |item: &String| {
        case.deferred.iter().any(|one| one.supplied.is_none() && one.plan.items.contains(item))
    };
    let mut names: Vec<String> = Vec::new();
    for task in case.tasks.iter().filter(|task| works(task.status, lacks(&task.item))) {
        let name = pick(&task.department_name);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let who = names.join(&t("mark.list"));
    (!who.is_empty()).then(|| tr("todo.turn", &[("who", &who)]))
}

/// Whether a department is at work on an item. Once it has approved, a material that is still to follow is waited for:
/// that is the applicant's turn.
fn works(status: TaskStatus, lacks: bool) -> bool {
    match status {
        TaskStatus::Open | TaskStatus::RefusalProposed => true,
        TaskStatus::Approved => !lacks,
        _ => false,
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_for_a_material_is_nobody_elses_turn() {
        assert!(works(TaskStatus::Open, true), "it is looked at all the same");
        assert!(works(TaskStatus::Approved, false));
        assert!(!works(TaskStatus::Approved, true));
        assert!(!works(TaskStatus::Paused, false));
    }
}
