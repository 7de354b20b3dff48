//! Instant approval: decided in the request that files, with a record of every value and where it came from; what cannot
//! be found out is a person's to decide; some are checked by a person afterwards.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use onething_api::cases::CaseView;
use onething_api::drafts::Draft;
use onething_api::paths::{self, fill};
use onething_api::problem::Code;
use onething_api::work::{SampleList, SampleState};
use onething_domain::case::{CaseStatus, Command, Outcome, Refusal, RuleCheck, TaskStatus};
use onething_domain::instant::RuleSource;
use onething_domain::submission::Evidence;
use onething_server::config::Settings;
use onething_server::registries::http::{Answer, Request, SIGNATURE, is_signed, sign};
use onething_server::{all, audit};
use serde_json::{Value, json};

use crate::content::{change, copy, imported};
use crate::world::{Client, World, png};

/// 刘洋, whose degree the register knows; 孙国强, who is 62.
const GRADUATE: &str = "13800000008";
const SENIOR: &str = "13800000004";
const CERTIFICATE: &str = "106141201905002468";

/// A draft with some answers changed, and the situation of a choice.
async fn draft(client: &Client, thing: &str, situation: &[(&str, &str)], answers: Value) -> Draft {
    let mut draft = client.draft(thing, 0).await;
    let chosen = situation.iter().map(|(id, value)| ((*id).to_owned(), (*value).to_owned()));
    let mut wanted = draft.content.situation.clone();
    wanted.extend(chosen);
    let guide = client.guide(thing).await.guide;
    let mut content = crate::sample::content_in(&guide, wanted);
    let known = draft.content.evidence.values().next().cloned();
    for how in content.evidence.values_mut() {
        *how = known.clone().expect("a file that was uploaded");
    }
    for (id, value) in answers.as_object().unwrap() {
        content.answers.insert(id.clone(), value.clone());
    }
    draft = client.save(&draft, &content).await.expect(200).json();
    draft
}

async fn file(client: &Client, draft: &Draft) -> CaseView {
    let signature = client.sign(draft).await;
    client.post(paths::CASES, &client.filing(draft, signature)).await.expect(201).json()
}

/// Settling alone: no grant, no file that moves.
async fn settle(client: &Client, certificate: &str) -> CaseView {
    let situation = [("recent", "yes"), ("file_moves", "no")];
    let answers = json!({ "certificate_no": certificate, "settle_place": "talent" });
    file(client, &draft(client, "graduate-arrival", &situation, answers).await).await
}

fn check<'a>(checks: &'a [RuleCheck], of: &str) -> &'a RuleCheck {
    checks.iter().find(|check| check.of == of).unwrap_or_else(|| panic!("{of} in {checks:?}"))
}

async fn what_rules_decide_is_decided_in_the_request_that_files(world: World) {
    let graduate = world.log_in(GRADUATE).await;
    let situation = [("recent", "yes"), ("file_moves", "no")];
    let answers = json!({ "certificate_no": CERTIFICATE, "settle_place": "talent" });
    let draft = draft(&graduate, "graduate-arrival", &situation, answers).await;
    let signature = graduate.sign(&draft).await;
    let filing = graduate.filing(&draft, signature);
    let case: CaseView = graduate.post(paths::CASES, &filing).await.expect(201).json();
    assert_eq!(case.status, CaseStatus::Finished);
    let [task] = case.tasks.as_slice() else { panic!("{:?}", case.tasks) };
    assert!(matches!(task.outcome, Some(Outcome::Approved { instantly: true, .. })));
    assert!(task.result.is_some());
    let verified = check(&task.checks, "degree_of.verified");
    assert_eq!(verified.value, json!(true));
    let RuleSource::Registry { registry, at } = &verified.source else { panic!("{verified:?}") };
    assert_eq!((registry.as_str(), *at), ("degrees", world.app.clock.now()));
    let age = check(&task.checks, "applicant.age");
    assert_eq!(age.value, json!("29"));
    assert!(matches!(age.source, RuleSource::IdCard { .. }));
    assert!(check(&task.checks, "settle_place").source.is_answer());
    // Who filed is the applicant, who decided is the system; sent twice is filed once, with the same answer.
    let by = |event: &str| case.timeline.iter().find(|it| it.event == event).unwrap().by.clone();
    assert_eq!(by("filed"), onething_api::cases::TimelineActor::Applicant);
    assert_eq!(by("task_approved"), onething_api::cases::TimelineActor::System);
    let again: CaseView = graduate.post(paths::CASES, &filing).await.expect(201).json();
    assert_eq!(again, case);
    assert_eq!(asked(&world, &case.number).await, ["degrees found"]);
    assert!(audit::verify(&world.app).await.unwrap().faults.is_empty());
}

