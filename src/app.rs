//! The citizens' programs: the tables of their pages, and what stands around them.

use leptos::prelude::*;

use crate::{
    city::City,
    features::{
        account, apply, booking, check, departments, documents, figures, guide, guides, home,
        login, lookup, messages, notices, outbox, pay, places, receipt, tickets, track, verify,
        wallet, window,
    },
    i18n::{self, pick, t, tr},
    links,
    platform::history,
    router::{self, Page, Params, Program, Who},
    session::Session,
    shell::{self, FrontEnd},
    ui::{Frame, NavLink, live, live_if},
};

/// The ways in: the first thing that citizens load.
pub const PAGES: &[Page] = &[
    Page { path: "/", who: Who::Reader, view: home::page },
    Page { path: "/guides", who: Who::Reader, view: guides::page },
    Page { path: "/departments", who: Who::Reader, view: departments::page },
    Page { path: "/departments/{department}", who: Who::Reader, view: departments::shop },
    Page { path: "/notices", who: Who::Reader, view: notices::page },
    Page { path: "/notices/{id}", who: Who::Reader, view: notices::notice },
    Page { path: "/results", who: Who::Reader, view: notices::results },
    Page { path: "/intermediaries", who: Who::Reader, view: notices::services },
    Page { path: "/places", who: Who::Reader, view: places::page },
];

/// A guide: a program of its own, since its parts weigh as much as all the ways to it (X4).
pub const GUIDE_PAGES: &[Page] =
    &[Page { path: "/guides/{thing}", who: Who::Reader, view: guide::page }];

/// A person's own business: loaded when somebody checks what applies to them, logs in or applies, so that those who only
/// read do not pay for it (X4).
pub const OWN_PAGES: &[Page] = &[
    Page { path: "/guides/{thing}/check", who: Who::Reader, view: check::page },
    Page { path: "/login", who: Who::Anyone, view: login::page },
    Page { path: "/cosign/cases/{number}", who: Who::SignedIn, view: apply::cosigners },
    Page { path: "/apply/{thing}", who: Who::SignedIn, view: apply::begin },
    Page { path: "/apply/{draft}/form", who: Who::Owner, view: apply::form },
    Page { path: "/apply/{draft}/{step}", who: Who::SignedIn, view: apply::step },
    Page { path: "/cosign/{token}", who: Who::SignedIn, view: apply::cosign },
];

/// Going on with what was filed: the controls of the form, without the way to a new one (X4).
pub const AMEND_PAGES: &[Page] = &[
    Page { path: "/cases/{number}/correct", who: Who::SignedIn, view: apply::correct },
    Page { path: "/cases/{number}/supply", who: Who::SignedIn, view: apply::supply },
    Page { path: "/cases/{number}/delivery", who: Who::SignedIn, view: apply::redirect },
];

/// What becomes of an application: looked at often and for a moment, without what applying needs (X4).
pub const FOLLOW_PAGES: &[Page] = &[
    Page { path: "/my", who: Who::SignedIn, view: account::page },
    Page { path: "/cases", who: Who::SignedIn, view: account::page },
    Page { path: "/cases/{number}", who: Who::SignedIn, view: track::page },
    Page { path: "/cases/{number}/pay", who: Who::SignedIn, view: pay::page },
    Page { path: "/cases/{number}/receipt", who: Who::SignedIn, view: receipt::page },
];

/// What a person holds or is shown, and whether it is genuine.
pub const PAPERS_PAGES: &[Page] = &[
    Page { path: "/wallet", who: Who::SignedIn, view: wallet::page },
    Page { path: "/wallet/{id}", who: Who::SignedIn, view: wallet::card },
    Page { path: "/verify/licence", who: Who::Anyone, view: wallet::verify },
    Page { path: "/cases/{number}/documents/{id}", who: Who::SignedIn, view: documents::page },
    Page { path: "/verify", who: Who::Anyone, view: verify::page },
    Page { path: "/verify/{code}", who: Who::Anyone, view: verify::page },
];

/// Asking, looking up, booking and being told, beside an application.
pub const SERVICES_PAGES: &[Page] = &[
    Page { path: "/lookup", who: Who::Anyone, view: lookup::page },
    Page { path: "/booking", who: Who::Anyone, view: booking::page },
    Page { path: "/booking/{service}", who: Who::Anyone, view: booking::places },
    Page { path: "/booking/{service}/{place}", who: Who::Anyone, view: booking::slot },
    Page { path: "/my/bookings", who: Who::SignedIn, view: booking::mine },
    Page { path: "/my/bookings/{id}", who: Who::SignedIn, view: booking::one },
    Page { path: "/my/messages", who: Who::SignedIn, view: messages::page },
    Page { path: "/my/messages/settings", who: Who::SignedIn, view: messages::settings },
    Page { path: "/outbox", who: Who::Anyone, view: outbox::page },
    Page { path: "/tickets", who: Who::SignedIn, view: tickets::page },
    Page { path: "/tickets/new", who: Who::Anyone, view: tickets::new },
    Page { path: "/tickets/find", who: Who::Anyone, view: tickets::find },
    Page { path: "/tickets/{number}", who: Who::SignedIn, view: tickets::one },
    Page { path: "/answers", who: Who::Reader, view: tickets::answers },
    Page { path: "/figures", who: Who::Reader, view: figures::page },
];

/// The citizens' programs, each with its pages.
pub const PROGRAMS: [(Program, &[Page]); 7] = [
    (Program::Portal, PAGES),
    (Program::Guide, GUIDE_PAGES),
    (Program::Own, OWN_PAGES),
    (Program::Amend, AMEND_PAGES),
    (Program::Follow, FOLLOW_PAGES),
    (Program::Papers, PAPERS_PAGES),
    (Program::Services, SERVICES_PAGES),
];

