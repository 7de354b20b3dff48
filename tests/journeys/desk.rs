//! (k) The workbench: a queue that is narrowed, people who are looked for, many cases at once, a colleague who is away,
//! two clerks at one case, and everything by keyboard (C10, C12).

use journeys::{Browser, Journey, begins, has, journey, starts, t, tr};

use crate::cases::newborn;
use crate::steps::filing::Filer;
use crate::steps::looks::walk;
use crate::steps::{citizen, staff};

const MOTHER: &str = "13800000001";
/// 吴磊, the other clerk.
const SECOND_CLERK: &str = "13900000002";
/// 柏青, who looks after the service.
const ADMINISTRATOR: &str = "13900000028";
/// 喻言, who supervises.
const SUPERVISOR: &str = "13900000027";
/// What the intake notes again and again.
const SENTENCE: &str = "已约申请人三日内到窗口补交原件。";
/// Cases that are filed beside the first one.
const MORE: usize = 5;

#[test]
fn two_clerks_share_a_queue() {
    journey("desk", |journey| {
        let numbers = filed(journey);
        sentence_kept(journey);
        let clerk = journey.desktop("clerk");
        staff::log_in(journey, &clerk, staff::phone::CLERK);
        clerk.link(numbers[0].as_str()).wait();
        clerk.seen("queue");
        narrowed(&clerk);
        people_found(&clerk, &numbers[0]);
        by_keyboard(&clerk, &numbers[0]);

        let second = journey.desktop("second");
        staff::log_in(journey, &second, SECOND_CLERK);
        at_one_case(&clerk, &second, &numbers[0]);
        many_at_once(&clerk, &second, &numbers);
        handed_over(&second, numbers.len() - 3);
        looks(journey, &clerk, &numbers[0]);
    });
}

/// Files some cases: the first as people do, the others over the wire.
fn filed(journey: &Journey) -> Vec<String> {
    let page = journey.phone("phone");
    citizen::begin(journey, &page, MOTHER, "newborn", &newborn::SITUATION);
    citizen::fill_form(&page, &newborn::SECTIONS);
    citizen::saved(&page);
    citizen::next(&page, "materials");
    citizen::upload(&page, &[("父母身份证", &[page.photo("身份证")])]);
    newborn::materials(&page, &|name: &str| [page.photo(name)]);
    citizen::saved(&page);
    citizen::next(&page, "delivery");
    citizen::electronic(&page);
    citizen::saved(&page);
    citizen::next(&page, "review");
    let api = journey.api();
    api.log_in(MOTHER);
    let content = api.get("/api/v1/drafts")["drafts"][0]["content"].clone();
    let filer = Filer::new(api, "newborn", &content);
    let file = |n: usize| {
        let id = format!("0199aa00-0000-7000-8000-{n:012x}");
        let request = filer.prepare(&id).expect("the server is there");
        filer.file(&request).expect("a number")
    };
    (1..=MORE + 1).map(file).collect()
}

/// Who leads the intake keeps a sentence for it.
fn sentence_kept(journey: &Journey) {
    let page = journey.desktop("supervisor");
    staff::log_in(journey, &page, SUPERVISOR);
    page.link(t("staff.nav.sentences")).click();
    page.says(t("staff.sentences.none"));
    page.button(t("staff.sentences.add")).click();
    let dialog = page.dialog(t("staff.sentences.add"));
    dialog.button(t("staff.sentences.keep")).click();
    dialog.says(t("staff.sentences.kind.missing"));
    dialog.says(&tr("staff.sentences.length", &[("n", "500")]));
    page.seen("sentence-wrong");
    dialog.field(starts(t("staff.sentences.kind"))).fill(t("staff.sentences.kind.note"));
    dialog.field(starts(t("staff.sentences.short"))).fill("约了补交");
    dialog.field(starts(t("staff.sentences.text"))).fill(SENTENCE);
    dialog.button(t("staff.sentences.keep")).click();
    dialog.gone();
    page.says(SENTENCE);
    page.seen("sentences");
    page.button(tr("staff.sentences.change.which", &[("name", "约了补交")]).as_str()).click();
    let dialog = page.dialog(t("staff.sentences.change.title"));
    dialog.field(starts(t("staff.sentences.text"))).holds(SENTENCE);
    page.press("Escape");
    dialog.gone();
    walk(&page, &["/staff/sentences"]);
}

