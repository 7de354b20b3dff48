//! The workbench: its table of pages and what stands around them.

mod case;
mod guides;
mod notices;
mod queue;

use leptos::prelude::*;
use onething_api::session::Session as Person;
use onething_domain::city::Role;

use crate::{
    api,
    city::City,
    features::login,
    i18n::{pick, t},
    load::in_words,
    platform::history,
    router::{Page, Params, Program, Who, program},
    session::Session,
    shell::{self, FrontEnd},
    ui::{self, Button, Frame, Kind, NavLink, Notice, Tone},
    words::code,
};

/// Every page of the workbench.
pub const PAGES: &[Page] = &[
    Page { path: "/staff", who: Who::SignedIn, view: |params| for_staff(params, queue::page) },
    Page {
        path: "/staff/cases/{number}",
        who: Who::SignedIn,
        view: |params| for_staff(params, case::page),
    },
    Page {
        path: "/staff/guides",
        who: Who::SignedIn,
        view: |params| for_staff(params, guides::list),
    },
    Page {
        path: "/staff/guides/{thing}/versions/{version}",
        who: Who::SignedIn,
        view: |params| for_staff(params, guides::preview),
    },
    Page {
        path: "/staff/guides/{thing}/versions/{version}/page",
        who: Who::SignedIn,
        view: |params| for_staff(params, guides::bare),
    },
    Page {
        path: "/staff/notices",
        who: Who::SignedIn,
        view: |params| for_staff(params, notices::list),
    },
    Page {
        path: "/staff/notices/{id}",
        who: Who::SignedIn,
        view: |params| for_staff(params, notices::page),
    },
    Page { path: "/staff/login", who: Who::Anyone, view: login::page },
];

static WORKBENCH: FrontEnd = FrontEnd {
    pages: PAGES,
    is_ours: |path| program(path) == Program::Staff,
    frame,
    login: "/staff/login",
    home: "/staff",
};

/// Starts the workbench.
pub fn run() {
    shell::run(&WORKBENCH, provide);
}

fn provide() {
    City::provide();
    Session::provide();
}

/// A page for staff; a citizen is told so, and shown the way to the page that is theirs.
fn for_staff(params: Params, page: fn(Params) -> AnyView) -> AnyView {
    let session = Session::get();
    let is_staff =
        Memo::new(move |_| session.person().is_some_and(|person| !person.roles.is_empty()));
    let view = move || if is_staff.get() { page(params.clone()) } else { not_for_citizens() };
    view! { {view} }.into_any()
}

fn not_for_citizens() -> AnyView {
    view! {
        <ui::Page title=t("staff.only.title")>
            <Notice tone=Tone::Info title=t("staff.only.what")>
                <p>{t("staff.only.help")}</p>
                <div class="actions">
                    <a class="btn btn-primary" href="/" rel="external">{t("staff.only.portal")}</a>
                    <Button label=t("staff.only.other") kind=Kind::Secondary on_press=Callback::new(|()| log_out()) />
                </div>
            </Notice>
        </ui::Page>
    }
    .into_any()
}

fn frame(page: AnyView) -> AnyView {
    let here = history::here();
    // The inside of a preview is shown without what stands around staff's pages.
    if here.with_untracked(|place| {
        place.path.starts_with("/staff/guides/") && place.path.ends_with("/page")
    }) {
        return view! { <main id="main" class="main">{page}</main> }.into_any();
    }
    // The workbench's own address may be typed with or without the last slash.
    let path =
        Signal::derive(move || here.with(|place| place.path.trim_end_matches('/').to_owned()));
    view! {
        <Frame
            brand=t("staff.name")
            home="/staff"
            nav=Signal::derive(links)
            path=path
            on_language=Callback::new(|()| shell::switch_language())
            account=account()
            footer=().into_any()
        >
            {page}
        </Frame>
    }
    .into_any()
}

fn links() -> Vec<NavLink> {
    let Some(person) = Session::get().person().filter(|person| !person.roles.is_empty()) else {
        return Vec::new();
    };
    let mut links = vec![
        NavLink { href: "/staff".into(), label: t("staff.nav.queue"), icon: "case" },
        NavLink { href: "/staff/guides".into(), label: t("staff.nav.guides"), icon: "document" },
    ];
    if person.roles.iter().any(|role| matches!(role, Role::Editor | Role::Publisher)) {
        let label = t("staff.nav.notices");
        links.push(NavLink { href: "/staff/notices".into(), label, icon: "info" });
    }
    links
}

/// Who is logged in and as what, and the way out.
fn account() -> AnyView {
    let session = Session::get();
    let view = move || {
        session.person().map(|person| {
            view! {
                <p class="who"><strong>{person.name.clone()}</strong>" "<span>{office(&person)}</span></p>
                <button type="button" class="tool" on:click=|_| log_out()>{t("staff.log_out")}</button>
            }
            .into_any()
        })
    };
    view! { {view} }.into_any()
}

/// Department and roles.
fn office(person: &Person) -> String {
    let roles = person.roles.iter().map(|role| t(&format!("staff.role.{}", code(role))));
    person
        .department_name
        .as_ref()
        .map(pick)
        .into_iter()
        .chain(roles)
        .collect::<Vec<_>>()
        .join(" · ")
}

fn log_out() {
    let session = Session::get();
    leptos::task::spawn_local(async move {
        match api::session::log_out().await {
            Ok(()) => {
                session.set(None);
                history::go("/staff/login");
            }
            Err(error) => ui::say(in_words(&error).0),
        }
    });
}

#[cfg(test)]
mod tests {
    use super::PAGES;
    use crate::router::{Program, program};

    #[test]
    fn every_page_of_the_workbench_belongs_to_its_program() {
        assert!(PAGES.iter().all(|page| program(page.path) == Program::Staff));
    }
}