async fn asked(world: &World, number: &str) -> Vec<String> {
    let mut tx = world.app.db.read().await.unwrap();
    let sql = "SELECT registry, outcome FROM registry_lookup WHERE number = $1 ORDER BY id";
    let rows = all!(&mut tx, (String, String), sql, number).unwrap();
    rows.into_iter().map(|(registry, outcome)| format!("{registry} {outcome}")).collect()
}

async fn what_a_registry_does_not_know_is_a_person_s_to_decide(world: World) {
    let graduate = world.log_in(GRADUATE).await;
    let case = settle(&graduate, "106141201905009999").await;
    assert_eq!(case.status, CaseStatus::Received);
    assert_eq!(asked(&world, &case.number).await, ["degrees unknown"]);
    let accepted = world.staff("clerk-1").await.command(&case.number, Command::Accept {}).await;
    assert_eq!(accepted.tasks[0].status, TaskStatus::Open);
    world.work_through(&case.number, &[]).await;
    let done = graduate.case(&case.number).await;
    assert_eq!(done.status, CaseStatus::Finished);
    assert!(matches!(done.tasks[0].outcome, Some(Outcome::Approved { instantly: false, .. })));
}

/// The number of the card is that of who is logged in, whatever they type; another's degree helps nobody.
async fn nobody_is_approved_by_the_degree_of_another(world: World) {
    let senior = world.log_in(SENIOR).await;
    let answers = json!({
        "certificate_no": CERTIFICATE, "settle_place": "talent", "applicant_id_card": "51990419970214007X",
    });
    let situation = [("recent", "yes"), ("file_moves", "no")];
    let case = file(&senior, &draft(&senior, "graduate-arrival", &situation, answers).await).await;
    assert_eq!(case.status, CaseStatus::Received);
    assert_eq!(asked(&world, &case.number).await, ["degrees unknown"]);
}

async fn the_four_of_the_city_are_decided_by_what_registers_say(world: World) {
    let senior = world.log_in(SENIOR).await;
    let own = json!({ "senior_id": "519921196311080033", "senior_name": "孙国强" });
    let situation = [("sixtyfive", "no"), ("rides", "yes")];
    let card = file(&senior, &draft(&senior, "senior-benefits", &situation, own).await).await;
    assert_eq!(card.status, CaseStatus::Finished, "{:?}", card.tasks);
    assert_eq!(check(&card.tasks[0].checks, "senior_id.age").value, json!("62"));

    let mother = json!({ "senior_id": "519921194103050025", "senior_name": "孙桂兰" });
    let situation = [("low_income", "no"), ("cannot_go", "no")];
    let paid = file(&senior, &draft(&senior, "old-age-allowance", &situation, mother).await).await;
    assert_eq!(paid.status, CaseStatus::Finished, "{:?}", paid.tasks);
    assert_eq!(check(&paid.tasks[0].checks, "person.here").value, json!(true));
    let wrong = json!({ "senior_id": "519921194103050025", "senior_name": "孙桂花" });
    let unpaid = file(&senior, &draft(&senior, "old-age-allowance", &situation, wrong).await).await;
    assert_eq!(unpaid.status, CaseStatus::Received, "another name is another person");

    let graduate = world.log_in(GRADUATE).await;
    let answers =
        json!({ "certificate_no": CERTIFICATE, "settle_place": "talent", "degree": "bachelor" });
    let situation = [
        ("qualified", "degree"),
        ("moves_household", "yes"),
        ("needs_rent", "yes"),
        ("will_buy", "yes"),
    ];
    let talent = file(&graduate, &draft(&graduate, "talent", &situation, answers).await).await;
    assert_eq!(talent.status, CaseStatus::Finished, "{:?}", talent.tasks);
    assert_eq!(talent.tasks.len(), 4);
    // Four items ask the same register the same: it is asked once, and noted for each.
    assert_eq!(check(&talent.tasks[0].checks, "degree_of.level").value, json!("bachelor"));
}

