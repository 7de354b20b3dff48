//! How results are handed over: where they go, the parcel's number, and the way to change it (A8).

use leptos::prelude::*;
use onething_api::cases::CaseView;
use onething_domain::case::{Command, CommandKind, HandedOut};

use super::give::give;
use super::lanes::names;
use crate::{
    i18n::{moment, pick, t, tr},
    links,
    platform::share,
    ui::{Button, Card, Facts, Kind, LinkButton, say},
    words::code,
};

/// The card.
pub fn card(case: &CaseView, reload: Callback<i64>) -> AnyView {
    let how = &case.delivery;
    let text = |text: String| view! { <span>{text}</span> }.into_any();
    let mut facts =
        vec![(t("sheet.delivery.kind"), text(t(&format!("delivery.{}", code(&how.kind)))))];
    for (name, value) in [("name", &how.name), ("phone", &how.phone), ("address", &how.address)] {
        if !value.is_empty() {
            facts.push((t(&format!("sheet.delivery.{name}")), text(value.clone())));
        }
    }
    if let Some(place) = &case.place {
        let lines =
            [pick(&place.name), pick(&place.address), pick(&place.hours), place.phone.clone()];
        facts.push((t("delivery.field.window"), text(lines.join(" · "))));
    }
    for handed in &case.handed_out {
        // Which results they were is of use only where they did not go all at once.
        let some = !case.to_hand_out.is_empty() || case.handed_out.len() > 1;
        let what = if some { names(case, &handed.items) } else { String::new() };
        let said = [moment(handed.at), what].join(" ");
        facts.push((t("track.handed_out"), text(said)));
        if !handed.tracking.is_empty() {
            facts.push((t("track.tracking"), tracking(handed.tracking.clone())));
            facts.push((t("track.parcel"), parcel(case, handed, reload)));
        }
    }
    let may = case.allowed.iter().any(|action| action.command == CommandKind::ChangeDelivery);
    let change = may.then(|| {
        let href = links::delivery(&case.number);
        view! { <div class="actions no-print"><LinkButton href=href label=t("track.delivery.change") kind=Kind::Secondary /></div> }
    });
    view! { <Card title=t("sheet.delivery")><Facts rows=facts />{change}</Card> }.into_any()
}

/// A parcel's number, to be copied into the page of whoever carries it.
fn tracking(number: String) -> AnyView {
    let copied = number.clone();
    let copy = Callback::new(move |()| {
        let copied = copied.clone();
        leptos::task::spawn_local(async move {
            let done = share::copy(&copied).await;
            say(t(if done { "receipt.copied" } else { "receipt.not_copied" }));
        });
    });
    view! {
        <span class="number">{number}</span>
        <Button label=t("receipt.copy") kind=Kind::Quiet on_press=copy />
    }
    .into_any()
}

/// Where a parcel is, as far as it is known; who has it says so.
fn parcel(case: &CaseView, handed: &HandedOut, reload: Callback<i64>) -> AnyView {
    if let Some(end) = &handed.end {
        let at = moment(end.at);
        let words = match &end.returned {
            Some(reason) => tr("track.parcel.returned", &[("at", &at), ("reason", reason)]),
            None => tr("track.parcel.received", &[("at", &at)]),
        };
        return view! { <span>{words}</span> }.into_any();
    }
    let (number, seq, tracking) = (case.number.clone(), case.seq, handed.tracking.clone());
    let busy = RwSignal::new(false);
    let press = Callback::new(move |()| {
        busy.set(true);
        let command = Command::ReceiveParcel { tracking: tracking.clone() };
        give(number.clone(), seq, command, "track.parcel.thanks", move |known| {
            busy.set(false);
            reload.run(known);
        });
    });
    let describe = [t("track.parcel.have"), handed.tracking.clone()].join(" ");
    view! {
        <span>{t("track.parcel.under_way")}</span>
        <Button label=t("track.parcel.have") kind=Kind::Secondary describe=describe busy=busy on_press=press />
    }
    .into_any()
}
