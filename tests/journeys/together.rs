//! (h) Both parents sign, each on their own phone: invited by link, seeing everything; a change makes the signature
//! void; a reason is told (A5).

use journeys::{Browser, Journey, begins, has, journey, starts, t, tr};

use crate::cases::newborn;
use crate::steps::{citizen, form, form::Entry, staff};

const MOTHER: &str = "13800000001";
const FATHER: &str = "13800000002";

/// Two parents who are not married.
const UNMARRIED: [(&str, &str); 6] = {
    let mut situation = newborn::SITUATION;
    situation[3] = ("由谁来登记？", "爸爸妈妈，没有登记结婚");
    situation
};

#[test]
fn both_parents_sign_on_two_phones() {
    journey("together", |journey| {
        let mother = journey.phone("mother");
        to_the_review(journey, &mother);
        citizen::sign_and_file(&mother);
        mother.says(t("problem.signature_missing"));
        mother.seen("missing");

        let lost = invite(&mother);
        mother.open(&lost);
        mother.says(t("cosign.own"));
        mother.seen("own-link");
        mother.back();
        // A link that went astray gives way to a new one.
        mother.button(starts(t("cosign.renew"))).click();
        mother.says(t("cosign.renewed"));
        let link = address(&mother, &lost);

        let father = journey.phone("father");
        father.open(&lost);
        citizen::log_in(journey, &father, FATHER);
        father.says(t("cosign.said.replaced"));
        father.seen("replaced");
        father.open(&link);
        father.says(&tr(
            "cosign.lead",
            &[("from", "林悦"), ("thing", "新生儿出生"), ("label", "另一位家长")],
        ));
        father.says("陈小满");
        father.seen("asked");
        father.button(t("cosign.decline")).click();
        let dialog = father.dialog(t("cosign.decline.title"));
        dialog.button(t("cosign.decline.send")).click();
        dialog.says(&tr("cosign.reason.wrong", &[("max", "200")]));
        dialog.field(t("cosign.reason")).fill("体重写错了");
        dialog.button(t("cosign.decline.send")).click();
        father.says(t("cosign.said.declined"));
        father.seen("declined");

        // Her page follows by itself.
        mother.says("体重写错了");
        mother.seen("reason");
        let link = {
            mother.button(begins("cosign.invite_again")).click();
            address(&mother, &link)
        };
        father.open(&link);
        sign(&father);
        mother.says(t("cosign.state.signed"));
        mother.seen("signed");

        // A change makes it void, on both phones.
        mother.open(&mother.path().replace("/review", "/form"));
        form::fill(&mother, &[Entry::Text("出生体重", "3350")]);
        citizen::saved(&mother);
        mother.open(&mother.path().replace("/form", "/review"));
        mother.says(t("cosign.state.void"));
        mother.seen("void");
        father.reload();
        father.says(t("cosign.said.void"));
        father.says("3350");
        father.seen("void");
        sign(&father);
        mother.says(t("cosign.state.signed"));

        citizen::sign_and_file(&mother);
        let number = citizen::number(&mother);
        mother.heading(t("receipt.title")).wait();
        father.reload();
        father.says(t("cosign.said.filed"));
        father.seen("filed");
        corrected(journey, &mother, &father, (&number, &link));
    });
}

/// The intake asks for a correction, so both sign again: he by a new link, for he no longer has the first.
fn corrected(journey: &Journey, mother: &Browser, father: &Browser, (number, lost): (&str, &str)) {
    let clerk = journey.desktop("clerk");
    staff::log_in(journey, &clerk, staff::phone::CLERK);
    staff::open(&clerk, number);
    staff::ask_corrections(&clerk, &[("出生体重", "和出院小结不一致，请核对。")]);
    mother.open(&format!("/cases/{number}"));
    mother.link(t("todo.correct.do")).click();
    mother.heading(t("correct.title")).wait();
    form::fill(mother, &[Entry::Text("出生体重", "3360")]);
    citizen::sign(mother);
    mother.button(t("correct.send")).click();
    mother.says(t("todo.cosign"));
    mother.says_no(t("todo.nothing"));
    mother.says_no(t("todo.turn.intake"));
    mother.seen("waits-for-him");
    mother.link(t("todo.cosign.do")).click();
    mother.heading(t("cosign.title")).wait();
    mother.button(starts(t("cosign.renew"))).click();
    mother.says(t("cosign.renewed"));
    let link = address(mother, lost);
    father.open(lost);
    father.says(t("cosign.said.replaced"));
    // He is told, and the message leads there.
    father.open("/my/messages");
    father.link(has("请用新链接签名")).click();
    father.says("3360");
    assert_eq!(father.path(), link);
    citizen::sign(father);
    father.button(t("cosign.sign")).click();
    father.says(t("cosign.said.filed"));
    mother.says(t("cosign.state.filed"));
    mother.seen("signed-again");
}

/// Everything filled in, as far as the review.
fn to_the_review(journey: &Journey, mother: &Browser) {
    citizen::begin(journey, mother, MOTHER, "newborn", &UNMARRIED);
    citizen::fill_form(mother, &newborn::SECTIONS);
    form::fill(mother, &[Entry::Declare("非婚生育说明")]);
    citizen::saved(mother);
    citizen::next(mother, "materials");
    let cards = [mother.photo("身份证")];
    citizen::upload(mother, &[("父母身份证", &cards)]);
    newborn::materials_of(mother, &|words| [mother.photo(words)], false);
    citizen::saved(mother);
    citizen::next(mother, "delivery");
    citizen::electronic(mother);
    citizen::saved(mother);
    citizen::next(mother, "review");
    mother.heading(t("cosign.title")).wait();
}

/// Invites the other parent; the path of the link.
fn invite(mother: &Browser) -> String {
    mother.button(starts(t("cosign.invite"))).click();
    address(mother, "")
}

/// The path of the link that is shown, once it is another than before.
fn address(mother: &Browser, before: &str) -> String {
    mother.image(t("cosign.qr")).wait();
    let link = mother.until("a link", || {
        let words = mother.words();
        let at = words.find("/cosign/")?;
        let link = words[at..].split_whitespace().next()?;
        (link != before).then(|| link.to_owned())
    });
    mother.seen("invited");
    link
}

fn sign(father: &Browser) {
    father.heading(t("sign.title")).wait();
    citizen::sign(father);
    father.button(t("cosign.sign")).click();
    father.says(t("cosign.said.signed"));
    father.link(has("身份证")).wait();
}
