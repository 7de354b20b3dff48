//! Ratings: given once, never changed, and bad ones put right in time (E1).

use chrono::TimeDelta;
use onething_api::account::Outbox;
use onething_api::paths::{self, fill};
use onething_api::problem::Code;
use onething_api::ratings::{
    CaseRatings, Rate, Rectification, RectificationRequest, Rectifications, StaleRectification,
};
use onething_domain::case::Command;
use onething_domain::rating::{RatingAct, RatingCommand, RatingTag, RectificationState, Verdict};
use onething_server::{all, audit, exec, ratings};

use crate::world::{BUYER, Client, MOTHER, Reply, World, id};

/// A case of the mother's that has come to its end.
async fn finished(world: &World) -> (Client, String) {
    let mother = world.log_in(MOTHER).await;
    let number = mother.file("newborn", 0).await.number;
    world.staff("clerk-1").await.command(&number, Command::Accept {}).await;
    world.work_through(&number, &[]).await;
    (mother, number)
}

fn rate(item: &str, level: u8) -> Rate {
    let verdict = Verdict { level, tags: vec![RatingTag::Slow], text: "等了很久".into() };
    Rate { id: id(), item: item.into(), verdict }
}

async fn send(client: &Client, number: &str, rate: &Rate) -> Reply {
    client.post(&fill(paths::RATINGS, &[number]), rate).await
}

async fn list(client: &Client, query: &str) -> Rectifications {
    client.get(&format!("{}{query}", paths::RECTIFICATIONS)).await.expect(200).json()
}

async fn give(client: &Client, known: &Rectification, command: RatingCommand) -> Reply {
    let request = RectificationRequest { id: id(), expected_seq: known.seq, command };
    client.post(&fill(paths::RECTIFICATION_COMMANDS, &[&known.id]), &request).await
}

async fn read(client: &Client, id: &str) -> Rectification {
    client.get(&fill(paths::RECTIFICATION, &[id])).await.expect(200).json()
}

/// Who was shown the phone of whoever rated a case.
async fn looks(world: &World) -> Vec<(String, String)> {
    let mut tx = world.app.db.read().await.unwrap();
    let sql = "SELECT number, staff FROM access_log WHERE path = 'rating.phone'";
    all!(&mut tx, (String, String), sql).unwrap()
}

async fn each_service_is_rated_once_by_the_applicant(world: World) {
    let mother = world.log_in(MOTHER).await;
    let number = mother.file("newborn", 0).await.number;
    let path = fill(paths::RATINGS, &[&number]);
    let empty: CaseRatings = mother.get(&path).await.expect(200).json();
    assert!(empty.open.is_empty() && empty.given.is_empty());
    send(&mother, &number, &rate("", 1)).await.expect(422).problem(Code::CommandRefused);
    world.staff("clerk-1").await.command(&number, Command::Accept {}).await;
    world.work_through(&number, &[]).await;

    let open: CaseRatings = mother.get(&path).await.expect(200).json();
    let services = mother.case(&number).await.tasks.len();
    assert_eq!(open.open.len(), services + 1, "the case and each of its services");
    assert_eq!((open.open[0].item.as_str(), open.open[0].name.zh.as_str()), ("", "新生儿出生"));
    let whole = rate("", 1);
    let given: CaseRatings = send(&mother, &number, &whole).await.expect(201).json();
    assert_eq!((given.open.len(), given.given.len()), (services, 1));
    assert_eq!(given.given[0].state, RectificationState::None);
    send(&mother, &number, &whole).await.expect(200);
    let again = Rate { verdict: Verdict { level: 5, ..whole.verdict.clone() }, ..whole.clone() };
    send(&mother, &number, &again).await.expect(409).problem(Code::IdReused);
    send(&mother, &number, &rate("", 5)).await.expect(422).problem(Code::CommandRefused);
    let item = open.open[1].item.clone();
    for (wrong, field) in [
        (
            Rate { verdict: Verdict { level: 6, ..whole.verdict.clone() }, ..rate(&item, 1) },
            "level",
        ),
        (
            Rate {
                verdict: Verdict { text: "长".repeat(501), ..whole.verdict.clone() },
                ..rate(&item, 1)
            },
            "text",
        ),
        (
            Rate {
                verdict: Verdict { tags: vec![RatingTag::Slow; 2], ..whole.verdict.clone() },
                ..rate(&item, 1)
            },
            "tags",
        ),
    ] {
        let problem = send(&mother, &number, &wrong).await.expect(422).problem(Code::WrongShape);
        assert_eq!(problem.field.as_deref(), Some(field));
    }
    send(&mother, &number, &rate("nothing", 1)).await.expect(422).problem(Code::CommandRefused);
    let tap = Rate {
        verdict: Verdict { level: 2, tags: Vec::new(), text: String::new() },
        ..rate(&item, 2)
    };
    send(&mother, &number, &tap).await.expect(201);
    let worse = Rate { verdict: Verdict { level: 5, ..whole.verdict.clone() }, ..rate(&item, 5) };
    send(&mother, &number, &worse).await.expect(422).problem(Code::CommandRefused);
    let why: CaseRatings = send(&mother, &number, &rate(&item, 2)).await.expect(201).json();
    let said = why.given.iter().find(|given| given.item == item).unwrap();
    assert_eq!((said.verdict.level, said.verdict.text.as_str()), (2, "等了很久"));
    send(&mother, &number, &rate(&item, 2)).await.expect(422).problem(Code::CommandRefused);
    let item = open.open[2].item.clone();
    let stranger = world.log_in(BUYER).await;
    send(&stranger, &number, &rate(&item, 1)).await.expect(404).problem(Code::NotFound);
    stranger.get(&path).await.expect(404);
    let after: CaseRatings = mother.get(&path).await.expect(200).json();
    assert_eq!(after, why, "what was refused changed nothing");
    world.pass(TimeDelta::days(60));
    let mother = world.log_in(MOTHER).await;
    send(&mother, &number, &rate(&item, 1)).await.expect(422).problem(Code::CommandRefused);
}

