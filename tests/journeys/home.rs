//! (b) A second-hand home: the payment fails once, the tax office refuses with two pairs of eyes, housing
//! finishes all the same, and what the refused items cost goes back (A7 C2 C6). All of it in a browser that is told nothing
//! by itself.

use std::path::PathBuf;

use journeys::{Browser, Journey, has, journey, t};

use crate::cases::home;
use crate::steps::citizen;
use crate::steps::staff::{self, phone};

const BUYER: &str = "13800000003";

#[test]
fn home_with_a_refusal_and_its_refund() {
    journey("home", |journey| {
        let buyer = journey.phone("buyer");
        // A network that holds back server-sent events, or a browser without them: the page asks by itself (T4).
        buyer.before_each_page("window.EventSource = undefined;");
        citizen::begin(journey, &buyer, BUYER, "second-hand-home", &home::SITUATION);
        apply(&buyer);
        let number = citizen::number(&buyer);
        pay(&buyer);

        let desk = journey.desktop("staff");
        staff::log_in(journey, &desk, phone::CLERK);
        staff::open(&desk, &number);
        staff::act(&desk, "accept", None, &[]);
        refuse(journey, &desk, &buyer, &number);
        staff::log_in(journey, &desk, phone::HOUSING);
        staff::open(&desk, &number);
        staff::grant(&desk, "存量房买卖合同网签备案");
        desk.seen("granted");

        buyer.says(t("todo.finished"));
        buyer.says("房屋买卖合同备案证明");
        buyer.seen("finished");
        refunded(journey, &buyer, &number);
    });
}

fn apply(buyer: &Browser) {
    citizen::fill_form(buyer, &home::SECTIONS);
    citizen::saved(buyer);
    buyer.seen("form");
    citizen::next(buyer, "materials");
    let photo = |words: &str| -> [PathBuf; 1] { [buyer.photo(words)] };
    let names = [
        "买方身份证",
        "卖方身份证",
        "卖方的不动产权证书",
        "房屋买卖合同",
        "买方户口簿",
        "家庭住房情况查询结果",
    ];
    let files: Vec<(&str, [PathBuf; 1])> = names.iter().map(|name| (*name, photo(name))).collect();
    let files: Vec<(&str, &[PathBuf])> =
        files.iter().map(|(name, files)| (*name, &files[..])).collect();
    citizen::upload(buyer, &files);
    citizen::saved(buyer);
    buyer.seen("materials");
    citizen::next(buyer, "delivery");
    citizen::electronic(buyer);
    citizen::saved(buyer);
    citizen::next(buyer, "review");
    // 1 % of 1,000,000 yuan and 80 yuan for the registration.
    buyer.says("10,080.00");
    citizen::sign_and_file(buyer);
}

/// Fails first; the second try needs nothing filled in again.
fn pay(buyer: &Browser) {
    buyer.heading(t("pay.title")).wait();
    buyer.says("10,080.00");
    buyer.seen("bill");
    buyer.button(t("pay.do")).click();
    buyer.heading(t("cashier.title")).wait();
    buyer.seen("cashier");
    buyer.button(t("cashier.fail")).click();
    buyer.says(t("pay.failed"));
    buyer.seen("failed");
    buyer.button(t("pay.again")).click();
    buyer.button(t("cashier.succeed")).click();
    buyer.heading(t("receipt.title")).wait();
    buyer.seen("receipt");
    buyer.link(t("receipt.progress")).click();
    buyer.says(t("status.case.received"));
}

/// The reviewer proposes, the chief representative confirms; meanwhile the buyer is told nothing.
fn refuse(journey: &Journey, desk: &Browser, buyer: &Browser, number: &str) {
    let report = [
        ("grounds", "申报的成交价格明显低于同类房屋，未能说明理由（税收征收管理法第三十五条）。"),
        ("remedy", "补充价格说明后可以重新申报，也可以在 60 日内申请行政复议。"),
    ];
    staff::log_in(journey, desk, phone::TAX);
    staff::open(desk, number);
    staff::act(desk, "propose_refusal", Some("契税申报缴纳"), &report);
    desk.seen("proposed");
    assert!(!buyer.words().contains("明显低于"), "a proposal is not a decision yet");
    staff::log_in(journey, desk, phone::TAX_CHIEF);
    staff::open(desk, number);
    staff::act(desk, "confirm_refusal", Some("契税申报缴纳"), &[]);
    desk.seen("confirmed");
    buyer.says(t("track.refused"));
    buyer.says(report[0].1);
    buyer.says(report[1].1);
    buyer.seen("refused");
}

/// The tax and the fee of the registration that needed it go back, each once.
fn refunded(journey: &Journey, buyer: &Browser, number: &str) {
    let refunded = |item: &str| t("track.refunded").replace("{item}", item);
    buyer.says(&refunded("契税申报缴纳"));
    buyer.says(&refunded("不动产转移登记"));
    buyer.seen("refunded");
    let api = journey.api();
    api.log_in(BUYER);
    let bill = api.get(&format!("/api/v1/cases/{number}"))["bill"].clone();
    let cents: Vec<i64> = bill["refunds"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|refund| refund["cents"].as_i64())
        .collect();
    assert_eq!(bill["paid_cents"], 1_008_000);
    assert_eq!(cents.iter().sum::<i64>(), 1_008_000, "{bill}");
    assert_eq!(cents.len(), 2, "{bill}");
    assert!(buyer.region(has("税务")).is_here(), "a lane for the department");
}