/// Filters stand in the address; a list is kept under a name and found again after a log-in elsewhere.
fn narrowed(clerk: &Browser) {
    clerk.link(t("staff.light.red")).click();
    clerk.wait_path("only what is late", |path| path.contains("light=red"));
    clerk.says(t("staff.queue.narrow"));
    clerk.seen("nothing-late");
    clerk.link(t("staff.light.red")).click();
    clerk.link(t("staff.holder.nobody")).click();
    clerk.button(t("staff.filter.more")).click();
    clerk.field(t("staff.filter.sort")).fill(t("staff.sort.newest"));
    clerk.wait_path("the newest", |path| path.contains("sort=newest"));
    clerk.seen("filters");
    clerk.button(t("staff.views.keep")).click();
    let dialog = clerk.dialog(t("staff.views.keep"));
    dialog.field(t("staff.views.name")).fill("没人接的");
    dialog.button(t("staff.views.save")).click();
    clerk.link("没人接的").wait();
    clerk.link(t("staff.queue.all")).click();
    clerk.wait_path("everything", |path| !path.contains("holder"));
    clerk.link("没人接的").click();
    clerk.wait_path("the kept list", |path| path.contains("holder=nobody"));
    clerk.seen("kept-list");
    clerk.open("/staff");
}

/// By number, by phone and by name; neither of the latter stands in the address.
fn people_found(clerk: &Browser, number: &str) {
    for typed in [MOTHER, "林悦"] {
        clerk.field(t("staff.queue.find")).fill(typed);
        clerk.button(t("staff.queue.search")).click();
        let path = clerk.wait_path("a search", |path| path.contains("search="));
        assert!(!path.contains("138") && !path.contains("%E6"), "{path} says whom");
        clerk.link(number).wait();
        clerk.open("/staff");
    }
    clerk.field(t("staff.queue.find")).fill("欧阳查无");
    clerk.button(t("staff.queue.search")).click();
    clerk.says(t("staff.find.none"));
    clerk.field(t("staff.queue.find")).fill("林");
    clerk.button(t("staff.queue.search")).click();
    clerk.says(t("staff.find.short"));
    clerk.seen("too-short");
    clerk.open("/staff");
}

/// From the queue to a note on a case and back without a mouse; a letter in a field stays a letter.
fn by_keyboard(clerk: &Browser, number: &str) {
    clerk.link(number).wait();
    clerk.press("?");
    clerk.dialog(t("staff.keys")).says(t("staff.keys.find"));
    clerk.seen("keys");
    clerk.press("Escape");
    clerk.dialog(t("staff.keys")).gone();
    clerk.press("/");
    clerk.focus_is(&format!("textbox {}", t("staff.queue.find")));
    clerk.type_keys("xjk?");
    clerk.field(t("staff.queue.find")).holds("xjk?");
    clerk.open("/staff");
    clerk.link(number).wait();
    clerk.press("j");
    clerk.focus_is(&format!("link {number}"));
    clerk.press("x");
    clerk.region(t("staff.bulk")).says(&tr("staff.bulk.chosen", &[("n", "1")]));
    clerk.press("x");
    clerk.press("Enter");
    clerk.region(t("staff.actions")).wait();
    clerk.seen("case");
    clerk.press("m");
    clerk.focus_is(&format!("region {}", t("staff.case.handed")));
    clerk.press("v");
    let viewer = clerk.dialog(t("staff.viewer.title"));
    viewer.says(&tr("staff.viewer.at", &[("n", "1"), ("total", &files(clerk))]));
    clerk.press("Right");
    viewer.says(&tr("staff.viewer.at", &[("n", "2"), ("total", &files(clerk))]));
    clerk.press("Escape");
    viewer.gone();
    clerk.press("c");
    let note = clerk.dialog(t("staff.do.add_note"));
    note.button(tr("staff.say.insert", &[("text", "约了补交")]).as_str()).click();
    note.field(t("staff.ask.note")).holds(SENTENCE);
    clerk.seen("own-sentence");
    note.field(t("staff.ask.note")).fill("已电话核对姓名 1m");
    note.button(t("staff.confirm.add_note")).click();
    note.gone();
    clerk.says("已电话核对姓名 1m");
    clerk.press("1");
    clerk.dialog(t("staff.do.accept")).wait();
    clerk.press("Escape");
    clerk.dialog(t("staff.do.accept")).gone();
}

