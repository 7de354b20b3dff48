//! Messages that could not be delivered: why, and trying them again (T3). Neither text nor receiver is shown.

use leptos::prelude::*;
use onething_api::messages::{DeliveryList, DeliveryView};

use crate::{
    api,
    i18n::{moment, t, t_if, tr},
    load::{Reading, in_words, reading, shown},
    platform::history,
    router::{Params, encode},
    ui::{Button, Empty, Kind, LinkButton, Page, Table, say},
    words::code,
};

/// The page; the page of the list stands in the address.
pub fn page(_: Params) -> AnyView {
    let cursor = history::query("cursor");
    let read = reading(move || {
        let cursor = cursor.get().unwrap_or_default();
        async move { api::messages::deliveries(&cursor).await }
    });
    view! {
        <Page title=t("staff.deliveries.title") lead=t("staff.deliveries.lead") wide=true>
            {shown(read, move |list| body(list, read))}
        </Page>
    }
    .into_any()
}

fn body(list: DeliveryList, read: Reading<DeliveryList>) -> AnyView {
    let waiting = tr("staff.deliveries.waiting", &[("n", &list.waiting.to_string())]);
    if list.deliveries.is_empty() {
        return view! { <Empty title=t("staff.deliveries.none") text=waiting /> }.into_any();
    }
    let busy = RwSignal::new(false);
    let heads = ["kind", "channel", "error", "tries", "at", "act"];
    let heads = heads.map(|name| t(&format!("staff.deliveries.column.{name}"))).to_vec();
    let rows = list.deliveries.iter().map(|row| cells(row, busy, read)).collect();
    let older = list.next.map(|cursor| {
        let href = format!("/staff/deliveries?cursor={}", encode(&cursor));
        view! { <LinkButton href=href label=t("notices.older") kind=Kind::Secondary /> }
    });
    let all = Callback::new(move |()| retry(Vec::new(), busy, read));
    let dead = tr("staff.deliveries.dead", &[("n", &list.dead.to_string())]);
    view! {
        <p>{dead}" "{waiting}</p>
        <div class="actions"><Button label=t("staff.deliveries.retry_all") busy=busy on_press=all /></div>
        <div class="card"><Table caption=t("staff.deliveries.title") heads=heads rows=rows /></div>
        <div class="actions">{older}</div>
    }
    .into_any()
}

fn cells(row: &DeliveryView, busy: RwSignal<bool>, read: Reading<DeliveryList>) -> Vec<AnyView> {
    let kind = t(&format!("staff.message.{}", code(&row.kind)));
    let error = t_if(&format!("staff.delivery_error.{}", row.error));
    let error = error.unwrap_or_else(|| row.error.clone());
    let id = row.id.clone();
    let press = Callback::new(move |()| retry(vec![id.clone()], busy, read));
    let describe = format!("{}: {kind}, {}", t("staff.deliveries.retry"), moment(row.at));
    let act = match row.error.as_str() {
        "expired" => t("staff.deliveries.too_late").into_any(),
        _ => view! {
            <Button label=t("staff.deliveries.retry") kind=Kind::Quiet busy=busy describe=describe on_press=press />
        }
        .into_any(),
    };
    vec![
        kind.into_any(),
        t(&format!("messages.channel.{}", code(&row.channel))).into_any(),
        error.into_any(),
        view! { <span class="number">{row.tries}</span> }.into_any(),
        view! { <span class="number">{moment(row.at)}</span> }.into_any(),
        act,
    ]
}

fn retry(ids: Vec<String>, busy: RwSignal<bool>, read: Reading<DeliveryList>) {
    if busy.get_untracked() {
        return;
    }
    busy.set(true);
    leptos::task::spawn_local(async move {
        match api::messages::retry(ids).await {
            Ok(done) => {
                say(tr("staff.deliveries.retried", &[("n", &done.deliveries.to_string())]));
                read.refetch();
            }
            Err(error) => say(in_words(&error).0),
        }
        busy.try_set(false);
    });
}
