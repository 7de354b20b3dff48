//! Corrections (补正, C1): what comes with an answer, what none can change, and the second request.

use onething_api::cases::CaseView;
use onething_api::paths;
use onething_api::problem::Code;
use onething_api::work::{Desk, Queue};
use onething_domain::case::{CaseStatus, Command, CorrectionEntry, CorrectionTarget, Refusal};
use onething_domain::draft::{DraftContent, submission};
use onething_domain::submission::Submission;
use onething_server::audit;
use serde_json::{Value, json};

use crate::home;
use crate::world::{BUYER, Client, MOTHER, World};

fn ask(field: &str) -> Command {
    let target = CorrectionTarget::Field(field.into());
    Command::RequestCorrections {
        entries: vec![CorrectionEntry { target, message: "请核对".into() }],
    }
}

/// The submission of a case with other answers, as the form makes it.
async fn changed(client: &Client, case: &CaseView, answers: &[(&str, Value)]) -> Submission {
    let filed = case.submission.clone();
    let guide = client.guide(&filed.thing).await.guide;
    let mut content = DraftContent {
        situation: filed.situation,
        answers: filed.answers,
        evidence: filed.evidence,
        delivery: Some(filed.delivery),
        step: String::new(),
    };
    content.answers.extend(answers.iter().map(|(id, value)| ((*id).to_owned(), value.clone())));
    submission(&guide, filed.version, &filed.applicant, filed.company.as_deref(), &content)
}

async fn correct(client: &Client, number: &str, answers: &[(&str, Value)]) -> CaseView {
    let case = client.case(number).await;
    let submission = changed(client, &case, answers).await;
    let signature = client.sign_correction(&submission).await;
    let command = Command::Correct { submission: Box::new(submission), signature };
    client.command(number, command).await
}

async fn queue(client: &Client) -> Queue {
    client.get(&format!("{}?desk=confirm", paths::QUEUE)).await.expect(200).json()
}

async fn what_an_answer_brings_can_be_answered(world: World) {
    let (mother, clerk) = (world.log_in(MOTHER).await, world.staff("clerk-1").await);
    let number = mother.file("newborn", 0).await.number;
    let same = mother.case(&number).await.submission.answers["home_same"] == json!(true);
    clerk.command(&number, ask("home_same")).await;
    let home = json!({ "region": "510104", "detail": "人民路 2 号" });
    let answers = [("home_same", json!(!same)), ("home_address", home)];
    let done = correct(&mother, &number, &answers).await;
    assert_eq!(done.status, CaseStatus::Received);
    assert_eq!(done.submission.answers.contains_key("home_address"), same);
}

async fn what_settles_a_fee_is_not_asked(world: World) {
    let (buyer, clerk) = (world.log_in(BUYER).await, world.staff("clerk-1").await);
    let number = buyer.file("second-hand-home", 0).await.number;
    let paying = home::begin(&buyer, &number).await;
    home::answer(&buyer, &paying, true).await.expect(200);
    let before = clerk.case(&number).await;
    let reply = clerk.try_command(&number, ask("price")).await.expect(422);
    let refusal = reply.problem(Code::CommandRefused).refusal.unwrap();
    let Refusal::Settled { field, label } = refusal else { panic!("{refusal:?}") };
    assert_eq!((field.as_str(), label.zh.is_empty()), ("price", false), "it names the field");
    assert_eq!(clerk.case(&number).await.seq, before.seq, "a refusal changes nothing");
}

async fn a_second_request_is_the_supervisors(world: World) {
    let (mother, clerk) = (world.log_in(MOTHER).await, world.staff("clerk-1").await);
    let supervisor = world.staff("supervisor").await;
    let number = mother.file("newborn", 0).await.number;
    clerk.command(&number, ask("child_name")).await;
    correct(&mother, &number, &[("child_name", json!("林小雨"))]).await;
    assert!(queue(&supervisor).await.rows.is_empty());

    let proposed = clerk.command(&number, ask("child_name")).await;
    assert_eq!(proposed.status, CaseStatus::Received);
    let kept = proposed.office.unwrap().proposal.unwrap();
    assert_eq!(kept.entries[0].message, "请核对");
    let seen = mother.case(&number).await;
    assert!(seen.office.is_none() && seen.status == CaseStatus::Received, "nothing to them yet");
    assert_eq!(seen.timeline.iter().filter(|one| one.event.starts_with("corrections")).count(), 1);
    let refused = clerk.try_command(&number, Command::ConfirmCorrections {}).await.expect(403);
    assert_eq!(refused.problem(Code::Forbidden).refusal, Some(Refusal::NotAllowed));
    clerk.get(&format!("{}?desk=confirm", paths::QUEUE)).await.expect(403);

    let waiting = queue(&supervisor).await;
    assert_eq!(waiting.rows.iter().map(|row| &row.number).collect::<Vec<_>>(), [&number]);
    let count = waiting.desks.iter().find(|desk| desk.desk == Desk::Confirm).unwrap().count;
    assert_eq!(count, 1);
    let before = supervisor.case(&number).await;
    audit::rebuild(&world.app).await.unwrap();
    assert_eq!(supervisor.case(&number).await, before);
    assert_eq!(queue(&supervisor).await.rows.len(), 1, "rows are made anew the same");

    let blank = Command::ReturnCorrections { reason: " ".into() };
    let reply = supervisor.try_command(&number, blank).await.expect(422);
    assert!(matches!(reply.problem(Code::CommandRefused).refusal, Some(Refusal::Blank { .. })));
    let back = Command::ReturnCorrections { reason: "请写明依据".into() };
    supervisor.command(&number, back).await;
    assert!(queue(&supervisor).await.rows.is_empty());
    let kept = clerk.case(&number).await.office.unwrap().proposal.unwrap();
    assert_eq!((kept.entries.len(), kept.returned.as_deref()), (1, Some("请写明依据")));

    clerk.command(&number, ask("child_name")).await;
    supervisor.command(&number, Command::ConfirmCorrections {}).await;
    assert_eq!(mother.case(&number).await.status, CaseStatus::Correcting);
    assert!(queue(&supervisor).await.rows.is_empty());
    let again = correct(&mother, &number, &[("child_name", json!("林小雪"))]).await;
    assert_eq!((again.status, again.corrections.len()), (CaseStatus::Received, 2));
}

/// A clerk is told what changed where the masks before and after are the same.
async fn what_changed_is_told_under_masks(world: World) {
    let (mother, clerk) = (world.log_in(MOTHER).await, world.staff("clerk-1").await);
    let filed = mother.file("newborn", 0).await;
    let phone = filed.submission.answers["applicant_phone"].as_str().unwrap();
    let other = format!("{}1111{}", &phone[..3], &phone[7..]);
    assert_ne!(phone, other);
    clerk.command(&filed.number, ask("applicant_phone")).await;
    let open = clerk.case(&filed.number).await;
    assert_eq!(open.office.unwrap().changed, [Vec::<String>::new()]);
    let corrected = [("applicant_phone", json!(other))];
    assert!(correct(&mother, &filed.number, &corrected).await.office.is_none());
    let seen = clerk.case(&filed.number).await;
    let before = seen.corrections[0].before.as_ref().unwrap();
    assert_eq!(before.answers["applicant_phone"], seen.submission.answers["applicant_phone"]);
    assert_eq!(seen.office.unwrap().changed, [["applicant_phone"]]);
}

on_both!(
    what_changed_is_told_under_masks,
    what_an_answer_brings_can_be_answered,
    what_settles_a_fee_is_not_asked,
    a_second_request_is_the_supervisors
);
