//! Further ways in and on (G5 G6 G8): the business life cycle, lists joined with search, what the city has on file,
//! the way to a window, paper, the code on the page; and the views of a preview (G9).

use journeys::{Browser, has, journey, starts, t, tr};
use serde_json::json;

use crate::steps::{citizen, staff};

/// By what happens in a company's life.
#[test]
fn a_company_finds_its_things_by_its_life_cycle() {
    journey("life-cycle", |journey| {
        let page = journey.desktop("founder");
        page.open("/");
        page.link("办公司、起步").click();
        page.wait_path("the list", |path| path.contains("event=start"));
        page.link("企业开办").click();
        page.heading("企业开办").wait();
        page.seen("guide");
        page.back();
        page.link(has("去掉“办公司、起步”")).wait();
    });
}

/// A list, narrowed by words and taken wider again by Back; the box follows the address and keeps the focus.
#[test]
fn a_list_is_searched_and_back_undoes_it() {
    journey("list-and-search", |journey| {
        let page = journey.desktop("reader");
        page.open("/guides?list=instant");
        let search = page.field(t("search.label"));
        search.fill("老年卡");
        page.press("Enter");
        let both = |path: &str| path.contains("list=instant") && path.contains("q=");
        page.wait_path("both", both);
        page.link("老年卡申领").wait();
        page.link(has("去掉“秒批”")).wait();
        page.seen("narrowed");
        search.click();
        page.back();
        page.wait_path("the list", |path| path == "/guides?list=instant");
        search.holds("");
        page.focus_is(&format!("combobox {}", t("search.label")));
        page.open("/places?q=%E7%BA%B3%E7%A8%8E");
        let places = page.field(t("places.search"));
        places.fill("梧桐社区");
        page.press("Enter");
        page.heading("梧桐社区便民服务站").wait();
        page.back();
        places.holds("纳税");
        page.focus_is(&format!("textbox {}", t("places.search")));
    });
}

/// Who is logged in reads what the city has on file; nobody else does.
#[test]
fn what_is_on_file_is_marked_for_its_owner_alone() {
    journey("on-file", |journey| {
        let page = journey.phone("parent");
        page.open("/guides/newborn");
        page.heading(t("guide.materials")).wait();
        page.says_no(t("material.on_file"));
        page.open("/login");
        citizen::log_in(journey, &page, "13800000001");
        page.open("/guides/newborn");
        page.says(t("material.on_file"));
        page.seen("on-file");
    });
}

/// The way to a window leads to the city's map, with the window's name and place.
#[test]
fn every_window_has_a_way_to_it() {
    journey("route", |journey| {
        let page = journey.phone("walker");
        page.open("/guides/new-car");
        let way = page.link(tr("place.route_to", &[("name", "清河市车辆管理所")]));
        way.wait();
        let address = page.until("the city's map", || {
            let address = page.run(WAY, &[]).as_str().map(str::to_owned)?;
            address.starts_with("https://").then_some(address)
        });
        assert!(address.contains("%E6%B8%85%E6%B2%B3"), "names the place: {address}");
    });
}

const WAY: &str = "return document.querySelector('.place-way').href";

/// Paper: the button prints, and what comes out is short and has what one needs on the way.
#[test]
fn a_guide_is_printed_on_few_pages() {
    journey("print", |journey| {
        let page = journey.desktop("printer");
        page.before_each_page("window.printed = 0; window.print = () => { window.printed += 1; };");
        page.open("/guides/newborn");
        page.heading("新生儿出生").wait();
        page.button(t("guide.print")).click();
        page.until("the page to be printed", || {
            (page.run("return window.printed", &[]) == 1).then_some(())
        });
        let pages = page.printed();
        assert!((1..=5).contains(&pages), "{pages} pages");
    });
}

/// The code on the page is there, and is one of the page's own address.
#[test]
fn a_guide_carries_the_code_of_its_address() {
    journey("qr", |journey| {
        let page = journey.desktop("reader");
        page.open("/guides/newborn");
        page.image(t("guide.qr")).wait();
        let source = page.run(CODE, &[json!(t("guide.qr"))]);
        let source = source.as_str().unwrap_or_default();
        assert!(source.contains("to=%2Fguides%2Fnewborn"), "{source}");
        page.until("the code to be drawn", || {
            (page.run(DRAWN, &[json!(t("guide.qr"))]) == true).then_some(())
        });
    });
}

const CODE: &str = "
    const code = [...document.images].find(image => image.alt === arguments[0]);
    code.scrollIntoView();
    return code.src;
