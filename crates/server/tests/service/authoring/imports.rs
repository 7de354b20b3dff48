//! Imports where people have been editing.

use std::path::PathBuf;

use onething_api::catalogue::DocumentStatus;
use onething_domain::authoring::DocumentKind;
use onething_server::all;
use onething_server::city::export;
use onething_server::city::import::{ImportError, import};

use super::{edit_item, edit_thing, open, publish, submit};
use crate::content::{change, copy, imported};
use crate::world::{World, demo_city};

const ITEM: DocumentKind = DocumentKind::Item;
const FILE: &str = "items/vaccination.toml";

async fn refused(world: &World, folder: &std::path::Path) -> String {
    match import(&world.app, folder).await {
        Err(error @ ImportError::Faults(_)) => error.to_string(),
        other => panic!("{other:?}"),
    }
}

async fn name(world: &World) -> String {
    let guide = world.nobody().guide("newborn").await.guide;
    guide.node("vaccination").unwrap().item.name.en.clone()
}

async fn old_files_do_not_undo_what_was_published_here(world: World) {
    let (editor, publisher) = (world.staff("editor").await, world.staff("publisher").await);
    let view = edit_item(&editor, "vaccination", |item| item.name.en = "Jabs".into()).await;
    publish(&editor, &publisher, &[&view]).await;
    let report = imported(&world, &demo_city()).await;
    assert_eq!(report.kept, ["items/vaccination"]);
    assert!(report.changed.is_empty(), "{report:?}");
    assert_eq!(name(&world).await, "Jabs");

    // A file that changes something else is merged with it.
    let folder = copy(&world);
    change(&folder.join(FILE), "visits = ", "visits = 1");
    let report = imported(&world, &folder).await;
    assert!(report.changed.contains(&"newborn 3 (published)".to_owned()), "{report:?}");
    assert_eq!(name(&world).await, "Jabs");
    assert!(
        imported(&world, &folder).await.changed.is_empty(),
        "and the same once more is nothing"
    );

    // A file that changes the same is refused, and nothing is imported.
    let text = std::fs::read_to_string(folder.join(FILE)).unwrap();
    let line = text.lines().find(|line| line.starts_with("name = ")).unwrap().to_owned();
    change(&folder.join(FILE), &line, "name = { zh = \"预防接种\", en = \"Needles\" }");
    let told = refused(&world, &folder).await;
    assert!(told.contains("name.en") && told.contains(FILE), "{told}");
    assert_eq!(name(&world).await, "Jabs");

    // What was exported is what is in force, and reads back as such.
    let out = world.folder.join("out");
    export::export(&world.app, &out).await.unwrap();
    let report = imported(&world, &out).await;
    assert!(report.changed.is_empty() && report.kept.is_empty(), "{report:?}");
}

async fn working_copies_are_carried_along_or_the_import_is_refused(world: World) {
    let editor = world.staff("editor").await;
    let view = edit_item(&editor, "vaccination", |item| item.name.en = "Jabs".into()).await;
    let folder = copy(&world);
    change(&folder.join(FILE), "visits = ", "visits = 1");
    imported(&world, &folder).await;
    let carried = open(&editor, ITEM, "vaccination").await;
    assert_eq!(carried.status, DocumentStatus::Draft);
    assert_eq!(carried.revision, view.revision + 1);
    assert_eq!(carried.changed_by.as_ref().unwrap().id, "import");
    let onething_domain::authoring::Document::Item(item) = &carried.document else { panic!() };
    assert!(item.name.en == "Jabs" && item.visits >= 10, "both are there");

    let text = std::fs::read_to_string(folder.join(FILE)).unwrap();
    let line = text.lines().find(|line| line.starts_with("name = ")).unwrap().to_owned();
    change(&folder.join(FILE), &line, "name = { zh = \"预防接种\", en = \"Needles\" }");
    let told = refused(&world, &folder).await;
    assert!(told.contains("name.en") && told.contains("remedy"), "{told}");
    assert_eq!(open(&editor, ITEM, "vaccination").await.document, carried.document);
    submit(&editor, &[&carried]).await;
    assert!(refused(&world, &folder).await.contains("in review"));
}

async fn what_was_born_or_retired_here_stays_so(world: World) {
    let (editor, publisher) = (world.staff("editor").await, world.staff("publisher").await);
    let (mut thing, _) = super::thing(&editor, "marriage").await;
    thing.id = "wedding".into();
    let document = onething_domain::authoring::Document::Thing(Box::new(thing));
    let view = super::save(&editor, &document, 0).await;
    publish(&editor, &publisher, &[&view]).await;
    let request = onething_api::catalogue::Retire {
        id: crate::world::id(),
        successor: Some("wedding".into()),
        reason: "换成新的".into(),
    };
    let at = super::path(onething_api::paths::WORK_RETIREMENT, DocumentKind::Thing, "marriage");
    publisher.post(&at, &request).await.expect(204);
    let report = imported(&world, &demo_city()).await;
    assert!(report.changed.is_empty() && report.retired.is_empty(), "{report:?}");
    assert_eq!(report.kept, ["things/marriage", "things/wedding"]);
    assert_eq!(world.nobody().guide("wedding").await.version, 1);
    world.nobody().get("/api/v1/guides/marriage").await.expect(410);
    let view = edit_thing(&editor, "wedding", |thing| thing.title.zh = "办喜事".into()).await;
    publish(&editor, &publisher, &[&view]).await;
}

/// Documents, guides and their digests.
async fn everything(world: &World) -> Vec<(String, String)> {
    let mut tx = world.app.db.read().await.unwrap();
    let rows = all!(
        &mut tx,
        (String, String),
        "SELECT 'item/' || id, body FROM item UNION ALL SELECT 'thing/' || id, body FROM thing
         UNION ALL SELECT 'guide/' || thing || '/' || status, digest FROM guide"
    );
    let mut rows = rows.unwrap();
    rows.sort();
    rows
}

async fn a_whole_city_goes_round_with_the_same_digests(world: World) {
    let out: PathBuf = world.folder.join("out");
    export::export(&world.app, &out).await.unwrap();
    let other = World::sqlite().await;
    let before = everything(&other).await;
    std::fs::copy(demo_city().join("people.toml"), out.join("people.toml")).unwrap();
    let report = imported(&other, &out).await;
    assert!(report.changed.is_empty() && report.retired.is_empty(), "{report:?}");
    assert_eq!(everything(&other).await, before);
    assert_eq!(everything(&world).await, before, "on either database");
}

on_both!(
    old_files_do_not_undo_what_was_published_here,
    working_copies_are_carried_along_or_the_import_is_refused,
    what_was_born_or_retired_here_stays_so,
    a_whole_city_goes_round_with_the_same_digests,
);
