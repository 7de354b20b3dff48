//! From review to publication.

use chrono::TimeDelta;
use onething_api::catalogue::{
    Changes, DocumentStatus, InUse, Preview, RefusedFindings, RefusedRelease, ReleaseList,
    ReleaseStepKind, StaleRelease,
};
use onething_api::guides::GuideStatus;
use onething_api::paths::{self, fill};
use onething_api::problem::Code;
use onething_domain::authoring::{
    Document, DocumentKind, DocumentRef, NewComment, ReleaseAction, ReleaseCommand, ReleaseRefusal,
    ReleaseStatus,
};
use onething_server::authoring::publish_due;
use onething_server::exec;

use super::*;
use crate::world::{MOTHER, World};

const ITEM: DocumentKind = DocumentKind::Item;
const THING: DocumentKind = DocumentKind::Thing;

async fn a_new_thing_with_a_new_item_is_stopped_mended_and_published(world: World) {
    let (editor, publisher) = (world.staff("editor").await, world.staff("publisher").await);
    let (mut new_item, _) = item(&editor, "marriage-registration").await;
    new_item.id = "wedding-booking".into();
    new_item.basis.clear();
    let (mut new_thing, _) = thing(&editor, "marriage").await;
    new_thing.id = "wedding".into();
    new_thing.title.zh = "办婚礼".into();
    for node in &mut new_thing.nodes {
        if node.item == "marriage-registration" {
            node.item = "wedding-booking".into();
        }
        for need in node.needs.iter_mut().filter(|need| *need == "marriage-registration") {
            *need = "wedding-booking".into();
        }
    }
    let item_view = save(&editor, &Document::Item(Box::new(new_item)), 0).await;
    let thing_view = save(&editor, &Document::Thing(Box::new(new_thing)), 0).await;
    let both = [(THING, "wedding"), (ITEM, "wedding-booking")];

    let alone = effects(&editor, &both[..1]).await;
    assert_eq!(alone.left_out, [DocumentRef { kind: ITEM, id: "wedding-booking".into() }]);
    assert!(alone.findings.iter().any(|finding| finding.code.name() == "unknown_item"));
    let refused = try_submit(&editor, &[&thing_view, &item_view]).await.expect(422);
    let refused: RefusedFindings = refused.json();
    assert_eq!(refused.problem.code, Code::HasFindings);
    assert_eq!(refused.findings[0].path, "basis");

    let law = item(&editor, "marriage-registration").await.0.basis;
    let item_view = edit_item(&editor, "wedding-booking", |item| item.basis = law).await;
    let told = effects(&editor, &both).await;
    assert!(told.findings.is_empty(), "{:?}", told.findings);
    assert_eq!((told.guides[0].thing.as_str(), told.guides[0].from), ("wedding", None));

    let release = submit(&editor, &[&thing_view, &item_view]).await;
    assert!(release.row.documents.iter().all(|document| document.is_new));
    let at = format!("{}?release={}", fill(paths::WORK_PREVIEW, &["wedding"]), release.row.id);
    let preview: Preview = publisher.get(&at).await.expect(200).json();
    assert_eq!((preview.guide.unwrap().title.zh.as_str(), preview.version), ("办婚礼", 1));
    world.nobody().get(&fill(paths::GUIDE, &["wedding"])).await.expect(404);
    let release = command(&publisher, &release, approve()).await;
    let release = command(&publisher, &release, ReleaseCommand::Publish {}).await;
    assert_eq!(release.row.status, ReleaseStatus::Published);
    assert!(release.allowed.is_empty());
    let guide = world.nobody().guide("wedding").await;
    assert_eq!((guide.version, guide.guide.title.zh.as_str()), (1, "办婚礼"));
    let view = open(&editor, THING, "wedding").await;
    assert_eq!((view.status, view.is_new), (DocumentStatus::InForce, false));
}