";
const DRAWN: &str = "
    const code = [...document.images].find(image => image.alt === arguments[0]);
    return code.complete && code.naturalWidth > 0;
";

/// What stands in the frame of a preview.
fn framed(page: &Browser) -> String {
    page.run(FRAME, &[]).as_str().unwrap_or_default().to_owned()
}

const FRAME: &str = "
    const inside = document.querySelector('iframe').contentDocument;
    const root = inside?.documentElement;
    const body = inside?.body;
    return body ? [root.lang, root.dataset.look, root.dataset.theme, body.innerText].join('\\n') : '';
";

fn shows(page: &Browser, words: &str) {
    page.until(&format!("the frame to say “{words}”"), || {
        framed(page).contains(words).then_some(())
    });
}

/// A preview as a company, in care mode, in English, in the dark, of the pre-check; Back leads out of it.
#[test]
fn a_preview_has_five_views_and_back_leads_out() {
    journey("preview-views", |journey| {
        let editor = journey.desktop("editor");
        staff::log_in(journey, &editor, staff::phone::EDITOR);
        editor.open("/staff/catalogue/thing/new-car");
        editor.link(t("staff.edit.preview")).click();
        editor.heading(starts("预览：")).wait();
        shows(&editor, "本人身份证");
        for (switch, words) in [
            ("staff.preview.as.company", "营业执照"),
            ("staff.preview.look.care", "care"),
            ("staff.preview.theme.dark", "dark"),
            ("staff.preview.lang.en", "Business licence"),
            ("staff.preview.view.check", "So far:"),
        ] {
            // The workbench has a switch to its own care mode beside that of the preview.
            editor.group(t("staff.preview.how")).button(t(switch)).click();
            shows(&editor, words);
            editor.seen(switch.rsplit('.').next().unwrap_or_default());
        }
        editor.back();
        editor.wait_path("the editor", |path| path.starts_with("/staff/catalogue/thing/new-car"));
    });
}

/// A link from what is wrong leads to the very control, also within the document that is open.
#[test]
fn findings_lead_to_their_control() {
    journey("at-place", |journey| {
        let editor = journey.desktop("editor");
        staff::log_in(journey, &editor, staff::phone::EDITOR);
        editor.open("/staff/catalogue/item/household-registration?part=handling");
        let promise = editor.field(t("staff.el.item.promised_days"));
        promise.fill("30");
        let values = [("promised", "30"), ("statutory", "20")];
        let finding = tr("staff.finding.promise_over_law", &values);
        editor.says(&finding);
        editor.open("/staff/catalogue/item/household-registration?at=promised_days");
        editor.focus_is(&format!("textbox {}", t("staff.el.item.promised_days")));
        editor.link(t("staff.part.faq")).click();
        editor.button(t("staff.submit")).click();
        let dialog = editor.dialog(t("staff.submit.title"));
        dialog.link(has("promised_days")).click();
        dialog.gone();
        editor.focus_is(&format!("textbox {}", t("staff.el.item.promised_days")));
        editor.seen("there");
        promise.fill("4");
        editor.says_no(&finding);
        editor.open("/staff/catalogue/thing/newborn/versions");
        editor.heading(t("staff.versions.title")).wait();
        editor.seen("versions");
    });
}

/// A data element that the city lacks is added where a field needs it; an id that is taken is told.
#[test]
fn a_data_element_is_added_from_a_field() {
    journey("new-element", |journey| {
        let editor = journey.desktop("editor");
        staff::log_in(journey, &editor, staff::phone::EDITOR);
        editor.open("/staff/catalogue/item/household-registration?part=fields");
        editor.button(tr("staff.add", &[("what", t("staff.row.field"))])).click();
        editor.button(t("staff.element.new")).click();
        let dialog = editor.dialog(t("staff.element.new"));
        dialog.field(starts(t("staff.element.zh"))).fill("宝宝小名");
        dialog.field(starts(t("staff.element.en"))).fill("Child’s pet name");
        dialog.field(starts(t("staff.element.id"))).fill("child.name");
        dialog.button(t("staff.element.go")).click();
        dialog.says("这个编号已经是");
        editor.seen("taken");
        dialog.field(starts(t("staff.element.id"))).fill("child.pet_name");
        dialog.button(t("staff.element.go")).click();
        dialog.gone();
        editor.field(starts(t("staff.el.field.element"))).holds("宝宝小名");
        editor.seen("added");
    });
}
