//! The harness itself, on small pages whose behaviour is known: what it should find it finds, and what
//! it should complain of it complains of.

use std::panic::{AssertUnwindSafe, catch_unwind};

use journeys::{Browser, Journey, StaticPages, has, starts};

/// What a walk panicked with.
fn complaint(walk: impl FnOnce()) -> String {
    let failure = catch_unwind(AssertUnwindSafe(walk)).expect_err("this should have failed");
    let words = failure.downcast_ref::<String>().cloned();
    words
        .or_else(|| failure.downcast_ref::<&str>().map(|words| (*words).to_owned()))
        .unwrap_or_default()
}

fn fills_and_reads(page: &Browser) {
    page.field("姓名").fill("林悦");
    page.field("姓名").fill("陈浩");
    page.field("姓名").holds("陈浩");
    page.field("出生日期").fill("2026-11-01");
    page.field("区县").fill("西岸区");
    page.field("区县").holds("西岸区");
    page.radio("由谁来登记？", "由我一个人登记").check();
    assert!(!page.choice("爸爸妈妈").is_checked());
    page.checkbox(starts("我填的")).check();
    page.button("稍等").click();
    page.status(has("")).says("好了");
    assert_eq!(page.button("没有这个").count(), 0);
}

fn uploads_and_draws(page: &Browser, pointer: &str) {
    let (photo, paper) = (page.photo("出生证"), page.pdf("声明"));
    page.button(has("照片")).upload(&[&photo, &paper]);
    page.says("ffd8ffe0 25504446");
    page.image("签名").draw(&[(0.1, 0.5), (0.3, 0.2), (0.5, 0.8), (0.9, 0.4)]);
    page.says(&format!("{pointer} 画好了"));
    page.button("稍等").click();
    page.status(has("")).says("好了");
    page.says_no("画好了");
}

#[test]
fn finds_by_role_and_name() {
    let pages = StaticPages::start();
    Journey::elsewhere("harness", &pages.url, |journey| {
        let (phone, desktop) = (journey.phone("phone"), journey.desktop("desktop"));
        for (page, pointer) in [(&phone, "touch"), (&desktop, "mouse")] {
            page.open("/words.html");
            page.heading("试一试").wait();
            fills_and_reads(page);
            uploads_and_draws(page, pointer);
            page.seen("words");
        }
        assert_eq!(phone.run("return innerWidth", &[]), 390);
        assert_eq!(desktop.run("return `${innerWidth} ${innerHeight}`", &[]), "1280 800");
        desktop.tab_to("checkbox 我填的都是真的");
        desktop.press("Space");
        assert!(!desktop.checkbox("我填的都是真的").is_checked());
    });
}

#[test]
fn a_killed_tab_is_gone_and_the_next_one_works() {
    let pages = StaticPages::start();
    Journey::elsewhere("harness-killed", &pages.url, |journey| {
        let page = journey.phone("phone");
        page.open("/words.html");
        page.field("姓名").fill("林悦");
        page.kill_tab();
        page.open("/words.html");
        page.field("姓名").holds("");
        page.seen("again");
    });
}

#[test]
fn finds_in_webkit_too() {
    let pages = StaticPages::start();
    Journey::elsewhere("harness-webkit", &pages.url, |journey| {
        let page = journey.webkit("webkit");
        page.open("/words.html");
        page.heading("试一试").wait();
        page.field("姓名").fill("林悦");
        page.field("姓名").holds("林悦");
        page.radio("由谁来登记？", "由我一个人登记").check();
        page.button("稍等").click();
        page.says("好了");
        page.seen("words");
    });
}

#[test]
fn complains_of_what_is_wrong() {
    let pages = StaticPages::start();
    Journey::elsewhere("harness-wrong", &pages.url, |journey| {
        let page = journey.phone("phone");
        page.open("/wrong.html");
        let said = complaint(|| page.seen("wrong"));
        assert!(said.contains("Content Security Policy"), "{said}");
        let said = complaint(|| page.seen("wrong"));
        assert!(said.contains("label") && said.contains("input"), "{said}");
    });
}
