//! (l) The network goes in the middle of an upload and of a filing, and comes back: nothing is sent anew that has
//! arrived, and one application is filed (A2 A3 A6).

use journeys::{Browser, begins, has, journey, starts, t};
use serde_json::json;

use crate::cases::newborn;
use crate::steps::citizen;

const MOTHER: &str = "13800000001";

#[test]
fn the_network_goes_and_comes_back() {
    journey("cuts", |journey| {
        let page = journey.phone("phone");
        citizen::begin(journey, &page, MOTHER, "newborn", &newborn::SITUATION);
        citizen::fill_form(&page, &newborn::SECTIONS);
        citizen::saved(&page);
        nobody_else_was_here(&page);
        citizen::next(&page, "materials");

        page.run(PARTS, &[]);
        page.upload_speed(Some(100_000));
        page.button(has("父母身份证")).upload(&[&page.large_photo("身份证正面")]);
        page.until("a few parts to have arrived", || (parts(&page).len() > 2).then_some(()));
        page.network(false);
        page.button(begins("upload.retry")).wait();
        page.seen("cut");
        nothing_is_left_out(&page);
        let arrived = parts(&page);
        page.network(true);
        page.says(t("upload.done"));
        let resumed = parts(&page);
        let first = resumed.get(arrived.len()).copied().expect("the rest was sent");
        assert!(first > 0.0, "it goes on where it stopped: {resumed:?}");
        assert!(arrived.iter().all(|part| first >= *part), "nothing is sent twice: {resumed:?}");
        newborn::materials(&page, &|words| [page.photo(words)]);
        citizen::saved(&page);
        citizen::next(&page, "delivery");
        citizen::electronic(&page);
        citizen::saved(&page);
        citizen::next(&page, "review");
        a_line_leads_to_its_field(&page);
        let other = journey.desktop("other");
        other.open(&page.path());
        citizen::log_in(journey, &other, MOTHER);
        other.heading(t("apply.step.review")).wait();

        // Gone before anything left.
        citizen::sign(&page);
        page.network(false);
        page.button(t("review.file")).click();
        page.says(t("error.offline"));
        page.seen("off-line");
        page.network(true);

        // The filing arrives, its answer does not; the same filing once more gives the same case.
        page.run(LOSE_THE_ANSWER, &[json!("POST"), json!("/api/v1/cases")]);
        page.button(t("review.file")).click();
        is_lost(&page);
        page.says(t("error.offline"));
        page.button(t("review.file")).click();
        let number = citizen::number(&page);
        page.heading(t("receipt.title")).wait();
        page.seen("filed");
        let api = journey.api();
        api.log_in(MOTHER);
        let cases = api.get("/api/v1/cases")["cases"].as_array().cloned().unwrap_or_default();
        assert_eq!(cases.len(), 1, "{cases:?}");
        assert_eq!(cases[0]["number"], json!(number));
        the_other_goes_to_the_case(&other, &number);
    });
}

/// A save arrives and its answer does not, while typing goes on: no other device is to blame for it (A2).
fn nobody_else_was_here(page: &Browser) {
    let name = || page.field(starts("宝宝姓名"));
    page.run(LOSE_THE_ANSWER, &[json!("PUT"), json!("/api/v1/drafts/")]);
    name().fill("陈小");
    is_lost(page);
    name().fill("陈小满");
    citizen::saved(page);
    assert!(!page.dialog(t("conflict.title")).is_here(), "nothing to ask about");
    name().holds("陈小满");
}

/// Waits until an answer has been taken away.
pub fn is_lost(page: &Browser) {
    page.until("an answer to be lost", || {
        (page.run("return window.lost", &[]) == json!(true)).then_some(())
    });
}

/// A file that has not arrived is named, on its step and in the review, which every step leads to.
fn nothing_is_left_out(page: &Browser) {
    let failed = t("materials.file_failed").split('”').nth(1).expect("words behind the name");
    page.button(t("apply.next")).click();
    page.link(has(failed)).wait();
    page.seen("not-arrived");
    page.link(has(t("apply.step.review"))).click();
    page.heading(t("apply.step.review")).wait();
    page.button(t("review.file")).click();
    page.link(has(failed)).click();
    page.heading(t("apply.step.materials")).wait();
}

/// Each line of the review leads to what it shows (A1).
fn a_line_leads_to_its_field(page: &Browser) {
    page.seen("review");
    let weight = starts("出生体重");
    page.link(format!("{} 出生体重", t("review.edit"))).click();
    page.until("the field to have the focus", || {
        let id = page.run("return document.activeElement.id", &[]);
        (id == "answers.birth_weight").then_some(())
    });
    page.field(weight).holds("3250");
    page.link(has(t("apply.step.review"))).click();
    page.heading(t("apply.step.review")).wait();
}

/// What is still open elsewhere asks once more for what was confirmed on the other device only; as soon as it is gone on
/// with there, it leads to what was filed (A6 A10).
fn the_other_goes_to_the_case(other: &Browser, number: &str) {
    citizen::sign_and_file(other);
    other.link(has(t("apply.confirm.missing"))).click();
    assert_eq!(citizen::number(other), number);
    other.heading(t("receipt.title")).wait();
}

/// Keeps the offset of every part that the page sends.
const PARTS: &str = "
    window.parts = [];
    const real = window.fetch.bind(window);
    window.fetch = async (...all) => {
        // Not copied: that would use up its body.
        const request = all[0] instanceof Request ? all[0] : new Request(...all);
        const offset = request.headers.get('upload-offset');
        const answer = await real(...all);
        if (request.method === 'PATCH' && answer.ok) window.parts.push(Number(offset));
        return answer;
    };
";

/// The offsets of the parts that have arrived.
fn parts(page: &Browser) -> Vec<f64> {
    let parts = page.run("return window.parts", &[]);
    parts.as_array().into_iter().flatten().filter_map(serde_json::Value::as_f64).collect()
}

/// Takes the answer to the next request by a method and a path away once it has come: the service has done it.
pub const LOSE_THE_ANSWER: &str = "
    const [method, path] = arguments;
    let armed = true;
    window.lost = false;
    const real = window.fetch.bind(window);
    window.fetch = async (...all) => {
        const request = all[0] instanceof Request ? all[0] : new Request(...all);
        const wanted = request.method === method && request.url.includes(path);
        const answer = await real(...all);
        if (wanted && armed) {
            armed = false;
            window.lost = true;
            throw new TypeError('the network is gone');
        }
        return answer;
    };
";
