//! The workbench: the tables of its pages and what stands around them.

mod board;
mod bookings;
mod case;
mod deliveries;
mod editor;
mod guides;
mod licences;
mod notices;
mod parts;
mod queue;
mod ratings;
mod samples;
mod sentences;
mod tickets;
mod window;

use leptos::prelude::*;
use onething_api::session::Session as Person;
use onething_domain::{city::Role, sentence};

use crate::{
    api,
    city::City,
    features::login,
    i18n::{pick, t},
    load::in_words,
    platform::{history, storage},
    router::{Page, Params, Program, Who},
    session::Session,
    shell::{self, FrontEnd},
    ui::{self, Button, Frame, Kind, NavLink, Notice, Tone},
    words::code,
};

/// The pages of those who handle cases.
pub const PAGES: &[Page] = &[
    Page { path: "/staff", who: Who::SignedIn, view: |params| for_staff(params, queue::page) },
    Page {
        path: "/staff/cases/{number}",
        who: Who::SignedIn,
        view: |params| for_staff(params, case::page),
    },
    Page {
        path: "/staff/bookings",
        who: Who::SignedIn,
        view: |params| for_staff(params, bookings::page),
    },
    Page {
        path: "/staff/deliveries",
        who: Who::SignedIn,
        view: |params| for_staff(params, deliveries::page),
    },
    Page {
        path: "/staff/licences",
        who: Who::SignedIn,
        view: |params| for_staff(params, licences::page),
    },
    Page {
        path: "/staff/samples",
        who: Who::SignedIn,
        view: |params| for_staff(params, samples::page),
    },
    Page {
        path: "/staff/sentences",
        who: Who::SignedIn,
        view: |params| for_staff(params, sentences::page),
    },
    Page {
        path: "/staff/board",
        who: Who::SignedIn,
        view: |params| for_staff(params, board::page),
    },
    Page {
        path: "/staff/board/cases",
        who: Who::SignedIn,
        view: |params| for_staff(params, board::behind),
    },
    Page {
        path: "/staff/ratings",
        who: Who::SignedIn,
        view: |params| for_staff(params, ratings::list),
    },
    Page {
        path: "/staff/ratings/{id}",
        who: Who::SignedIn,
        view: |params| for_staff(params, ratings::page),
    },
    Page {
        path: "/staff/tickets",
        who: Who::SignedIn,
        view: |params| for_staff(params, tickets::list),
    },
    Page {
        path: "/staff/tickets/new",
        who: Who::SignedIn,
        view: |params| for_staff(params, tickets::call),
    },
    Page {
        path: "/staff/tickets/{number}",
        who: Who::SignedIn,
        view: |params| for_staff(params, tickets::page),
    },
    Page {
        path: "/staff/window",
        who: Who::SignedIn,
        view: |params| for_staff(params, window::page),
    },
    Page { path: "/staff/login", who: Who::Anyone, view: login::page },
];

/// The pages of those who write guides and notices: a program of their own, as heavy as the rest of the workbench,
/// which others need not load.
pub const EDITOR_PAGES: &[Page] = &[
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
    Page {
        path: "/staff/catalogue",
        who: Who::SignedIn,
        view: |params| for_staff(params, editor::catalogue),
    },
    Page {
        path: "/staff/catalogue/intermediaries",
        who: Who::SignedIn,
        view: |params| for_staff(params, editor::firms),
    },
    Page {
        path: "/staff/catalogue/{kind}/{id}",
        who: Who::SignedIn,
        view: |params| for_staff(params, editor::document),
    },
    Page {
        path: "/staff/catalogue/{kind}/{id}/history",
        who: Who::SignedIn,
        view: |params| for_staff(params, editor::past),
    },
    Page {
        path: "/staff/catalogue/{kind}/{id}/changes",
        who: Who::SignedIn,
        view: |params| for_staff(params, editor::changes),
    },
    Page {
        path: "/staff/catalogue/{kind}/{id}/versions",
        who: Who::SignedIn,
        view: |params| for_staff(params, editor::versions),
    },
    Page {
        path: "/staff/releases",
        who: Who::SignedIn,
        view: |params| for_staff(params, editor::releases),
    },
    Page {
        path: "/staff/releases/{id}",
        who: Who::SignedIn,
        view: |params| for_staff(params, editor::release),
    },
    Page {
        path: "/staff/previews/{thing}",
        who: Who::SignedIn,
        view: |params| for_staff(params, editor::preview),
    },
    Page {
        path: "/staff/previews/{thing}/page",
        who: Who::SignedIn,
        view: |params| for_staff(params, editor::preview_inside),
    },
    Page {
        path: "/staff/previews/{thing}/check",
        who: Who::SignedIn,
        view: |params| for_staff(params, editor::preview_check),
    },
];

