//! (n) Filing at a window (A9): a mother begins at home, comes to the window, and the clerk files with her; what is hers
//! alone stays hers, and the clerk's page comes back when she goes.

use journeys::{Browser, Journey, begins, has, journey, starts, t, tr};

use crate::cases::newborn;
use crate::steps::citizen;
use crate::steps::staff::{self, phone};

const MOTHER: &str = "13800000001";

#[test]
fn a_clerk_files_with_a_mother_at_the_window() {
    journey("window", |journey| {
        begun_at_home(journey);
        let window = journey.desktop("window");
        staff::log_in(journey, &window, phone::CLERK);
        compared(&window);
        let number = filed_together(&window);

        window.button(t("window.end")).click();
        window.heading(t("staff.window.title")).wait();
        window.open("/staff");
        window.link(number.as_str()).click();
        window.region(t("staff.actions")).wait();
        window.says(t("event.filed_at_window"));
        window.seen("case");

        let mother = journey.phone("mother");
        mother.open(&format!("/cases/{number}"));
        citizen::log_in(journey, &mother, MOTHER);
        mother.says(t("event.filed_at_window"));
        assert!(!mother.button(t("window.end")).is_here(), "she is at home again");
        mother.seen("hers");
    });
}

#[test]
fn a_visit_that_nobody_attends_to_ends_by_itself() {
    journey("window-idle", |journey| {
        journey.server(|server| server.restart_with(&["--visit-seconds", "40"]));
        let window = journey.desktop("window");
        staff::log_in(journey, &window, phone::CLERK);
        compared(&window);
        window.heading(t("my.title")).wait();
        let go_on = window.button(t("window.go_on"));
        go_on.wait();
        window.seen("warned");
        go_on.click();
        window.says(t("window.goes_on"));
        go_on.gone();
        go_on.wait();
        window.heading(t("staff.window.title")).wait();
        window.says(t("staff.window.lapsed.kept"));
        window.seen("lapsed");
        window.open("/my");
        window.says(t("window.lapsed"));
        window.open("/staff");
        window.heading(t("staff.queue.title")).wait();
    });
}

/// Form and materials, on her phone.
fn begun_at_home(journey: &Journey) {
    let page = journey.phone("home");
    citizen::begin(journey, &page, MOTHER, "newborn", &newborn::SITUATION);
    citizen::fill_form(&page, &newborn::SECTIONS);
    citizen::saved(&page);
    citizen::next(&page, "materials");
    citizen::upload(&page, &[("父母身份证", &[page.photo("身份证")])]);
    newborn::materials(&page, &|words| [page.photo(words)]);
    citizen::saved(&page);
}

/// The clerk compares her with her card; what is wrong is told field by field.
fn compared(window: &Browser) {
    window.link(t("staff.nav.window")).click();
    window.heading(t("staff.window.title")).wait();
    window.button(t("staff.window.begin")).click();
    window.alert(t("errors.title")).says(t("staff.window.compared.wrong"));
    window.seen("errors");
    window.field(starts(t("part.name"))).fill("林月");
    window.field(starts(t("part.id_card"))).fill("519902199406120020");
    window.field(begins("part.phone")).fill(MOTHER);
    window.checkbox(starts(t("staff.window.compared"))).check();
    window.button(t("staff.window.begin")).click();
    window.alert(t("errors.title")).says(t("staff.window.phone.taken"));
    // A number that is in no account yet is looked at by whoever it belongs to.
    window.field(starts(t("part.name"))).fill("王建国");
    window.field(starts(t("part.id_card"))).fill("11010519491231002X");
    window.field(begins("part.phone")).fill("13712345678");
    window.button(t("staff.window.begin")).click();
    window.alert(t("errors.title")).says(t("staff.window.looked.wrong"));
    window.checkbox(begins("staff.window.looked")).check();
    window.seen("looked");
    window.field(starts(t("part.name"))).fill("林悦");
    window.field(starts(t("part.id_card"))).fill("519902199406120020");
    window.button(t("staff.window.begin")).click();
    window.alert(t("errors.title")).says(t("staff.window.id_card.taken"));
    window.field(begins("part.phone")).fill(MOTHER);
    window.seen("compared");
    window.button(t("staff.window.begin")).click();
}

/// Her draft is there; she signs on the clerk's screen.
fn filed_together(window: &Browser) -> String {
    let bar = tr("window.bar", &[("clerk", "周婷"), ("name", "林悦")]);
    window.says(&bar);
    window.seen("hers");
    window.link(t("begin.go_on")).click();
    window.heading(t("apply.step.materials")).wait();
    window.says(&bar);
    citizen::next(window, "delivery");
    citizen::electronic(window);
    citizen::saved(window);
    citizen::next(window, "review");
    window.seen("review");
    citizen::sign_and_file(window);
    // What she has confirmed on her phone they look through together on this screen.
    window.link(has(t("apply.confirm.missing"))).click();
    window.heading(t("apply.step.form")).wait();
    citizen::confirm(window);
    window.link(has(t("apply.step.review"))).click();
    window.heading(t("apply.step.review")).wait();
    citizen::sign_and_file(window);
    let number = citizen::number(window);
    window.heading(t("receipt.title")).wait();
    window.seen("receipt");
    number
}
