//! (m) A marriage: checked on line, signed on paper at the window, as the law has it (A5).

use journeys::{Browser, Journey, journey, starts, t};

use crate::steps::citizen;
use crate::steps::form::Entry::{self, *};
use crate::steps::staff::{self, phone};

const BRIDE: &str = "13800000001";

const SITUATION: [(&str, &str); 4] = [
    ("两个人都是内地居民吗？", "都是"),
    ("男满 22、女满 20 了吗？", "都满了"),
    ("两个人现在都单身吗？", "都单身"),
    ("至少一方户口在清河市吗？", "都不在"),
];

const FORM: &[Entry] = &[
    Person("男方", ["陈浩", "519903199203180011", "13800000002"]),
    Person("女方", ["林悦", "519902199406120020", "13800000001"]),
    Choice("男方的婚姻状况", "未婚"),
    Choice("女方的婚姻状况", "未婚"),
    Text("想哪天来", "2026-12-20"),
    Choice("在哪个登记处", "清河市婚姻登记处（河滨公园东门）"),
    Flag("要颁证仪式吗", false),
    Flag("顺便做免费婚检吗", true),
    Declare("填写属实"),
];

#[test]
fn a_marriage_is_signed_on_paper() {
    journey("paper", |journey| {
        let bride = journey.phone("bride");
        let number = filed_without_a_signature(journey, &bride);
        bride.open(&format!("/cases/{number}"));
        bride.says(t("todo.paper.help"));
        bride.seen("to-sign");

        let clerk = journey.desktop("clerk");
        staff::log_in(journey, &clerk, phone::CLERK);
        staff::open(&clerk, &number);
        let actions = clerk.region(t("staff.actions"));
        assert!(!actions.button(t("staff.do.accept")).is_here(), "nothing is signed yet");
        clerk.says(t("staff.case.signature.paper"));
        clerk.seen("unsigned");
        staff::act(&clerk, "take_paper", None, &[]);
        bride.says_no(t("todo.paper.help"));
        staff::act(&clerk, "accept", None, &[]);
        bride.says(t("status.case.accepted"));
        bride.seen("accepted");
    });
}

fn filed_without_a_signature(journey: &Journey, bride: &Browser) -> String {
    citizen::begin(journey, bride, BRIDE, "marriage", &SITUATION);
    citizen::fill_form(bride, &[FORM]);
    citizen::saved(bride);
    citizen::next(bride, "materials");
    citizen::upload(bride, &[("双方身份证", &[bride.photo("双方身份证")])]);
    citizen::saved(bride);
    citizen::next(bride, "delivery");
    bride.radio(t("delivery.ask"), starts(t("delivery.window"))).check();
    bride.radio(starts(t("delivery.field.window")), starts("清河市婚姻登记处")).check();
    citizen::saved(bride);
    citizen::next(bride, "review");
    bride.says(t("paper.law"));
    assert!(!bride.image(t("sign.label")).is_here(), "there is nothing to draw on");
    bride.seen("by-hand");
    bride.button(t("review.file.paper")).click();
    let number = citizen::number(bride);
    bride.heading(t("receipt.title")).wait();
    bride.seen("receipt");
    number
}
