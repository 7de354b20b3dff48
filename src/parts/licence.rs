//! A licence as a card, and its state in words.

use leptos::prelude::*;
use onething_api::licences::LicenceView;
use onething_domain::licence::LicenceStatus;

use crate::{
    i18n::{date, pick, t, tr},
    ui::{Tag, Tone, icon},
    words::code,
};

/// Whether it holds, in a word.
pub fn status(status: LicenceStatus) -> (String, Tone) {
    let tone = match status {
        LicenceStatus::Valid => Tone::Good,
        LicenceStatus::Expired => Tone::Warn,
        LicenceStatus::Revoked => Tone::Bad,
    };
    (t(&format!("licence.status.{}", code(&status))), tone)
}

/// Until when it is valid, in words.
pub fn until(last: Option<chrono::NaiveDate>) -> String {
    match last {
        Some(day) => tr("licence.until", &[("date", &date(day))]),
        None => t("licence.no_end"),
    }
}

/// The card, as it would lie in a purse; `number` as it is to be seen.
pub fn face(licence: &LicenceView, number: impl Fn() -> String + Send + Sync + 'static) -> AnyView {
    let (word, tone) = status(licence.status);
    let class = format!("licence licence-{}", code(&licence.status));
    let picture = if licence.company { "company" } else { "card" };
    let issued = tr("licence.issued", &[("date", &date(licence.issued_on))]);
    view! {
        <span class=class>
            <span class="licence-head">
                {icon(picture)}
                <span class="licence-name">{pick(&licence.name)}</span>
                <Tag label=word tone=tone />
            </span>
            <span class="licence-number number">{number}</span>
            <span class="licence-row">{licence.holder.clone()}</span>
            <span class="licence-row soft small">{pick(&licence.issuer)}" · "{issued}</span>
            <span class="licence-row soft small">{until(licence.valid_until)}</span>
        </span>
    }
    .into_any()
}
