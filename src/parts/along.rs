//! Passing a page on: to somebody else, to one's phone, on paper.

use leptos::prelude::*;
use onething_api::paths;

use crate::{
    i18n::t,
    platform::share::{Shared, share_here},
    router::Query,
    ui::{Button, Kind, say},
};

/// The button that shares the present address.
pub fn share_button(title: String) -> AnyView {
    let share = Callback::new(move |()| {
        let title = title.clone();
        leptos::task::spawn_local(async move { say(words(share_here(title).await)) });
    });
    view! { <Button label=t("guide.share") kind=Kind::Secondary icon="share" on_press=share /> }
        .into_any()
}

fn words(shared: Shared) -> String {
    match shared {
        Shared::Handed => t("share.handed"),
        Shared::Copied => t("share.copied"),
        Shared::UseWechatMenu => t("share.wechat"),
        Shared::Failed => t("share.failed"),
    }
}

/// A QR code of an address of the portal, where there is room for it and on paper. Drawn by the service.
pub fn take_along(address: &str) -> AnyView {
    let source = Query::default().with("to", address).on(paths::QR);
    view! {
        <figure class="along">
            <img src=source alt=t("guide.qr") loading="lazy" width="116" height="116" />
            <figcaption class="soft small">{t("guide.qr.help")}</figcaption>
        </figure>
    }
    .into_any()
}
