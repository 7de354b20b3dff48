//! (j) A mother rates what was done: a service that was slow is put right with a call, and the city's open figures and
//! the supervisor's board know of it (E1, E3, E4). Questions are asked, answered and published for everyone; a report
//! needs no name (E2).

use journeys::{Api, Browser, Journey, begins, has, journey, starts, t, tr};
use serde_json::{Value, json};

use crate::cases::newborn;
use crate::cuts::{LOSE_THE_ANSWER, is_lost};
use crate::steps::{
    citizen,
    looks::walk,
    staff::{self, phone},
};

const MOTHER: &str = "13800000001";
const HEALTH_CHIEF: &str = "13900000004";
const SUPERVISOR: &str = "13900000027";
const SLOW: &str = "出生医学证明签发";
const MEASURE: &str = "已增加窗口，材料齐全当天出证。";
const QUESTION: &str = "出生证能不能寄到外省";

#[test]
fn a_bad_rating_is_put_right_and_counted() {
    journey("rated", |journey| {
        let mother = journey.phone("mother");
        file(journey, &mother);
        let number = citizen::number(&mother);
        citizen::supply(&mother, &number, "新生儿疫苗接种记录单");
        decide(&journey.api(), &number);
        mother.open(&format!("/cases/{number}"));
        mother.heading(t("rate.title")).wait();
        mother.seen("open");
        mother.group(t("rate.whole")).button(t("rate.level.1")).click();
        mother.says(t("rate.thanks"));
        // What is left to rate opens by itself.
        mother.button(tr("rate.services", &[("count", "7")])).wait();
        mother.group(SLOW).button(t("rate.level.5")).click();
        let dialog = mother.dialog(starts(SLOW));
        dialog.checkbox(t("rate.tag.slow")).check();
        dialog.field(begins("rate.text")).fill("说好三天，等了一个星期。");
        mother.seen("bad");
        dialog.button(t("rate.send")).click();
        dialog.gone();
        mother.says("期间会回访您");
        mother.seen("rated");

        let chief = journey.desktop("chief");
        staff::log_in(journey, &chief, HEALTH_CHIEF);
        chief.link(t("staff.nav.ratings")).click();
        chief.heading(t("staff.ratings.title")).wait();
        chief.seen("list");
        chief.link(number.as_str()).click();
        chief.says("等了一个星期");
        chief.button(t("staff.rating.do.call")).click();
        let dialog = chief.dialog(t("staff.rating.do.call"));
        dialog.button(t("staff.rating.do.call")).click();
        dialog.says(t("staff.form.choose"));
        dialog.radio(has(t("staff.rating.call.reached")), t("staff.rating.call.yes")).check();
        dialog.field(begins("staff.rating.call.note")).fill("已经道歉，她接受。");
        chief.seen("call");
        dialog.button(t("staff.rating.do.call")).click();
        dialog.gone();
        chief.button(t("staff.rating.do.close")).click();
        let dialog = chief.dialog(t("staff.rating.do.close"));
        dialog.radio(has(t("staff.rating.close.justified")), t("staff.rating.justified")).check();
        dialog.field(begins("staff.rating.close.measure")).fill(MEASURE);
        dialog.button(t("staff.rating.do.close")).click();
        dialog.gone();
        chief.says(MEASURE);
        chief.seen("closed");

        mother.open(&format!("/cases/{number}"));
        mother.says(MEASURE);
        mother.seen("told");
        let of_case = |page: &str| format!("/cases/{number}{page}");
        let pages = ["", "/receipt"].map(of_case);
        walk(&mother, &[pages[0].as_str(), pages[1].as_str(), "/my", "/wallet"]);
        let rating = chief.path();
        walk(&chief, &["/staff/ratings", rating.as_str(), "/staff/licences", "/staff/samples"]);
        watch(journey);
        anyone(journey);
    });
}

/// Fills in, signs and files.
fn file(journey: &Journey, mother: &Browser) {
    citizen::begin(journey, mother, MOTHER, "newborn", &newborn::SITUATION);
    citizen::fill_form(mother, &newborn::SECTIONS);
    citizen::saved(mother);
    citizen::next(mother, "materials");
    let card = [mother.photo("身份证")];
    citizen::upload(mother, &[("父母身份证", &card)]);
    newborn::materials(mother, &|words| [mother.photo(words)]);
    citizen::saved(mother);
    citizen::next(mother, "delivery");
    citizen::electronic(mother);
    citizen::saved(mother);
    citizen::next(mother, "review");
    let review = mother.path();
    let steps = ["form", "materials", "delivery", "review"];
    let steps = steps.map(|step| review.replace("review", step));
    walk(mother, &steps.each_ref().map(String::as_str));
    mother.open(&review);
    citizen::sign_and_file(mother);
}

