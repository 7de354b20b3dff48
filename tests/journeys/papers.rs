//! (k) What happens to papers: a photo is turned and cut before it is handed in, the delivery is changed, the results
//! are handed over, a changed document is exposed, a licence is taken back, and the next application uses the same
//! files again (A3 A4 A5 A6 A8 I3).

use std::path::PathBuf;

use journeys::{Api, Browser, Journey, begins, has, journey, starts, t, tr};
use serde_json::{Value, json};

use crate::cases::newborn;
use crate::steps::staff::{self, phone};
use crate::steps::{citizen, form};

const MOTHER: &str = "13800000001";
const VACCINES: &str = "新生儿疫苗接种记录单";
const PARCEL: &str = "SF1234567890";
const ANOTHER: &str = "SF7654321098";
const PLACE: &str = "清河市政务服务中心 一件事综合窗口";
const STREET: &str = "康宁路 18 号 2 单元 301";

#[test]
fn papers_from_the_photo_to_the_parcel() {
    journey("papers", |journey| {
        let mother = journey.phone("mother");
        citizen::begin(journey, &mother, MOTHER, "newborn", &newborn::SITUATION);
        citizen::fill_form(&mother, &newborn::SECTIONS);
        citizen::saved(&mother);
        citizen::next(&mother, "materials");
        citizen::upload(&mother, &[("父母身份证", &[mother.photo("身份证")])]);
        turned_and_cut(journey, &mother);
        newborn::materials(&mother, &|words| [mother.photo(words)]);
        citizen::saved(&mother);
        citizen::next(&mother, "delivery");
        citizen::electronic(&mother);
        citizen::saved(&mother);
        citizen::next(&mother, "review");
        citizen::sign_and_file(&mother);
        let number = citizen::number(&mother);
        mother.heading(t("receipt.title")).wait();
        exposed(journey, &mother, &number);
        delivered_by_post(&mother, &number);
        kept_until_handed_in(&mother, &number);
        citizen::supply(&mother, &number, VACCINES);
        staff::work_through(journey, &number);
        fetched(&mother, &number);
        handed_out(journey, &mother, &number);
        taken_back(journey, &mother, &number);
        used_again(journey, &mother);
    });
}

/// Turned to the right, a third cut off at the left: what is stored is that picture.
fn turned_and_cut(journey: &Journey, mother: &Browser) {
    citizen::saved(mother);
    let api = journey.api();
    api.log_in(MOTHER);
    let before = file_of(&api, "parents-id-card");
    let (width, height) = size(mother, &before);
    mother.button(starts(t("upload.edit"))).click();
    let dialog = mother.dialog(t("crop.title"));
    dialog.button(t("crop.turn_right")).click();
    dialog.image(t("crop.picture")).draw(&[(0.03, 0.5), (0.2, 0.5), (1.0 / 3.0, 0.5)]);
    mother.seen("cropping");
    dialog.button(t("crop.done")).click();
    dialog.gone();
    let after = mother.until("another file in the place of the first", || {
        Some(file_of(&api, "parents-id-card")).filter(|id| *id != before)
    });
    let (new_width, new_height) = size(mother, &after);
    let ratio = new_width / new_height * width / height;
    assert!((0.6..0.74).contains(&ratio), "{width}×{height} became {new_width}×{new_height}");
    mother.seen("cropped");
}

/// The only file of a material in the only draft.
fn file_of(api: &Api, material: &str) -> String {
    let draft = &api.get("/api/v1/drafts")["drafts"][0];
    let files = &draft["content"]["evidence"][material]["files"];
    files[0]["id"].as_str().unwrap_or_default().to_owned()
}

/// Width and height of a stored picture, as the browser decodes it.
fn size(page: &Browser, file: &str) -> (f64, f64) {
    let measure = "window.measured = null;
        fetch('/api/v1/files/' + arguments[0]).then(answer => answer.blob()).then(createImageBitmap)
            .then(picture => { window.measured = [picture.width, picture.height] });";
    page.run(measure, &[json!(file)]);
    page.until("the size of a picture", || {
        let measured = page.run("return window.measured", &[]);
        Some((measured[0].as_f64()?, measured[1].as_f64()?))
    })
}

