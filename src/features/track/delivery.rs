//! How results are handed over: where they go, the parcel's number, and the way to change it (A8).

use leptos::prelude::*;
use onething_api::cases::CaseView;
use onething_domain::case::CommandKind;

use crate::{
    i18n::{moment, t},
    links,
    platform::share,
    ui::{Button, Card, Facts, Kind, LinkButton, say},
    words::code,
};

/// The card.
pub fn card(case: &CaseView) -> AnyView {
    let how = &case.delivery;
    let text = |text: String| view! { <span>{text}</span> }.into_any();
    let mut facts =
        vec![(t("sheet.delivery.kind"), text(t(&format!("delivery.{}", code(&how.kind)))))];
    for (name, value) in [("name", &how.name), ("phone", &how.phone), ("address", &how.address)] {
        if !value.is_empty() {
            facts.push((t(&format!("sheet.delivery.{name}")), text(value.clone())));
        }
    }
    if let Some(handed) = &case.handed_out {
        facts.push((t("track.handed_out"), text(moment(handed.at))));
        if !handed.tracking.is_empty() {
            facts.push((t("track.tracking"), tracking(handed.tracking.clone())));
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
