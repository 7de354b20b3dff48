//! (d) A draft begun on one device goes on on another; nothing typed is lost, and only what both changed
//! differently is asked about (A2).

use journeys::{Browser, journey, starts, t};

use crate::cases::newborn;
use crate::steps::citizen;
use crate::steps::form::{self, Entry};

const MOTHER: &str = "13800000001";

#[test]
fn a_draft_goes_on_elsewhere() {
    journey("devices", |journey| {
        let phone = journey.phone("phone");
        citizen::begin(journey, &phone, MOTHER, "newborn", &newborn::SITUATION);
        phone.heading(t("apply.step.form")).wait();
        form::fill(&phone, &newborn::CHILD[..3]);
        a_source_goes_with_its_value(&phone);
        citizen::saved(&phone);
        phone.seen("begun");
        let address = phone.path();

        let desktop = journey.desktop("desktop");
        desktop.open("/apply/newborn");
        citizen::log_in(journey, &desktop, MOTHER);
        desktop.heading(t("begin.there")).wait();
        desktop.seen("offered");
        desktop.button(t("begin.go_on")).click();
        name(&desktop).holds("陈小满");
        form::fill(&desktop, &[Entry::Text("出生体重", "3250")]);
        citizen::saved(&desktop);
        desktop.seen("gone-on");

        different_fields_are_joined(&phone);
        the_same_field_is_asked(&phone, &desktop);
        who_logs_out_leaves_nothing(&desktop);
        a_killed_tab_keeps_all(&phone, &address);
        a_full_device_says_so(&phone);
    });
}

/// Where a value came from is said as long as it stands there (A10).
fn a_source_goes_with_its_value(page: &Browser) {
    let said = || page.words().matches(t("apply.source.person")).count();
    let until = |wanted: usize| {
        page.until(&format!("{wanted} known values"), || (said() == wanted).then_some(()));
    };
    let own = page.field("您的姓名");
    let (known, all) = (own.value(), said());
    assert!(all > 1, "what the account knows stands there");
    own.fill("林越");
    until(all - 1);
    own.fill(&known);
    until(all);
    // What is taken out stays out, also when the page is opened anew.
    own.fill("林");
    page.press("Backspace");
    citizen::saved(page);
    page.reload();
    name(page).holds("陈小满");
    own.holds("");
    own.fill(&known);
    until(all);
}

fn name(page: &Browser) -> journeys::Locator<'_> {
    page.field(starts("宝宝姓名"))
}

/// The phone does not know of the weight yet; what it sends is joined with it, without a question.
fn different_fields_are_joined(phone: &Browser) {
    form::fill(phone, &[Entry::Choice("出生医院", "清河市妇幼保健院")]);
    phone.field(starts("出生体重")).holds("3250");
    citizen::saved(phone);
    assert!(!phone.dialog(t("conflict.title")).is_here(), "nothing to ask about");
    phone.reload();
    phone.field(starts("出生体重")).holds("3250");
    assert!(phone.radio(starts("出生医院"), "清河市妇幼保健院").is_checked());
}

/// Both changed the name: the desktop, which comes later, is asked, and takes the phone's.
fn the_same_field_is_asked(phone: &Browser, desktop: &Browser) {
    name(phone).fill("陈小月");
    citizen::saved(phone);
    name(desktop).fill("陈小圆");
    let asked = desktop.dialog(t("conflict.title"));
    asked.wait();
    desktop.seen("conflict");
    // Who has not chosen yet is asked again.
    desktop.reload();
    asked.wait();
    let sides = asked.group("宝宝姓名");
    assert!(sides.choice(starts("陈小圆")).is_checked(), "what is on the screen stands first");
    assert_eq!(asked.group(starts("")).count(), 1, "only the name is asked about");
    sides.choice(starts("陈小月")).check();
    asked.button(t("conflict.done")).click();
    asked.gone();
    name(desktop).holds("陈小月");
    desktop.field(starts("出生体重")).holds("3250");
    citizen::saved(desktop);
}

/// Whoever comes next to a shared computer finds nothing, not even what was typed a moment ago.
fn who_logs_out_leaves_nothing(desktop: &Browser) {
    form::fill(desktop, &[Entry::Text("出生体重", "3260")]);
    desktop.button(t("account.log_out")).click();
    desktop.wait_path("home", |path| path == "/");
    let own = "return Object.keys(localStorage).filter((key) => key.startsWith('own.'))";
    assert_eq!(desktop.run(own, &[]), serde_json::json!([]));
}

/// Without a network the phone keeps what was typed, also when the tab is killed.
fn a_killed_tab_keeps_all(phone: &Browser, address: &str) {
    phone.network(false);
    name(phone).fill("陈小星");
    phone.says(t("saving.offline"));
    phone.kill_tab();
    phone.open(address);
    name(phone).holds("陈小星");
    citizen::saved(phone);
    phone.seen("back");
    phone.reload();
    name(phone).holds("陈小星");
}

/// A device that is full cannot keep what is typed without a network, and says so.
fn a_full_device_says_so(phone: &Browser) {
    phone.run(FILL, &[]);
    phone.network(false);
    name(phone).fill(&"陈小星".repeat(9));
    phone.says(t("saving.unkept"));
    phone.seen("unkept");
    phone.run("localStorage.removeItem('full.0')", &[]);
    name(phone).fill("陈小晨");
    phone.says(t("saving.offline"));
    phone.network(true);
    citizen::saved(phone);
}

/// Fills what the browser keeps for the page to the last character.
const FILL: &str = "
    for (let size = 1 << 20, at = 0; size > 0;) {
        try {
            localStorage.setItem(`full.${at}`, 'x'.repeat(size));
            at += 1;
        } catch {
            size >>= 1;
        }
    }
";
