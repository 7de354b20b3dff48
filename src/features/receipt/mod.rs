//! The receipt of a case (A6): its number, a QR code to its progress, and what happens next.

use leptos::prelude::*;
use onething_api::cases::CaseView;
use onething_domain::case::CaseStatus;

use crate::{
    api, documents,
    i18n::{date, moment, money, pick, t, tr},
    links,
    load::{reading, shown},
    platform::{self, page, share},
    router::Params,
    ui::{Button, Card, Facts, Kind, LinkButton, Notice, Page, Qr, Tone, live_if, say},
};

/// The page.
pub fn page(params: Params) -> AnyView {
    let number = params.get("number");
    let read = reading(move || {
        let number = number.clone();
        async move { api::cases::case(&number).await }
    });
    view! { <Page title=t("receipt.title")>{shown(read, body)}</Page> }.into_any()
}

fn body(case: CaseView) -> AnyView {
    if case.status == CaseStatus::Unpaid {
        let pay = links::pay(&case.number);
        return view! {
            <Notice tone=Tone::Warn title=t("receipt.unpaid")>
                <div class="actions"><LinkButton href=pay label=t("todo.pay.do") /></div>
            </Notice>
        }
        .into_any();
    }
    let number = case.number.clone();
    let copy = Callback::new(move |()| {
        let number = number.clone();
        leptos::task::spawn_local(async move {
            let copied = share::copy(&number).await;
            say(t(if copied { "receipt.copied" } else { "receipt.not_copied" }));
        });
    });
    let print = Callback::new(|()| page::print());
    let progress = links::case(&case.number);
    let (shown, address) = (RwSignal::new(String::new()), progress.clone());
    Effect::new(move |_| {
        let origin = platform::window().location().origin().unwrap_or_default();
        shown.set(format!("{origin}{address}"));
    });
    let (about, steps) = (facts(&case), next(&case));
    let documents = documents::card(&case.number);
    let code = move || {
        let text = shown.get();
        (!text.is_empty()).then(|| view! { <Qr text=text label=t("receipt.qr") /> }.into_any())
    };
    view! {
        <div class="stack">
            <div class="card receipt">
                <Notice tone=Tone::Good title=t("receipt.done") />
                <p class="soft">{t("receipt.number")}</p>
                <p class="receipt-number number">{case.number}</p>
                <Button label=t("receipt.copy") kind=Kind::Quiet on_press=copy />
                <div class="receipt-code">{live_if(code)}<p class="small soft">{t("receipt.scan")}</p></div>
            </div>
            <Card title=t("receipt.about")><Facts rows=about /></Card>
            <Card title=t("receipt.next")>{steps}</Card>
            {documents}
            <div class="actions no-print">
                <LinkButton href=progress label=t("receipt.progress") />
                <Button label=t("receipt.print") kind=Kind::Secondary icon="print" on_press=print />
                <LinkButton href="/" label=t("not_found.home") kind=Kind::Secondary />
            </div>
        </div>
    }
    .into_any()
}

fn facts(case: &CaseView) -> Vec<(String, AnyView)> {
    let row = |name: String, text: String| (name, view! { <span>{text}</span> }.into_any());
    let mut rows = vec![
        row(t("receipt.thing"), pick(&case.title)),
        row(t("track.applicant"), case.company.clone().unwrap_or(case.applicant.clone())),
        row(t("track.filed"), moment(case.filed_at)),
    ];
    if case.bill.paid_cents > 0 {
        rows.push(row(t("track.paid"), money(case.bill.paid_cents)));
    }
    rows
}

/// What happens now, in order.
fn next(case: &CaseView) -> AnyView {
    let answer = match case.intake_due {
        Some(day) => tr("receipt.next.intake", &[("date", &date(day))]),
        None => t("receipt.next.accepted"),
    };
    let count = case.tasks.len().to_string();
    view! {
        <ol class="receipt-steps">
            <li>{answer}</li>
            <li>{tr("receipt.next.tasks", &[("n", &count)])}</li>
            <li>{t("receipt.next.told")}</li>
        </ol>
    }
    .into_any()
}
