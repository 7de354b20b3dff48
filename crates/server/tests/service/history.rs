//! History: tampering is found, projections are made anew, readers follow live.

use std::pin::pin;

use axum::body::BodyDataStream;
use futures_util::StreamExt;
use onething_api::paths::{self, fill};
use onething_api::problem::Code;
use onething_api::work::Queue;
use onething_domain::case::Command;
use onething_server::db::Db;
use onething_server::{audit, exec, jobs, one};

use crate::figures::rows;
use crate::world::{MOTHER, World};

async fn tampering_is_found(world: World) {
    let mother = world.log_in(MOTHER).await;
    let numbers = [mother.file("newborn", 0).await.number, mother.file("newborn", 1).await.number];
    world.staff("clerk-1").await.command(&numbers[0], Command::Accept {}).await;
    let whole = audit::verify(&world.app).await.unwrap();
    assert!(whole.faults.is_empty() && whole.cases == 2, "{whole}");

    for (what, forge, mend) in [
        (
            "the time of an event",
            "UPDATE case_event SET hash = hash || 'x' WHERE seq = 2",
            "UPDATE case_event SET hash = substr(hash, 1, 64)",
        ),
        (
            "who did it",
            "UPDATE case_event SET actor = 'system' || actor WHERE seq = 1",
            "UPDATE case_event SET actor = substr(actor, 7) WHERE seq = 1",
        ),
        (
            "where an event stands",
            "UPDATE case_event SET seq = 90 WHERE seq = 2",
            "UPDATE case_event SET seq = 2 WHERE seq = 90",
        ),
    ] {
        let mut tx = world.app.db.write().await.unwrap();
        exec!(&mut tx, forge).unwrap();
        tx.commit().await.unwrap();
        assert!(!audit::verify(&world.app).await.unwrap().faults.is_empty(), "{what} was changed");
        let mut tx = world.app.db.write().await.unwrap();
        exec!(&mut tx, mend).unwrap();
        tx.commit().await.unwrap();
        assert!(audit::verify(&world.app).await.unwrap().faults.is_empty(), "{what} was mended");
    }
    let mut tx = world.app.db.write().await.unwrap();
    exec!(&mut tx, "DELETE FROM case_event WHERE number = $1 AND seq > 2", &numbers[0]).unwrap();
    tx.commit().await.unwrap();
    let cut = audit::verify(&world.app).await.unwrap();
    assert_eq!(cut.faults[0].0, numbers[0], "the last events were cut off");
    let mut tx = world.app.db.write().await.unwrap();
    for sql in
        ["DELETE FROM case_event WHERE number = $1", "DELETE FROM case_summary WHERE number = $1"]
    {
        exec!(&mut tx, sql, &numbers[0]).unwrap();
    }
    tx.commit().await.unwrap();
    let gone = audit::verify(&world.app).await.unwrap();
    assert_eq!(gone.faults[0].0, "2026-03-02", "a whole case was removed");
    assert_ne!(gone.seal, whole.seal);
}

async fn projections_are_made_anew_as_they_were(world: World) {
    let mother = world.log_in(MOTHER).await;
    let first = mother.file("newborn", 0).await.number;
    mother.file("newborn", 1).await;
    let clerk = world.staff("clerk-1").await;
    clerk.command(&first, Command::Accept {}).await;
    let reviewer = world.staff("health-reviewer").await;
    let look = async || {
        let intake: Queue = clerk.get(paths::QUEUE).await.expect(200).json();
        let tasks: Queue = reviewer.get(paths::QUEUE).await.expect(200).json();
        (intake, tasks)
    };
    let before = look().await;
    assert_eq!((before.0.rows.len(), before.1.rows.len()), (1, 1));
    assert_eq!(audit::rebuild(&world.app).await.unwrap(), 2);
    assert_eq!(look().await, before);
    assert!(audit::verify(&world.app).await.unwrap().faults.is_empty());
}