async fn an_item_changes_exactly_the_guides_that_use_it(world: World) {
    let (editor, publisher) = (world.staff("editor").await, world.staff("publisher").await);
    let mother = world.log_in(MOTHER).await;
    let filed = mother.file("newborn", 0).await;
    let before = world.app.shelf.catalogue();
    let view = edit_item(&editor, "household-registration", |item| {
        item.promised_days = item.promised_days.saturating_sub(1);
    });
    let view = view.await;
    let users: Vec<String> = view.used_by.iter().map(|thing| thing.thing.clone()).collect();
    let told = effects(&editor, &[(ITEM, "household-registration")]).await;
    let changed: Vec<String> = told.guides.iter().map(|guide| guide.thing.clone()).collect();
    assert!(changed.contains(&"newborn".to_owned()) && changed.iter().all(|t| users.contains(t)));
    let of_newborn = told.guides.iter().find(|guide| guide.thing == "newborn").unwrap();
    assert!(
        of_newborn
            .changes
            .iter()
            .any(|change| { change.path == "nodes.household-registration.item.promised_days" }),
        "{:?}",
        of_newborn.changes
    );
    publish(&editor, &publisher, &[&view]).await;
    let after = world.app.shelf.catalogue();
    for edition in &before.published {
        let now = after.published(&edition.version.thing).unwrap();
        let expected = edition.version.version + u32::from(changed.contains(&now.version.thing));
        assert_eq!(now.version.version, expected, "{}", now.version.thing);
        if !changed.contains(&now.version.thing) {
            assert!(std::sync::Arc::ptr_eq(edition, now), "not even read anew");
        }
    }
    assert_eq!(mother.case(&filed.number).await.submission.version, 1, "running cases keep theirs");
    let old = mother.get(&fill(paths::GUIDE_VERSION, &["newborn", "1"])).await.expect(200);
    assert_eq!(old.json::<onething_api::guides::GuideView>().status, GuideStatus::Replaced);
    let at = format!("{}?from=1&to=2", fill(paths::WORK_DIFFERENCE, &["newborn"]));
    let difference: Changes = editor.get(&at).await.expect(200).json();
    assert_eq!(difference.changes, of_newborn.changes, "as it was told before");
    let other = world.another_node().await;
    assert_eq!(other.nobody().guide("newborn").await.version, 2);
}

async fn nobody_approves_their_own_and_only_publishers_publish(world: World) {
    let (editor, second) = (world.staff("editor").await, world.staff("editor-2").await);
    let publisher = world.staff("publisher").await;
    edit_item(&editor, "vaccination", |item| item.name.en = "A".into()).await;
    let view = edit_item(&publisher, "vaccination", |item| item.name.en = "B".into()).await;
    let release = submit(&editor, &[&view]).await;
    let refused = async |client: &Client, what: ReleaseCommand| -> ReleaseRefusal {
        let reply = try_command(client, &release, what).await.expect(422);
        reply.problem(Code::ReleaseRefused);
        reply.json::<RefusedRelease>().because
    };
    assert_eq!(refused(&editor, approve()).await, ReleaseRefusal::OwnWork);
    assert_eq!(refused(&publisher, approve()).await, ReleaseRefusal::OwnWork, "wrote a part");
    assert_eq!(refused(&publisher, ReleaseCommand::Publish {}).await, ReleaseRefusal::WrongStatus);
    assert_eq!(refused(&second, ReleaseCommand::Withdraw {}).await, ReleaseRefusal::NotYours);
    assert!(super::release(&editor, &release.row.id).await.allowed == [ReleaseAction::Withdraw]);
    let approved = command(&second, &release, approve()).await;
    let reply = try_command(&second, &approved, ReleaseCommand::Publish {}).await.expect(422);
    assert_eq!(reply.json::<RefusedRelease>().because, ReleaseRefusal::NotAllowed);
    command(&publisher, &approved, ReleaseCommand::Publish {}).await;
}