/// How a gateway answers.
#[derive(Clone, Copy)]
enum Manner {
    Truly = 0,
    Unsigned = 1,
    AnotherQuestion = 2,
    Broken = 3,
    OtherType = 4,
    Silent = 5,
}

struct Gateway {
    manner: AtomicU32,
    asked: AtomicU32,
}

const SECRET: &str = "0123456789abcdef0123456789abcdef";

async fn gateway(State(gateway): State<Arc<Gateway>>, headers: HeaderMap, body: Bytes) -> Response {
    gateway.asked.fetch_add(1, Ordering::Relaxed);
    let manner = gateway.manner.load(Ordering::Relaxed);
    let signature = headers[SIGNATURE].to_str().unwrap();
    assert!(is_signed(SECRET.as_bytes(), &body, signature), "questions are signed");
    let request: Request = serde_json::from_slice(&body).unwrap();
    if manner == Manner::Silent as u32 {
        return std::future::pending().await;
    }
    let genuine = request.keys["certificate"] == CERTIFICATE && request.registry == "degrees";
    let verified = match manner == Manner::OtherType as u32 {
        true => json!("yes"),
        false => json!(true),
    };
    let record = serde_json::from_value(json!({ "verified": verified, "secret": "not asked for" }));
    let id = match manner == Manner::AnotherQuestion as u32 {
        true => "1".to_owned(),
        false => request.id,
    };
    let answer =
        serde_json::to_vec(&Answer { id, record: genuine.then(|| record.unwrap()) }).unwrap();
    let signature = match manner == Manner::Unsigned as u32 {
        true => "00".to_owned(),
        false => sign(SECRET.as_bytes(), &answer),
    };
    if manner == Manner::Broken as u32 {
        return axum::http::StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    ([(SIGNATURE, signature)], answer).into_response()
}

/// A gateway of our own on a real port: what it truly says decides; whatever else it does, a person decides.
async fn a_registry_that_is_down_never_refuses(world: World) {
    let manner = AtomicU32::new(Manner::Truly as u32);
    let state = Arc::new(Gateway { manner, asked: AtomicU32::new(0) });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let service = Router::new().route("/look-ups", post(gateway)).with_state(state.clone());
    let serving = tokio::spawn(axum::serve(listener, service).into_future());
    let folder = &world.folder;
    std::fs::write(folder.join("secret"), format!("{SECRET}\n")).unwrap();
    let secret = folder.join("secret").display().to_string();
    let file = folder.join("registries.toml");
    let text = format!(
        "[[registry]]\nid = \"degrees\"\nurl = \"http://127.0.0.1:{port}/look-ups\"\nsecret_file = {secret:?}\n"
    );
    std::fs::write(&file, text).unwrap();
    let settings = Settings { registries: Some(file), ..world.app.settings.clone() };
    let node = World::open(settings, world.app.clock.clone()).await;
    let graduate = node.log_in(GRADUATE).await;
    let truly = settle(&graduate, CERTIFICATE).await;
    assert_eq!(truly.status, CaseStatus::Finished);
    assert_eq!(state.asked.load(Ordering::Relaxed), 1);
    for manner in [
        Manner::Unsigned,
        Manner::AnotherQuestion,
        Manner::Broken,
        Manner::OtherType,
        Manner::Silent,
    ] {
        state.manner.store(manner as u32, Ordering::Relaxed);
        let case = settle(&graduate, CERTIFICATE).await;
        assert_eq!(case.status, CaseStatus::Received, "{}", manner as u32);
        assert_eq!(asked(&node, &case.number).await, ["degrees down"]);
    }
    serving.abort();
    let gone = settle(&graduate, CERTIFICATE).await;
    assert_eq!(gone.status, CaseStatus::Received);
    // Not in the way of anybody: a clerk accepts, a person decides.
    let accepted = node.staff("clerk-1").await.command(&gone.number, Command::Accept {}).await;
    assert_eq!(accepted.tasks[0].status, TaskStatus::Open);
}

async fn samples(client: &Client, state: &str) -> SampleList {
    client.get(&format!("{}?state={state}", paths::WORK_SAMPLES)).await.expect(200).json()
}

async fn some_are_drawn_to_be_checked_by_a_person(world: World) {
    let settings = Settings { sample_percent: 100, ..world.app.settings.clone() };
    let node = World::open(settings, world.app.clock.clone()).await;
    let graduate = node.log_in(GRADUATE).await;
    let (first, second) =
        (settle(&graduate, CERTIFICATE).await, settle(&graduate, CERTIFICATE).await);
    assert_eq!(first.tasks[0].sample, None, "nothing to the applicant");
    assert!(
        !graduate.case(&first.number).await.timeline.iter().any(|it| it.event == "sample_checked")
    );
    let reviewer = node.staff("police-reviewer").await;
    let open = samples(&reviewer, "open").await;
    assert_eq!((open.open, open.samples.len()), (2, 2));
    assert_eq!(open.samples[0].number, first.number);
    // Nobody of another department, and no applicant.
    assert_eq!(samples(&node.staff("health-reviewer").await, "open").await.open, 0);
    let item = first.tasks[0].item.clone();
    let check = |agrees: bool, note: &str| Command::CheckSample {
        item: item.clone(),
        agrees,
        note: note.to_owned(),
    };
    graduate.try_command(&first.number, check(true, "")).await.expect(403).problem(Code::Forbidden);
    let blank = reviewer.try_command(&first.number, check(false, " ")).await.expect(422);
    let refusal = blank.problem(Code::CommandRefused).refusal;
    assert_eq!(refusal, Some(Refusal::Blank { field: "note".into() }));
    let seen = reviewer.command(&first.number, check(true, "")).await;
    let sample = seen.tasks[0].sample.clone().unwrap();
    assert_eq!(
        sample.check.map(|check| (check.agrees, check.by)),
        Some((true, "police-reviewer".into()))
    );
    reviewer
        .try_command(&first.number, check(true, ""))
        .await
        .expect(422)
        .problem(Code::CommandRefused);
    reviewer.command(&second.number, check(false, "证书编号与姓名不符")).await;
    let supervisor = node.staff("supervisor").await;
    let flagged = samples(&supervisor, "disagreed").await;
    assert_eq!((flagged.open, flagged.disagreed, flagged.state), (0, 1, SampleState::Disagreed));
    assert_eq!(flagged.samples[0].number, second.number);
    assert_eq!(samples(&supervisor, "agreed").await.samples.len(), 1);
    // It is no projection that a rebuild would lose.
    audit::rebuild(&node.app).await.unwrap();
    assert_eq!(samples(&supervisor, "disagreed").await, flagged);
    supervisor.get(&format!("{}?state=x", paths::WORK_SAMPLES)).await.expect(400);
    let seen =
        supervisor.get(&fill(paths::CASE, &[&second.number])).await.expect(200).json::<CaseView>();
    assert!(seen.timeline.iter().any(|entry| entry.event == "sample_checked"));
}

/// A material that the settlement alone needs.
const REGISTER: &str = "own-household-register";
/// How the content begins it, up to its necessity.
const REGISTER_IN_CONTENT: &str = r#"id = "own-household-register"
name = { zh = "本人户口簿", en = "Your household register" }
form = "1"
copies = 0
source = "20"
necessity = "#;

/// What comes later (容缺后补) decides as what was there at once: with what registers say, and with the lot.
async fn what_follows_is_looked_up_and_drawn_as_well(world: World) {
    let folder = copy(&world);
    let item = folder.join("items/graduate-settlement.toml");
    let to_follow = format!("{REGISTER_IN_CONTENT}\"3\"\ndeferred_days = 20");
    change(&item, &format!("{REGISTER_IN_CONTENT}\"1\""), &to_follow);
    imported(&world, &folder).await;
    let settings = Settings { sample_percent: 100, ..world.app.settings.clone() };
    let node = World::open(settings, world.app.clock.clone()).await;
    let graduate = node.log_in(GRADUATE).await;
    let situation = [("recent", "yes"), ("file_moves", "no")];
    let answers = json!({ "certificate_no": CERTIFICATE, "settle_place": "talent" });
    let draft = draft(&graduate, "graduate-arrival", &situation, answers).await;
    let mut content = draft.content.clone();
    let until = "2026-03-30".parse().unwrap(); // twenty working days after the second of March
    content.evidence.insert(REGISTER.into(), Evidence::Deferred { until });
    let draft: Draft = graduate.save(&draft, &content).await.expect(200).json();
    let filed = file(&graduate, &draft).await;
    assert_eq!(filed.status, CaseStatus::Received, "a result would be too early");
    let accepted = node.staff("clerk-1").await.command(&filed.number, Command::Accept {}).await;
    assert_eq!(accepted.tasks[0].status, TaskStatus::Open);

    let paper = graduate.upload("户口簿.png", &png("register")).await;
    let evidence = Evidence::Upload { files: vec![paper] };
    let supply = Command::SupplyMaterial { material: REGISTER.into(), evidence };
    let done = graduate.command(&filed.number, supply).await;
    assert_eq!(done.status, CaseStatus::Finished);
    let task = &done.tasks[0];
    assert!(matches!(task.outcome, Some(Outcome::Approved { instantly: true, .. })));
    let verified = check(&task.checks, "degree_of.verified");
    assert!(matches!(verified.source, RuleSource::Registry { .. }), "{verified:?}");
    let asked = asked(&node, &filed.number).await;
    assert_eq!(asked, ["degrees found"; 3], "with the filing, the acceptance and what followed");
    let drawn = samples(&node.staff("police-reviewer").await, "open").await;
    assert_eq!((drawn.open, drawn.samples[0].number.as_str()), (1, filed.number.as_str()));
}

/// The lot can be repeated where its seed is known, and draws about as many as it is told to.
async fn the_lot_is_drawn_from_a_source_that_is_handed_in(world: World) {
    let settings = Settings { sample_percent: 30, ..world.app.settings.clone() };
    let node = World::open(settings, world.app.clock.clone()).await;
    let draw = |seed: u64| {
        *node.app.lot.lock().unwrap() = onething_server::generate::Chance::of(seed, "lot");
        (0..1000).map(|_| node.app.draws_sample()).collect::<Vec<bool>>()
    };
    assert_eq!(draw(7), draw(7));
    assert_ne!(draw(7), draw(8));
    let drawn = draw(7).into_iter().filter(|drawn| *drawn).count();
    assert!((250..350).contains(&drawn), "{drawn}");
}

on_both!(
    what_rules_decide_is_decided_in_the_request_that_files,
    what_a_registry_does_not_know_is_a_person_s_to_decide,
    nobody_is_approved_by_the_degree_of_another,
    the_four_of_the_city_are_decided_by_what_registers_say,
    a_registry_that_is_down_never_refuses,
    some_are_drawn_to_be_checked_by_a_person,
    what_follows_is_looked_up_and_drawn_as_well,
    the_lot_is_drawn_from_a_source_that_is_handed_in,
);
