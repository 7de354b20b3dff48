//! What citizens do on every walk.

use std::path::{Path, PathBuf};

use journeys::{Browser, Journey, begins, has, starts, t};

use super::form::{self, Entry};

/// Logs in through the page, reading the code in the demo outbox.
pub fn log_in(journey: &Journey, page: &Browser, phone: &str) {
    page.field(t("login.phone")).fill(phone);
    page.button(t("login.send")).click();
    page.field(t("login.code")).wait();
    page.field(t("login.code")).fill(&journey.api().code(phone));
    page.button(t("login.go")).click();
    page.field(t("login.code")).gone();
}

/// From the first page to a guide by its search box.
pub fn search(page: &Browser, words: &str, title: &str) {
    page.open("/");
    page.heading(t("home.title")).wait();
    page.field(t("search.label")).fill(words);
    page.button(t("search.go")).click();
    page.link(title).click();
    page.heading(title).wait();
}

/// Answers the questions of the pre-check.
pub fn pre_check(page: &Browser, answers: &[(&str, &str)]) {
    for (question, answer) in answers {
        page.radio(starts(question), *answer).check();
    }
    page.link(t("check.start")).wait();
}

/// Logs in and begins an application with these answers of the pre-check.
pub fn begin(
    journey: &Journey,
    page: &Browser,
    phone: &str,
    thing: &str,
    answers: &[(&str, &str)],
) {
    page.open(&format!("/guides/{thing}/check"));
    pre_check(page, answers);
    page.link(t("check.start")).click();
    log_in(journey, page, phone);
}

/// Fills in the form and confirms what came from the account.
pub fn fill_form(page: &Browser, sections: &[&[Entry]]) {
    page.heading(t("apply.step.form")).wait();
    sections.iter().for_each(|entries| form::fill(page, entries));
    confirm(page);
}

/// Confirms what was known already, in every section that has any.
pub fn confirm(page: &Browser) {
    let confirm = page.checkbox(begins("apply.confirm"));
    (0..confirm.count()).for_each(|section| confirm.clone().nth(section).check());
}

/// Waits until the server has everything.
pub fn saved(page: &Browser) {
    page.says(t("saving.saved"));
}

/// Goes on to a step.
pub fn next(page: &Browser, step: &str) {
    page.button(t("apply.next")).click();
    page.heading(t(&format!("apply.step.{step}"))).wait();
}

/// Uploads files for materials and waits until all are stored.
pub fn upload(page: &Browser, materials: &[(&str, &[PathBuf])]) {
    let stored = || page.words().matches(t("upload.done")).count();
    let mut wanted = stored();
    for (material, files) in materials {
        let files: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
        page.button(has(material)).upload(&files);
        wanted += files.len();
    }
    page.until(&format!("{wanted} stored files"), || (stored() == wanted).then_some(()));
}

/// Has results sent as electronic licences only.
pub fn electronic(page: &Browser) {
    page.radio(t("delivery.ask"), starts(t("delivery.electronic"))).check();
}

/// Draws a signature of two strokes, clears it, and draws it again.
pub fn sign(page: &Browser) {
    let pad = page.image(t("sign.label"));
    pad.draw(&[(0.2, 0.3), (0.8, 0.7)]);
    page.says(t("sign.there"));
    page.button(t("sign.clear")).click();
    page.says(t("sign.empty"));
    pad.draw(&[(0.15, 0.6), (0.3, 0.25), (0.4, 0.7), (0.5, 0.3)]);
    pad.draw(&[(0.55, 0.5), (0.7, 0.3), (0.85, 0.7)]);
    page.says(t("sign.there"));
}

/// Signs what is reviewed and files it.
pub fn sign_and_file(page: &Browser) {
    sign(page);
    page.button(t("review.file")).click();
}

/// Hands in what was to follow, from the page of the case.
pub fn supply(page: &Browser, number: &str, material: &str) {
    page.open(&format!("/cases/{number}"));
    page.link(t("todo.supply.do")).click();
    page.heading(t("supply.title")).wait();
    page.button(t("supply.send")).click();
    page.says(t("supply.nothing"));
    page.button(has(material)).upload(&[&page.photo(material)]);
    page.says(t("upload.done"));
    page.seen("supply");
    page.button(t("supply.send")).click();
    page.heading(t("supply.title")).gone();
    page.link(t("todo.supply.do")).gone();
}

/// The number of the case that the page is about: `/cases/{number}/…`.
pub fn number(page: &Browser) -> String {
    let path = page.wait_path("a case", |path| path.starts_with("/cases/"));
    path.split(['/', '?']).nth(2).unwrap_or_default().to_owned()
}
