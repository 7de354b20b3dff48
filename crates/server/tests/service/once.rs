//! Sent twice is done once: by id, in turn and at the same time, and whole or not at all.

use futures_util::future::join_all;
use onething_api::cases::{CaseList, CaseView, CommandRequest, StaleCase};
use onething_api::drafts::DraftList;
use onething_api::paths::{self, fill};
use onething_api::payments::{NewPayment, Payment};
use onething_api::problem::Code;
use onething_api::uploads::{SignRequest, Signature};
use onething_domain::case::{CaseStatus, Command};
use onething_server::audit;

use crate::world::{BUYER, MOTHER, World, id};

async fn filing_many_times_at_once_files_once(world: World) {
    let mother = world.log_in(MOTHER).await;
    let draft = mother.draft("newborn", 0).await;
    let signature = mother.sign(&draft).await;
    let filing = mother.filing(&draft, signature);
    let replies = join_all((0..8).map(|_| mother.post(paths::CASES, &filing))).await;
    let views: Vec<CaseView> = replies.into_iter().map(|reply| reply.expect(201).json()).collect();
    assert!(views.iter().all(|view| view.number == views[0].number && view.seq == views[0].seq));
    let list: CaseList = mother.get(paths::CASES).await.json();
    assert_eq!(list.cases.len(), 1);
    let drafts: DraftList = mother.get(paths::DRAFTS).await.json();
    assert!(drafts.drafts.is_empty());
    world.staff("clerk-1").await.command(&views[0].number, Command::Accept {}).await;
    let again: CaseView = mother.post(paths::CASES, &filing).await.expect(201).json();
    assert_eq!(
        (again.seq, again.status),
        (views[0].seq, CaseStatus::Received),
        "the same answer, later too"
    );
}

async fn two_filings_of_one_draft_file_once(world: World) {
    let mother = world.log_in(MOTHER).await;
    let draft = mother.draft("newborn", 0).await;
    let signature = mother.sign(&draft).await;
    let filings: Vec<_> = (0..4).map(|_| mother.filing(&draft, signature.clone())).collect();
    let replies = join_all(filings.iter().map(|filing| mother.post(paths::CASES, filing))).await;
    let mut statuses: Vec<u16> = replies.iter().map(|reply| reply.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409, 409]);
}

async fn an_id_is_for_one_request(world: World) {
    let mother = world.log_in(MOTHER).await;
    let draft = mother.draft("newborn", 0).await;
    let signature = mother.sign(&draft).await;
    let mut filing = mother.filing(&draft, signature);
    mother.post(paths::CASES, &filing).await.expect(201);
    filing.revision += 1;
    mother.post(paths::CASES, &filing).await.expect(409).problem(Code::IdReused);
    let payment = NewPayment { id: filing.id.clone() };
    let number = mother.get(paths::CASES).await.json::<CaseList>().cases[0].number.clone();
    let path = fill(paths::PAYMENTS, &[&number]);
    mother.post(&path, &payment).await.expect(409).problem(Code::IdReused);
}

async fn a_command_sent_twice_is_done_once(world: World) {
    let mother = world.log_in(MOTHER).await;
    let filed = mother.file("newborn", 0).await;
    let clerk = world.staff("clerk-1").await;
    let request = CommandRequest { id: id(), expected_seq: filed.seq, command: Command::Accept {} };
    let path = fill(paths::COMMANDS, &[&filed.number]);
    let replies = join_all((0..6).map(|_| clerk.post(&path, &request))).await;
    let seqs: Vec<i64> =
        replies.into_iter().map(|reply| reply.expect(200).json::<CaseView>().seq).collect();
    assert!(seqs.iter().all(|seq| *seq == seqs[0]), "{seqs:?}");
    let accepted = mother.case(&filed.number).await.timeline;
    assert_eq!(accepted.iter().filter(|entry| entry.event == "accepted").count(), 1);
    let other = CommandRequest { command: Command::Withdraw { reason: String::new() }, ..request };
    clerk.post(&path, &other).await.expect(409).problem(Code::IdReused);
}

async fn of_two_clerks_at_once_one_is_told_that_the_case_has_moved(world: World) {
    let mother = world.log_in(MOTHER).await;
    let filed = mother.file("newborn", 0).await;
    let (one, two) = (world.staff("clerk-1").await, world.staff("clerk-2").await);
    let (a, b) = tokio::join!(
        one.command_at(&filed.number, filed.seq, Command::Accept {}),
        two.command_at(&filed.number, filed.seq, Command::Accept {})
    );
    let late = if a.status == 200 { b.expect(409) } else { a.expect(409) };
    let stale: StaleCase = late.json();
    assert_eq!(stale.problem.code, Code::StaleCase);
    assert_eq!(stale.current.status, CaseStatus::Accepted);
}

async fn signatures_and_payments_are_made_once(world: World) {
    let buyer = world.log_in(BUYER).await;
    let draft = buyer.draft("second-hand-home", 0).await;
    let request: SignRequest = buyer.sign_request(&draft).await;
    let one: Signature = buyer.post(paths::SIGNATURES, &request).await.expect(201).json();
    let two: Signature = buyer.post(paths::SIGNATURES, &request).await.expect(201).json();
    assert_eq!(one, two);
    let filed: CaseView =
        buyer.post(paths::CASES, &buyer.filing(&draft, one.id)).await.expect(201).json();
    let path = fill(paths::PAYMENTS, &[&filed.number]);
    let payment = NewPayment { id: id() };
    let replies = join_all((0..4).map(|_| buyer.post(&path, &payment))).await;
    let payments: Vec<Payment> =
        replies.into_iter().map(|reply| reply.expect(201).json()).collect();
    assert!(payments.iter().all(|other| *other == payments[0]));
}

/// A filing that fails at its last step leaves nothing: no case, no gap in the numbers, the draft as it was.
async fn a_filing_that_fails_leaves_nothing(world: World) {
    let mother = world.log_in(MOTHER).await;
    let draft = mother.draft("newborn", 0).await;
    let filing = mother.filing(&draft, id()); // no such signature
    let reply = mother.post(paths::CASES, &filing).await.expect(422);
    reply.problem(Code::BadSignature);
    assert!(mother.get(paths::CASES).await.json::<CaseList>().cases.is_empty());
    let mut right = filing.clone();
    right.signature = mother.sign(&draft).await;
    let filed: CaseView = mother.post(paths::CASES, &right).await.expect(201).json();
    assert!(filed.number.contains("-2222-"), "the first serial of the day: {}", filed.number);
    assert!(audit::verify(&world.app).await.unwrap().faults.is_empty());
}

on_both!(
    filing_many_times_at_once_files_once,
    two_filings_of_one_draft_file_once,
    an_id_is_for_one_request,
    a_command_sent_twice_is_done_once,
    of_two_clerks_at_once_one_is_told_that_the_case_has_moved,
    signatures_and_payments_are_made_once,
    a_filing_that_fails_leaves_nothing,
);
