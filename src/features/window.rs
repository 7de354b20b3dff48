//! A visit at a clerk's window (A9): the person's own pages say whose window they are at, and how the visit ends.

use leptos::prelude::*;

use crate::{
    app,
    i18n::{t, tr},
    session::Session,
    ui::live_if,
};

/// The frame around a page, with the visit above it where there is one.
pub fn frame(page: AnyView) -> AnyView {
    app::frame(view! { {bar()}{page} }.into_any())
}

fn bar() -> AnyView {
    let session = Session::get();
    let bar = move || {
        let person = session.person()?;
        let words = tr("window.bar", &[("clerk", &person.window?), ("name", &person.name)]);
        let view = view! {
            <div class="window-bar" role="region" aria-label=t("window.title")>
                <p>{words}</p>
                <button type="button" class="tool" on:click=move |_| session.end_visit()>{t("window.end")}</button>
            </div>
        };
        Some(view.into_any())
    };
    live_if(bar)
}
