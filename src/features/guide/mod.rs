//! The guide of a thing: everything one wants to know before applying (G8).

mod around;

use std::sync::Arc;

use leptos::prelude::*;
use onething_api::guides::GuideView;

use crate::{
    api, head,
    i18n::{pick, t},
    links,
    load::{reading, shown},
    parts,
    platform::{
        page::print,
        share::{Shared, share_here},
    },
    router::{Params, Query},
    ui::{Button, Kind, LinkButton, Page, say},
};

/// The published guide of a thing.
pub fn page(params: Params) -> AnyView {
    let thing = params.get("thing");
    let around = around::around(thing.clone());
    let guide = reading(move || {
        let thing = thing.clone();
        async move { api::guides::guide(&thing).await.map(Arc::new) }
    });
    let title = Signal::derive(move || match guide.get() {
        Some(Ok(view)) => pick(&view.guide.title),
        _ => t("guide.title"),
    });
    view! {
        <Page title=title wide=true up=("/guides".to_owned(), t("nav.guides"))>
            {shown(guide, |view| {
                head::describe(pick(&view.guide.summary));
                parts::document(&view.guide, actions(&view))
            })}
            {around}
        </Page>
    }
    .into_any()
}

fn actions(view: &GuideView) -> AnyView {
    let guide = &view.guide;
    let nothing_asked = Query::default();
    let start = if guide.questions.is_empty() {
        links::apply(&guide.thing, &nothing_asked)
    } else {
        links::check(&guide.thing, &nothing_asked)
    };
    let title = pick(&guide.title);
    let share = Callback::new(move |()| {
        let title = title.clone();
        leptos::task::spawn_local(async move { say(share_words(share_here(title).await)) });
    });
    view! {
        <div class="actions no-print">
            <LinkButton href=start label=t("guide.start") />
            <Button label=t("guide.share") kind=Kind::Secondary icon="share" on_press=share />
            <Button
                label=t("guide.print")
                kind=Kind::Secondary
                icon="print"
                on_press=Callback::new(|()| print())
            />
        </div>
    }
    .into_any()
}

fn share_words(shared: Shared) -> String {
    match shared {
        Shared::Handed => t("share.handed"),
        Shared::Copied => t("share.copied"),
        Shared::UseWechatMenu => t("share.wechat"),
        Shared::Failed => t("share.failed"),
    }
}
