//! What staff arrange among themselves on a case: never shown to the applicant, and seen by each other (C10, C12).

use axum::body::BodyDataStream;
use futures_util::StreamExt;
use onething_api::cases::{CaseView, Present};
use onething_api::paths::{self, fill};
use onething_api::problem::Code;
use onething_domain::case::{Command, CommandKind, Mark, Refusal};
use onething_server::{exec, jobs, one};

use crate::world::{Client, MOTHER, World};

fn note(text: &str) -> Command {
    Command::AddNote { text: text.to_owned() }
}

async fn notes_and_marks_stay_among_staff(world: World) {
    let mother = world.log_in(MOTHER).await;
    let number = mother.file("newborn", 0).await.number;
    let clerk = world.staff("clerk-1").await;
    let before = mother.case(&number).await;
    clerk.command(&number, note("家属说话激动，先安抚")).await;
    let mark =
        Command::SetMark { mark: Mark::HomeVisit, on: true, reason: "产妇行动不便".into() };
    clerk.command(&number, mark).await;
    let take = Command::Assign { item: None, to: Some("clerk-1".into()), reason: String::new() };
    clerk.command(&number, take).await;
    let own = Command::NameOwner { to: "clerk-2".into(), reason: String::new() };
    let staff = clerk.command(&number, own).await;
    let office = staff.office.clone().unwrap();
    assert_eq!(office.clerk.unwrap().name, "周婷");
    assert_eq!(office.owner.unwrap().name, "吴磊");
    assert_eq!(office.marks, [Mark::HomeVisit]);
    let noted = staff.timeline.iter().find(|entry| entry.event == "noted").unwrap();
    assert_eq!(noted.note, "家属说话激动，先安抚");
    let named = staff.timeline.iter().find(|entry| entry.event == "owner_named").unwrap();
    assert_eq!(named.params["to"], "吴磊");

    let after = mother.case(&number).await;
    assert_eq!(after.timeline, before.timeline);
    assert_eq!((after.office.as_ref(), after.allowed.clone()), (None, before.allowed.clone()));
    let raw = mother.get(&fill(paths::CASE, &[&number])).await.expect(200).body;
    let raw = String::from_utf8(raw).unwrap();
    for hidden in ["安抚", "行动不便", "home_visit", "周婷", "吴磊", "clerk-1"] {
        assert!(!raw.contains(hidden), "{hidden} reached the applicant");
    }
    mother.try_command(&number, note("我也写")).await.expect(403).problem(Code::Forbidden);
    // What she does next is not hindered by what she did not see, once she has looked.
    mother.command(&number, Command::Withdraw { reason: String::new() }).await;
    assert!(clerk.try_command(&number, note("晚了")).await.status == 422);
}

async fn work_is_given_to_colleagues_of_the_desk_only(world: World) {
    let mother = world.log_in(MOTHER).await;
    let number = mother.file("newborn", 0).await.number;
    let (clerk, other) = (world.staff("clerk-1").await, world.staff("clerk-2").await);
    let give = |to: &str, reason: &str| Command::Assign {
        item: None,
        to: Some(to.to_owned()),
        reason: reason.to_owned(),
    };
    for to in ["health-reviewer", "supervisor", "lin-yue", "nobody"] {
        let reply = clerk.try_command(&number, give(to, "")).await.expect(422);
        assert_eq!(reply.problem(Code::CommandRefused).refusal, Some(Refusal::NoColleague), "{to}");
    }
    clerk.command(&number, give("clerk-1", "")).await;
    let reply = other.try_command(&number, give("clerk-2", "")).await.expect(422);
    let blank = Refusal::Blank { field: "reason".to_owned() };
    assert_eq!(
        reply.problem(Code::CommandRefused).refusal,
        Some(blank),
        "taken over without a word"
    );
    other.command(&number, give("clerk-2", "周婷今天请假")).await;
    let stale = clerk.command_at(&number, 3, note("旧页面上写的")).await.expect(409);
    let stale: CaseView =
        serde_json::from_value(stale.json::<serde_json::Value>()["current"].clone()).unwrap();
    assert!(stale.timeline.iter().any(|entry| entry.event == "assigned"), "it says what changed");

    let reviewer = world.staff("police-reviewer").await;
    reviewer.command_at(&number, 3, note("看不到")).await.expect(404);
    clerk.command(&number, Command::Accept {}).await;
    let seen = reviewer.case(&number).await;
    let can = |view: &CaseView, command, item: Option<&str>| {
        view.allowed.iter().any(|a| a.command == command && a.item.as_deref() == item)
    };
    assert!(can(&seen, CommandKind::AddNote, None));
    assert!(can(&seen, CommandKind::Assign, Some("household-registration")), "{:?}", seen.allowed);
    assert!(!can(&seen, CommandKind::Assign, Some("birth-certificate")), "another department's");
    assert!(!can(&seen, CommandKind::Assign, None), "the intake's share is the clerks'");
}