/// Anyone asks by the code whether the receipt is genuine; the file that came with it is compared on the spot.
fn exposed(journey: &Journey, mother: &Browser, number: &str) {
    mother.link("收件回执").click();
    mother.heading("收件回执").wait();
    mother.image(tr("documents.page", &[("name", "收件回执"), ("n", "1")])).wait();
    mother.seen("document");
    let code = mother.path().rsplit('/').next().unwrap_or_default().to_owned();
    mother.link(t("documents.verify")).click();
    mother.says(t("verify.genuine"));
    mother.seen("verified");

    let api = journey.api();
    api.log_in(MOTHER);
    let genuine = api.bytes(&format!("/api/v1/cases/{number}/documents/{code}"));
    let mut changed = genuine.clone();
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    let keep = |name: &str, bytes: &[u8]| -> PathBuf { mother.keep(name, "pdf", bytes) };
    let anyone = journey.desktop("anyone");
    anyone.open("/verify");
    anyone.seen("verify");
    anyone.field(t("verify.code")).fill("AAAA-AAAA");
    anyone.button(t("verify.do")).click();
    anyone.says(t("verify.code.wrong"));
    anyone.seen("wrong-code");
    anyone.field(t("verify.code")).fill(&code.to_lowercase());
    anyone.button(t("verify.do")).click();
    anyone.says(t("verify.genuine"));
    anyone.button(t("verify.file.pick")).upload(&[&keep("回执", &genuine)]);
    anyone.says(t("verify.file.same"));
    anyone.seen("same");
    anyone.button(t("verify.file.pick")).upload(&[&keep("改过的回执", &changed)]);
    anyone.says(t("verify.file.other"));
    anyone.says_no(t("verify.file.same"));
    anyone.seen("other");
}

fn delivered_by_post(mother: &Browser, number: &str) {
    mother.open(&format!("/cases/{number}"));
    mother.link(t("track.delivery.change")).click();
    mother.heading(t("redirect.title")).wait();
    mother.radio(t("delivery.ask"), starts(t("delivery.post"))).check();
    form::region(&mother.group(t("delivery.field.region")), "东岸区");
    mother.field(t("delivery.field.address")).fill(STREET);
    mother.seen("redirect");
    mother.button(t("redirect.save")).click();
    mother.says(STREET);
    mother.seen("by-post");
}

/// What was uploaded to follow outlasts the page, and is taken away again.
fn kept_until_handed_in(mother: &Browser, number: &str) {
    mother.open(&format!("/cases/{number}/supply"));
    mother.button(has(VACCINES)).upload(&[&mother.photo(VACCINES)]);
    mother.says(t("upload.done"));
    mother.reload();
    mother.says(t("upload.done"));
    mother.button(begins("upload.remove")).click();
    mother.says_no(t("upload.done"));
}

/// Who would rather fetch them is told where they lie ready, until they are posted after all.
fn fetched(mother: &Browser, number: &str) {
    mother.open(&format!("/cases/{number}"));
    mother.link(t("track.delivery.change")).click();
    mother.heading(t("redirect.title")).wait();
    mother.radio(t("delivery.ask"), starts(t("delivery.window"))).check();
    mother.radio(t("delivery.field.window"), starts(PLACE)).check();
    mother.button(t("redirect.save")).click();
    let ready = tr("todo.fetch", &[("place", PLACE)]);
    mother.says(&ready);
    mother.seen("to-fetch");
    delivered_by_post(mother, number);
    mother.says_no(&ready);
}

/// The clerk finds what is ready on a desk, and needs the parcel's number; the applicant sees it, and can change nothing
/// any more.
fn handed_out(journey: &Journey, mother: &Browser, number: &str) {
    let clerk = journey.desktop("clerk");
    staff::log_in(journey, &clerk, phone::CLERK);
    clerk.open("/staff?desk=hand_out");
    clerk.says(t("delivery.post"));
    clerk.link(number).wait();
    clerk.seen("to-hand-out");
    clerk.link(number).click();
    staff::act(&clerk, "hand_out", None, &[("tracking", PARCEL)]);
    clerk.seen("handed-out");
    mother.open(&format!("/cases/{number}"));
    mother.says(PARCEL);
    assert!(!mother.link(t("track.delivery.change")).is_here(), "it is on its way");
    mother.says(t("track.parcel.under_way"));
    mother.seen("handed-out");
    sent_anew(&clerk, mother, number);
}

