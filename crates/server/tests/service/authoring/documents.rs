//! Working copies: begun, saved, merged, given up, restored; what is wrong with them; how they would look.

use onething_api::catalogue::{
    Changes, Dictionary, DocumentList, DocumentStatus, Preview, RevisionView, Revisions,
    StaleDocument,
};
use onething_api::paths::{self, fill};
use onething_api::problem::Code;
use onething_domain::authoring::{Document, DocumentKind, amend};
use onething_domain::text::Text;

use super::blank::blank_item;
use super::{edit_item, findings, item, open, path, save, try_save};
use crate::world::{MOTHER, World};

const ITEM: DocumentKind = DocumentKind::Item;

async fn two_editors_collide_and_nothing_is_lost(world: World) {
    let (one, two) = (world.staff("editor").await, world.staff("editor-2").await);
    let (base, revision) = item(&one, "vaccination").await;
    let (mut mine, mut theirs) = (base.clone(), base.clone());
    mine.name.en = "Jabs for babies".into();
    mine.fields.last_mut().unwrap().help = Text::new("照疫苗本填", "As in the booklet");
    theirs.summary.zh = "在社区医院打".into();
    theirs.conditions.push(Text::new("孩子没有发烧", "The child has no fever"));
    save(&one, &Document::Item(Box::new(theirs)), revision).await;
    let mine = Document::Item(Box::new(mine));
    let stale: StaleDocument = try_save(&two, &mine, revision).await.expect(412).json();
    assert_eq!(stale.problem.code, Code::StaleRevision);
    assert_eq!(stale.current.changed_by.as_ref().unwrap().id, "editor");
    let base = Document::Item(Box::new(base));
    let merged = amend(&base.value(), &mine.value(), &stale.current.document.value());
    assert!(merged.clashes.is_empty(), "{:?}", merged.clashes);
    let merged = Document::of_value(ITEM, merged.value).unwrap();
    save(&two, &merged, stale.current.revision).await;
    let (both, _) = item(&one, "vaccination").await;
    assert_eq!(both.name.en, "Jabs for babies");
    assert_eq!(both.summary.zh, "在社区医院打");
    assert_eq!(both.conditions.last().unwrap().zh, "孩子没有发烧");
    assert_eq!(both.fields.last().unwrap().help.zh, "照疫苗本填");
}

async fn what_files_brought_is_not_begun_anew(world: World) {
    let editor = world.staff("editor").await;
    let (item, revision) = item(&editor, "vaccination").await;
    assert_eq!(revision, 1, "0 stands for what does not exist");
    let document = Document::Item(Box::new(item));
    let stale: StaleDocument = try_save(&editor, &document, 0).await.expect(412).json();
    assert_eq!(stale.current.revision, 1);
    assert_eq!(open(&editor, ITEM, "vaccination").await.status, DocumentStatus::InForce);
    let rows: DocumentList =
        editor.get(&format!("{}?q=vaccination", paths::WORK_DOCUMENTS)).await.expect(200).json();
    assert!(rows.documents.iter().all(|row| row.revision == 1), "{rows:?}");
}

async fn every_save_is_kept_and_can_be_restored(world: World) {
    let (editor, second) = (world.staff("editor").await, world.staff("editor-2").await);
    let first = edit_item(&editor, "vaccination", |item| item.name.zh = "打疫苗".into()).await;
    assert_eq!((first.status, first.is_new, first.revision), (DocumentStatus::Draft, false, 2));
    edit_item(&second, "vaccination", |item| item.name.zh = "打针".into()).await;
    let history: Revisions =
        editor.get(&path(paths::WORK_REVISIONS, ITEM, "vaccination")).await.expect(200).json();
    let told: Vec<(i64, &str)> =
        history.revisions.iter().map(|r| (r.revision, r.by.name.as_str())).collect();
    assert_eq!(told, [(3, "罗兰"), (2, "谢军")], "what files brought is the first");
    let at = fill(paths::WORK_REVISION, &["item", "vaccination", "2"]);
    let old: RevisionView = editor.get(&at).await.expect(200).json();
    assert_eq!(old.document.title().zh, "打疫苗");
    save(&editor, &old.document, 3).await;
    let at = fill(paths::WORK_REVISION, &["item", "vaccination", "4"]);
    let restored: RevisionView = editor.get(&at).await.expect(200).json();
    assert_eq!(restored.changes.len(), 1, "{:?}", restored.changes);
    assert_eq!(restored.changes[0].path, "name.zh");
    let changes: Changes =
        editor.get(&path(paths::WORK_CHANGES, ITEM, "vaccination")).await.expect(200).json();
    assert_eq!(changes.changes[0].after, Some("打疫苗".into()));

    let (delete, tag) = (path(paths::WORK_DOCUMENT, ITEM, "vaccination"), [("if-match", "\"4\"")]);
    editor.call("DELETE", &delete, &[("if-match", "\"3\"")], Vec::new()).await.expect(412);
    editor.call("DELETE", &delete, &tag, Vec::new()).await.expect(204);
    let view = open(&editor, ITEM, "vaccination").await;
    assert_eq!((view.status, view.revision), (DocumentStatus::InForce, 5));
    assert_ne!(view.document.title().zh, "打疫苗");
    let at = fill(paths::WORK_REVISION, &["item", "vaccination", "4"]);
    let kept: RevisionView = editor.get(&at).await.expect(200).json();
    assert_eq!(kept.document.title().zh, "打疫苗", "given up, not lost");
}

