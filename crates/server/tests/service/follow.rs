//! Materials that are to follow (A4), and what is signed on paper (A5).

use chrono::TimeDelta;
use onething_api::account::Outbox;
use onething_api::cases::{CaseView, FileCase};
use onething_api::drafts::Draft;
use onething_api::paths::{self, fill};
use onething_api::problem::Code;
use onething_domain::case::{CaseStatus, Command, CommandKind, Refusal};
use onething_domain::submission::{Evidence, FileRef};
use onething_server::jobs;

use crate::world::{BUYER, Client, MOTHER, World, id, monday, png};

/// The material of newborn that may follow, needed by the vaccination alone.
const MATERIAL: &str = "first-vaccination-record";
const ITEM: &str = "vaccination";

/// Filed with the vaccination record put off as long as may be: twenty working days after the second of March.
async fn put_off(client: &Client) -> CaseView {
    let draft = client.draft("newborn", 0).await;
    let mut content = draft.content.clone();
    let until = "2026-03-30".parse().unwrap();
    content.evidence.insert(MATERIAL.into(), Evidence::Deferred { until });
    let draft: Draft = client.save(&draft, &content).await.expect(200).json();
    let signature = client.sign(&draft).await;
    client.post(paths::CASES, &client.filing(&draft, signature)).await.expect(201).json()
}

fn supply(file: &FileRef) -> Command {
    let evidence = Evidence::Upload { files: vec![file.clone()] };
    Command::SupplyMaterial { material: MATERIAL.into(), evidence }
}

async fn told(client: &Client, words: &str) -> usize {
    let outbox: Outbox = client.get(paths::OUTBOX).await.expect(200).json();
    let told = outbox.messages.iter().filter(|message| message.phone == MOTHER);
    told.filter(|message| message.text.contains(words)).count()
}

/// Does everything that is due, clocks of departments too.
async fn all_that_is_due(world: &World) {
    while jobs::do_due(&world.app).await.unwrap() > 0 {}
}

