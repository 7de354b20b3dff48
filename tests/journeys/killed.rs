//! (e) The server is killed without warning in the middle of filing, and of an upload, and started again:
//! what it acknowledged is there, and nothing is there twice (X6).

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};

use journeys::{Journey, begins, has, journey, starts, t};
use onething_domain::canonical::sha256;
use serde_json::Value;

use crate::cases::newborn;
use crate::steps::citizen;
use crate::steps::filing::Filer;

const MOTHER: &str = "13800000001";

/// How often the server is killed while applications come in.
const KILLS: usize = 4;

#[test]
fn nothing_acknowledged_is_lost() {
    journey("killed", |journey| {
        let page = journey.phone("phone");
        citizen::begin(journey, &page, MOTHER, "newborn", &newborn::SITUATION);
        citizen::fill_form(&page, &newborn::SECTIONS);
        citizen::saved(&page);
        kill(journey);
        page.reload();
        page.field(starts("宝宝姓名")).holds("陈小满");
        citizen::next(&page, "materials");

        // Slow enough to be in the middle when the power goes.
        page.upload_speed(Some(100_000));
        page.button(has("父母身份证")).upload(&[&page.large_photo("身份证正面")]);
        page.until("the upload to be under way", || {
            let shown = page.words();
            (1..100).any(|percent| shown.contains(&format!("\n{percent}%"))).then_some(())
        });
        kill(journey);
        page.upload_speed(None);
        page.until("the upload to end", || {
            // The page tries again by itself, too: the button may be gone before it is reached.
            page.button(begins("upload.retry")).click_now();
            page.words().contains(t("upload.done")).then_some(())
        });
        let photo = |name: &str| [page.photo(name)];
        page.seen("uploaded");
        newborn::materials(&page, &photo);
        citizen::saved(&page);
        citizen::next(&page, "delivery");
        citizen::electronic(&page);
        citizen::saved(&page);
        citizen::next(&page, "review");

        let api = journey.api();
        api.log_in(MOTHER);
        let draft = &api.get("/api/v1/drafts")["drafts"][0];
        files_are_whole(&api, draft);
        let content = draft["content"].clone();

        citizen::sign(&page);
        page.button(t("review.file")).click();
        kill(journey);
        let filed = page.until("the case", || {
            // The button rests while an answer is on its way, and goes with the page once it has come.
            page.button(t("review.file")).click_now();
            Some(page.path()).filter(|path| path.starts_with("/cases/"))
        });
        let first = filed.split('/').nth(2).unwrap_or_default().to_owned();
        page.seen("filed");

        let mut numbers = BTreeSet::from([first]);
        for round in 0..KILLS {
            numbers.extend(filed_through_a_kill(journey, &content, round));
        }
        let listed = listed(&api);
        assert_eq!(listed.len(), numbers.len(), "nothing is there twice: {listed:?}");
        assert_eq!(BTreeSet::from_iter(listed), numbers, "everything acknowledged is there");
        let (sound, said) = journey.server(|server| server.command(&["audit", "verify"]));
        assert!(sound, "audit verify: {said}");
    });
}

fn kill(journey: &Journey) {
    journey.server(|server| {
        server.kill();
        server.restart();
    });
}

/// What was uploaded is stored as it was sent.
fn files_are_whole(api: &journeys::Api, draft: &Value) {
    let evidence = draft["content"]["evidence"].as_object().expect("evidence by material");
    let files: Vec<&Value> =
        evidence.values().flat_map(|how| how["files"].as_array().into_iter().flatten()).collect();
    assert!(files.len() > 2, "{draft}");
    for file in files {
        let id = file["id"].as_str().expect("an id");
        let stored = api.bytes(&format!("/api/v1/files/{id}"));
        assert_eq!(sha256(&stored), file["sha256"], "{file}");
    }
}

/// Files application after application, kills the server while it is at it, and sends the one that got no
/// answer once more. Gives the numbers of all.
fn filed_through_a_kill(journey: &Journey, content: &Value, round: usize) -> Vec<String> {
    let api = journey.api();
    api.log_in(MOTHER);
    let filer = Filer::new(api, "newborn", content);
    let (tell, hear) = mpsc::channel();
    let over = Arc::new(AtomicBool::new(false));
    let is_over = Arc::clone(&over);
    let filing = std::thread::spawn(move || {
        let mut unanswered = None;
        for nth in 0.. {
            if is_over.load(Ordering::Relaxed) {
                break;
            }
            let id = format!("0193a000-0000-7000-8000-{round:04}{nth:08}");
            let Some(request) = filer.prepare(&id) else { break };
            match filer.file(&request) {
                Some(number) => tell.send(number).expect("someone listens"),
                None => {
                    unanswered = Some(request);
                    break;
                }
            }
        }
        (filer, unanswered)
    });
    // The next application is on its way when the third has been answered.
    let mut numbers: Vec<String> = (0..3 + round).map(|_| hear.recv().expect("a number")).collect();
    kill(journey);
    // Between two applications the server may be gone and back without being missed.
    over.store(true, Ordering::Relaxed);
    let (filer, unanswered) = filing.join().expect("the filing thread ends");
    numbers.extend(hear.try_iter());
    if let Some(request) = unanswered {
        let once = filer.file(&request).expect("an answer");
        let twice = filer.file(&request).expect("an answer");
        assert_eq!(once, twice, "the same id is filed once");
        numbers.push(once);
    }
    numbers
}

/// The numbers of all of the person's cases, page by page.
fn listed(api: &journeys::Api) -> Vec<String> {
    let mut numbers = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = api.get(&format!("/api/v1/cases?limit=100{cursor}"));
        let cases = page["cases"].as_array().cloned().unwrap_or_default();
        numbers.extend(cases.iter().filter_map(|case| case["number"].as_str().map(str::to_owned)));
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return numbers,
        }
    }
}
