//! Documents as TOML over the wire.

use onething_api::catalogue::{BrokenFile, DocumentList, DocumentView};
use onething_api::paths;
use onething_api::problem::Code;
use onething_domain::authoring::DocumentKind;

use super::{open, path};
use crate::world::{Client, Reply, World};

const ITEM: DocumentKind = DocumentKind::Item;

async fn put(client: &Client, id: &str, revision: i64, text: &[u8]) -> Reply {
    let tag = format!("\"{revision}\"");
    let headers = [("if-match", tag.as_str()), ("content-type", "application/toml")];
    client.call("PUT", &path(paths::WORK_TOML, ITEM, id), &headers, text.to_vec()).await
}

async fn every_document_comes_back_as_it_went(world: World) {
    let editor = world.staff("editor").await;
    let mut cursor = String::new();
    let mut count = 0;
    loop {
        let at = format!("{}?limit=100&cursor={cursor}", paths::WORK_DOCUMENTS);
        let page: DocumentList = editor.get(&at).await.expect(200).json();
        for row in page.documents.iter().step_by(7) {
            let at = path(paths::WORK_TOML, row.kind, &row.id);
            let file = editor.get(&at).await.expect(200);
            assert_eq!(file.headers["content-type"], "application/toml");
            let before = open(&editor, row.kind, &row.id).await;
            let tag = file.headers["etag"].to_str().unwrap().to_owned();
            let headers = [("if-match", tag.as_str()), ("content-type", "application/toml")];
            let after = editor.call("PUT", &at, &headers, file.body).await.expect(200);
            assert_eq!(after.json::<DocumentView>().document, before.document, "{}", row.id);
            count += 1;
        }
        match page.next {
            Some(next) => cursor = next,
            None => break,
        }
    }
    assert!(count > 15);
}

async fn broken_files_are_refused_with_line_and_remedy(world: World) {
    let editor = world.staff("editor").await;
    let at = path(paths::WORK_TOML, ITEM, "vaccination");
    let text = String::from_utf8(editor.get(&at).await.expect(200).body).unwrap();
    let line_of = |part: &str| {
        text.lines().position(|line| line.starts_with(part)).map_or(0, |line| line + 1)
    };
    for (from, to, told) in [
        ("visits = ", "visitz = ", "unknown field"),
        ("kind = \"", "kind = \"x", "unknown variant"),
        ("promised_days = ", "promised_days = \"", "string"),
    ] {
        let broken = text.replacen(&format!("\n{from}"), &format!("\n{to}"), 1);
        let reply = put(&editor, "vaccination", 0, broken.as_bytes()).await.expect(422);
        let problem = reply.problem(Code::BrokenFile);
        let fault: BrokenFile = reply.json();
        assert_eq!(fault.line, line_of(from), "{fault:?}");
        assert!(!fault.remedy.is_empty() && problem.detail.unwrap().contains(told));
    }
    let nested = format!("a = {}", "[".repeat(100_000));
    put(&editor, "vaccination", 0, nested.as_bytes()).await.expect(422).problem(Code::BrokenFile);
    put(&editor, "vaccination", 0, b"id = \"\xff\"").await.expect(422).problem(Code::BrokenFile);
    let huge = vec![b'#'; 10 * 1024 * 1024];
    put(&editor, "vaccination", 0, &huge).await.expect(413).problem(Code::TooLarge);
    put(&editor, "other", 0, text.as_bytes()).await.expect(422).problem(Code::WrongShape);
    put(&editor, "vaccination", 7, text.as_bytes()).await.expect(412);
    let json = [("if-match", "\"0\""), ("content-type", "application/json")];
    let reply = editor.call("PUT", &at, &json, text.into_bytes()).await;
    reply.expect(415).problem(Code::WrongMediaType);
    assert_eq!(open(&editor, ITEM, "vaccination").await.revision, 1, "nothing has changed");
}

on_both!(every_document_comes_back_as_it_went, broken_files_are_refused_with_line_and_remedy);