/// How many files the case has, as the viewer counts them.
fn files(clerk: &Browser) -> String {
    let words = clerk.words();
    let (_, rest) = words.split_once("共 ").expect("the viewer counts");
    rest.split_whitespace().next().unwrap_or_default().to_owned()
}

/// Two clerks see each other; what one does meanwhile is shown to the other, whose text stays.
fn at_one_case(clerk: &Browser, second: &Browser, number: &str) {
    staff::open(second, number);
    second.says(&tr("staff.case.present", &[("names", "周婷")]));
    clerk.says(&tr("staff.case.present", &[("names", "吴磊")]));
    clerk.seen("two-at-one-case");
    clerk.button(has(t("staff.do.set_mark"))).click();
    let dialog = clerk.dialog(t("staff.do.set_mark"));
    let green = tr("staff.mark.on", &[("mark", t("staff.mark.green_channel"))]);
    dialog.radio(has(t("staff.office.marks")), green.as_str()).check();
    dialog.field(t("staff.ask.reason")).fill("产妇行动不便");

    second
        .button(starts(&tr("staff.office.take.of", &[("what", t("staff.office.clerk"))])))
        .click();
    second.says(t("staff.done.assign"));
    // He has taken it while she was typing: she is told, and loses nothing.
    dialog.says(t("staff.stale.title"));
    dialog.field(t("staff.ask.reason")).holds("产妇行动不便");
    clerk.seen("meanwhile");
    dialog.button(t("staff.confirm.set_mark")).click();
    dialog.gone();
    second.says(t("staff.mark.green_channel"));
    second.seen("case");
    second.open("/staff");
    clerk.says_no("吴磊 也在看");
}

/// Several cases are accepted at once; one that a colleague has changed is not overwritten.
fn many_at_once(clerk: &Browser, second: &Browser, numbers: &[String]) {
    clerk.open("/staff?desk=intake");
    for number in &numbers[1..4] {
        clerk.checkbox(tr("staff.bulk.choose", &[("name", number)]).as_str()).check();
    }
    clerk.seen("chosen");
    clerk.button(t("staff.bulk.accept")).click();
    let title = tr("staff.bulk.title", &[("what", t("staff.bulk.accept")), ("n", "3")]);
    let dialog = clerk.dialog(title.as_str());
    dialog.wait();
    // Meanwhile the colleague accepts one of them.
    staff::open(second, &numbers[1]);
    staff::act(second, "accept", None, &[]);
    dialog.button(t("staff.bulk.begin")).click();
    dialog.says(&tr("staff.run.over", &[("done", "2"), ("total", "3")]));
    dialog.says(t("staff.run.changed.help"));
    clerk.seen("results");
    dialog.button(t("dialog.close")).nth(1).click();
    dialog.gone();
    clerk.link(numbers[4].as_str()).wait();
    clerk.link(numbers[2].as_str()).gone();
}

/// What an absent colleague has goes to another, with a reason.
fn handed_over(second: &Browser, _left: usize) {
    second.open("/staff?desk=intake&holder=mine");
    second.link(has("-")).wait();
    second.button(t("staff.handover")).click();
    let dialog = second.dialog(t("staff.handover"));
    let one = tr("staff.colleague", &[("name", "吴磊"), ("n", "1")]);
    let none = tr("staff.colleague", &[("name", "周婷"), ("n", "0")]);
    dialog.field(t("staff.handover.from")).fill(&one);
    dialog.field(t("staff.ask.to")).fill(&none);
    dialog.button(t("staff.handover.begin")).click();
    dialog.says(t("staff.form.missing"));
    dialog.field(begins("staff.ask.reason")).fill("吴磊休产假");
    second.seen("handover");
    dialog.button(t("staff.handover.begin")).click();
    dialog.says(&tr("staff.run.over", &[("done", "1"), ("total", "1")]));
    second.seen("handed-over");
    dialog.button(t("dialog.close")).nth(1).click();
    second.says(t("staff.queue.narrow"));
}

/// The queue and a case, light, dark and for tired eyes; what administrators see of messages.
fn looks(journey: &Journey, clerk: &Browser, number: &str) {
    let case = format!("/staff/cases/{number}");
    walk(clerk, &["/staff", "/staff?desk=all", &case]);
    let administrator = journey.desktop("administrator");
    staff::log_in(journey, &administrator, ADMINISTRATOR);
    walk(&administrator, &["/staff/deliveries"]);
}
