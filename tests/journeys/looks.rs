//! Who comes with an old browser, with another language, without a mouse, or with tired eyes.

use journeys::{Browser, begins, has, journey, starts, t};

use crate::cases::newborn;
use crate::steps::citizen;

/// A browser below the floor has no WebAssembly: it is told what to do, in both languages.
#[test]
fn an_old_browser_is_told_kindly() {
    journey("old-browser", |journey| {
        let page = journey.phone("old");
        page.before_each_page("delete window.WebAssembly;");
        page.open("/");
        page.alert(has("")).says("请升级微信或浏览器");
        page.says("Please update WeChat or your browser");
        page.seen("told");
    });
}

/// Chinese words on a page, apart from titles of laws and the way back to Chinese, which are marked as
/// Chinese, and the city's mark, which nobody reads out.
fn chinese(page: &Browser) -> serde_json::Value {
    page.run(CHINESE, &[])
}

const CHINESE: &str = r"
    const found = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const [words, at] = [walk.currentNode.data, walk.currentNode.parentElement];
        const marked = at.closest('body [lang|=zh], [aria-hidden=true]');
        if (/[\u4e00-\u9fff]/.test(words) && !marked && at.checkVisibility()) found.push(words.trim());
    }
    return found;
";

#[test]
fn english_is_english_throughout() {
    journey("english", |journey| {
        let page = journey.phone("visitor");
        page.open("/");
        page.heading(t("home.title")).wait();
        page.link(t("frame.language")).click();
        page.says("A baby is born");
        page.seen("home");
        assert_eq!(chinese(&page), serde_json::json!([]), "home");
        for (path, words) in [
            ("/guides", "A baby is born"),
            ("/guides/newborn", "Birth certificate"),
            ("/guides/newborn/check", "Where was the baby born?"),
            ("/login", "Qinghe"),
            ("/lookup", "Qinghe"),
        ] {
            page.open(path);
            page.says(words);
            page.seen(path.trim_start_matches('/').replace('/', "-").as_str());
            assert_eq!(chinese(&page), serde_json::json!([]), "{path}");
        }
        page.reload();
        page.says("Qinghe");
        assert_eq!(chinese(&page), serde_json::json!([]), "the language is remembered");
    });
}

/// Log-in and pre-check with the keyboard alone.
#[test]
fn without_a_mouse() {
    journey("keyboard", |journey| {
        let page = journey.desktop("keys");
        page.open("/login");
        page.heading(t("login.title")).wait();
        page.press("Tab");
        assert_eq!(
            page.focus(),
            format!("link {}", t("frame.skip")),
            "the first stop skips the frame"
        );
        page.tab_to(&format!("textbox {}", t("login.phone")));
        page.type_keys("13800000001");
        page.press("Enter");
        page.field(t("login.code")).wait();
        page.focus_is(&format!("textbox {}", t("login.code")));
        page.type_keys(&journey.api().code("13800000001"));
        page.press("Enter");
        page.heading(t("login.title")).gone();
        page.open("/guides/newborn/check");
        page.radio(starts(newborn::SITUATION[0].0), newborn::SITUATION[0].1).wait();
        for (question, answer) in newborn::SITUATION {
            let choice = page.radio(starts(question), answer);
            choice.reach();
            if !choice.is_checked() {
                page.press("Space");
            }
            choice.checked();
        }
        page.tab_to(&format!("link {}", t("check.start")));
        page.press("Enter");
        page.wait_path("the application", |path| path.starts_with("/apply/"));
    });
}

/// Care mode: large text, large targets, remembered.
#[test]
fn with_tired_eyes() {
    journey("care", |journey| {
        let page = journey.phone("elder");
        page.open("/");
        page.heading(t("home.title")).wait();
        page.button(t("frame.care")).click();
        page.seen("home");
        citizen::search(&page, "生孩子", "新生儿出生");
        page.seen("guide");
        page.link(begins("guide.start")).wait();
        page.reload();
        page.heading("新生儿出生").wait();
        let (text, small) = (page.run(BODY, &[]), page.run(SMALL, &[]));
        assert!(text.as_f64() >= Some(18.0), "main text has {text} px");
        assert_eq!(small, serde_json::json!([]), "targets below 60 × 60 px");
    });
}

/// The size of the main text in pixels.
const BODY: &str = "
    return parseFloat(getComputedStyle(document.querySelector('main')).fontSize);
";

/// Buttons that are smaller than a tired hand can hit (MIIT, elderly view: 60 × 60).
const SMALL: &str = "
    return [...document.querySelectorAll('main button, main a[role=button]')]
        .filter(target => target.getClientRects().length)
        .map(target => [target.textContent.trim(), target.getBoundingClientRect()])
        .filter(([, box]) => box.height < 59.5)
        .map(([name, box]) => `${name}: ${Math.round(box.width)} × ${Math.round(box.height)}`);
";
