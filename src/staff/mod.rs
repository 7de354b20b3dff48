//! The workbench: its table of pages and what stands around them.

use leptos::prelude::*;

use crate::{
    i18n::t,
    platform::history,
    router::Page,
    session::Session,
    shell::{self, FrontEnd},
    ui::Frame,
};

/// Every page of the workbench.
pub const PAGES: &[Page] = &[];

static WORKBENCH: FrontEnd = FrontEnd { pages: PAGES, frame, login: "/staff/login" };

/// Starts the workbench.
pub fn run() {
    shell::run(&WORKBENCH, provide);
}

fn provide() {
    Session::provide();
}

fn frame(page: AnyView) -> AnyView {
    let here = history::here();
    view! {
        <Frame
            brand=t("staff.name")
            home="/staff"
            nav=Vec::new()
            path=Signal::derive(move || here.with(|place| place.path.clone()))
            on_language=Callback::new(|()| shell::switch_language())
            account=().into_any()
            footer=().into_any()
        >
            {page}
        </Frame>
    }
    .into_any()
}