async fn a_bad_rating_is_put_right_with_a_call(world: World) {
    let (mother, number) = finished(&world).await;
    let item = "birth-certificate";
    let given: CaseRatings = send(&mother, &number, &rate(item, 5)).await.expect(201).json();
    let bad = &given.given[0];
    assert_eq!(bad.state, RectificationState::Open);
    assert_eq!(bad.due.unwrap().to_string(), "2026-03-23", "15 working days");
    let chief = world.staff("health-chief").await;
    let waiting = list(&chief, "").await;
    assert_eq!((waiting.rows.len(), waiting.waiting, waiting.late), (1, 1, 0));
    assert_eq!(waiting.ranking.len(), 1, "one's own department");
    assert_eq!((waiting.ranking[0].stars, waiting.ranking[0].bad), (100, 1));
    let open = read(&chief, &waiting.rows[0].id).await;
    assert_eq!(open.person, "林*");
    assert_eq!(open.phone, MOTHER);
    assert_eq!(
        looks(&world).await,
        [(number.clone(), "health-chief".to_owned())],
        "that is logged"
    );
    assert_eq!(open.may, [RatingAct::Call, RatingAct::HandOn]);
    let close =
        || RatingCommand::Close { justified: true, measure: "加派人手，当天出证".into() };
    give(&chief, &open, close()).await.expect(422).problem(Code::CommandRefused);
    let police = world.staff("police-chief").await;
    assert!(list(&police, "").await.rows.is_empty());
    police.get(&fill(paths::RECTIFICATION, &[&open.id])).await.expect(404);
    give(&police, &open, close()).await.expect(404);

    let reviewer = world.staff("health-reviewer").await;
    let call = RatingCommand::Call { reached: true, note: "已致歉".into() };
    let blank = RatingCommand::Call { reached: true, note: " ".into() };
    let problem = give(&reviewer, &open, blank).await.expect(422).problem(Code::WrongShape);
    assert_eq!(problem.field.as_deref(), Some("note"));
    let called: Rectification = give(&reviewer, &open, call).await.expect(200).json();
    assert_eq!(called.state, RectificationState::Called);
    assert!(!called.may.contains(&RatingAct::Close), "a reviewer does not close");
    let stale: StaleRectification = give(&chief, &open, close()).await.expect(412).json();
    assert_eq!(stale.current.seq, called.seq);
    let request = RectificationRequest { id: id(), expected_seq: called.seq, command: close() };
    let path = fill(paths::RECTIFICATION_COMMANDS, &[&open.id]);
    let closed: Rectification = chief.post(&path, &request).await.expect(200).json();
    let again: Rectification = chief.post(&path, &request).await.expect(200).json();
    assert_eq!((closed.state, again.seq), (RectificationState::Closed, closed.seq));
    let seen: CaseRatings = mother.get(&fill(paths::RATINGS, &[&number])).await.expect(200).json();
    assert_eq!(seen.given[0].measure, "加派人手，当天出证");
    let outbox: Outbox = mother.get(paths::OUTBOX).await.json();
    assert!(outbox.messages.iter().any(|one| one.phone == MOTHER && one.text.contains("已经整改")));
    let supervisor = world.staff("supervisor").await;
    assert_eq!(list(&supervisor, "?shelf=closed").await.rows.len(), 1);
    let reopen = RatingCommand::Reopen { reason: "没有说怎么防止再发生".into() };
    let reopened: Rectification = give(&supervisor, &closed, reopen).await.expect(200).json();
    assert_eq!(reopened.state, RectificationState::Open);
    assert_eq!(reopened.history.len(), 4);
}

