//! (c) A restaurant, filed on a desktop by the company's agent; the clock of the food permit stands while
//! inspectors come, and the agent sees why (I2 C4 C5).

use std::path::PathBuf;

use journeys::{Browser, Journey, journey, t};

use crate::cases::restaurant;
use crate::steps::citizen;
use crate::steps::staff::{self, phone};

const AGENT: &str = "13800000006";
const COMPANY: &str = "清河味道餐饮管理有限公司";
const REASON: &str = "11 月 25 日上午到店核查后厨布局和消毒设施，请负责人在场。";

#[test]
fn restaurant_by_an_agent() {
    journey("restaurant", |journey| {
        let agent = journey.desktop("agent");
        citizen::begin(journey, &agent, AGENT, "open-restaurant", &restaurant::SITUATION);
        agent.heading(t("begin.which_company")).wait();
        agent.seen("which-company");
        agent.button(COMPANY).click();
        apply(&agent);
        let number = citizen::number(&agent);
        agent.heading(t("receipt.title")).wait();
        agent.seen("receipt");
        agent.link(t("receipt.progress")).click();
        agent.says(COMPANY);

        let desk = journey.desktop("staff");
        staff::log_in(journey, &desk, phone::CLERK);
        staff::open(&desk, &number);
        staff::act(&desk, "accept", None, &[]);
        // The check of the business licence is decided by its rule.
        agent.says("营业执照核验意见");
        inspect(journey, &desk, &agent, &number);
        for (phone, item) in [
            (phone::URBAN, "户外招牌设置"),
            (phone::FIRE, "公众聚集场所投入使用、营业前消防安全检查"),
        ] {
            staff::log_in(journey, &desk, phone);
            staff::open(&desk, &number);
            staff::grant(&desk, item);
        }
        agent.says(t("todo.finished"));
        agent.seen("finished");
        only_the_company_sees(journey, &number);
    });
}

fn apply(agent: &Browser) {
    citizen::fill_form(agent, &restaurant::SECTIONS);
    citizen::saved(agent);
    agent.says(COMPANY);
    agent.seen("form");
    citizen::next(agent, "materials");
    let names = [
        "营业执照",
        "法定代表人身份证",
        "授权委托书",
        "场所使用证明",
        "经营场所平面布局图",
        "招牌效果图",
        "建筑的消防验收或备案文书",
    ];
    let files: Vec<(&str, [PathBuf; 1])> =
        names.iter().map(|name| (*name, [agent.photo(name)])).collect();
    let files: Vec<(&str, &[PathBuf])> =
        files.iter().map(|(name, files)| (*name, &files[..])).collect();
    citizen::upload(agent, &files);
    agent.choice(t("materials.way.commitment")).check();
    agent.checkbox(t("materials.commit")).check();
    agent.choice(t("materials.way.deferred")).check();
    agent.checkbox(journeys::begins("materials.defer")).check();
    citizen::saved(agent);
    agent.seen("materials");
    citizen::next(agent, "delivery");
    citizen::electronic(agent);
    citizen::saved(agent);
    citizen::next(agent, "review");
    agent.seen("review");
    citizen::sign_and_file(agent);
}

/// The clock stands for the inspection; the agent's page tells why, and when it runs again.
fn inspect(journey: &Journey, desk: &Browser, agent: &Browser, number: &str) {
    const ITEM: &str = "食品经营许可";
    staff::log_in(journey, desk, phone::MARKET);
    staff::open(desk, number);
    staff::act(desk, "start_pause", Some(ITEM), &[("reason", REASON)]);
    desk.seen("paused");
    agent.says(&paused());
    agent.says(REASON);
    agent.seen("paused");
    staff::act(desk, "end_pause", Some(ITEM), &[("finding", "布局和设施符合要求。")]);
    agent.says("布局和设施符合要求。");
    agent.says_no(&paused());
    staff::grant(desk, ITEM);
}

/// How a clock that stands now is told, up to the kind of procedure.
fn paused() -> String {
    t("track.paused").split('{').next().unwrap_or_default().to_owned()
}

/// The legal representative sees the company's case; the other company's agent does not.
fn only_the_company_sees(journey: &Journey, number: &str) {
    let path = format!("/api/v1/cases/{number}");
    let api = journey.api();
    api.log_in("13800000008");
    assert_eq!(api.send("GET", &path, None).0, 404, "another company's agent");
    let api = journey.api();
    api.log_in("13800000005");
    let act = serde_json::json!({ "company": "91519902MA6QH00125" });
    assert_eq!(api.send("PUT", "/api/v1/session/acting", Some(&act)).0, 200);
    assert_eq!(api.send("GET", &path, None).0, 200, "the legal representative");
}
