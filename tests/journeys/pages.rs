//! Every page that can be opened by its address, light, dark and for tired eyes, on a phone and on a desktop:
//! axe finds no barrier, the console is silent, nothing sticks out to the side (X2).

use journeys::{Browser, journey};
use serde_json::json;

use crate::steps::staff;

/// The public pages.
const PUBLIC: [&str; 13] = [
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

/// Theme and look.
const LOOKS: [(&str, &str); 3] = [("light", "standard"), ("dark", "standard"), ("light", "care")];

/// Chooses a look as a visitor does who has chosen it earlier.
fn choose(page: &Browser, (theme, look): (&str, &str)) {
    let choose =
        "localStorage.setItem('theme', arguments[0]); localStorage.setItem('look', arguments[1])";
    page.run(choose, &[json!(theme), json!(look)]);
}

fn look_at(page: &Browser, path: &str, (theme, look): (&str, &str)) {
    page.open(path);
    page.until("the page to be whole", || {
        (page.run("return !!document.querySelector('.skeleton')", &[]) == json!(false))
            .then_some(())
    });
    let name = path.trim_matches('/').replace(['/', '?', '='], "-");
    let name = if name.is_empty() { "home" } else { &name };
    page.seen(&format!("{name}-{theme}-{look}"));
    let sticks_out = page.run("return document.documentElement.scrollWidth - innerWidth", &[]);
    assert!(sticks_out.as_i64() <= Some(0), "{path} {theme} {look}: {sticks_out} px to the side");
}

fn walk(page: &Browser, paths: &[&str]) {
    for look in LOOKS {
        choose(page, look);
        paths.iter().for_each(|path| look_at(page, path, look));
    }
}

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
