//! Authoring: documents, review, publication, retirement, files.

mod blank;
mod documents;
mod elements;
mod files;
mod imports;
mod intermediaries;
mod releases;
mod retirement;

use onething_api::catalogue::{
    CheckRequest, DocumentRevision, DocumentView, Effects, Findings, ReleaseCommandRequest,
    ReleaseView, SaveDocument, Submit,
};
use onething_api::paths::{self, fill};
use onething_domain::authoring::{Document, DocumentKind, DocumentRef, ReleaseCommand};
use onething_domain::item::Item;
use onething_domain::thing::Thing;

use crate::world::{Client, Reply, id};

pub fn path(path: &str, kind: DocumentKind, id: &str) -> String {
    fill(path, &[kind.name(), id])
}

pub async fn open(client: &Client, kind: DocumentKind, id: &str) -> DocumentView {
    client.get(&path(paths::WORK_DOCUMENT, kind, id)).await.expect(200).json()
}

pub async fn try_save(client: &Client, document: &Document, revision: i64) -> Reply {
    let request = SaveDocument { document: document.clone(), note: "改了".into() };
    let tag = format!("\"{revision}\"");
    let path = path(paths::WORK_DOCUMENT, document.kind(), document.id());
    client.put(&path, &request, &[("if-match", &tag)]).await
}

pub async fn save(client: &Client, document: &Document, revision: i64) -> DocumentView {
    try_save(client, document, revision).await.expect(200).json()
}

pub async fn item(client: &Client, id: &str) -> (Item, i64) {
    let view = open(client, DocumentKind::Item, id).await;
    match view.document {
        Document::Item(item) => (*item, view.revision),
        Document::Thing(_) => panic!("{id} is a thing"),
    }
}

pub async fn thing(client: &Client, id: &str) -> (Thing, i64) {
    let view = open(client, DocumentKind::Thing, id).await;
    match view.document {
        Document::Thing(thing) => (*thing, view.revision),
        Document::Item(_) => panic!("{id} is an item"),
    }
}

/// Changes an item and saves it as a working copy.
pub async fn edit_item(client: &Client, id: &str, change: impl FnOnce(&mut Item)) -> DocumentView {
    let (mut item, revision) = item(client, id).await;
    change(&mut item);
    save(client, &Document::Item(Box::new(item)), revision).await
}

/// Changes a thing and saves it as a working copy.
pub async fn edit_thing(
    client: &Client,
    id: &str,
    change: impl FnOnce(&mut Thing),
) -> DocumentView {
    let (mut thing, revision) = thing(client, id).await;
    change(&mut thing);
    save(client, &Document::Thing(Box::new(thing)), revision).await
}

pub async fn findings(client: &Client, document: &Document) -> Vec<String> {
    let found: Findings = client.post(paths::WORK_LINT, document).await.expect(200).json();
    found.findings.iter().map(|f| format!("{} {} {}", f.place, f.path, f.code.name())).collect()
}

pub async fn effects(client: &Client, documents: &[(DocumentKind, &str)]) -> Effects {
    let documents =
        documents.iter().map(|(kind, id)| DocumentRef { kind: *kind, id: (*id).into() }).collect();
    client.post(paths::WORK_EFFECTS, &CheckRequest { documents }).await.expect(200).json()
}

pub async fn try_submit(client: &Client, views: &[&DocumentView]) -> Reply {
    let documents = views.iter().map(|view| DocumentRevision {
        kind: view.document.kind(),
        id: view.document.id().to_owned(),
        revision: view.revision,
    });
    let request = Submit { id: id(), documents: documents.collect(), note: "请看看".into() };
    client.post(paths::WORK_RELEASES, &request).await
}

pub async fn submit(client: &Client, views: &[&DocumentView]) -> ReleaseView {
    try_submit(client, views).await.expect(201).json()
}

pub async fn release(client: &Client, id: &str) -> ReleaseView {
    client.get(&fill(paths::WORK_RELEASE, &[id])).await.expect(200).json()
}

pub async fn try_command(client: &Client, release: &ReleaseView, command: ReleaseCommand) -> Reply {
    let request = ReleaseCommandRequest { id: id(), expected_seq: release.row.seq, command };
    client.post(&fill(paths::WORK_RELEASE_COMMANDS, &[&release.row.id]), &request).await
}

pub async fn command(client: &Client, of: &ReleaseView, command: ReleaseCommand) -> ReleaseView {
    try_command(client, of, command).await.expect(200).json()
}

pub fn approve() -> ReleaseCommand {
    ReleaseCommand::Approve { note: String::new() }
}

/// Brings working copies all the way: submitted, approved, published.
pub async fn publish(editor: &Client, publisher: &Client, views: &[&DocumentView]) -> ReleaseView {
    let release = submit(editor, views).await;
    let release = command(publisher, &release, approve()).await;
    command(publisher, &release, ReleaseCommand::Publish {}).await
}