/// Accepts and decides everything, as each department would.
fn decide(api: &Api, number: &str) {
    api.log_in(phone::CLERK);
    give(api, number, &json!({ "command": "accept" }));
    for phone in [phone::HEALTH, phone::CDC, phone::POLICE, phone::HRSS, phone::MEDICARE] {
        api.log_in(phone);
        for (open, command) in [("open", "approve"), ("approved", "issue_result")] {
            let case = api.get(&format!("/api/v1/cases/{number}"));
            let own = case["tasks"].as_array().cloned().unwrap_or_default();
            for task in own.iter().filter(|task| task["status"] == open && is_own(&case, task)) {
                let mut command = json!({ "command": command, "item": task["item"] });
                if open == "open" {
                    command["opinion"] = json!("材料齐全");
                }
                give(api, number, &command);
            }
        }
    }
}

/// Whether whoever reads the case may do something with a task.
fn is_own(case: &Value, task: &Value) -> bool {
    let allowed = case["allowed"].as_array().cloned().unwrap_or_default();
    allowed.iter().any(|action| action["item"] == task["item"])
}

fn give(api: &Api, number: &str, command: &Value) {
    let seq = &api.get(&format!("/api/v1/cases/{number}"))["seq"];
    let id = format!("0199aa10-0000-7000-8000-{:012}", seq.as_i64().unwrap_or_default());
    let body = json!({ "id": id, "expected_seq": seq, "command": command });
    let (status, answer) =
        api.send("POST", &format!("/api/v1/cases/{number}/commands"), Some(&body));
    assert_eq!(status, 200, "{command}: {answer}");
}

/// The supervisor sees all departments, and what is behind a number.
fn watch(journey: &Journey) {
    let supervisor = journey.desktop("supervisor");
    staff::log_in(journey, &supervisor, SUPERVISOR);
    supervisor.link(t("staff.nav.board")).click();
    supervisor.heading(t("staff.board.title")).wait();
    supervisor.heading(t("staff.board.departments")).wait();
    supervisor.seen("board");
    supervisor.open("/staff/board/cases?focus=green");
    supervisor.heading(t("staff.board.cases")).wait();
    supervisor.seen("behind");
    supervisor.open("/staff/ratings?shelf=closed");
    supervisor.heading(t("staff.ratings.ranking")).wait();
    supervisor.seen("ranking");
    let pages = ["/staff/board", "/staff/board/cases?focus=green", "/staff/ratings?shelf=closed"];
    walk(&supervisor, &pages);
}

/// Anyone reads the figures: what is of few people is hidden.
fn anyone(journey: &Journey) {
    let anyone = journey.phone("anyone");
    anyone.open("/figures");
    anyone.heading(t("figures.open.title")).wait();
    anyone.says(t("figures.hidden"));
    anyone.image(starts(t("figures.finished"))).wait();
    anyone.seen("figures");
    let desk = journey.desktop("reader");
    desk.open("/figures");
    desk.says("新生儿出生");
    desk.seen("figures");
}

#[test]
fn a_question_is_answered_and_published_and_a_report_needs_no_name() {
    journey("asked", |journey| {
        let mother = journey.phone("mother");
        mother.open("/tickets/new?thing=newborn&of=新生儿出生");
        mother.says(t("tickets.new.log_in"));
        assert!(!mother.field(t("tickets.new.what")).is_here(), "it would be lost on the way");
        mother.seen("not-logged-in");
        mother.link(t("account.log_in")).nth(1).click();
        citizen::log_in(journey, &mother, MOTHER);
        mother.button(t("tickets.new.send")).click();
        mother.alert(t("errors.title")).wait();
        mother.seen("errors");
        mother.field(t("tickets.new.what")).fill(QUESTION);
        mother.field(begins("tickets.new.text")).fill("孩子在外地，证件能不能寄过去？");
        mother.seen("new");
        asked_once(journey, &mother);
        mother.seen("sent");

        let desk = journey.desktop("desk");
        staff::log_in(journey, &desk, phone::HEALTH);
        desk.link(t("staff.nav.tickets")).click();
        desk.says(QUESTION);
        desk.seen("list");
        desk.link(starts("T")).click();
        desk.button(t("staff.ticket.do.take")).click();
        desk.says(t("ticket.status.taken"));
        answer(&desk, "可以，提交时选“邮寄”，全国都能寄。");
        desk.seen("answered");
        desk.button(t("staff.ticket.do.propose")).click();
        let dialog = desk.dialog(t("staff.ticket.do.propose"));
        dialog.button(t("staff.ticket.do.propose")).click();
        dialog.gone();
        desk.says(t("staff.ticket.faq.proposed"));
        let number = desk.path().rsplit('/').next().unwrap_or_default().to_owned();

        let publisher = journey.desktop("publisher");
        staff::log_in(journey, &publisher, HEALTH_CHIEF);
        publisher.open("/staff/tickets?shelf=proposed");
        publisher.link(number.as_str()).click();
        publisher.button(t("staff.ticket.do.publish")).click();
        publisher.says(t("staff.ticket.faq.published"));
        publisher.seen("published");

        mother.open(&format!("/tickets/{number}"));
        mother.says("全国都能寄");
        mother.seen("answer");
        mother.button(t("ticket.close")).click();
        mother.says(t("ticket.status.closed"));
        mother.open("/answers");
        mother.button(QUESTION).click();
        mother.says("全国都能寄");
        mother.seen("answers");
        let ticket = format!("/tickets/{number}");
        walk(&mother, &[ticket.as_str(), "/tickets", "/answers"]);
        let ticket = format!("/staff/tickets/{number}");
        walk(&desk, &[ticket.as_str(), "/staff/tickets"]);
        nameless(journey);
        by_phone(journey);
    });
}

