//! Every page that can be opened by its address, light, dark and for tired eyes, on a phone and on a desktop:
//! axe finds no barrier, the console is silent, nothing sticks out to the side (X2).

use journeys::{journey, t};
use serde_json::json;

use crate::authoring::{saved, submit};
use crate::steps::looks::{LOOKS, look_at, walk};
use crate::steps::staff;

/// The public pages.
const PUBLIC: [&str; 26] = [
    "/",
    "/guides",
    "/guides?q=no-such-words",
    "/guides/newborn",
    "/guides/construction-project",
    "/guides/newborn/check",
    "/notices",
    "/notices/newborn-allowance-2026",
    "/results",
    "/intermediaries",
    "/departments",
    "/departments/police",
    "/places",
    "/figures",
    "/answers",
    "/booking",
    "/booking/study-room",
    "/booking/study-room/machine-station",
    "/tickets/new",
    "/tickets/new?kind=report",
    "/tickets/find",
    "/lookup",
    "/verify",
    "/verify/0000-0000",
    "/verify/licence",
    "/login",
];

/// Pages of the workbench that an editor sees.
const STAFF: [&str; 10] = [
    "/staff/guides",
    "/staff/guides/newborn/versions/1",
    "/staff/notices",
    "/staff/notices/senior-card-instant",
    "/staff/catalogue",
    "/staff/catalogue/item/household-registration",
    "/staff/catalogue/item/household-registration/history",
    "/staff/catalogue/thing/newborn?part=graph",
    "/staff/releases",
    "/staff/previews/newborn",
];

/// Every part of the editor's forms, of an item and of a thing; and words for companies.
const EDITOR: [&str; 17] = [
    "/staff/catalogue/item/household-registration?part=basics",
    "/staff/catalogue/item/household-registration?part=basis",
    "/staff/catalogue/item/household-registration?part=handling",
    "/staff/catalogue/item/household-registration?part=fields",
    "/staff/catalogue/item/household-registration?part=materials",
    "/staff/catalogue/item/transfer-registration?part=fees",
    "/staff/catalogue/item/household-registration?part=result",
    "/staff/catalogue/item/household-registration?part=places",
    "/staff/catalogue/item/household-registration?part=faq",
    "/staff/catalogue/thing/new-car?part=about",
    "/staff/catalogue/thing/construction-project?part=graph",
    "/staff/catalogue/thing/newborn?part=check",
    "/staff/catalogue/thing/newborn?part=form",
    "/staff/catalogue/thing/newborn?part=faq",
    "/staff/catalogue/thing/newborn/versions",
    "/staff/catalogue/thing/no-such-thing",
    "/staff/catalogue/intermediaries",
];

/// What stands in the frame of a preview: as a citizen, as a company, for tired eyes, in English, in the dark; and
/// the pre-check.
const PREVIEWS: [&str; 6] = [
    "/staff/previews/new-car/page",
    "/staff/previews/new-car/page?as=company",
    "/staff/previews/new-car/page?look=care",
    "/staff/previews/new-car/page?lang=en",
    "/staff/previews/new-car/page?theme=dark",
    "/staff/previews/new-car/check",
];

#[test]
fn public_pages_on_a_phone() {
    journey("pages-phone", |journey| {
        let page = journey.phone("phone");
        page.open("/");
        walk(&page, &PUBLIC);
    });
}

#[test]
fn public_pages_on_a_desktop() {
    journey("pages-desktop", |journey| {
        let page = journey.desktop("desktop");
        page.open("/");
        walk(&page, &PUBLIC);
    });
}

#[test]
fn pages_of_the_workbench() {
    journey("pages-staff", |journey| {
        let page = journey.desktop("editor");
        staff::log_in(journey, &page, staff::phone::EDITOR);
        walk(&page, &STAFF);
    });
}

/// The editor's forms, and what they lead to: what has changed, a release, a document that it holds.
#[test]
fn pages_of_the_editor() {
    journey("pages-editor", |journey| {
        let page = journey.desktop("editor");
        staff::log_in(journey, &page, staff::phone::EDITOR);
        walk(&page, &EDITOR);
        let item = "/staff/catalogue/item/household-registration?part=handling";
        page.open(item);
        page.field(t("staff.el.item.promised_days")).fill("4");
        saved(&page);
        let changes = "/staff/catalogue/item/household-registration/changes";
        walk(&page, &[item, changes]);
        page.open(item);
        submit(&page, "承诺时限改为 4 天");
        let release = page.path();
        walk(&page, &[release.as_str(), item]);
    });
}

/// What a phone shows in the frame of a preview.
#[test]
fn previews_on_a_phone() {
    journey("pages-previews", |journey| {
        let page = journey.phone("frame");
        staff::log_in(journey, &page, staff::phone::EDITOR);
        for path in PREVIEWS {
            look_at(&page, path, LOOKS[0]);
        }
        for (path, words) in [
            (PREVIEWS[0], "本人身份证"),
            (PREVIEWS[1], "营业执照"),
            (PREVIEWS[3], "Your identity card"),
        ] {
            page.open(path);
            page.says(words);
        }
        let dressed = "return [document.documentElement.dataset.look, document.documentElement.dataset.theme]";
        for (path, look) in [(PREVIEWS[2], ["care", "light"]), (PREVIEWS[4], ["standard", "dark"])]
        {
            page.open(path);
            page.until("the look that the address asks for", || {
                (page.run(dressed, &[]) == json!(look)).then_some(())
            });
        }
    });
}
