//! The list of intermediary services: kept in the workbench, met by imports (G11).

use onething_api::catalogue::{IntermediaryWork, SaveIntermediaries};
use onething_api::notices::ServiceList;
use onething_api::paths;
use onething_api::problem::Code;
use onething_domain::intermediary::Intermediaries;
use onething_server::city::import::{ImportError, import};

use crate::content::{change, copy, imported};
use crate::world::{Client, Reply, World};

const FILE: &str = "intermediaries.toml";

async fn read(client: &Client) -> IntermediaryWork {
    client.get(paths::WORK_INTERMEDIARIES).await.expect(200).json()
}

async fn write(client: &Client, list: &Intermediaries, revision: i64) -> Reply {
    let tag = format!("\"{revision}\"");
    let body = SaveIntermediaries { list: list.clone() };
    client.put(paths::WORK_INTERMEDIARIES, &body, &[("if-match", &tag)]).await
}

/// What the public reads.
async fn public(world: &World) -> ServiceList {
    world.nobody().get(paths::INTERMEDIARIES).await.expect(200).json()
}

async fn a_publisher_keeps_the_list_and_the_public_reads_it(world: World) {
    let (editor, publisher) = (world.staff("editor").await, world.staff("publisher").await);
    let seen = read(&editor).await;
    assert!(!seen.editable && read(&publisher).await.editable);
    let mut list = seen.list.clone();
    list.service[0].days = 19;
    list.agency[0].offers[0].days = 7;
    write(&editor, &list, seen.revision).await.expect(403);
    let before = world.app.shelf.catalogue();
    let saved: IntermediaryWork = write(&publisher, &list, seen.revision).await.expect(200).json();
    assert_eq!((saved.list.clone(), saved.revision), (list.clone(), seen.revision + 1));
    let services = public(&world).await.services;
    let service = services.iter().find(|of| of.service.id == list.service[0].id).unwrap();
    assert_eq!((service.service.days, service.agencies[0].days), (19, 7));
    let after = world.app.shelf.catalogue();
    for (old, new) in before.published.iter().zip(&after.published) {
        assert!(std::sync::Arc::ptr_eq(old, new), "no guide is read anew");
    }

    // Whoever knew the one before is told of the new one, and nothing is lost.
    list.service[0].days = 3;
    let stale = write(&publisher, &list, seen.revision).await.expect(412);
    assert_eq!(stale.json::<serde_json::Value>()["current"]["revision"], saved.revision);
    assert_eq!(read(&editor).await, IntermediaryWork { editable: false, ..saved });
}

async fn what_nobody_could_use_is_named_and_not_kept(world: World) {
    let publisher = world.staff("publisher").await;
    let seen = read(&publisher).await;
    let mut list = seen.list.clone();
    list.service[0].items = vec!["moon".into()];
    list.service[0].name.zh = "<script>alert(1)</script>".into();
    list.service[1].department = "moon".into();
    list.service[2].days = 0;
    list.agency[0].code = "91519902MA6YH0011X".into();
    list.agency[1].offers[0].service = "moon".into();
    list.agency[2].offers[0].days = 999;
    let reply = write(&publisher, &list, seen.revision).await.expect(422);
    let problem: serde_json::Value = reply.json();
    let found: Vec<String> = problem["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|of| format!("{} {}", of["path"].as_str().unwrap(), of["code"].as_str().unwrap()))
        .collect();
    for (path, code) in [
        ("items", "unknown_item"),
        ("name.zh", "markup"),
        ("department", "unknown_department"),
        ("days", "no_days"),
        ("agency.0.code", "bad_credit_code"),
        ("agency.1.offers.0.service", "unknown_service"),
        ("agency.2.offers.0.days", "promise_over_agreed"),
    ] {
        let named = found.iter().any(|of| of.ends_with(&format!("{path} {code}")));
        assert!(named, "{path} {code}: {found:?}");
    }
    reply.problem(Code::HasFindings);
    let nothing = serde_json::json!({});
    publisher.put(paths::WORK_INTERMEDIARIES, &nothing, &[]).await.expect(422);
    let body = SaveIntermediaries { list };
    publisher.put(paths::WORK_INTERMEDIARIES, &body, &[]).await.expect(428);
    assert_eq!(read(&publisher).await, seen);
}

async fn an_import_meets_what_was_written_here(world: World) {
    let publisher = world.staff("publisher").await;
    let seen = read(&publisher).await;
    let mut list = seen.list.clone();
    list.service[0].days = 25;
    write(&publisher, &list, seen.revision).await.expect(200);

    // The same files once more undo nothing.
    let folder = copy(&world);
    imported(&world, &folder).await;
    assert_eq!(read(&publisher).await.list, list);

    // What files change elsewhere is joined.
    change(&folder.join(FILE), "department = \"development\"", "department = \"ecology\"");
    imported(&world, &folder).await;
    let joined = read(&publisher).await;
    assert_eq!((joined.list.service[0].days, &*joined.list.service[1].department), (25, "ecology"));

    // What both change is refused whole.
    change(&folder.join(FILE), "days = 20", "days = 22");
    let Err(ImportError::Faults(faults)) = import(&world.app, &folder).await else {
        panic!("it is imported");
    };
    let fault = &faults[0];
    assert!(fault.file.ends_with(FILE) && fault.line == 11, "{fault}");
    assert!(fault.message.contains("days"), "{fault}");
    assert_eq!(read(&publisher).await, joined);
}

on_both!(
    a_publisher_keeps_the_list_and_the_public_reads_it,
    what_nobody_could_use_is_named_and_not_kept,
    an_import_meets_what_was_written_here,
);