/// The parcel comes back, whose number stands in the clerk's dialog already; the next one arrives.
fn sent_anew(clerk: &Browser, mother: &Browser, number: &str) {
    clerk.button(t("staff.do.return_parcel")).click();
    let dialog = clerk.dialog(t("staff.do.return_parcel"));
    dialog.field(begins("staff.ask.tracking")).holds(PARCEL);
    let absent = tr("staff.say.insert", &[("text", t("staff.say.parcel.absent.short"))]);
    dialog.button(absent.as_str()).click();
    clerk.seen("came-back");
    dialog.button(t("staff.confirm.return_parcel")).click();
    dialog.gone();
    mother.open(&format!("/cases/{number}"));
    mother.says(t("staff.say.parcel.absent"));
    mother.link(t("track.delivery.change")).wait();
    mother.seen("came-back");
    staff::act(clerk, "hand_out", None, &[("tracking", ANOTHER)]);
    mother.open(&format!("/cases/{number}"));
    mother.button(starts(t("track.parcel.have"))).click();
    mother.says(t("event.parcel_received"));
    mother.says(t("track.parcel.thanks")); // not that something has happened, which she did herself
    mother.button(starts(t("track.parcel.have"))).gone();
    mother.seen("arrived");
}

/// A chief representative takes a licence back that the department has issued; its holder sees it at once.
fn taken_back(journey: &Journey, mother: &Browser, number: &str) {
    let chief = journey.desktop("chief");
    staff::log_in(journey, &chief, phone::HRSS_CHIEF);
    chief.open(&format!("/staff/cases/{number}"));
    chief.link(t("staff.lane.revoke")).click();
    chief.heading(t("staff.revoke.title")).wait();
    chief.button(t("staff.revoke.do")).click();
    chief.says(t("staff.revoke.reason.missing"));
    chief.seen("revoke-errors");
    chief.field(t("staff.revoke.reason")).fill("照片和本人不一致，请重新申领。");
    chief.button(t("staff.revoke.do")).click();
    let dialog = chief.dialog(t("staff.revoke.title"));
    chief.seen("revoke-sure");
    dialog.button(t("staff.revoke.confirm")).click();
    chief.says(t("staff.revoke.done"));
    chief.seen("revoked");
    mother.open("/wallet");
    mother.link(has("社会保障卡")).click();
    mother.says("照片和本人不一致");
    mother.seen("revoked");
}

/// The next application takes what was handed in before.
fn used_again(journey: &Journey, mother: &Browser) {
    let api = journey.api();
    api.log_in(MOTHER);
    let begin = json!({ "thing": "newborn", "content": {}, "anew": true });
    let (status, draft) = api.send("POST", "/api/v1/drafts", Some(&begin));
    assert_eq!(status, 201, "{draft}");
    let id = draft["id"].as_str().unwrap_or_default();
    // What an office has accepted is filled in, with where it comes from.
    mother.open(&format!("/apply/{id}/form"));
    mother.says("办理的“新生儿出生”，请核对");
    mother.seen("known-before");
    mother.open(&format!("/apply/{id}/materials"));
    // The photo serves for a while only.
    mother.button(has(&format!("{} 宝宝的白底照片", t("again.pick")))).click();
    let dialog = mother.dialog(t("again.title"));
    dialog.says("有效至");
    mother.seen("valid-until");
    dialog.button(t("dialog.close")).click();
    dialog.gone();
    mother.button(has(&format!("{} 父母身份证", t("again.pick")))).click();
    let dialog = mother.dialog(t("again.title"));
    dialog.says("新生儿出生");
    mother.seen("again");
    dialog.button(starts(&format!("{} 父母身份证", t("again.use")))).click();
    dialog.gone();
    mother.says(t("upload.done"));
    citizen::saved(mother);
    mother.seen("used-again");
    let used = file_of(&api, "parents-id-card");
    let cases = api.get("/api/v1/cases");
    let number = cases["cases"][0]["number"].as_str().unwrap_or_default().to_owned();
    let case: Value = api.get(&format!("/api/v1/cases/{number}"));
    assert_eq!(case["submission"]["evidence"]["parents-id-card"]["files"][0]["id"], json!(used));
    mother.button(begins("upload.remove")).click();
    citizen::saved(mother);
    assert!(file_of(&api, "parents-id-card").is_empty());
}
