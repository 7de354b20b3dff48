//! A baby is born: from draft to all results, with a correction round and an instant approval.

use onething_api::account::Outbox;
use onething_api::cases::{CaseList, LookUp, PublicProgress, TimelineActor};
use onething_api::paths;
use onething_api::problem::Code;
use onething_domain::case::{
    CaseStatus, Command, CorrectionEntry, CorrectionTarget, Outcome, TaskStatus,
};
use serde_json::json;

use crate::world::{MOTHER, World};

async fn goes_from_draft_to_all_results(world: World) {
    let mother = world.log_in(MOTHER).await;
    let filed = mother.file("newborn", 0).await;
    assert_eq!(filed.status, CaseStatus::Received);
    assert_eq!(filed.applicant, "林悦");
    assert!(filed.masked.is_empty() && filed.intake_due.is_some());
    let number = filed.number.as_str();

    let clerk = world.staff("clerk-1").await;
    let entry = CorrectionEntry {
        target: CorrectionTarget::Field("child_name".into()),
        message: "名字要和户口簿上的姓一致".into(),
    };
    clerk.command(number, Command::RequestCorrections { entries: vec![entry] }).await;

    let mut submission = mother.case(number).await.submission;
    submission.answers.insert("child_name".into(), json!("林小雨"));
    let signature = mother.sign_correction(&submission).await;
    let corrected = mother
        .command(number, Command::Correct { submission: Box::new(submission), signature })
        .await;
    assert_eq!(corrected.status, CaseStatus::Received);
    assert_eq!(corrected.submission.answers["child_name"], json!("林小雨"));
    assert!(corrected.corrections[0].before.is_some());

    clerk.command(number, Command::Accept {}).await;
    world.work_through(number, &[]).await;
    let done = mother.case(number).await;
    assert_eq!(done.status, CaseStatus::Finished);
    assert!(done.tasks.iter().all(|task| task.status == TaskStatus::Done && task.result.is_some()));
    let instantly = |outcome: &Option<Outcome>| {
        matches!(outcome, Some(Outcome::Approved { instantly: true, .. }))
    };
    assert!(done.tasks.iter().any(|task| instantly(&task.outcome) && !task.checks.is_empty()));
    let events: Vec<&str> = done.timeline.iter().map(|entry| entry.event.as_str()).collect();
    assert_eq!(
        events[..5],
        ["filed", "received", "corrections_requested", "corrected", "accepted"]
    );
    assert_eq!(events.last(), Some(&"finished"));
    let by_staff = done.timeline.iter().find_map(|entry| match &entry.by {
        TimelineActor::Staff { name, department } => Some((name.clone(), department.zh.clone())),
        _ => None,
    });
    assert_eq!(
        by_staff,
        Some((String::new(), "政务服务中心".into())),
        "citizens see no names of staff"
    );
}

async fn anyone_with_number_and_tail_sees_progress_and_nothing_personal(world: World) {
    let mother = world.log_in(MOTHER).await;
    let number = mother.file("newborn", 0).await.number;
    let nobody = world.nobody();
    let ask = |number: &str, tail: &str| LookUp { number: number.into(), id_tail: tail.into() };
    let typed = number.to_lowercase().replace('-', " ");
    let reply = nobody.post(paths::LOOKUP, &ask(&typed, "0020")).await.expect(200);
    let progress: PublicProgress = reply.json();
    assert_eq!(
        (progress.number.as_str(), progress.status),
        (number.as_str(), CaseStatus::Received)
    );
    let text = String::from_utf8(reply.body).unwrap();
    for secret in ["林悦", "519902199406120020", MOTHER, "张张"] {
        assert!(!text.contains(secret), "{secret}");
    }
    let wrong_tail = nobody.post(paths::LOOKUP, &ask(&number, "0021")).await.expect(404);
    let wrong_number =
        nobody.post(paths::LOOKUP, &ask("519900-260302-2223-X", "0020")).await.expect(404);
    let told =
        |problem: onething_api::problem::Problem| (problem.title, problem.detail, problem.field);
    assert_eq!(
        told(wrong_tail.problem(Code::NotFound)),
        told(wrong_number.problem(Code::NotFound))
    );
}

async fn guessing_tails_is_stopped_by_case_and_by_address(world: World) {
    let mother = world.log_in(MOTHER).await;
    let number = mother.file("newborn", 0).await.number;
    let ask = LookUp { number, id_tail: "9999".into() };
    let nobody = world.nobody();
    for _ in 0..10 {
        nobody.post(paths::LOOKUP, &ask).await.expect(404);
    }
    let reply = nobody.post(paths::LOOKUP, &ask).await.expect(429);
    reply.problem(Code::TooManyRequests);
    assert!(reply.headers.contains_key("retry-after"));
    world.pass(chrono::TimeDelta::seconds(61)); // the address may ask again, this case may not
    let right = LookUp { id_tail: "0020".into(), ..ask };
    nobody.post(paths::LOOKUP, &right).await.expect(429).problem(Code::TooManyRequests);
}

async fn the_applicant_is_told_and_lists_show_where_it_stands(world: World) {
    let mother = world.log_in(MOTHER).await;
    let number = mother.file("newborn", 0).await.number;
    world.staff("clerk-1").await.command(&number, Command::Accept {}).await;
    let outbox: Outbox = mother.get(paths::OUTBOX).await.json();
    let told: Vec<&str> = outbox
        .messages
        .iter()
        .filter(|message| message.phone == MOTHER && message.text.contains(&number))
        .map(|message| message.text.as_str())
        .collect();
    assert_eq!(told.len(), 2, "filed and accepted: {told:?}");
    let list: CaseList = mother.get(paths::CASES).await.expect(200).json();
    assert_eq!(list.cases.len(), 1);
    assert_eq!((list.cases[0].status, list.cases[0].done), (CaseStatus::Accepted, 0));
    assert!(list.cases[0].tasks >= 5);
}

async fn lists_go_on_page_by_page(world: World) {
    let mother = world.log_in(MOTHER).await;
    let mut filed = Vec::new();
    for _ in 0..3 {
        filed.push(mother.file("newborn", 0).await.number);
    }
    filed.reverse(); // newest first
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let path = format!("{}?limit=1&cursor={cursor}", paths::CASES);
        let page: CaseList = mother.get(&path).await.expect(200).json();
        seen.extend(page.cases.into_iter().map(|row| row.number));
        match page.next {
            Some(next) => cursor = next,
            None => break,
        }
    }
    assert_eq!(seen, filed);
}

on_both!(
    goes_from_draft_to_all_results,
    anyone_with_number_and_tail_sees_progress_and_nothing_personal,
    guessing_tails_is_stopped_by_case_and_by_address,
    the_applicant_is_told_and_lists_show_where_it_stands,
    lists_go_on_page_by_page,
);