static WORKBENCH: FrontEnd = for_workbench(Program::Staff, PAGES);
static EDITOR: FrontEnd = for_workbench(Program::Editor, EDITOR_PAGES);

const fn for_workbench(program: Program, pages: &'static [Page]) -> FrontEnd {
    FrontEnd { program, pages, frame, login: "/staff/login", home: "/staff" }
}

/// Starts the workbench.
pub fn run() {
    shell::run(&WORKBENCH, provide);
}

/// Starts the workbench of those who write.
pub fn run_editor() {
    shell::run(&EDITOR, provide);
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
    let view = move || match (is_staff.get(), session.is_unasked()) {
        (true, _) => page(params.clone()),
        (false, true) => {
            let retry = Callback::new(move |()| session.refresh());
            view! { <ui::Failure title=t("error.offline") text=t("error.offline.help") on_retry=retry /> }
                .into_any()
        }
        (false, false) => not_for_citizens(),
    };
    view! { {view} }.into_any()
}

/// Whether somebody decides for a department.
fn is_chief() -> Memo<bool> {
    let session = Session::get();
    Memo::new(move |_| session.person().is_some_and(|person| person.roles.contains(&Role::Chief)))
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
        let previews = ["/staff/guides/", "/staff/previews/"];
        let ends = ["/page", "/check"];
        previews.iter().any(|way| place.path.starts_with(way))
            && ends.iter().any(|end| place.path.ends_with(end))
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
    let person = Session::get().person();
    let (roles, department) =
        person.map(|person| (person.roles, person.department)).unwrap_or_default();
    if roles.is_empty() {
        return Vec::new();
    }
    let link = |href: &str, key: &str, icon| NavLink { href: href.into(), label: t(key), icon };
    let mut links = vec![link("/staff", "staff.nav.queue", "case")];
    if roles.contains(&Role::Clerk) {
        links.push(link("/staff/window", "staff.nav.window", "edit"));
        links.push(link("/staff/bookings", "staff.nav.bookings", "clock"));
    }
    let writes = roles.iter().any(|role| matches!(role, Role::Editor | Role::Publisher));
    if writes {
        links.push(link("/staff/catalogue", "staff.nav.catalogue", "edit"));
        links.push(link("/staff/releases", "staff.nav.releases", "check"));
    }
    if roles.contains(&Role::Chief) {
        links.push(link("/staff/licences", "staff.nav.licences", "case"));
    }
    let checks = [Role::Reviewer, Role::Chief, Role::Supervisor];
    if roles.iter().any(|role| checks.contains(role)) {
        links.push(link("/staff/samples", "staff.nav.samples", "check"));
    }
    if sentence::keeps(&roles, department.as_deref()).is_some() {
        links.push(link("/staff/sentences", "staff.nav.sentences", "edit"));
    }
    links.push(link("/staff/guides", "staff.nav.guides", "document"));
    if writes {
        links.push(link("/staff/notices", "staff.nav.notices", "info"));
    }
    if roles.contains(&Role::Administrator) {
        links.push(link("/staff/deliveries", "staff.nav.deliveries", "message"));
    }
    if roles.contains(&Role::Supervisor) {
        links.push(link("/staff/board", "staff.nav.board", "info"));
    }
    if roles.iter().any(|role| matches!(role, Role::Reviewer | Role::Chief | Role::Supervisor)) {
        links.push(link("/staff/ratings", "staff.nav.ratings", "heart"));
    }
    if roles.iter().any(|role| !matches!(role, Role::Editor | Role::Administrator)) {
        links.push(link("/staff/tickets", "staff.nav.tickets", "info"));
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
                storage::forget_person();
                session.set(None);
                history::go("/staff/login");
            }
            Err(error) => ui::say(in_words(&error).0),
        }
    });
}

#[cfg(test)]
mod tests {
    use super::{EDITOR_PAGES, PAGES};
    use crate::router::{Program, program};

    #[test]
    fn every_page_of_the_workbench_belongs_to_its_program() {
        assert!(PAGES.iter().all(|page| program(page.path) == Program::Staff));
        assert!(EDITOR_PAGES.iter().all(|page| program(page.path) == Program::Editor));
    }
}
