//! (g) Guides are written in the workbench: the linter stops what nobody could follow, a second person approves,
//! it is published, and people read it (G9). Two editors at one document lose nothing.

use journeys::{Browser, Journey, has, journey, starts, t, tr};
use serde_json::json;

use crate::steps::staff;

const ITEM: &str = "/staff/catalogue/item/household-registration?part=handling";

/// Waits until the server has everything.
pub fn saved(page: &Browser) {
    page.says_no(t("saving.busy"));
    page.says(t("staff.save.saved_by").split('{').next().unwrap_or_default());
}

/// Submits what is open, with a word on it.
pub fn submit(page: &Browser, note: &str) {
    page.button(t("staff.submit")).click();
    let dialog = page.dialog(t("staff.submit.title"));
    dialog.field(t("staff.submit.note")).fill(note);
    dialog.button(t("staff.submit.send")).click();
    page.heading(note).wait();
}

/// A second person approves and publishes.
fn publish(journey: &Journey, note: &str) {
    let publisher = journey.desktop("publisher");
    staff::log_in(journey, &publisher, staff::phone::PUBLISHER);
    publisher.open("/staff/releases?status=in_review");
    publisher.link(has(note)).click();
    publisher.heading(note).wait();
    publisher.seen("in-review");
    for act in ["approve", "publish"] {
        let label = t(&format!("staff.release.do.{act}"));
        publisher.group(t("staff.release.acts")).button(label).click();
        let dialog = publisher.dialog(t("staff.release.acts"));
        dialog.button(label).click();
        dialog.gone();
    }
    publisher.seen("published");
}

#[test]
fn what_an_editor_changes_is_reviewed_and_published() {
    journey("authoring", |journey| {
        let editor = journey.desktop("editor");
        staff::log_in(journey, &editor, staff::phone::EDITOR);
        editor.open(ITEM);
        let promise = editor.field(t("staff.el.item.promised_days"));
        promise.fill("30");
        let values = [("promised", "30"), ("statutory", "20")];
        let finding = tr("staff.finding.promise_over_law", &values);
        editor.says(&finding);
        editor.seen("linter");
        promise.fill("4");
        editor.says_no(&finding);
        saved(&editor);
        submit(&editor, "承诺时限缩短为 4 天");
        editor.seen("submitted");
        publish(journey, "承诺时限缩短为 4 天");
        let citizen = journey.phone("citizen");
        citizen.open("/guides/newborn");
        citizen.heading("新生儿出生").wait();
        let (status, guide) = journey.api().send("GET", "/api/v1/guides/newborn", None);
        assert_eq!((status, guide["version"].as_i64()), (200, Some(2)));
    });
}

/// Types both languages of a text.
fn tell(page: &Browser, label: &str, zh: &str, en: &str) {
    page.field(format!("{label} {}", t("staff.tongue.zh"))).fill(zh);
    page.field(format!("{label} {}", t("staff.tongue.en"))).fill(en);
}

/// Adds a line to a list of texts.
fn add_line(page: &Browser, list: &str, zh: &str, en: &str) {
    let label = t(&format!("staff.el.thing.{list}"));
    page.button(tr("staff.add", &[("what", label)])).click();
    tell(page, &tr("staff.row.nth", &[("what", label), ("n", "1")]), zh, en);
}

/// Adds an item to the graph.
fn add_item(page: &Browser, nth: usize, name: &str) {
    let what = t("staff.row.node");
    page.button(tr("staff.add", &[("what", what)])).click();
    let item = page.field(t("staff.el.node.item")).nth(nth);
    item.click();
    item.fill(name);
    page.option(starts(name)).click();
}

