//! (a) A baby is born: from the first page to all seven results, with a correction on the way and one item
//! that a rule decides at once, while the applicant's page follows by itself.

use journeys::{Api, Browser, Journey, begins, has, journey, place, program, starts, t, tr};

use crate::cases::newborn;
use crate::steps::staff::{self, phone};
use crate::steps::{citizen, form, form::Entry};

const MOTHER: &str = "13800000001";
/// 喻言, who supervises.
const SUPERVISOR: &str = "13900000027";
const CDC: &str = phone::CDC;
const FIRST_FORM: &str = "出生医学证明首次签发登记表";

#[test]
fn newborn_to_all_seven_results() {
    journey("newborn", |journey| {
        let parent = journey.phone("parent");
        find(&parent);
        check(&parent);
        parent.link(t("check.start")).click();
        parent.seen("login");
        citizen::log_in(journey, &parent, MOTHER);
        apply(&parent);
        let number = citizen::number(&parent);
        parent.heading(t("receipt.title")).wait();
        parent.image(t("receipt.qr")).wait();
        parent.seen("receipt");
        parent.link(t("receipt.progress")).click();
        parent.says(t("status.case.received"));
        parent.seen("progress");

        // From here on the parent's page is not touched unless there is something to do.
        let clerk = journey.desktop("staff");
        staff::log_in(journey, &clerk, phone::CLERK);
        clerk.seen("queue");
        staff::open(&clerk, &number);
        clerk.seen("case");
        correct_once(&clerk, &parent);
        correct_again(journey, &clerk, &parent, &number);
        staff::act(&clerk, "accept", None, &[]);
        parent.says(t("status.case.accepted"));
        departments(journey, &clerk, &parent, &number);
        results(journey, &parent, &number);
        archive(journey, &clerk, &parent, &number);
    });
}

/// The first page, the search, the guide.
fn find(parent: &Browser) {
    parent.open("/");
    parent.heading(t("home.title")).wait();
    parent.link(has("新生儿出生")).wait();
    parent.seen("home");
    citizen::search(parent, "生娃", "新生儿出生");
    parent.heading(t("guide.materials")).wait();
    parent.seen("guide");
    parent.back();
    parent.link("新生儿出生").wait();
    parent.seen("found");
    parent.link("新生儿出生").click();
    parent.link(begins("guide.start")).click();
}

/// The pre-check: who is not eligible is told so; Back takes an answer back.
fn check(parent: &Browser) {
    let (question, answer) = newborn::SITUATION[0];
    parent.radio(starts(question), "外地或国外").check();
    parent.says(t("check.stopped"));
    parent.seen("check-stopped");
    parent.radio(starts(question), answer).check();
    parent.says_no(t("check.stopped"));
    citizen::pre_check(parent, &newborn::SITUATION);
    parent.seen("check");
}

/// The application, step by step.
fn apply(parent: &Browser) {
    parent.heading(t("apply.step.form")).wait();
    parent.button(t("apply.next")).click();
    parent.alert(t("errors.title")).wait();
    parent.seen("form-errors");
    citizen::fill_form(parent, &newborn::SECTIONS);
    citizen::saved(parent);
    parent.seen("form");
    citizen::next(parent, "materials");
    materials(parent);
    citizen::next(parent, "delivery");
    post(parent);
    citizen::next(parent, "review");
    parent.says("陈小满");
    parent.seen("review");
    parent.button(t("review.file")).click();
    parent.says(t("sign.missing"));
    citizen::sign_and_file(parent);
}

/// Several photos for one material, and a PDF for another.
fn materials(parent: &Browser) {
    let cards = ["身份证正面", "身份证反面", "爸爸身份证"].map(|side| parent.photo(side));
    citizen::upload(parent, &[("父母身份证", &cards)]);
    newborn::materials(parent, &|words| match words {
        "出院小结" => [parent.pdf(words)],
        words => [parent.photo(words)],
    });
    citizen::saved(parent);
    parent.seen("materials");
}

/// Results come by post; name and phone are known.
fn post(parent: &Browser) {
    parent.radio(t("delivery.ask"), starts(t("delivery.post"))).check();
    parent.field(t("delivery.field.name")).holds("林悦");
    form::region(&parent.group(t("delivery.field.region")), "东岸区");
    parent.field(t("delivery.field.address")).fill("康宁路 18 号 2 单元 301");
    citizen::saved(parent);
    parent.seen("delivery");
}

