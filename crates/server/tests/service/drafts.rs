//! Drafts: begun once, saved over the last revision only, one's own.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use onething_api::cases::{CaseList, CaseView};
use onething_api::drafts::{
    Draft, DraftList, FiledDraft, KnownAnswer, KnownAnswers, KnownFrom, NewDraft, StaleDraft,
};
use onething_api::licences::RevokeLicence;
use onething_api::paths::{self, fill};
use onething_api::problem::Code;
use onething_domain::case::Command;
use onething_domain::draft::{self, DraftContent};
use onething_server::jobs;
use serde_json::json;

use crate::world::{BUYER, Client, MOTHER, World};

const FATHER: &str = "13800000002";
/// Somebody with a certificate of the register (content/demo-city/licences.toml).
const GRADUATE: &str = "13800000008";
const CERTIFICATE: &str = "106140201905004567";

fn new(anew: bool) -> NewDraft {
    NewDraft { thing: "newborn".into(), content: DraftContent::default(), anew }
}

async fn beginning_again_gives_the_draft_back(world: World) {
    let mother = world.log_in(MOTHER).await;
    let first = mother.post(paths::DRAFTS, &new(false)).await.expect(201);
    assert_eq!(first.headers["etag"], "\"1\"");
    let first: Draft = first.json();
    let same: Draft = mother.post(paths::DRAFTS, &new(false)).await.expect(200).json();
    assert_eq!(same.id, first.id);
    let other: Draft = mother.post(paths::DRAFTS, &new(true)).await.expect(201).json();
    assert_ne!(other.id, first.id);
    let list: DraftList = mother.get(paths::DRAFTS).await.expect(200).json();
    assert_eq!(list.drafts.iter().map(|draft| &draft.id).collect::<Vec<_>>(), [&other.id]);
}

async fn a_stale_save_changes_nothing_and_carries_the_servers_copy(world: World) {
    let phone = world.log_in(MOTHER).await;
    let desktop = phone.clone();
    let draft: Draft = phone.post(paths::DRAFTS, &new(false)).await.expect(201).json();
    let with = |key: &str, value: &str| {
        let mut content = draft.content.clone();
        content.answers.insert(key.into(), json!(value));
        content
    };
    let theirs = with("child_name", "一");
    phone.save(&draft, &theirs).await.expect(200);
    let mine = with("clinic", "nanmen");
    let reply = desktop.save(&draft, &mine).await.expect(412);
    let stale: StaleDraft = reply.json();
    assert_eq!(stale.problem.code, Code::StaleRevision);
    assert_eq!(stale.current.content, theirs);
    assert_eq!(stale.current.revision, 2);
    let merged = draft::merge(&draft.content, &mine, &stale.current.content);
    assert!(merged.conflicts.is_empty());
    let saved: Draft = desktop.save(&stale.current, &merged.content).await.expect(200).json();
    assert_eq!((saved.revision, saved.content.answers.len()), (3, 2));
}

async fn saving_wants_the_revision(world: World) {
    let mother = world.log_in(MOTHER).await;
    let draft: Draft = mother.post(paths::DRAFTS, &new(false)).await.expect(201).json();
    let path = fill(paths::DRAFT, &[&draft.id]);
    let content = DraftContent::default();
    let missing = mother.put(&path, &content, &[]).await.expect(428);
    missing.problem(Code::PreconditionRequired);
    for wrong in ["1", "W/\"1\"", "\"x\"", "*"] {
        let reply = mother.put(&path, &content, &[("if-match", wrong)]).await.expect(400);
        assert_eq!(reply.problem(Code::BadParameter).field.as_deref(), Some("if-match"));
    }
}

async fn of_two_saves_at_once_one_wins(world: World) {
    let mother = world.log_in(MOTHER).await;
    let draft: Draft = mother.post(paths::DRAFTS, &new(false)).await.expect(201).json();
    let content = DraftContent::default();
    let saves = (0..6).map(|_| mother.save(&draft, &content));
    let statuses: Vec<u16> =
        futures_util::future::join_all(saves).await.into_iter().map(|reply| reply.status).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 412).count(), 5, "{statuses:?}");
}

async fn anothers_draft_does_not_exist(world: World) {
    let mother = world.log_in(MOTHER).await;
    let draft: Draft = mother.post(paths::DRAFTS, &new(false)).await.expect(201).json();
    let buyer = world.log_in(BUYER).await;
    let path = fill(paths::DRAFT, &[&draft.id]);
    buyer.get(&path).await.expect(404).problem(Code::NotFound);
    buyer.save(&draft, &DraftContent::default()).await.expect(404).problem(Code::NotFound);
    buyer.delete(&path).await.expect(404).problem(Code::NotFound);
    mother.get(&path).await.expect(200);
    mother.delete(&path).await.expect(204);
    mother.get(&path).await.expect(404).problem(Code::NotFound);
}

async fn known(client: &Client, draft: &Draft) -> BTreeMap<String, KnownAnswer> {
    let path = fill(paths::DRAFT_KNOWN, &[&draft.id]);
    client.get(&path).await.expect(200).json::<KnownAnswers>().answers
}