/// The session has ended before it is sent, and then an answer is lost: what was written is there still, and asked once.
fn asked_once(journey: &Journey, mother: &Browser) {
    mother.forget_cookies();
    mother.button(t("tickets.new.send")).click();
    mother.says(t("tickets.new.log_in.kept"));
    mother.field(t("tickets.new.what")).holds(QUESTION);
    mother.seen("kept");
    mother.link(t("account.log_in")).nth(1).click();
    citizen::log_in(journey, mother, MOTHER);
    mother.field(t("tickets.new.what")).holds(QUESTION);
    mother.button(t("tickets.new.send")).wait();
    mother.run(LOSE_THE_ANSWER, &[json!("POST"), json!("/api/v1/tickets")]);
    mother.button(t("tickets.new.send")).click();
    is_lost(mother);
    mother.says(t("error.offline"));
    mother.button(t("tickets.new.send")).click();
    mother.heading(QUESTION).wait();
    let api = journey.api();
    api.log_in(MOTHER);
    let list = api.get("/api/v1/tickets");
    assert_eq!(list["rows"].as_array().map(Vec::len), Some(1), "{list}");
}

fn answer(desk: &Browser, text: &str) {
    desk.button(t("staff.ticket.do.answer")).click();
    let dialog = desk.dialog(t("staff.ticket.do.answer"));
    dialog.field(begins("staff.ticket.answer")).fill(text);
    desk.seen("answer");
    dialog.button(t("staff.ticket.do.answer")).click();
    dialog.gone();
    desk.says(t("ticket.status.answered"));
}

/// A report without a name is found again by number and code.
fn nameless(journey: &Journey) {
    let witness = journey.phone("witness");
    witness.open("/tickets/new?kind=report");
    witness.says(t("tickets.new.nameless"));
    witness.field(t("tickets.new.what")).fill("窗口收“加急费”");
    witness.field(begins("tickets.new.text")).fill("三号窗口有人收加急费，没有收据。");
    witness.seen("nameless");
    witness.button(t("tickets.new.send")).click();
    witness.heading(t("tickets.filed.title")).wait();
    witness.seen("code");
    let words = witness.words();
    let after = |name: &str| {
        let rest = words.rsplit(name).next().unwrap_or_default();
        rest.split_whitespace().next().unwrap_or_default().to_owned()
    };
    let (number, code) = (after(t("tickets.find.number")), after(t("tickets.find.code")));
    witness.link(t("tickets.find.title")).click();
    witness.field(t("tickets.find.number")).fill(&number);
    witness.field(begins("tickets.find.code")).fill(&code);
    witness.button(t("tickets.find.do")).click();
    witness.says("没有收据");
    witness.seen("found");
}

/// A clerk writes a call down.
fn by_phone(journey: &Journey) {
    let clerk = journey.desktop("clerk");
    staff::log_in(journey, &clerk, phone::CLERK);
    clerk.link(t("staff.nav.tickets")).click();
    clerk.link(t("staff.tickets.call")).click();
    clerk.field(t("tickets.new.what")).fill("周六能不能办");
    clerk.field(t("staff.tickets.call.text")).fill("想周六去办社保卡。");
    clerk.field(begins("staff.tickets.call.phone")).fill("123");
    clerk.button(t("staff.tickets.call.do")).click();
    clerk.says(t("staff.tickets.call.phone.wrong"));
    clerk.seen("call-wrong");
    clerk.field(begins("staff.tickets.call.phone")).fill(MOTHER);
    clerk.button(t("staff.tickets.call.do")).click();
    clerk.says(t("staff.ticket.owner"));
    clerk.seen("called");
    walk(&clerk, &["/staff/tickets/new", "/staff/window"]);
}