/// The clerk asks for three things at once; the parent's page says so by itself, she corrects all of them, is asked what
/// one of them brings, and signs again. What she has typed stays when the page goes.
fn correct_once(clerk: &Browser, parent: &Browser) {
    uncover(clerk);
    staff::ask_corrections(
        clerk,
        &[
            ("出生体重", "和出院小结不一致，请核对。"),
            ("宝宝就住在落户地址吗", "社区说不住在那里，请核对。"),
            (FIRST_FORM, "少了盖章的第二页，请补拍。"),
        ],
    );
    parent.says(t("todo.correct"));
    parent.says("少了盖章的第二页");
    parent.seen("asked");
    parent.link(t("todo.correct.do")).click();
    parent.heading(t("correct.title")).wait();
    form::fill(
        parent,
        &[Entry::Text("出生体重", "3350"), Entry::Flag("宝宝就住在落户地址吗", false)],
    );
    parent.heading(t("correct.along")).wait();
    parent.button(t("correct.send")).click();
    parent.alert(t("errors.title")).says("宝宝现在住在哪里");
    parent.seen("correct-errors");
    parent.reload();
    parent.field(starts("出生体重")).holds("3350");
    form::fill(parent, &[Entry::Address("宝宝现在住在哪里", "东岸区", "滨江路 9 号")]);
    second_page(parent);
    citizen::sign(parent);
    parent.seen("correct");
    parent.button(t("correct.send")).click();
    parent.says(t("status.case.received"));
    clerk.says("3350");
    clerk.says_no(MOTHER); // what was uncovered is covered again: it may be another number by now
    clerk.seen("corrected");
}

/// The page that was asked for is cut off on its way: nothing goes out without it, and that is said.
fn second_page(parent: &Browser) {
    let stored = || parent.words().matches(t("upload.done")).count();
    let before = stored();
    parent.network(false);
    parent.button(has(FIRST_FORM)).upload(&[&parent.photo("登记表第二页")]);
    parent.button(begins("upload.retry")).wait();
    parent.button(t("correct.send")).click();
    let failed = t("materials.file_failed").split('”').nth(1).expect("words behind the name");
    parent.link(has(failed)).wait();
    parent.seen("correct-cut");
    parent.network(true);
    parent.button(begins("upload.retry")).click();
    parent.until("the page to be stored", || (stored() > before).then_some(()));
}

/// The clerk looks at the whole number, with a reason.
fn uncover(clerk: &Browser) {
    let what = t("sheet.delivery.phone");
    clerk.button(tr("staff.reveal.of", &[("what", what)])).click();
    let dialog = clerk.dialog(tr("staff.reveal.of", &[("what", what)]));
    dialog.field(t("staff.reveal.reason")).fill("电话核对");
    dialog.button(t("staff.reveal")).click();
    clerk.says(MOTHER);
}

/// Once more about the same item: a supervisor finds it on their desk, agrees, and only then the parent is asked.
fn correct_again(journey: &Journey, desk: &Browser, parent: &Browser, number: &str) {
    staff::propose_corrections(desk, &[("出生体重", "仍和出院小结不一致，请照抄。")]);
    desk.says(t("staff.proposal.waits"));
    staff::log_in(journey, desk, SUPERVISOR);
    desk.open("/staff?desk=confirm");
    desk.link(number).click();
    desk.says(t("staff.proposal.waits"));
    desk.seen("second-request");
    staff::act(desk, "confirm_corrections", None, &[]);
    parent.says(t("todo.correct"));
    parent.link(t("todo.correct.do")).click();
    parent.heading(t("correct.title")).wait();
    form::fill(parent, &[Entry::Text("出生体重", "3355")]);
    citizen::sign(parent);
    parent.button(t("correct.send")).click();
    parent.says(t("status.case.received"));
    staff::log_in(journey, desk, phone::CLERK);
    staff::open(desk, number);
    desk.says("3355");
}

