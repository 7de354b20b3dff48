//! Paying a case's bill (A7). The amount is always the server's; a payment that failed is begun again
//! without filling in anything.

use leptos::prelude::*;
use onething_api::cases::CaseView;
use onething_api::payments::{NewPayment, Payment, PaymentStatus};

use crate::{
    api,
    city::City,
    i18n::{money, pick, t, tr},
    links,
    load::{in_words, reading, shown},
    platform::{history, id, storage},
    router::{Params, Query},
    ui::{Button, Card, Facts, Kind, LinkButton, Notice, Page, Tone, live, live_if, say},
};

/// The page: the bill, or the payment that the address names.
pub fn page(params: Params) -> AnyView {
    let number = params.get("number");
    let up = (links::case(&number), t("track.title"));
    let payment = history::query("payment");
    let decided = RwSignal::new(0u32);
    let read = reading(move || {
        decided.track();
        let (number, payment) = (number.clone(), payment.get());
        async move {
            let case = api::cases::case(&number).await?;
            let payment = match payment {
                Some(id) => Some(api::cases::payment(&id).await?),
                None => None,
            };
            Ok((case, payment))
        }
    });
    let body = move |(case, payment): (CaseView, Option<Payment>)| {
        let owed = case.bill.total() - case.bill.paid_cents;
        match payment {
            _ if owed <= 0 => settled(&case),
            Some(payment) if payment.status == PaymentStatus::Pending => {
                cashier(case, payment, decided)
            }
            Some(payment) => bill(&case, payment.status == PaymentStatus::Failed),
            None => bill(&case, false),
        }
    };
    view! { <Page title=t("pay.title") up=up>{shown(read, body)}</Page> }.into_any()
}

fn settled(case: &CaseView) -> AnyView {
    view! {
        <div class="stack">
            <Notice tone=Tone::Good title=t("pay.settled") />
            <LinkButton href=links::receipt(&case.number) label=t("pay.to_receipt") />
        </div>
    }
    .into_any()
}

/// Where the id of a payment is kept until it is decided, so that a double tap or a reload begins one.
fn key(number: &str) -> String {
    storage::own(&format!("payment.{number}"))
}

fn bill(case: &CaseView, failed: bool) -> AnyView {
    let amount = |cents: i64| view! { <span class="number">{money(cents)}</span> }.into_any();
    let later = links::case(&case.number);
    let rows = case.bill.lines.iter().map(|line| (pick(&line.name), amount(line.cents))).collect();
    let owed = case.bill.total() - case.bill.paid_cents;
    let busy = RwSignal::new(false);
    let number = case.number.clone();
    let pay = Callback::new(move |()| {
        busy.set(true);
        let number = number.clone();
        leptos::task::spawn_local(async move {
            begin(&number).await;
            busy.set(false);
        });
    });
    let failed = failed.then(|| {
        view! { <Notice tone=Tone::Warn title=t("pay.failed")><p>{t("pay.failed.help")}</p></Notice> }
    });
    let label = if failed.is_some() { t("pay.again") } else { t("pay.do") };
    view! {
        <div class="stack">
            {failed}
            <Card title=t("pay.bill")>
                <Facts rows=rows />
                <p class="pay-total">
                    <span>{t("pay.total")}</span>" "<strong class="number">{money(owed)}</strong>
                </p>
                <p class="small soft">{t("pay.rule")}</p>
                <div class="actions">
                    <Button label=label busy=busy on_press=pay />
                    <LinkButton href=later label=t("pay.later") kind=Kind::Secondary />
                </div>
            </Card>
        </div>
    }
    .into_any()
}

async fn begin(number: &str) {
    let id = storage::read(&key(number)).unwrap_or_else(|| {
        let id = id::fresh();
        storage::write(&key(number), &id);
        id
    });
    match api::cases::pay(number, &NewPayment { id }).await {
        Ok(payment) => {
            if payment.status != PaymentStatus::Pending {
                storage::remove(&key(number));
            }
            let query = Query::default().with("payment", &payment.id);
            history::go(&query.on(&links::pay(number)));
        }
        Err(error) => {
            if !error.offline {
                storage::remove(&key(number));
            }
            say(error.message());
        }
    }
}

/// The sandbox cashier. In a demonstration the visitor decides how the payment ends.
fn cashier(case: CaseView, payment: Payment, decided: RwSignal<u32>) -> AnyView {
    let city = City::get();
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<api::ApiError>);
    let number = StoredValue::new(case.number.clone());
    let id = StoredValue::new(payment.id);
    let answer = move |succeed: bool| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failed.set(None);
        leptos::task::spawn_local(async move {
            let number = number.get_value();
            let answer = match api::cases::cashier(&id.get_value(), succeed).await {
                Ok(payment) => Ok(payment),
                // Decided before, and the answer was lost: what counts is how it stands.
                Err(error) if error.problem.status == 409 => {
                    api::cases::payment(&id.get_value()).await
                }
                Err(error) => Err(error),
            };
            match answer {
                Ok(payment) => {
                    storage::remove(&key(&number));
                    match payment.status {
                        PaymentStatus::Succeeded => history::replace(&links::receipt(&number)),
                        _ => decided.update(|count| *count += 1),
                    }
                }
                Err(error) => failed.set(Some(error)),
            }
            busy.set(false);
        });
    };
    let succeed = Callback::new(move |()| answer(true));
    let fail = Callback::new(move |()| answer(false));
    let buttons = move || match city.is_demo() {
        true => view! {
            <p class="small soft">{t("cashier.demo")}</p>
            <div class="actions">
                <Button label=t("cashier.succeed") busy=busy on_press=succeed />
                <Button label=t("cashier.fail") kind=Kind::Secondary busy=busy on_press=fail />
            </div>
        }
        .into_any(),
        false => view! { <p>{t("cashier.wait")}</p> }.into_any(),
    };
    let what = tr("cashier.for", &[("title", &pick(&case.title)), ("number", &case.number)]);
    let wrong = move || {
        let (title, text) = in_words(&failed.get()?);
        Some(view! { <Notice tone=Tone::Bad title=title><p>{text}</p></Notice> }.into_any())
    };
    view! {
        <div class="stack">
            {live_if(wrong)}
            <Card title=t("cashier.title")>
                <p>{what}</p>
                <p class="pay-total"><span>{t("pay.total")}</span>" "<strong class="number">{money(payment.cents)}</strong></p>
                {live(buttons)}
            </Card>
        </div>
    }
    .into_any()
}
