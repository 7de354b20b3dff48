//! One card: what stands on it, showing it, and who showed it.

use leptos::prelude::*;
use onething_api::licences::{LicenceDetail, LicenceView};
use onething_domain::identifier::mask_id;
use onething_domain::licence::LicenceStatus;

use super::{log, show};
use crate::{
    api,
    i18n::{date, day_of, pick, t, tr},
    load::{reading, shown},
    parts::licence::face,
    router::Params,
    ui::{Button, Kind, Notice, Page, Tone},
};

/// The page.
pub fn page(params: Params) -> AnyView {
    let id = params.get("id");
    let read = reading(move || {
        let id = id.clone();
        async move { api::licences::one(&id, "").await }
    });
    let title = Signal::derive(move || match read.get() {
        Some(Ok(detail)) => pick(&detail.licence.name),
        _ => t("wallet.card"),
    });
    let up = (String::from("/wallet"), t("wallet.title"));
    view! { <Page title=title up=up>{shown(read, body)}</Page> }.into_any()
}

fn body(detail: LicenceDetail) -> AnyView {
    let licence = detail.licence;
    let log = log::Log::new(licence.id.clone());
    let act = match licence.status {
        LicenceStatus::Valid => show::area(licence.id.clone(), log),
        status => over(&licence, status),
    };
    view! {
        <div class="stack">
            {front(&licence)}
            {act}
            {log.card()}
        </div>
    }
    .into_any()
}

/// The card itself. Its number is covered until its holder wants to see it: others look over shoulders.
fn front(licence: &LicenceView) -> AnyView {
    let open = RwSignal::new(false);
    let (plain, covered) = (licence.number.clone(), mask_id(&licence.number));
    let number = move || if open.get() { plain.clone() } else { covered.clone() };
    let label = Signal::derive(move || {
        t(if open.get() { "wallet.number.hide" } else { "wallet.number.show" })
    });
    let press = Callback::new(move |()| open.update(|open| *open = !*open));
    view! {
        <div>
            {face(licence, number)}
            <div class="actions"><Button label=label kind=Kind::Quiet on_press=press /></div>
        </div>
    }
    .into_any()
}

/// Why it is not shown, and what can be done.
fn over(licence: &LicenceView, status: LicenceStatus) -> AnyView {
    let issuer = pick(&licence.issuer);
    let text = match (&licence.revoked, licence.valid_until) {
        (Some(revoked), _) => {
            let day = date(day_of(revoked.at));
            tr(
                "wallet.revoked",
                &[("date", &day), ("reason", &revoked.reason), ("issuer", &issuer)],
            )
        }
        (None, last) => {
            let day = last.map(date).unwrap_or_default();
            tr("wallet.expired", &[("date", &day), ("issuer", &issuer)])
        }
    };
    let title = match status {
        LicenceStatus::Revoked => t("wallet.revoked.title"),
        _ => t("wallet.expired.title"),
    };
    view! { <Notice tone=Tone::Warn title=title><p>{text}</p></Notice> }.into_any()
}