async fn unfinished_documents_are_kept_and_ill_typed_ones_are_not(world: World) {
    let editor = world.staff("editor").await;
    let blank = blank_item("new-permit");
    let view = save(&editor, &blank, 0).await;
    assert!(view.is_new && view.editable);
    assert_eq!(view.status, DocumentStatus::Draft);
    let found = findings(&editor, &blank).await;
    for part in ["basis no_basis", "name empty_text", "steps empty_list", "code bad_code"] {
        assert!(found.iter().any(|f| f.ends_with(part)), "{part}: {found:?}");
    }
    let at = path(paths::WORK_DOCUMENT, ITEM, "new-permit");
    let tag = [("if-match", "\"1\""), ("content-type", "application/json")];
    for (body, field) in [
        (r#"{"document":{"item":{"id":"new-permit"}}}"#, "code"),
        (r#"{"document":{"thing":{}}}"#, "id"),
        (r#"{"document":{"paper":{}}}"#, "document"),
        (r#"{"note":"x"}"#, "document"),
    ] {
        let reply = editor.call("PUT", &at, &tag, body.as_bytes().to_vec()).await.expect(422);
        let problem = reply.problem(Code::WrongShape);
        assert!(problem.field.unwrap().contains(field), "{body}");
    }
    try_save(&editor, &blank_item("Bad_Id"), 0).await.expect(422);
    editor.call("PUT", &at, &tag[1..], b"{}".to_vec()).await.expect(422);
    assert_eq!(open(&editor, ITEM, "new-permit").await.revision, 1, "nothing has changed");
    let list: DocumentList =
        editor.get(&format!("{}?open=true", paths::WORK_DOCUMENTS)).await.expect(200).json();
    assert_eq!(list.documents.len(), 1);
    assert_eq!(list.documents[0].id, "new-permit");
    editor.get(&path(paths::WORK_DOCUMENT, ITEM, "nothing")).await.expect(404);
    editor.get(&fill(paths::WORK_DOCUMENT, &["paper", "x"])).await.expect(404);
}

async fn lists_are_searched_and_go_on_page_by_page(world: World) {
    let editor = world.staff("editor").await;
    let list = async |query: &str| -> DocumentList {
        editor.get(&format!("{}?{query}", paths::WORK_DOCUMENTS)).await.expect(200).json()
    };
    let found = list("kind=item&q=%E6%8E%A5%E7%A7%8D").await;
    assert!(found.documents.iter().any(|row| row.id == "vaccination"), "{found:?}");
    assert!(list("q=%25").await.documents.is_empty(), "no wildcard");
    assert!(list("q=%22zh%22").await.documents.is_empty(), "titles, not how they are stored");
    assert!(list("q=%22%3A%22").await.documents.is_empty());
    let english = list("kind=item&q=VACCINATION").await;
    assert!(english.documents.iter().any(|row| row.id == "vaccination"), "{english:?}");
    let editing = edit_item(&editor, "vaccination", |item| item.name.zh = "打针".into()).await;
    let found = list("q=%E6%89%93%E9%92%88").await;
    assert_eq!(found.documents.len(), 1, "by the title that is being written: {found:?}");
    assert_eq!(found.documents[0].revision, editing.revision);
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = list(&format!("limit=60&cursor={cursor}")).await;
        seen.extend(page.documents.into_iter().map(|row| (row.kind, row.id)));
        match page.next {
            Some(next) => cursor = next,
            None => break,
        }
    }
    let mut distinct = seen.clone();
    distinct.dedup();
    assert_eq!(distinct.len(), seen.len());
    assert!(seen.len() > 100 && seen[0].0 == DocumentKind::Thing);
    let menus: Dictionary = editor.get(paths::WORK_DICTIONARY).await.expect(200).json();
    assert_eq!(menus.items.len() + menus.things.len(), seen.len());
    assert!(menus.departments.len() > 10 && menus.codes.iter().any(|table| table.id == "list"));
}

async fn drafts_are_previewed_by_staff_and_by_nobody_else(world: World) {
    let editor = world.staff("editor").await;
    edit_item(&editor, "vaccination", |item| item.name.zh = "打疫苗".into()).await;
    let at = fill(paths::WORK_PREVIEW, &["newborn"]);
    let preview: Preview = world.staff("clerk-1").await.get(&at).await.expect(200).json();
    let guide = preview.guide.unwrap();
    assert_eq!(guide.node("vaccination").unwrap().item.name.zh, "打疫苗");
    assert!(preview.findings.is_empty() && preview.version == 2);
    let view = super::edit_thing(&editor, "newborn", |thing| {
        thing.nodes[0].needs = vec![thing.nodes[1].item.clone()];
        thing.nodes.push(onething_domain::thing::ThingNode {
            item: "no-such-item".into(),
            needs: Vec::new(),
            when: None,
            stage: String::new(),
        });
    });
    view.await;
    let preview: Preview = editor.get(&at).await.expect(200).json();
    let codes: Vec<String> = preview.findings.iter().map(|f| f.code.name()).collect();
    assert!(codes.contains(&"circular".into()) && codes.contains(&"unknown_item".into()));
    world.nobody().get(&at).await.expect(404).problem(Code::NotFound);
    world.log_in(MOTHER).await.get(&at).await.expect(404).problem(Code::NotFound);
    assert_ne!(
        world.nobody().guide("newborn").await.guide.node("vaccination").unwrap().item.name.zh,
        "打疫苗"
    );
}

async fn scripts_nesting_and_long_lists_are_found_and_kept_out(world: World) {
    let editor = world.staff("editor").await;
    let (mut item, revision) = item(&editor, "vaccination").await;
    item.summary.zh = "<script>alert(1)</script>".into();
    item.faq[0].answer.en = "<img src=x onerror=alert(1)>".into();
    item.conditions = vec![Text::new("其他材料", "other"); 300];
    let mut deep = onething_domain::condition::Condition::Present { of: "child_name".into() };
    for _ in 0..20 {
        deep = onething_domain::condition::Condition::Not(Box::new(deep));
    }
    item.fields[0].when = Some(deep);
    let document = Document::Item(Box::new(item));
    let found = findings(&editor, &document).await;
    for part in [
        "summary.zh markup",
        "faq.0.answer.en markup",
        "conditions too_many",
        "conditions.0 vague",
        "when too_deep",
    ] {
        assert!(found.iter().any(|f| f.ends_with(part)), "{part}: {found:?}");
    }
    let view = save(&editor, &document, revision).await;
    super::try_submit(&editor, &[&view]).await.expect(422).problem(Code::HasFindings);
    let hundred = "[".repeat(200_000);
    let at = path(paths::WORK_DOCUMENT, ITEM, "vaccination");
    let headers = [("if-match", "\"2\""), ("content-type", "application/json")];
    let body = format!("{{\"document\":{{\"item\":{{\"id\":{hundred}");
    editor.call("PUT", &at, &headers, body.into_bytes()).await.expect(422);
    let huge = vec![b' '; 10 * 1024 * 1024];
    editor.call("PUT", &at, &headers, huge).await.expect(413).problem(Code::TooLarge);
    assert_eq!(open(&editor, ITEM, "vaccination").await.revision, 2);
}

on_both!(
    two_editors_collide_and_nothing_is_lost,
    what_files_brought_is_not_begun_anew,
    every_save_is_kept_and_can_be_restored,
    unfinished_documents_are_kept_and_ill_typed_ones_are_not,
    lists_are_searched_and_go_on_page_by_page,
    drafts_are_previewed_by_staff_and_by_nobody_else,
    scripts_nesting_and_long_lists_are_found_and_kept_out,
);