/// Reads the stream until it tells who is present.
async fn present(stream: &mut BodyDataStream) -> Vec<String> {
    loop {
        let chunk = stream.next().await.expect("the stream goes on").unwrap();
        let text = String::from_utf8(chunk.to_vec()).unwrap();
        if text.contains("event: present") {
            let data = text.lines().find_map(|line| line.strip_prefix("data: ")).unwrap();
            let present: Present = serde_json::from_str(data).unwrap();
            return present.colleagues.into_iter().map(|colleague| colleague.name).collect();
        }
    }
}

async fn stream(client: &Client, number: &str) -> BodyDataStream {
    let response = client.open(&fill(paths::EVENTS, &[number]), &[]).await;
    assert_eq!(response.status(), 200);
    response.into_body().into_data_stream()
}

async fn colleagues_at_one_case_see_each_other_on_any_node(world: World) {
    let mother = world.log_in(MOTHER).await;
    let number = mother.file("newborn", 0).await.number;
    let clerk = world.staff("clerk-1").await;
    let far = world.another_node().await;
    let mut other = far.nobody();
    other.cookie = world.staff("clerk-2").await.cookie;
    let mut here = stream(&clerk, &number).await;
    let mut there = stream(&other, &number).await;
    assert_eq!(present(&mut there).await, ["周婷"], "read from the row that the first node keeps");
    jobs::tell_watchers(&world.app).await.unwrap();
    assert_eq!(present(&mut here).await, ["吴磊"]);

    let second_window = stream(&other, &number).await;
    drop(second_window);
    drop(there);
    let gone = async {
        loop {
            jobs::tell_watchers(&world.app).await.unwrap();
            tokio::select! {
                names = present(&mut here) => return names,
                () = tokio::task::yield_now() => {}
            }
        }
    };
    assert!(gone.await.is_empty(), "who leaves is seen to leave");
    assert!(world.app.live.here().iter().any(|(_, staff)| staff == "clerk-1"));
}

async fn a_node_that_dies_leaves_nobody_behind(world: World) {
    let mother = world.log_in(MOTHER).await;
    let number = mother.file("newborn", 0).await.number;
    let clerk = world.staff("clerk-1").await;
    let mut tx = world.app.db.write().await.unwrap();
    exec!(
        &mut tx,
        "INSERT INTO presence (number, staff, node, until) VALUES ($1, 'clerk-2', 'dead', $2)",
        &number,
        world.app.clock.now() + chrono::TimeDelta::seconds(30)
    )
    .unwrap();
    tx.commit().await.unwrap();
    let mut here = stream(&clerk, &number).await;
    assert_eq!(present(&mut here).await, ["吴磊"]);
    world.pass(chrono::TimeDelta::seconds(31));
    onething_server::cases::presence::renew(&world.app).await.unwrap();
    jobs::tell_watchers(&world.app).await.unwrap();
    assert!(present(&mut here).await.is_empty());
    let mut tx = world.app.db.read().await.unwrap();
    let rows = one!(&mut tx, (i64,), "SELECT COUNT(*) FROM presence").unwrap();
    assert_eq!(rows, Some((1,)), "renewed for who is here, forgotten for who is not");
}

async fn applicants_are_not_told_of_staff(world: World) {
    let mother = world.log_in(MOTHER).await;
    let number = mother.file("newborn", 0).await.number;
    let clerk = world.staff("clerk-1").await;
    let _open = stream(&clerk, &number).await;
    let mut hers = stream(&mother, &number).await;
    clerk.command(&number, Command::Accept {}).await;
    let mut told = String::new();
    while !told.contains("\"accepted\"") {
        let chunk = hers.next().await.unwrap().unwrap();
        told.push_str(std::str::from_utf8(&chunk).unwrap());
    }
    assert!(!told.contains("present"), "{told}");
}

on_both!(
    notes_and_marks_stay_among_staff,
    work_is_given_to_colleagues_of_the_desk_only,
    colleagues_at_one_case_see_each_other_on_any_node,
    a_node_that_dies_leaves_nobody_behind,
    applicants_are_not_told_of_staff
);