async fn a_return_names_places_and_stale_commands_change_nothing(world: World) {
    let (editor, publisher) = (world.staff("editor").await, world.staff("publisher").await);
    let view = edit_item(&editor, "vaccination", |item| item.name.en = "A".into()).await;
    let release = submit(&editor, &[&view]).await;
    assert_eq!(open(&editor, ITEM, "vaccination").await.status, DocumentStatus::InReview);
    let held = try_save(&editor, &view.document, view.revision).await.expect(409);
    assert_eq!(held.problem(Code::InReview).detail, Some(release.row.id.clone()));
    try_submit(&editor, &[&view]).await.expect(409).problem(Code::InReview);

    let document = DocumentRef { kind: ITEM, id: "vaccination".into() };
    let comment = NewComment { document, path: "name.en".into(), text: "写全称".into() };
    let back = ReleaseCommand::Return { reason: "英文名太短".into(), comments: vec![comment] };
    let empty = ReleaseCommand::Return { reason: " ".into(), comments: Vec::new() };
    try_command(&publisher, &release, empty).await.expect(422);
    let returned = command(&publisher, &release, back.clone()).await;
    assert_eq!(returned.row.status, ReleaseStatus::Returned);
    let stale = try_command(&publisher, &release, approve()).await.expect(409);
    assert_eq!(stale.problem(Code::StaleRelease).status, 409);
    assert_eq!(stale.json::<StaleRelease>().current.row.status, ReleaseStatus::Returned);

    let view = open(&editor, ITEM, "vaccination").await;
    assert_eq!((view.status, view.editable), (DocumentStatus::Draft, true));
    assert_eq!(
        (view.comments[0].path.as_str(), view.comments[0].by.name.as_str()),
        ("name.en", "邹静")
    );
    let view = edit_item(&editor, "vaccination", |item| item.name.en = "Vaccination".into()).await;
    let old = submit(&editor, &[&view]).await;
    assert!(open(&editor, ITEM, "vaccination").await.comments.is_empty(), "submitted once more");
    command(&editor, &old, ReleaseCommand::Withdraw {}).await;
    let view = edit_item(&editor, "vaccination", |item| item.name.en = "Jabs".into()).await;
    let stale = onething_api::catalogue::DocumentView { revision: view.revision - 1, ..view };
    try_submit(&editor, &[&stale]).await.expect(412).problem(Code::StaleRevision);
    let list: ReleaseList =
        editor.get(&format!("{}?status=withdrawn", paths::WORK_RELEASES)).await.expect(200).json();
    assert_eq!(list.releases.len(), 1);
}

async fn a_command_sent_twice_is_done_once(world: World) {
    let (editor, publisher) = (world.staff("editor").await, world.staff("publisher").await);
    let view = edit_item(&editor, "vaccination", |item| item.name.en = "Jabs".into()).await;
    let release = submit(&editor, &[&view]).await;
    let request = ReleaseCommandRequest {
        id: crate::world::id(),
        expected_seq: release.row.seq,
        command: approve(),
    };
    let at = fill(paths::WORK_RELEASE_COMMANDS, &[&release.row.id]);
    let once: ReleaseView = publisher.post(&at, &request).await.expect(200).json();
    let twice: ReleaseView = publisher.post(&at, &request).await.expect(200).json();
    assert_eq!(once, twice);
    assert_eq!(twice.history.len(), 2, "submitted and approved");
}

async fn a_release_is_published_at_its_time_by_any_node(world: World) {
    let (editor, publisher) = (world.staff("editor").await, world.staff("publisher").await);
    let view = edit_item(&editor, "vaccination", |item| item.name.en = "Jabs".into()).await;
    let release = submit(&editor, &[&view]).await;
    let release = command(&publisher, &release, approve()).await;
    let at = world.app.clock.now() + TimeDelta::hours(5);
    let past = ReleaseCommand::Schedule { at: world.app.clock.now() - TimeDelta::hours(1) };
    let refused = try_command(&publisher, &release, past).await.expect(422);
    assert_eq!(refused.json::<RefusedRelease>().because, ReleaseRefusal::WrongTime);
    let release = command(&publisher, &release, ReleaseCommand::Schedule { at }).await;
    assert_eq!((release.row.status, release.row.publish_at), (ReleaseStatus::Scheduled, Some(at)));
    assert_eq!(publish_due(&world.app).await.unwrap(), 0, "not yet");
    world.pass(TimeDelta::hours(6));
    let other = world.another_node().await;
    let (a, b) = tokio::join!(publish_due(&world.app), publish_due(&other.app));
    assert_eq!(a.unwrap() + b.unwrap(), 1, "one of the two");
    world.app.refresh().await.unwrap();
    let guide = world.nobody().guide("newborn").await;
    assert_eq!(
        (guide.version, guide.guide.node("vaccination").unwrap().item.name.en.as_str()),
        (2, "Jabs")
    );
    let editor = world.staff("editor").await;
    let done = super::release(&editor, &release.row.id).await;
    assert_eq!(done.row.status, ReleaseStatus::Published);
    assert_eq!(done.history.last().unwrap().by.id, "system");
}

