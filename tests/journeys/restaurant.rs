//! (c) A restaurant, filed on a desktop by the company's agent; the clocks of food permit and fire check stand while
//! inspectors of both come once, one limit is extended, one approval has a condition, and the agent sees why (I2 C4 C5
//! C6 C8).

use std::path::PathBuf;

use journeys::{Browser, Journey, begins, journey, starts, t, tr};

use crate::cases::restaurant;
use crate::steps::citizen;
use crate::steps::staff::{self, phone};

const AGENT: &str = "13800000006";
const OWNER: &str = "13800000005";
const COMPANY: &str = "清河味道餐饮管理有限公司";
const PLACE: &str = "翠屏区商业街 8 号店内";
const READY: &str = "请打开后厨和疏散通道，负责人在场。";
const FOOD: &str = "食品经营许可";
const FIRE: &str = "公众聚集场所投入使用、营业前消防安全检查";
const WHY_LONGER: &str = "需要征求住建部门意见。";
const CONDITION: &str = "开业前在后厨加装灭火毯。";

#[test]
fn restaurant_by_an_agent() {
    journey("restaurant", |journey| {
        keep_the_seal(journey);
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
        check_materials(&desk);
        staff::act(&desk, "accept", None, &[]);
        // The check of the business licence is decided by its rule.
        agent.says("营业执照核验意见");
        schedule(&desk, &agent);
        staff::log_in(journey, &desk, phone::MARKET);
        staff::open(&desk, &number);
        find(&desk, FOOD);
        staff::act(&desk, "pass_step", Some(FOOD), &[("note", "材料齐全，现场符合。")]);
        desk.seen("steps");
        staff::grant(&desk, FOOD);
        staff::log_in(journey, &desk, phone::URBAN);
        staff::open(&desk, &number);
        staff::grant(&desk, "户外招牌设置");
        extend(journey, &desk, &agent, &number);
        citizen::supply(&agent, &number, "灭火和应急疏散预案");
        let condition = [("conditions", CONDITION)];
        staff::act(&desk, "approve_with_conditions", Some(FIRE), &condition);
        staff::act(&desk, "issue_result", Some(FIRE), &[]);
        agent.says(CONDITION);
        agent.says(t("todo.finished"));
        agent.seen("finished");
        only_the_company_sees(journey, &number);
    });
}

fn apply(agent: &Browser) {
    citizen::fill_form(agent, &restaurant::SECTIONS);
    citizen::saved(agent);
    the_focus_goes_with_a_row(agent);
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
    agent.checkbox(t("seal.put")).check();
    agent.image(t("seal.picture")).wait();
    citizen::sign_and_file(agent);
}

/// A row moves up, down and away by keys alone: the focus is where one goes on (A1).
fn the_focus_goes_with_a_row(agent: &Browser) {
    let what = ("what", "接触食品的员工");
    let row = |n: &str| tr("group.row", &[what, ("n", n)]);
    let act = |key: &str, n: &str| format!("{} {}", t(key), row(n));
    let add = tr("group.add", &[what]);
    let press = |name: &str, then: &str| {
        agent.button(name).click();
        agent.focus_is(&format!("button {then}"));
    };
    agent.button(add.as_str()).click();
    press(&act("upload.up", "2"), &act("upload.down", "1"));
    agent.group(row("2")).field(starts("姓名")).holds("罗小军");
    press(&act("upload.down", "1"), &act("upload.up", "2"));
    press(&act("upload.remove", "2"), &add);
    agent.group(row("1")).field(starts("姓名")).holds("罗小军");
    citizen::saved(agent);
}

/// The legal representative keeps the company's seal here, for its agents to put beside their signatures (A5).
fn keep_the_seal(journey: &Journey) {
    let owner = journey.phone("owner");
    owner.open("/my");
    citizen::log_in(journey, &owner, OWNER);
    owner.radio(t("my.acting"), starts(COMPANY)).check();
    owner.says(t("my.switched"));
    owner.open("/wallet");
    owner.says(t("seal.none"));
    owner.button(t("seal.keep")).upload(&[&owner.photo("公章")]);
    owner.image(t("seal.picture")).wait();
    owner.seen("seal");
}

/// The clerk looks at each material by its points; one is found wanting by mistake and put right.
fn check_materials(desk: &Browser) {
    let material = desk.group("营业执照");
    material.button(starts(t("staff.check.wanting"))).click();
    desk.says(&tr("staff.check.progress", &[("done", "1"), ("all", "")]));
    material.button(starts(t("staff.check.good"))).click();
    desk.seen("checklist");
}

/// One visit for both departments: their clocks stand, and the agent reads when and where.
fn schedule(desk: &Browser, agent: &Browser) {
    let button = desk.region(t("staff.actions")).button(t("staff.do.schedule_inspection"));
    button.click();
    let dialog = desk.dialog(t("staff.do.schedule_inspection"));
    dialog.button(t("staff.confirm.schedule_inspection")).click();
    dialog.says(t("staff.form.day")); // nothing is sent while something is missing
    let day = tomorrow();
    dialog.field(t("staff.ask.day")).fill(&day.to_string());
    dialog.field(t("staff.ask.hour")).fill("14:30");
    dialog.field(t("staff.ask.place")).fill(PLACE);
    dialog.field(begins("staff.ask.ready")).fill(READY);
    desk.seen("inspection");
    dialog.button(t("staff.confirm.schedule_inspection")).click();
    dialog.gone();
    desk.seen("inspection-scheduled");
    agent.says(&paused());
    agent.says(PLACE);
    agent.seen("paused");
}

/// The day after today; the service goes by the true clock here.
#[allow(clippy::disallowed_methods, reason = "a journey has no other clock than the service's")]
fn tomorrow() -> chrono::NaiveDate {
    let now = chrono::DateTime::<chrono::Utc>::from(std::time::SystemTime::now());
    now.date_naive() + chrono::TimeDelta::days(1)
}

/// A department records what it found; its clock goes on.
fn find(desk: &Browser, item: &str) {
    staff::act(desk, "end_pause", Some(item), &[("finding", "现场符合要求。")]);
}

/// The brigade finds, and needs longer: proposed by one, confirmed by another.
fn extend(journey: &Journey, desk: &Browser, agent: &Browser, number: &str) {
    staff::log_in(journey, desk, phone::FIRE);
    staff::open(desk, number);
    find(desk, FIRE);
    staff::act(desk, "propose_extension", Some(FIRE), &[("reason", WHY_LONGER)]);
    agent.says("现场符合要求。");
    agent.says_no(WHY_LONGER);
    staff::log_in(journey, desk, phone::FIRE_CHIEF);
    staff::open(desk, number);
    desk.seen("extension-proposed");
    staff::act(desk, "confirm_extension", Some(FIRE), &[]);
    agent.says(WHY_LONGER);
    agent.seen("extended");
    staff::log_in(journey, desk, phone::FIRE);
    staff::open(desk, number);
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
