//! Public pages before their program has come, and without one (G8).

use journeys::{Browser, journey, t};
use serde_json::json;

use crate::cases::newborn;
use crate::steps::{citizen, form};

/// Keeps the program away until `letProgramIn()`, and counts what moves on the page (layout shifts).
const LATE: &str = "
    const fetched = window.fetch.bind(window);
    const gate = new Promise((open) => { window.letProgramIn = open; });
    window.fetch = (what, how) => String(what).endsWith('.wasm') ? gate.then(() => fetched(what, how)) : fetched(what, how);
    window.moves = [];
    const what = (source) => `${source.node?.nodeName} ${source.node?.className} ${source.previousRect.y}→${source.currentRect.y}`;
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
        window.moves.push(`${entry.value} ${entry.sources.map(what)}`);
    })).observe({ type: 'layout-shift', buffered: true });
";

/// What has moved on the page by itself.
fn moves(page: &Browser) -> serde_json::Value {
    page.run("return window.moves", &[])
}

/// The program takes over from the rendered page: nothing jumps, and what was done is still done.
#[test]
fn the_program_takes_over_without_a_jump() {
    journey("takeover", |journey| {
        for (who, page) in
            [("phone", journey.phone("phone")), ("desktop", journey.desktop("desktop"))]
        {
            page.before_each_page(LATE);
            page.open_early("/guides/newborn");
            page.heading("新生儿出生").wait();
            page.says("出生医学证明签发");
            page.seen("before");
            page.run(
                "document.querySelectorAll('main details > summary')[1].click(); scrollTo(0, 900); window.before = scrollY;",
                &[],
            );
            // Unfolding has moved what stands below, as it should.
            page.run("return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(() => done(window.moves = [])))))", &[]);
            page.run("letProgramIn()", &[]);
            page.program_is_there();
            assert_eq!(page.run("return scrollY - window.before", &[]), 0, "{who}");
            assert_eq!(
                page.run("return document.querySelectorAll('main details')[1].open", &[]),
                true
            );
            assert_eq!(moves(&page), json!([]), "{who}");
            page.seen("after");
        }
    });
}

/// What is pressed too early happens a little later.
#[test]
fn an_early_press_is_not_lost() {
    journey("early-press", |journey| {
        let page = journey.phone("visitor");
        page.before_each_page(LATE);
        page.open_early("/guides/newborn/check");
        page.radio(journeys::starts("宝宝在哪里出生"), "清河市的医院").check();
        page.run("letProgramIn()", &[]);
        page.program_is_there();
        page.wait_path("the answer", |path| path.contains("birth_place=city_hospital"));
        page.open_early("/");
        page.button(t("frame.care")).click();
        page.run("letProgramIn()", &[]);
        page.program_is_there();
        page.until("care mode", || {
            (page.run("return document.documentElement.dataset.look", &[]) == "care").then_some(())
        });
    });
}

/// A dot, a date, one of a long list and a tick.
const EARLY: [form::Entry; 4] = [
    form::Entry::Choice("宝宝性别", "女"),
    form::Entry::Text("出生日期", "2026-11-10"),
    form::Entry::Choice("宝宝民族", "汉族"),
    form::Entry::Declare("填写属实"),
];

/// A draft is filled in before its program has come: text with the cursor, dates, lists, dots and ticks are taken over,
/// and saved (A1, A2).
#[test]
fn a_form_is_begun_before_its_program() {
    journey("early-form", |journey| {
        let page = journey.phone("mother");
        citizen::begin(journey, &page, "13800000001", "newborn", &newborn::SITUATION);
        page.heading(t("apply.step.form")).wait();
        citizen::saved(&page);
        page.before_each_page(LATE);
        let address = page.path();
        page.open_early(&address);
        form::fill(&page, &EARLY);
        let name = page.field("宝宝姓名");
        name.click();
        page.type_keys("林小");
        page.seen("before");
        page.run("letProgramIn()", &[]);
        page.program_is_there();
        page.focus_is("textbox 宝宝姓名");
        page.type_keys("溪");
        name.holds("林小溪");
        citizen::saved(&page);
        page.seen("after");
        let api = journey.api();
        api.log_in("13800000001");
        let answers = api.get("/api/v1/drafts")["drafts"][0]["content"]["answers"].clone();
        for (field, value) in [
            ("child_name", json!("林小溪")),
            ("child_sex", json!("female")),
            ("child_birth_date", json!("2026-11-10")),
            ("child_ethnicity", json!("han")),
            ("declare_truth", json!(true)),
        ] {
            assert_eq!(answers[field], value, "{field}");
        }
    });
}

/// A reader to whom no script comes finds a guide and reads it, in both languages.
#[test]
fn without_scripts() {
    journey("no-scripts", |journey| {
        let page = journey.phone("reader");
        page.without_scripts();
        page.open_early("/");
        page.pictured("home");
        page.link(t("nav.guides")).click();
        page.heading(t("guides.title")).wait();
        page.pictured("guides");
        page.link(journeys::has("新生儿出生")).click();
        page.heading("新生儿出生").wait();
        page.says("出生医学证明签发");
        page.says("父母身份证");
        page.pictured("guide");
        page.link(t("frame.language")).click();
        page.heading("A baby is born").wait();
        page.says("Birth certificate");
        page.pictured("guide-english");
        page.open_early("/guides/no-such-thing");
        page.link(t("not_found.home")).wait();
    });
}