/// Each department's reviewer approves and issues; what needs a result starts when it is there.
fn departments(journey: &Journey, desk: &Browser, parent: &Browser, number: &str) {
    let work: [(&str, &[&str]); 5] = [
        (phone::HEALTH, &["出生医学证明签发"]),
        (phone::CDC, &["预防接种证办理"]),
        (phone::POLICE, &["出生登记（上户口）"]),
        (phone::HRSS, &["社会保障卡申领"]),
        (phone::MEDICARE, &["城乡居民医保参保登记（新生儿）", "生育医疗费用和生育津贴支付"]),
    ];
    let results = ["出生医学证明", "预防接种证", "居民户口簿", "社会保障卡", "生育待遇核定支付单"];
    for ((phone, items), result) in work.into_iter().zip(results) {
        // There is no result before the record that was put off is there.
        if phone == CDC {
            citizen::supply(parent, number, "新生儿疫苗接种记录单");
        }
        staff::log_in(journey, desk, phone);
        staff::open(desk, number);
        items.iter().for_each(|item| staff::grant(desk, item));
        parent.says(result);
    }
    desk.seen("granted");
}

/// Seven results, one of them decided by a rule; and what others see of it.
fn results(journey: &Journey, parent: &Browser, number: &str) {
    parent.says(t("todo.finished"));
    parent.seen("finished");
    let api = journey.api();
    api.log_in(MOTHER);
    let case = api.get(&format!("/api/v1/cases/{number}"));
    let tasks = case["tasks"].as_array().cloned().unwrap_or_default();
    assert_eq!(tasks.len(), 7);
    for task in &tasks {
        let result = task["result"]["number"].as_str().unwrap_or_default();
        assert!(parent.words().contains(result) && !result.is_empty(), "{task}");
    }
    let instant: Vec<_> =
        tasks.iter().filter(|task| task["outcome"]["instantly"] == true).collect();
    assert_eq!(instant.len(), 1);
    assert_eq!(instant[0]["item"], "parenting-service");
    several_photos(&api, number);

    parent.open("/cases");
    parent.says(&tr("my.done", &[("all", "7"), ("done", "7")]));
    parent.seen("mine");
    let stranger = journey.phone("stranger");
    stranger.open("/lookup");
    stranger.field(t("lookup.number")).fill(&number.to_lowercase());
    stranger.field(t("lookup.tail")).fill("0020");
    stranger.button(t("lookup.do")).click();
    stranger.says(t("status.case.finished"));
    assert!(!stranger.words().contains("林悦"), "nothing personal is shown");
    stranger.seen("lookup");
}

/// The package of the finished case (C9): its owner takes it and checks it without the service; a clerk takes it with a
/// reason.
fn archive(journey: &Journey, desk: &Browser, parent: &Browser, number: &str) {
    parent.open(&format!("/cases/{number}"));
    parent.link(t("archive.get")).wait();
    let api = journey.api();
    api.log_in(MOTHER);
    let folder = place::artefacts("newborn");
    let (package, keys) = (folder.join("archive.zip"), folder.join("seal-keys.json"));
    let path = format!("/api/v1/cases/{number}/archive");
    std::fs::write(&package, api.bytes(&path)).expect("the package is kept");
    std::fs::write(&keys, api.bytes("/api/v1/seal-keys")).expect("the keys are kept");
    let said = program().arg("verify").args([&package, &keys]).output();
    let said = said.expect("onething can be started");
    let words = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(said.status.success() && words.starts_with("genuine"), "{words}");
    assert!(words.contains(number), "{words}");

    staff::log_in(journey, desk, phone::CLERK);
    desk.open(&format!("/staff/cases/{number}"));
    desk.button(t("staff.archive.open")).click();
    desk.button(t("staff.archive.do")).click();
    desk.says(t("staff.form.missing"));
    desk.field(t("staff.reveal.reason")).fill("行政复议调卷");
    desk.button(t("staff.archive.do")).click();
    desk.says(t("staff.archive.done"));
    desk.seen("archive");
}

/// The photos stayed together, in order.
fn several_photos(api: &Api, number: &str) {
    let case = api.get(&format!("/api/v1/cases/{number}"));
    let files = &case["submission"]["evidence"]["parents-id-card"]["files"];
    let names: Vec<&str> =
        files.as_array().into_iter().flatten().filter_map(|file| file["name"].as_str()).collect();
    assert_eq!(names.len(), 3, "{files}");
    assert!(names[0].starts_with("身份证正面"), "{names:?}");
}