/// The page that the service renders for a path, with the values of its segments.
pub fn rendered(path: &str) -> Option<(&'static Page, Params)> {
    let found = PROGRAMS.into_iter().find_map(|(_, pages)| router::find(pages, path));
    found.filter(|(page, _)| matches!(page.who, Who::Reader | Who::Owner))
}

/// A page that is rendered, in the frame that its program puts around it.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn framed(page: &Page, params: Params) -> AnyView {
    if page.who != Who::Owner {
        return frame((page.view)(params));
    }
    apply::provide();
    window::frame((page.view)(params))
}

static PORTAL: FrontEnd = for_citizens(Program::Portal, PAGES);
static GUIDE: FrontEnd = for_citizens(Program::Guide, GUIDE_PAGES);
static OWN: FrontEnd = FrontEnd { frame: window::frame, ..for_citizens(Program::Own, OWN_PAGES) };
static AMEND: FrontEnd =
    FrontEnd { frame: window::frame, ..for_citizens(Program::Amend, AMEND_PAGES) };
static FOLLOW: FrontEnd =
    FrontEnd { frame: window::frame, ..for_citizens(Program::Follow, FOLLOW_PAGES) };
static PAPERS: FrontEnd =
    FrontEnd { frame: window::frame, ..for_citizens(Program::Papers, PAPERS_PAGES) };
static SERVICES: FrontEnd =
    FrontEnd { frame: window::frame, ..for_citizens(Program::Services, SERVICES_PAGES) };

const fn for_citizens(program: Program, pages: &'static [Page]) -> FrontEnd {
    FrontEnd { program, pages, frame, login: "/login", home: "/" }
}

/// Starts the ways in.
pub fn run() {
    shell::run(&PORTAL, provide);
}

/// Starts the pages of a guide.
pub fn run_guide() {
    shell::run(&GUIDE, provide);
}

/// Starts the pages of a person's own business.
pub fn run_own() {
    shell::run(&OWN, || {
        provide();
        apply::provide();
    });
}

/// Starts the pages that go on with what was filed.
pub fn run_amend() {
    shell::run(&AMEND, || {
        provide();
        apply::provide();
    });
}

/// Starts the pages of what becomes of it.
pub fn run_follow() {
    shell::run(&FOLLOW, provide);
}

/// Starts the pages of what a person holds.
pub fn run_papers() {
    shell::run(&PAPERS, provide);
}

/// Starts the pages beside an application.
pub fn run_services() {
    shell::run(&SERVICES, provide);
}

/// What all of these pages share.
pub(crate) fn provide() {
    City::provide();
    Session::provide();
}

/// Puts the frame around a page.
pub(crate) fn frame(page: AnyView) -> AnyView {
    let here = history::here();
    let city = City::get();
    let brand = move || city.view().map_or_else(|| t("portal.name"), |city| pick(&city.portal));
    let link = |href: &str, label: String, icon| NavLink { href: href.into(), label, icon };
    let nav = vec![
        link("/", t("nav.home"), "home"),
        link("/guides", t("nav.guides"), "document"),
        link("/cases", t("nav.cases"), "case"),
        link("/lookup", t("nav.lookup"), "search"),
    ];
    view! {
        <Frame
            brand=Signal::derive(brand)
            home="/"
            nav=nav
            path=Signal::derive(move || here.with(|place| place.path.clone()))
            language_link=language_link()
            on_language=Callback::new(|()| shell::switch_language())
            account=account()
            footer=footer()
        >
            {page}
        </Frame>
    }
    .into_any()
}

/// The present address in the other language, for those who read without the program.
fn language_link() -> Signal<String> {
    let here = history::here();
    let other = i18n::lang().other().tag();
    Signal::derive(move || here.with(|place| place.query.with("lang", other).on(&place.path)))
}

/// The way to sign in, also once the session has ended; or in whose name the visitor acts, which every page shows (I2),
/// and the way out.
fn account() -> AnyView {
    let session = Session::get();
    let here = history::here();
    let view = move || match session.acting_name().filter(|_| !session.is_ended()) {
        Some(name) => {
            // A visit at a window has an end of its own.
            let home = session.person().is_none_or(|person| person.window.is_none());
            let out = home.then(|| {
                view! {
                    <button type="button" class="tool tool-wide" on:click=move |_| session.log_out()>
                        {t("account.log_out")}
                    </button>
                }
            });
            view! { <a class="tool tool-name" href="/my">{name}</a>{out} }.into_any()
        }
        None if session.is_unasked() => {
            view! { <p class="tool">{t("account.unasked")}</p> }.into_any()
        }
        None => {
            let next = here.with(|place| match place.path.as_str() {
                "/login" => String::from("/"),
                path => place.query.on(path),
            });
            view! { <a class="tool" href=links::login(&next)>{t("account.log_in")}</a> }.into_any()
        }
    };
    live(view)
}

fn footer() -> AnyView {
    let city = City::get();
    let hotline = Signal::derive(move || {
        let city = city.view()?;
        Some(tr("foot.hotline", &[("city", &pick(&city.name)), ("number", &city.hotline)]))
    });
    let outbox = move || {
        city.is_demo().then(|| {
            view! { <p>{t("foot.demo")}" "<a href="/outbox">{t("demo.outbox")}</a></p> }.into_any()
        })
    };
    view! {
        <div class="foot-in">
            <p>{t("foot.promise")}</p>
            <p>{hotline}</p>
            {live_if(outbox)}
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::PROGRAMS;
    use crate::router::program;

    #[test]
    fn every_page_is_in_the_program_that_its_path_belongs_to() {
        for (ours, pages) in PROGRAMS {
            for page in pages {
                assert_eq!(program(page.path), ours, "{}", page.path);
            }
        }
    }
}