#[test]
fn a_new_thing_of_three_items_is_written_from_nothing() {
    journey("new-thing", |journey| {
        let editor = journey.desktop("editor");
        staff::log_in(journey, &editor, staff::phone::EDITOR);
        editor.open("/staff/catalogue");
        editor.heading(t("staff.catalogue.title")).wait();
        editor.seen("catalogue");
        editor.button(t("staff.new")).click();
        let dialog = editor.dialog(t("staff.new.title"));
        dialog.field(t("staff.new.name")).fill("老人三件事");
        dialog.field(t("staff.new.id")).fill("senior-trio");
        dialog.button(t("staff.new.go")).click();
        editor.wait_path("the new thing", |path| {
            path.starts_with("/staff/catalogue/thing/senior-trio")
        });
        tell(&editor, t("staff.el.thing.title"), "老人三件事", "Three things for seniors");
        editor.seen("blank");

        // The linter stops it.
        editor.button(t("staff.submit")).click();
        editor.dialog(t("staff.submit.title")).wait();
        editor.says(t("staff.submit.findings"));
        editor.seen("stopped");
        editor.press("Escape");
        editor.dialog(t("staff.submit.title")).gone();

        tell(
            &editor,
            t("staff.el.thing.summary"),
            "优待证、乘车卡、免费体检一次办好",
            "The senior card, the transit card and a free health check in one go",
        );
        editor.field(t("staff.el.thing.event")).fill("退休、养老");
        add_line(&editor, "for_whom", "满六十周岁的老人", "People of sixty years and more");
        add_line(&editor, "tags", "老人三件事", "three things");
        editor.open("/staff/catalogue/thing/senior-trio?part=form");
        editor.button(tr("staff.add", &[("what", t("staff.row.section"))])).click();
        tell(&editor, t("staff.el.section.title"), "老人", "The senior");
        editor.button(t("staff.el.section.id")).click();
        editor.field(t("staff.el.section.id")).fill("senior");
        saved(&editor);
        editor.open("/staff/catalogue/thing/senior-trio?part=graph");
        for (nth, name) in
            ["老年人优待证", "老年乘车卡", "老年人免费体检预约"].into_iter().enumerate()
        {
            add_item(&editor, nth, name);
        }
        editor.says(t("staff.lint.none"));
        saved(&editor);
        editor.seen("graph");
        editor.open("/staff/previews/senior-trio");
        editor.seen("preview");
        editor.open("/staff/catalogue/thing/senior-trio");
        submit(&editor, "老人三件事上线");
        publish(journey, "老人三件事上线");

        let citizen = journey.phone("citizen");
        citizen.open("/guides?q=%E8%80%81%E4%BA%BA%E4%B8%89%E4%BB%B6%E4%BA%8B");
        citizen.link(has("老人三件事")).click();
        citizen.heading("老人三件事").wait();
        citizen.says("老年乘车卡");
        citizen.seen("guide");
    });
}

#[test]
fn two_editors_at_one_document_lose_nothing() {
    journey("collision", |journey| {
        let (first, second) = (journey.desktop("first"), journey.desktop("second"));
        staff::log_in(journey, &first, staff::phone::EDITOR);
        staff::log_in(journey, &second, staff::phone::SECOND_EDITOR);
        let days = t("staff.el.item.promised_days");
        for page in [&first, &second] {
            page.open(ITEM);
            page.field(days).wait();
        }
        first.field(days).fill("4");
        first.field(t("staff.el.item.statutory_days")).fill("12");
        saved(&first);
        second.field(days).fill("3");
        let clash = second.dialog(t("staff.clash.title"));
        clash.wait();
        second.says(&tr("staff.clash.theirs", &[("who", "谢军")]));
        second.seen("clash");
        clash.button(t("staff.clash.done")).click();
        clash.gone();
        saved(&second);
        let api = journey.api();
        api.log_in(staff::phone::EDITOR);
        let document = "/api/v1/work/documents/item/household-registration";
        let (status, view) = api.send("GET", document, None);
        assert_eq!(status, 200);
        let item = &view["document"]["item"];
        assert_eq!(item["promised_days"], json!(3), "what the second chose");
        assert_eq!(item["statutory_days"], json!(12), "what only the first changed");
        let (_, history) = api.send("GET", &format!("{document}/revisions"), None);
        let count = history["revisions"].as_array().map_or(0, Vec::len);
        assert!(count >= 2, "what was replaced is in the history: {history}");
    });
}
