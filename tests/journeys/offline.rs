//! An opened guide and its draft without a network (A2): the document loads, what is typed is kept, and everything
//! reaches the server once it is there again – also when the session has ended meanwhile.

use journeys::{Browser, Journey, journey, starts, t};
use serde_json::json;

use crate::cases::newborn;
use crate::steps::citizen;
use crate::steps::form::{self, Entry};

const MOTHER: &str = "13800000001";

#[test]
fn a_guide_and_its_draft_go_on_without_a_network() {
    journey("offline", |journey| {
        let page = journey.phone("phone");
        let draft = begin(journey, &page);

        cut(journey, &page);
        page.reload();
        name(&page).holds("陈小满");
        page.says(t("saving.offline"));
        assert!(is_left_alone(&page), "the form is drawn again and again");
        page.seen("draft");
        form::fill(&page, &[Entry::Text("出生体重", "3250")]);
        page.reload();
        weight(&page).holds("3250");
        name(&page).fill("陈小圆");

        page.open("/guides/newborn");
        page.heading("新生儿出生").wait();
        page.says("出生医学证明签发");
        page.says(t("account.unasked"));
        page.seen("guide");
        page.open("/apply/newborn");
        page.button(t("begin.go_on")).click();
        name(&page).holds("陈小圆");
        page.says(t("saving.offline"));

        // Nor was their own space ever opened: it lists what is kept here, and leads on.
        page.open("/my");
        page.says(t("my.drafts.here"));
        page.says("新生儿出生");
        page.heading(t("my.cases")).wait();
        let heads = page
            .run("return [...document.querySelectorAll('main h2')].map((h) => h.textContent)", &[]);
        let place = |key| heads.as_array().unwrap().iter().position(|head| *head == json!(t(key)));
        assert!(
            place("my.drafts") < place("my.cases"),
            "what can be gone on with comes first: {heads}"
        );
        page.seen("my");
        assert_eq!(
            page.button(starts(t("my.delete"))).count(),
            0,
            "thrown away without the server"
        );
        page.link(t("begin.go_on")).click();
        name(&page).holds("陈小圆");

        page.network(true);
        journey.server(|server| server.restart());
        citizen::saved(&page);
        page.seen("back");
        let answers = answers(journey, &draft);
        assert!(answers.to_string().contains("3250"), "{answers}");
        assert!(answers.to_string().contains("陈小圆"), "{answers}");

        // Whoever logs out leaves nothing behind.
        page.open("/my");
        page.button(t("account.log_out")).click();
        page.wait_path("home", |path| path == "/");
        let kept = page
            .run("return Object.keys(localStorage).filter((key) => key.startsWith('own.'))", &[]);
        assert_eq!(kept, json!([]));
        cut(journey, &page);
        page.open("/my");
        page.heading(t("my.drafts")).wait();
        page.says(t("error.offline"));
        assert_eq!(page.link(t("begin.go_on")).count(), 0, "a draft of who has logged out");
        page.seen("my-logged-out");
    });
}

#[test]
fn a_session_that_ended_meanwhile_loses_nothing() {
    journey("offline-session", |journey| {
        let page = journey.phone("phone");
        let draft = begin(journey, &page);
        cut(journey, &page);
        page.reload();
        name(&page).holds("陈小满");
        name(&page).fill("陈小星");
        page.says(t("saving.offline"));

        page.forget_cookies();
        page.network(true);
        journey.server(|server| server.restart());
        page.says(t("error.not_logged_in"));
        name(&page).holds("陈小星");
        page.seen("ended");
        page.link(t("account.log_in")).click();
        citizen::log_in(journey, &page, MOTHER);
        name(&page).holds("陈小星");
        citizen::saved(&page);
        let answers = answers(journey, &draft);
        assert!(answers.to_string().contains("陈小星"), "{answers}");

        // It ends again, while the page knows who is there: no way out that would throw away what is kept here.
        page.link("林悦").wait();
        page.forget_cookies();
        name(&page).fill("陈小辰");
        page.says(t("error.not_logged_in"));
        page.link("林悦").gone();
        page.button(t("account.log_out")).gone();
        name(&page).holds("陈小辰");
    });
}

/// Pages of the last release go, what the visitor had is there of the new one, and the page that is open gives way at
/// the next step.
#[test]
fn a_new_release_replaces_the_last_one_whole() {
    journey("release", |journey| {
        let page = journey.phone("phone");
        page.open("/");
        kept(&page, "/index.html");
        page.reload();
        kept(&page, "/");
        assert!(!copies(&page).contains("files-next"));
        // A step inside of a program loads no document …
        page.run("window.mark = 1", &[]);
        page.link(t("nav.guides")).click();
        page.heading(t("guides.title")).wait();
        assert_eq!(page.run("return window.mark", &[]), json!(1));

        journey.server(|server| server.release_again());
        page.run("return navigator.serviceWorker.getRegistration().then((worker) => worker.update()).then(() => 0)", &[]);
        page.until("the page to be told", || {
            (page.run("return window.__stale", &[]) == json!(true)).then_some(())
        });
        page.until("copies of this release only", || {
            (copies(&page) == "files-next pages-next").then_some(())
        });
        kept(&page, "/index.html");
        // … but the first one after a release does.
        page.link(t("nav.home")).click();
        page.heading(t("home.title")).wait();
        assert_eq!(page.run("return window.mark", &[]), json!(null));
    });
}

/// The names of all copies but those of guides.
fn copies(page: &Browser) -> String {
    let names = page.run(
        "return caches.keys().then((names) => names.filter((name) => name !== 'guides').sort().join(' '))",
        &[],
    );
    names.as_str().unwrap_or_default().to_owned()
}

/// Reads the guide and begins a draft; its address. Both are kept on the phone.
fn begin(journey: &Journey, page: &Browser) -> String {
    page.open("/guides/newborn");
    page.heading("新生儿出生").wait();
    kept(page, "/guide/index.html");
    page.reload();
    kept(page, "/guides/newborn");
    citizen::begin(journey, page, MOTHER, "newborn", &newborn::SITUATION);
    page.heading(t("apply.step.form")).wait();
    form::fill(page, &newborn::CHILD[..3]);
    citizen::saved(page);
    kept(page, "/own/index.html");
    kept(page, "/follow/index.html");
    page.path()
}

/// Whether a field stays on the page while the service is asked in vain.
fn is_left_alone(page: &Browser) -> bool {
    page.run("window.field = document.querySelector('input[type=text]')", &[]);
    page.button(t("saving.retry")).click();
    page.says(t("saving.offline"));
    page.run("return window.field.isConnected", &[]) == json!(true)
}

/// Waits until the service worker has a copy.
fn kept(page: &Browser, path: &str) {
    let is_there = "return caches.match(arguments[0], { ignoreVary: true }).then(Boolean)";
    page.until(&format!("a copy of {path}"), || {
        (page.run(is_there, &[json!(path)]) == json!(true)).then_some(())
    });
}

fn cut(journey: &Journey, page: &Browser) {
    page.network(false);
    journey.server(|server| server.kill());
}

fn name(page: &Browser) -> journeys::Locator<'_> {
    page.field(starts("宝宝姓名"))
}

fn weight(page: &Browser) -> journeys::Locator<'_> {
    page.field(starts("出生体重"))
}

/// What the server has of a draft, by the address of a step of it.
fn answers(journey: &Journey, address: &str) -> serde_json::Value {
    let api = journey.api();
    api.log_in(MOTHER);
    let id = address.split('/').nth(2).unwrap_or_default();
    api.get(&format!("/api/v1/drafts/{id}"))["content"]["answers"].clone()
}
