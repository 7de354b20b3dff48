//! The signature pad: drawn with a finger, taken back stroke by stroke, cleared, drawn again; or a picture
//! of a signature instead (A5).

use journeys::{begins, journey, t};

use crate::cases::newborn;
use crate::steps::citizen;

#[test]
fn a_signature_can_be_drawn_again() {
    journey("sign", |journey| {
        let page = journey.phone("phone");
        citizen::begin(journey, &page, "13800000002", "newborn", &newborn::SITUATION);
        page.heading(t("apply.step.form")).wait();
        page.open(&page.path().replace("/form", "/review"));
        page.says(t("sign.empty"));
        citizen::sign(&page);
        page.button(t("sign.undo")).click();
        page.says(t("sign.there"));
        page.button(t("sign.undo")).click();
        page.says(t("sign.empty"));
        page.button(t("sign.redo")).click();
        page.says(t("sign.there"));
        page.seen("drawn");
        page.button(t("sign.clear")).click();
        page.says(t("sign.empty"));
        page.button(begins("sign.upload")).upload(&[&page.photo("签名")]);
        page.says(t("sign.there"));
        page.seen("picture");
    });
}