/// SQLite has one writer: whoever rebuilds is alone.
async fn a_case_that_is_filed_during_a_rebuild_is_not_lost(world: World) {
    if matches!(world.app.db, Db::Sqlite { .. }) {
        return;
    }
    let mother = world.log_in(MOTHER).await;
    mother.file("newborn", 0).await;
    let draft = mother.draft("newborn", 1).await;
    let filing = mother.filing(&draft, mother.sign(&draft).await);
    let mut command = world.app.db.write().await.unwrap();
    exec!(&mut command, "UPDATE case_summary SET seq = seq").unwrap();
    let mut rebuilding = pin!(audit::rebuild(&world.app));
    tokio::select! {
        done = rebuilding.as_mut() => panic!("it waits for no command: {done:?}"),
        () = world.until_waiting(1) => {}
    }
    let mut filed = pin!(mother.post(paths::CASES, &filing));
    tokio::select! {
        _ = filed.as_mut() => panic!("it waits until the lists are there"),
        () = world.until_waiting(2) => {}
    }
    command.commit().await.unwrap();
    let (rebuilt, filed) = tokio::join!(rebuilding, filed);
    assert_eq!(rebuilt.unwrap(), 1);
    filed.expect(201);
    let kept = rows(&world).await;
    assert_eq!(audit::rebuild(&world.app).await.unwrap(), 2);
    assert_eq!(rows(&world).await, kept);
    assert!(audit::verify(&world.app).await.unwrap().faults.is_empty());
}

async fn whoever_reads_sees_one_moment(world: World) {
    let mother = world.log_in(MOTHER).await;
    mother.file("newborn", 0).await;
    let mut tx = world.app.db.read().await.unwrap();
    let events = one!(&mut tx, (i64,), "SELECT COUNT(*) FROM case_event").unwrap();
    mother.file("newborn", 1).await;
    let later = one!(&mut tx, (i64,), "SELECT COUNT(*) FROM case_event").unwrap();
    assert_eq!(events, later);
    let cases = one!(&mut tx, (i64,), "SELECT COUNT(*) FROM case_summary").unwrap();
    assert_eq!(cases, Some((1,)), "in other tables too");
}

async fn next(stream: &mut BodyDataStream) -> String {
    let chunk = stream.next().await.expect("the stream goes on").unwrap();
    String::from_utf8(chunk.to_vec()).unwrap()
}

async fn a_reader_follows_live_also_what_another_node_does(world: World) {
    let mother = world.log_in(MOTHER).await;
    let filed = mother.file("newborn", 0).await;
    let path = fill(paths::EVENTS, &[&filed.number]);
    let response = mother.open(&path, &[]).await;
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let mut stream = response.into_body().into_data_stream();
    let first = next(&mut stream).await;
    assert!(
        first.contains("event: moved") && first.contains("id: 2") && first.contains("received"),
        "{first}"
    );
    let clerk = world.staff("clerk-1").await;
    let accepted = clerk.command(&filed.number, Command::Accept {}).await;
    assert!(next(&mut stream).await.contains(&format!("id: {}", accepted.seq)));

    let other = world.another_node().await;
    let remote = other.log_in(MOTHER).await;
    let withdrawn =
        remote.command(&filed.number, Command::Withdraw { reason: String::new() }).await;
    jobs::tell_watchers(&world.app).await.unwrap();
    let told = next(&mut stream).await;
    assert!(
        told.contains(&format!("id: {}", withdrawn.seq)) && told.contains("withdrawn"),
        "{told}"
    );

    let resumed = mother.open(&path, &[("last-event-id", "1")]).await;
    let mut resumed = resumed.into_body().into_data_stream();
    assert!(next(&mut resumed).await.contains("withdrawn"), "what was missed comes first");
    world.app.stop();
    assert!(stream.next().await.is_none(), "streams end when the service stops");
}

async fn only_those_who_may_see_a_case_follow_it(world: World) {
    let mother = world.log_in(MOTHER).await;
    let number = mother.file("newborn", 0).await.number;
    let path = fill(paths::EVENTS, &[&number]);
    let buyer = world.log_in(crate::world::BUYER).await;
    buyer.get(&path).await.expect(404).problem(Code::NotFound);
    let headers = [("last-event-id", "soon")];
    mother.call("GET", &path, &headers, Vec::new()).await.expect(400).problem(Code::BadParameter);
}

on_both!(
    tampering_is_found,
    projections_are_made_anew_as_they_were,
    a_case_that_is_filed_during_a_rebuild_is_not_lost,
    whoever_reads_sees_one_moment,
    a_reader_follows_live_also_what_another_node_does,
    only_those_who_may_see_a_case_follow_it,
);