async fn what_meets_findings_when_due_waits_again(world: World) {
    let (editor, publisher) = (world.staff("editor").await, world.staff("publisher").await);
    let view = edit_item(&editor, "vaccination", |item| item.name.en = "Jabs".into()).await;
    let release = submit(&editor, &[&view]).await;
    let release = command(&publisher, &release, approve()).await;
    let at = world.app.clock.now() + TimeDelta::hours(5);
    let release = command(&publisher, &release, ReleaseCommand::Schedule { at }).await;
    let mut tx = world.app.db.write().await.unwrap();
    exec!(&mut tx, "UPDATE content SET body = '[]' WHERE name = 'windows'").unwrap();
    tx.commit().await.unwrap();
    world.pass(TimeDelta::hours(6));
    assert_eq!(publish_due(&world.app).await.unwrap(), 1);
    let publisher = world.staff("publisher").await;
    let waits = super::release(&publisher, &release.row.id).await;
    assert_eq!(waits.row.status, ReleaseStatus::Approved);
    assert_eq!(waits.history.last().unwrap().what, ReleaseStepKind::Failed);
    assert!(!waits.effects.findings.is_empty());
    let refused = try_command(&publisher, &waits, ReleaseCommand::Publish {}).await.expect(422);
    refused.problem(Code::HasFindings);
    assert_eq!(world.nobody().guide("newborn").await.version, 1, "nothing has changed");
}

async fn acts_are_chained(world: World) {
    let (editor, publisher) = (world.staff("editor").await, world.staff("publisher").await);
    let view = edit_item(&editor, "vaccination", |item| item.name.en = "Jabs".into()).await;
    publish(&editor, &publisher, &[&view]).await;
    let report = onething_server::audit::verify(&world.app).await.unwrap();
    assert!(report.faults.is_empty() && report.acts >= 5, "{report}");
    let mut tx = world.app.db.write().await.unwrap();
    exec!(&mut tx, "UPDATE catalogue_log SET staff = 'nobody' WHERE act = 'approved'").unwrap();
    tx.commit().await.unwrap();
    let report = onething_server::audit::verify(&world.app).await.unwrap();
    assert!(report.faults.iter().any(|(place, _)| place == "catalogue"), "{report}");
}

async fn an_item_in_use_stays(world: World) {
    let publisher = world.staff("publisher").await;
    let request = onething_api::catalogue::Retire {
        id: crate::world::id(),
        successor: None,
        reason: "合并".into(),
    };
    let at = path(paths::WORK_RETIREMENT, ITEM, "vaccination");
    let reply = publisher.post(&at, &request).await.expect(409);
    reply.problem(Code::InUse);
    let used: InUse = reply.json();
    assert!(used.used_by.iter().any(|thing| thing.thing == "newborn"), "{used:?}");
    open(&publisher, ITEM, "vaccination").await;
}

on_both!(
    a_new_thing_with_a_new_item_is_stopped_mended_and_published,
    an_item_changes_exactly_the_guides_that_use_it,
    nobody_approves_their_own_and_only_publishers_publish,
    a_return_names_places_and_stale_commands_change_nothing,
    a_command_sent_twice_is_done_once,
    a_release_is_published_at_its_time_by_any_node,
    what_meets_findings_when_due_waits_again,
    acts_are_chained,
    an_item_in_use_stays,
);