async fn what_is_late_is_told_to_the_supervisors_once(world: World) {
    let (mother, number) = finished(&world).await;
    send(&mother, &number, &rate("", 4)).await.expect(201);
    world.pass(TimeDelta::days(21)); // the last day itself: Monday 2026-03-23
    assert_eq!(ratings::escalate_due(&world.app).await.unwrap(), 0);
    world.pass(TimeDelta::hours(14)); // 00:00 on Tuesday in Shanghai
    assert_eq!(ratings::escalate_due(&world.app).await.unwrap(), 1);
    assert_eq!(ratings::escalate_due(&world.app).await.unwrap(), 0);
    let supervisor = world.staff("supervisor").await;
    let late = list(&supervisor, "?shelf=late").await;
    assert_eq!((late.rows.len(), late.late), (1, 1));
    assert_eq!(late.rows[0].department.zh, "政务服务局", "whoever answers for the city");
    let outbox: Outbox = supervisor.get(paths::OUTBOX).await.json();
    let told = outbox.messages.iter().filter(|one| one.text.contains("整改超期"));
    assert_eq!(told.count(), 1);
    let open = read(&supervisor, &late.rows[0].id).await;
    let to = |department: &str| RatingCommand::HandOn {
        department: department.into(),
        reason: "是出证慢".into(),
    };
    let problem = give(&supervisor, &open, to("moon")).await.expect(422).problem(Code::WrongShape);
    assert_eq!(problem.field.as_deref(), Some("department"));
    let moved: Rectification = give(&supervisor, &open, to("health")).await.expect(200).json();
    assert_eq!((moved.department.as_str(), moved.due), ("health", open.due));
    assert!(list(&supervisor, "?department=service").await.rows.is_empty());
    supervisor
        .get(&format!("{}?shelf=lost", paths::RECTIFICATIONS))
        .await
        .expect(400)
        .problem(Code::BadParameter);
}

async fn what_is_late_again_is_told_again(world: World) {
    let (mother, number) = finished(&world).await;
    send(&mother, &number, &rate("birth-certificate", 5)).await.expect(201);
    let late = async |world: &World| {
        let supervisor = world.staff("supervisor").await;
        let outbox: Outbox = supervisor.get(paths::OUTBOX).await.json();
        outbox.messages.iter().filter(|one| one.text.contains("整改超期")).count()
    };
    world.pass(TimeDelta::days(25));
    ratings::escalate_due(&world.app).await.unwrap();
    assert_eq!(late(&world).await, 1);
    let chief = world.staff("health-chief").await;
    let open = read(&chief, &list(&chief, "").await.rows[0].id).await;
    let call = RatingCommand::Call { reached: true, note: "已致歉".into() };
    let called: Rectification = give(&chief, &open, call).await.expect(200).json();
    let close = RatingCommand::Close { justified: true, measure: "加派人手".into() };
    let closed: Rectification = give(&chief, &called, close).await.expect(200).json();
    let supervisor = world.staff("supervisor").await;
    let reopen = RatingCommand::Reopen { reason: "没有说怎么防止再发生".into() };
    give(&supervisor, &closed, reopen).await.expect(200);
    world.pass(TimeDelta::days(30));
    ratings::escalate_due(&world.app).await.unwrap();
    assert_eq!(late(&world).await, 2, "opened again, and late again");
}

async fn ratings_are_rebuilt_as_they_were_and_tampering_shows(world: World) {
    let (mother, number) = finished(&world).await;
    send(&mother, &number, &rate("", 4)).await.expect(201);
    send(&mother, &number, &rate("birth-certificate", 1)).await.expect(201);
    let supervisor = world.staff("supervisor").await;
    let before = list(&supervisor, "").await;
    assert_eq!(before.ranking.len(), 2);
    assert_eq!(before.ranking[0].stars, 500, "best first");
    audit::rebuild(&world.app).await.unwrap();
    assert_eq!(list(&supervisor, "").await, before);
    let whole = audit::verify(&world.app).await.unwrap();
    assert_eq!((whole.said, whole.faults), (2, Vec::new()));
    let mut tx = world.app.db.write().await.unwrap();
    exec!(&mut tx, "UPDATE journal SET subject = 'rating/other' WHERE seq = 1").unwrap();
    tx.commit().await.unwrap();
    let bent = audit::verify(&world.app).await.unwrap();
    assert_eq!(bent.faults.len(), 1);
    assert!(bent.faults[0].1.contains("record 1"), "{:?}", bent.faults);
    assert_ne!(bent.seal, whole.seal);
}

on_both!(
    what_is_late_again_is_told_again,
    each_service_is_rated_once_by_the_applicant,
    a_bad_rating_is_put_right_with_a_call,
    what_is_late_is_told_to_the_supervisors_once,
    ratings_are_rebuilt_as_they_were_and_tampering_shows,
);
