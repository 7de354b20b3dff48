//! Five things found by five ways, on a phone (G5, G6); and the search box by keyboard and input method.

use journeys::{Browser, begins, has, journey, starts, t};

fn home(page: &Browser) {
    page.open("/");
    page.heading(t("home.title")).wait();
}

/// Goes into a guide by its link, and comes back to where it was found.
fn into(page: &Browser, title: &str) {
    page.link(title).click();
    page.heading(title).wait();
    page.back();
    page.heading(t("guides.title")).wait();
}

/// By what happens in a life.
fn by_life_event(page: &Browser) {
    home(page);
    page.link("买房、过户").click();
    page.wait_path("the list", |path| path.contains("event=home"));
    into(page, "二手房过户");
    page.link(has("去掉“买房、过户”")).wait();
    page.seen("event");
}

/// By first letters, taken from the suggestions with the keyboard.
fn by_first_letters(page: &Browser) {
    home(page);
    page.field(t("search.label")).click();
    page.type_keys("xse");
    page.option(has("新生儿出生")).wait();
    page.seen("suggestions");
    page.press("Down");
    page.press("Enter");
    page.heading("新生儿出生").wait();
}

/// By a word with a typing error.
fn by_a_typing_error(page: &Browser) {
    home(page);
    page.field(t("search.label")).fill("退体");
    page.button(t("search.go")).click();
    page.says("没有写着“退体”的事");
    page.seen("near");
    into(page, "退休");
    page.field(t("search.label")).holds("退体");
}

/// By the department that one knows.
fn by_department(page: &Browser) {
    home(page);
    page.link(starts(t("departments.title"))).click();
    page.heading(t("departments.title")).wait();
    page.seen("departments");
    page.link("清河市消防救援支队").click();
    page.heading("清河市消防救援支队").wait();
    page.says("公众聚集场所投入使用、营业前消防安全检查");
    page.seen("shop");
    page.link("开办餐饮店").click();
    page.heading("开办餐饮店").wait();
}

/// By a named list, narrowed by a district and then by a theme.
fn by_list(page: &Browser) {
    home(page);
    page.link(starts("秒批")).click();
    page.wait_path("the list", |path| path.contains("list=instant"));
    page.button(t("guides.narrow")).click();
    page.link(starts("云溪县")).click();
    page.wait_path("the district", |path| path.contains("district=519921"));
    page.link(starts("优待抚恤")).click();
    page.wait_path("the theme", |path| path.contains("theme=p-care"));
    page.seen("narrowed");
    page.link("老年卡申领").click();
    page.heading("老年卡申领").wait();
}

#[test]
fn five_things_by_five_ways() {
    journey("find", |journey| {
        let page = journey.phone("citizen");
        by_life_event(&page);
        by_first_letters(&page);
        by_a_typing_error(&page);
        by_department(&page);
        by_list(&page);
    });
}

/// Nothing is looked for while an input method composes, arrows go around, Escape closes.
#[test]
fn the_search_box_minds_the_keyboard() {
    journey("find-keys", |journey| {
        let page = journey.desktop("typist");
        home(&page);
        let search = page.field(t("search.label"));
        search.click();
        page.run(COMPOSE, &[]);
        assert_eq!(page.run(EXPANDED, &[]), "false", "while composing");
        page.run(COMPOSED, &[]);
        page.option(has("新生儿出生")).wait();
        page.press("Up");
        page.until("the last one to be active", || (page.run(ACTIVE, &[]) == true).then_some(()));
        page.press("Escape");
        page.option(has("新生儿出生")).gone();
        search.holds("生孩子");
        page.press("Enter");
        page.wait_path("the list", |path| path.contains("q="));
        page.link("新生儿出生").wait();
        page.seen("results");
        page.back();
        page.heading(t("home.title")).wait();
    });
}

const COMPOSE: &str = "
    const box = document.activeElement;
    box.dispatchEvent(new CompositionEvent('compositionstart'));
    box.value = 'shenghaizi';
    box.dispatchEvent(new InputEvent('input', { bubbles: true, isComposing: true }));
";
const COMPOSED: &str = "
    const box = document.activeElement;
    box.value = '生孩子';
    box.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true }));
";
const EXPANDED: &str = "return document.activeElement.getAttribute('aria-expanded')";
const ACTIVE: &str = "
    const options = [...document.querySelectorAll('[role=option]')];
    return document.activeElement.getAttribute('aria-activedescendant') === options.pop().id
";

/// With scripts off the box is a form, and every way in a link.
#[test]
fn found_without_scripts() {
    journey("find-plain", |journey| {
        let page = journey.phone("reader");
        page.without_scripts();
        page.open_early("/");
        page.field(t("search.label")).fill("kaifanguan");
        page.button(t("search.go")).click();
        page.link("开办餐饮店").wait();
        page.seen("results");
        page.open_early("/guides?q=%E9%87%8F%E5%AD%90%E7%BA%A0%E7%BC%A0");
        page.says("没有找到“量子纠缠”");
        page.link(begins("guides.ask.hotline")).wait();
        page.seen("nothing");
    });
}
