//! What time does by itself: acceptance by silence, lights, a session's end.

use chrono::TimeDelta;
use onething_api::paths;
use onething_api::work::Queue;
use onething_domain::case::CaseStatus;
use onething_domain::clock::Light;
use onething_server::jobs;

use crate::world::{MOTHER, World};

async fn silence_is_acceptance_after_five_working_days(world: World) {
    let mother = world.log_in(MOTHER).await;
    let filed = mother.file("newborn", 0).await;
    assert_eq!(filed.intake_due.unwrap().to_string(), "2026-03-09");
    world.pass(TimeDelta::days(7)); // Monday of the next week: the fifth working day
    jobs::do_due(&world.app).await.unwrap(); // lights may turn, but nothing is accepted yet
    let mother = world.log_in(MOTHER).await;
    assert_eq!(mother.case(&filed.number).await.status, CaseStatus::Received);
    world.pass(TimeDelta::hours(14)); // 00:00 on Tuesday in Shanghai
    jobs::do_due(&world.app).await.unwrap();
    let mother = world.log_in(MOTHER).await;
    let case = mother.case(&filed.number).await;
    assert_eq!(case.status, CaseStatus::Accepted);
    let accepted = case.timeline.iter().find(|entry| entry.event == "accepted").unwrap();
    assert_eq!(accepted.params["silently"], "true");
    assert_eq!(jobs::do_due(&world.app).await.unwrap(), 0);
}

async fn lights_turn_from_green_over_yellow_to_red(world: World) {
    let mother = world.log_in(MOTHER).await;
    let number = mother.file("newborn", 0).await.number;
    world.staff("clerk-1").await.command(&number, onething_domain::case::Command::Accept {}).await;
    let mut seen = Vec::new();
    for _ in 0..6 {
        let reviewer = world.staff("health-reviewer").await;
        let queue: Queue = reviewer.get(paths::QUEUE).await.expect(200).json();
        seen.push(queue.rows[0].clock.clone().unwrap().light);
        world.pass(TimeDelta::days(1));
    }
    assert_eq!(seen.first(), Some(&Light::Green));
    assert!(seen.contains(&Light::Yellow));
    assert_eq!(seen.last(), Some(&Light::Red), "{seen:?}");
}

on_both!(silence_is_acceptance_after_five_working_days, lights_turn_from_green_over_yellow_to_red);
