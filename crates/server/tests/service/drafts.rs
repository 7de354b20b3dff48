//! Drafts: begun once, saved over the last revision only, one's own.

use onething_api::drafts::{Draft, DraftList, NewDraft, StaleDraft};
use onething_api::paths::{self, fill};
use onething_api::problem::Code;
use onething_domain::draft::{self, DraftContent};
use serde_json::json;

use crate::world::{BUYER, MOTHER, World};

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
    what_people_write_is_sealed_at_rest,
);
