//! What stands around a guide: policy readings and notices that touch it, services that its items need.

use leptos::prelude::*;

use crate::{
    api,
    i18n::t,
    load::reading,
    parts,
    ui::{Card, live_if},
};

/// Both sections, where there is something; a guide is whole without them, so nothing waits for them.
pub fn around(thing: String) -> AnyView {
    let around = reading(move || {
        let thing = thing.clone();
        async move { api::notices::around(&thing).await }
    });
    live_if(move || {
        let around = around.get()?.ok()?;
        let notices = (!around.notices.is_empty()).then(|| {
            let notices = parts::notices(&around.notices);
            view! { <Card title=t("guide.notices") id="notices">{notices}</Card> }
        });
        let services = (!around.services.is_empty()).then(|| {
            let services = parts::services(&around.services);
            view! {
                <Card title=t("guide.services") id="services">
                    <p class="soft">{t("guide.services.help")}</p>
                    {services}
                </Card>
            }
        });
        Some(view! { <div class="stack guide-around">{notices}{services}</div> }.into_any())
    })
}