async fn what_is_to_follow_is_asked_after_and_handed_in(world: World) {
    let mother = world.log_in(MOTHER).await;
    let filed = put_off(&mother).await;
    let number = filed.number.as_str();
    assert_eq!(filed.deferred.len(), 1);
    assert_eq!(filed.deferred[0].plan.material, MATERIAL);
    world.staff("clerk-1").await.command(number, Command::Accept {}).await;

    // Nine in the morning, two working days before, and on the day: each once.
    world.pass("2026-03-26T00:59:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap() - monday());
    all_that_is_due(&world).await;
    assert_eq!(told(&world.log_in(MOTHER).await, "补交").await, 0);
    world.pass(TimeDelta::minutes(2));
    all_that_is_due(&world).await;
    let mother = world.log_in(MOTHER).await;
    assert_eq!(told(&mother, "最迟 3 月 30 日 补交").await, 1);
    world.pass(TimeDelta::days(4));
    all_that_is_due(&world).await;
    let mother = world.log_in(MOTHER).await;
    assert_eq!(told(&mother, "最迟 3 月 30 日 补交").await, 2);

    // Its result waits for it, and the reviewer is told why.
    world.work_through(number, &[ITEM]).await;
    let reviewer = world.staff("cdc-reviewer").await;
    let approve = Command::Approve { item: ITEM.into(), opinion: String::new() };
    reviewer.command(number, approve).await;
    let issue = Command::IssueResult { item: ITEM.into() };
    let refused = reviewer.try_command(number, issue.clone()).await.expect(422);
    let problem = refused.problem(Code::CommandRefused);
    let wanted = Refusal::MaterialOutstanding { material: MATERIAL.into() };
    assert_eq!(problem.refusal, Some(wanted));
    assert_eq!(problem.field, Some(format!("evidence.{MATERIAL}")));
    assert_eq!(problem.subject, Some(filed.deferred[0].plan.name.clone()), "by its name");

    // The day passes; it may still be handed in.
    world.pass(TimeDelta::days(1));
    all_that_is_due(&world).await;
    let mother = world.log_in(MOTHER).await;
    assert_eq!(told(&mother, "过了补交的日子").await, 1);
    let late = mother.case(number).await;
    assert!(late.deferred[0].lapsed_at.is_some());
    assert!(late.allowed.iter().any(|action| action.command == CommandKind::SupplyMaterial));

    let stranger = world.log_in(BUYER).await;
    let theirs = stranger.upload("theirs.png", &png("theirs")).await;
    let refused = mother.try_command(number, supply(&theirs)).await.expect(422);
    assert_eq!(
        refused.problem(Code::InvalidSubmission).problems[0].path,
        format!("evidence.{MATERIAL}")
    );
    stranger.command_at(number, late.seq, supply(&theirs)).await.expect(404);
    let file = mother.upload("接种记录.png", &png("record")).await;
    reviewer_may_not(&world, number, &file).await;
    let done = mother.command(number, supply(&file)).await;
    assert!(done.deferred[0].supplied.is_some());
    assert_eq!(done.submission, filed.submission, "what was signed stays as it is");
    mother.try_command(number, supply(&file)).await.expect(422).problem(Code::CommandRefused);
    let path = fill(paths::FILE, &[&file.id]);
    let reviewer = world.staff("cdc-reviewer").await;
    reviewer.get(&path).await.expect(200);
    reviewer.command(number, issue).await;
    world.pass(TimeDelta::days(60));
    jobs::clear(&world.app).await.unwrap();
    world.log_in(MOTHER).await.get(&path).await.expect(200);
    assert_eq!(world.log_in(MOTHER).await.case(number).await.status, CaseStatus::Finished);
}

async fn reviewer_may_not(world: &World, number: &str, file: &FileRef) {
    let clerk = world.staff("clerk-1").await;
    clerk.try_command(number, supply(file)).await.expect(403).problem(Code::Forbidden);
}

async fn what_has_come_is_not_asked_after(world: World) {
    let mother = world.log_in(MOTHER).await;
    let filed = put_off(&mother).await;
    let file = mother.upload("接种记录.png", &png("record")).await;
    mother.command(&filed.number, supply(&file)).await;
    world.staff("clerk-1").await.command(&filed.number, Command::Accept {}).await;
    world.pass(TimeDelta::days(40));
    all_that_is_due(&world).await;
    assert_eq!(told(&world.log_in(MOTHER).await, "补交").await, 0);
}

async fn what_was_uploaded_days_ago_is_handed_in(world: World) {
    let mother = world.log_in(MOTHER).await;
    let filed = put_off(&mother).await;
    let file = mother.upload("接种记录.png", &png("record")).await;
    world.pass(TimeDelta::days(3));
    jobs::clear(&world.app).await.unwrap();
    let done = world.log_in(MOTHER).await.command(&filed.number, supply(&file)).await;
    assert!(done.deferred[0].supplied.is_some());
}

async fn nothing_is_put_off_beyond_the_guide(world: World) {
    let mother = world.log_in(MOTHER).await;
    let draft = mother.draft("newborn", 0).await;
    let mut content = draft.content.clone();
    let until = "2026-03-31".parse().unwrap();
    content.evidence.insert(MATERIAL.into(), Evidence::Deferred { until });
    let draft: Draft = mother.save(&draft, &content).await.expect(200).json();
    let signature = mother.sign(&draft).await;
    let reply = mother.post(paths::CASES, &mother.filing(&draft, signature)).await.expect(422);
    let problems = reply.problem(Code::InvalidSubmission).problems;
    assert_eq!(problems[0].path, format!("evidence.{MATERIAL}"));
}

async fn what_the_law_excludes_is_signed_on_paper(world: World) {
    let mother = world.log_in(MOTHER).await;
    let draft = mother.draft("marriage", 0).await;
    let request = mother.sign_request(&draft).await;
    let refused = mother.post(paths::SIGNATURES, &request).await.expect(422);
    let refusal = refused.problem(Code::CommandRefused).refusal;
    assert_eq!(refusal, Some(Refusal::PaperNeeded));
    // A signature for a correction binds to what comes with the command: here it is refused with the filing.
    let signature = mother.sign_correction(&mother.submission(&draft).await).await;
    let refused = mother.post(paths::CASES, &mother.filing(&draft, signature)).await.expect(422);
    assert_eq!(refused.problem(Code::CommandRefused).refusal, Some(Refusal::PaperNeeded));
    let filing = FileCase {
        id: id(),
        draft: draft.id.clone(),
        revision: draft.revision,
        signature: String::new(),
    };
    let filed: CaseView = mother.post(paths::CASES, &filing).await.expect(201).json();
    assert!(filed.paper.is_some() && filed.signature.is_empty() && filed.intake_due.is_none());
    assert_eq!(told(&mother, "用纸签名").await, 1);

    // Silence accepts nothing that is not signed.
    world.pass(TimeDelta::days(30));
    all_that_is_due(&world).await;
    let clerk = world.staff("clerk-1").await;
    let refused = clerk.try_command(&filed.number, Command::Accept {}).await.expect(422);
    refused.problem(Code::CommandRefused);
    let signed = clerk.command(&filed.number, Command::TakePaper {}).await;
    assert!(signed.paper_at.is_some() && signed.intake_due.is_some());
    clerk.try_command(&filed.number, Command::TakePaper {}).await.expect(422);
    let accepted = clerk.command(&filed.number, Command::Accept {}).await;
    assert_eq!(accepted.status, CaseStatus::Accepted);
}

async fn everything_else_needs_a_signature_and_one_signs_once(world: World) {
    let mother = world.log_in(MOTHER).await;
    let draft = mother.draft("newborn", 0).await;
    let unsigned =
        mother.post(paths::CASES, &mother.filing(&draft, String::new())).await.expect(422);
    assert_eq!(unsigned.problem(Code::CommandRefused).refusal, Some(Refusal::SignatureNeeded));
    let signature = mother.sign(&draft).await;
    mother.post(paths::CASES, &mother.filing(&draft, signature.clone())).await.expect(201);
    // The very same once more, from another draft: it takes another signature.
    let same = mother.draft("newborn", 0).await;
    let mut content = same.content.clone();
    content.evidence = draft.content.evidence.clone();
    let same: Draft = mother.save(&same, &content).await.expect(200).json();
    let again = mother.post(paths::CASES, &mother.filing(&same, signature)).await.expect(422);
    again.problem(Code::BadSignature);
}

on_both!(
    what_is_to_follow_is_asked_after_and_handed_in,
    what_has_come_is_not_asked_after,
    what_was_uploaded_days_ago_is_handed_in,
    nothing_is_put_off_beyond_the_guide,
    what_the_law_excludes_is_signed_on_paper,
    everything_else_needs_a_signature_and_one_signs_once,
);
