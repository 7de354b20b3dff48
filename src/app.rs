//! The citizens' page: the one table of its pages, and what stands around them.

use leptos::prelude::*;

use crate::{
    features::home,
    i18n::t,
    platform::history,
    router::{Page, Who},
    session::Session,
    shell::{self, FrontEnd},
    ui::{Frame, NavLink},
};

/// Every page of the citizens' front end.
pub const PAGES: &[Page] = &[Page { path: "/", who: Who::Anyone, view: home::page }];

static PORTAL: FrontEnd = FrontEnd { pages: PAGES, frame, login: "/login" };

/// Starts the citizens' front end.
pub fn run() {
    shell::run(&PORTAL, provide);
}

fn provide() {
    Session::provide();
}

fn frame(page: AnyView) -> AnyView {
    let here = history::here();
    let path = Signal::derive(move || here.with(|place| place.path.clone()));
    let links = ["/", "/guides", "/cases", "/lookup"];
    let nav = move || {
        links
            .into_iter()
            .map(|href| {
                let (label, icon) = match href {
                    "/guides" => (t("nav.guides"), "document"),
                    "/cases" => (t("nav.cases"), "case"),
                    "/lookup" => (t("nav.lookup"), "search"),
                    _ => (t("nav.home"), "home"),
                };
                NavLink { href: href.into(), label, icon }
            })
            .collect::<Vec<_>>()
    };
    view! {
        <Frame
            brand=t("portal.name")
            home="/"
            nav=Signal::derive(nav)
            path=path
            on_language=Callback::new(|()| shell::switch_language())
            account=().into_any()
            footer=footer()
        >
            {page}
        </Frame>
    }
    .into_any()
}

fn footer() -> AnyView {
    view! {
        <p>{t("foot.promise")}</p>
    }
    .into_any()
}
