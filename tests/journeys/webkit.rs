//! The first pages in WebKit, the engine of iPhones.

use journeys::{begins, journey, starts, t};

use crate::cases::newborn;
use crate::steps::citizen;

#[test]
fn the_first_pages_work_in_webkit() {
    journey("webkit", |journey| {
        let page = journey.webkit("iphone");
        page.open("/");
        page.heading(t("home.title")).wait();
        page.seen("home");
        citizen::search(&page, "生孩子", "新生儿出生");
        page.seen("guide");
        page.link(begins("guide.start")).click();
        let (question, answer) = newborn::SITUATION[0];
        page.radio(starts(question), answer).check();
        page.seen("check");
    });
}
