//! What is not yours does not exist; what staff see is masked until revealed, and reveals are logged.

use onething_api::cases::{CaseView, RevealRequest, Revealed};
use onething_api::paths::{self, fill};
use onething_api::problem::Code;
use onething_domain::case::Command;
use onething_domain::submission::Evidence;
use onething_server::all;

use crate::world::{BUYER, Client, MOTHER, World};

async fn gone(client: &Client, number: &str) {
    client.get(&fill(paths::CASE, &[number])).await.expect(404).problem(Code::NotFound);
    let command = Command::Withdraw { reason: String::new() };
    client.command_at(number, 2, command).await.expect(404).problem(Code::NotFound);
}

async fn a_case_is_its_owners_and_its_departments(world: World) {
    let mother = world.log_in(MOTHER).await;
    let number = mother.file("newborn", 0).await.number;
    gone(&world.log_in(BUYER).await, &number).await;
    gone(&world.log_in("13800000002").await, &number).await; // nor the husband's
    for nobodys in ["editor", "publisher", "administrator", "tax-reviewer"] {
        gone(&world.staff(nobodys).await, &number).await;
    }
    let reviewer = world.staff("health-reviewer").await;
    gone(&reviewer, &number).await; // not accepted yet
    world.staff("supervisor").await.case(&number).await;
    world.staff("clerk-1").await.command(&number, Command::Accept {}).await;
    reviewer.case(&number).await;
    gone(&world.staff("tax-reviewer").await, &number).await;
    gone(&reviewer, "519900-260302-2223-X").await;
}

async fn files_and_signatures_go_with_the_case(world: World) {
    let mother = world.log_in(MOTHER).await;
    let filed = mother.file("newborn", 0).await;
    let file = filed.submission.evidence.values().find_map(|how| match how {
        Evidence::Upload { files } => files.first().cloned(),
        _ => None,
    });
    let file = fill(paths::FILE, &[&file.unwrap().id]);
    let signature = fill(paths::SIGNATURE, &[&filed.signature]);
    let clerk = world.staff("clerk-1").await;
    let reviewer = world.staff("health-reviewer").await;
    let buyer = world.log_in(BUYER).await;
    for path in [&file, &signature] {
        mother.get(path).await.expect(200);
        clerk.get(path).await.expect(200);
        reviewer.get(path).await.expect(404).problem(Code::NotFound);
        buyer.get(path).await.expect(404).problem(Code::NotFound);
    }
    clerk.command(&filed.number, Command::Accept {}).await;
    for path in [&file, &signature] {
        reviewer.get(path).await.expect(200);
    }
}

async fn staff_see_numbers_masked_until_they_give_a_reason(world: World) {
    let mother = world.log_in(MOTHER).await;
    let filed = mother.file("newborn", 0).await;
    let clerk = world.staff("clerk-1").await;
    let reply = clerk.get(&fill(paths::CASE, &[&filed.number])).await.expect(200);
    let text = String::from_utf8(reply.body.clone()).unwrap();
    for secret in ["11010519491231002X", "13800000001", "4111111111111111"] {
        assert!(!text.contains(secret), "{secret} is shown to staff");
    }
    let view: CaseView = reply.json();
    assert_eq!(view.digests, filed.digests, "the digests are those of what was signed");
    let path =
        view.masked.iter().find(|path| path.ends_with("id_card")).expect("one is masked").clone();
    let reveals = fill(paths::REVEAL, &[&filed.number]);
    let ask = |path: &str, reason: &str| RevealRequest { path: path.into(), reason: reason.into() };
    let blank = clerk.post(&reveals, &ask(&path, "  ")).await.expect(422);
    assert_eq!(blank.problem(Code::WrongShape).field.as_deref(), Some("reason"));
    let wrong = clerk.post(&reveals, &ask("answers.child_name", "核对")).await.expect(404);
    assert_eq!(wrong.problem(Code::NotFound).field.as_deref(), Some("path"));
    let revealed: Revealed =
        clerk.post(&reveals, &ask(&path, "核对户口簿")).await.expect(200).json();
    assert_eq!(revealed.value, "11010519491231002X");
    let outsider = world.staff("health-reviewer").await;
    outsider.post(&reveals, &ask(&path, "好奇")).await.expect(404).problem(Code::NotFound);
    let mut tx = world.app.db.read().await.unwrap();
    let logged =
        all!(&mut tx, (String, String, String), "SELECT staff, path, reason FROM access_log")
            .unwrap();
    assert_eq!(logged, [("clerk-1".into(), path, "核对户口簿".into())]);
}

on_both!(
    a_case_is_its_owners_and_its_departments,
    files_and_signatures_go_with_the_case,
    staff_see_numbers_masked_until_they_give_a_reason,
);