async fn what_was_answered_before_is_known_once_it_was_accepted(world: World) {
    let mother = world.log_in(MOTHER).await;
    let filed = mother.file("newborn", 0).await;
    let again: Draft = mother.post(paths::DRAFTS, &new(false)).await.expect(201).json();
    assert_eq!(known(&mother, &again).await, BTreeMap::new(), "nobody has looked at it yet");
    world.staff("clerk-1").await.command(&filed.number, Command::Accept {}).await;
    let answers = known(&mother, &again).await;
    let address = answers.get("household_address").expect("where the family is registered");
    assert_eq!(address.value, filed.submission.answers["household_address"]);
    assert_eq!((address.from, address.on.to_string()), (KnownFrom::Earlier, "2026-03-02".into()));
    assert_eq!(address.name, filed.title);
    let guide = mother.guide("newborn").await.guide;
    let opened = |id: &String| guide.field(id).is_some_and(|field| field.prefill == "earlier");
    assert!(answers.keys().all(opened), "only what a guide asks for: {answers:?}");

    let father = world.log_in(FATHER).await;
    let path = fill(paths::DRAFT_KNOWN, &[&again.id]);
    father.get(&path).await.expect(404).problem(Code::NotFound);
    let theirs: Draft = father.post(paths::DRAFTS, &new(false)).await.expect(201).json();
    assert_eq!(known(&father, &theirs).await, BTreeMap::new(), "another's answers are not mine");
}

async fn the_number_of_a_licence_is_known_while_it_is_valid(world: World) {
    let graduate = world.log_in(GRADUATE).await;
    let begin = NewDraft {
        thing: "graduate-arrival".into(),
        content: DraftContent::default(),
        anew: false,
    };
    let draft: Draft = graduate.post(paths::DRAFTS, &begin).await.expect(201).json();
    let answers = known(&graduate, &draft).await;
    let certificate = &answers["certificate_no"];
    assert_eq!(certificate.value, json!(CERTIFICATE));
    assert_eq!(certificate.from, KnownFrom::Licence);
    assert_eq!(certificate.name.zh, "毕业证书");
    let chief = world.staff("education-chief").await;
    let revoke = RevokeLicence {
        kind: "degree_certificate".into(),
        number: CERTIFICATE.into(),
        reason: "更正".into(),
    };
    chief.post(paths::LICENCE_REVOCATIONS, &revoke).await.expect(200);
    assert_eq!(known(&graduate, &draft).await, BTreeMap::new());
}

/// A tab in which the draft is still open learns where it went; for everybody else there never was one.
async fn a_filed_draft_tells_its_owner_the_number(world: World) {
    let mother = world.log_in(MOTHER).await;
    let draft = mother.draft("newborn", 0).await;
    let request = mother.sign_request(&draft).await;
    let filing = mother.filing(&draft, mother.sign(&draft).await);
    let filed: CaseView = mother.post(paths::CASES, &filing).await.expect(201).json();
    let path = fill(paths::DRAFT, &[&draft.id]);
    let late = mother.filing(&draft, filing.signature.clone());
    for reply in [
        mother.get(&path).await,
        mother.save(&draft, &draft.content).await,
        mother.delete(&path).await,
        mother.get(&fill(paths::COSIGNERS, &[&draft.id])).await,
        mother.post(paths::SIGNATURES, &request).await,
        mother.post(paths::CASES, &late).await,
    ] {
        let told: FiledDraft = reply.expect(409).json();
        assert_eq!((told.problem.code, &told.number), (Code::DraftFiled, &filed.number));
    }
    assert_eq!(mother.get(paths::CASES).await.json::<CaseList>().cases.len(), 1);
    let buyer = world.log_in(BUYER).await;
    buyer.get(&path).await.expect(404).problem(Code::NotFound);
    buyer.save(&draft, &draft.content).await.expect(404).problem(Code::NotFound);
    world.pass(TimeDelta::days(i64::from(world.app.settings.draft_days) + 1));
    jobs::clear(&world.app).await.unwrap();
    world.log_in(MOTHER).await.get(&path).await.expect(404).problem(Code::NotFound);
}

async fn what_people_write_is_sealed_at_rest(world: World) {
    let mother = world.log_in(MOTHER).await;
    let filed = mother.draft("newborn", 0).await;
    assert!(!filed.content.answers.is_empty());
    mother.file("newborn", 1).await;
    if world.app.settings.database_url.is_none() {
        world.app.db.close().await;
        let file = std::fs::read(world.folder.join("onething.db")).unwrap();
        let has = |text: &str| file.windows(text.len()).any(|window| window == text.as_bytes());
        assert!(has("newborn"));
        for secret in ["519902199406120020", "13800000001", "人民路 1 号", "11010519491231002X"]
        {
            assert!(!has(secret), "{secret} stands open in the database");
        }
    }
}

on_both!(
    beginning_again_gives_the_draft_back,
    a_stale_save_changes_nothing_and_carries_the_servers_copy,
    saving_wants_the_revision,
    of_two_saves_at_once_one_wins,
    anothers_draft_does_not_exist,
    what_was_answered_before_is_known_once_it_was_accepted,
    the_number_of_a_licence_is_known_while_it_is_valid,
    a_filed_draft_tells_its_owner_the_number,
    what_people_write_is_sealed_at_rest,
);
