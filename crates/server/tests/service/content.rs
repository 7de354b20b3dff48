//! Content: imported all or nothing, in versions, and exported so that an import reads it back.

use std::path::{Path, PathBuf};

use onething_api::guides::{GuideList, GuideStatus, GuideView};
use onething_api::paths::{self, fill};
use onething_api::problem::Code;
use onething_api::work::WorkGuides;
use onething_server::city::import::{ImportError, Report, import};
use onething_server::city::{content, export};

use crate::world::{MOTHER, World, demo_city};

const NAMED: &str = "title = { zh = \"新生儿出生\"";

/// A copy of the demo city that a test may change.
pub fn copy(world: &World) -> PathBuf {
    let to = world.folder.join("content");
    copy_folder(&demo_city(), &to);
    to
}

/// How many things the demo city has; one of them is a draft.
fn things() -> usize {
    std::fs::read_dir(demo_city().join("things")).unwrap().count()
}

pub fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

pub fn change(file: &Path, from: &str, to: &str) {
    let text = std::fs::read_to_string(file).unwrap();
    assert!(text.contains(from), "{} has {from}", file.display());
    std::fs::write(file, text.replacen(from, to, 1)).unwrap();
}

pub async fn imported(world: &World, folder: &Path) -> Report {
    import(&world.app, folder).await.unwrap_or_else(|error| panic!("{error}"))
}

async fn an_import_of_the_same_changes_nothing(world: World) {
    let again = imported(&world, &demo_city()).await;
    assert!(again.changed.is_empty() && again.retired.is_empty(), "{again:?}");
}

async fn a_changed_guide_is_a_new_version_and_the_old_one_stays(world: World) {
    let mother = world.log_in(MOTHER).await;
    let filed = mother.file("newborn", 0).await;
    let draft = mother.draft("newborn", 0).await;
    let signature = mother.sign(&draft).await;
    let folder = copy(&world);
    change(&folder.join("things/newborn.toml"), NAMED, "title = { zh = \"宝宝出生一件事\"");
    let report = imported(&world, &folder).await;
    assert_eq!(report.changed, ["newborn 2 (published)"]);

    let newest = mother.guide("newborn").await;
    assert_eq!((newest.version, newest.guide.title.zh.as_str()), (2, "宝宝出生一件事"));
    let old = mother.get(&fill(paths::GUIDE_VERSION, &["newborn", "1"])).await.expect(200);
    assert!(old.headers["cache-control"].to_str().unwrap().contains("immutable"));
    let old: GuideView = old.json();
    assert_eq!((old.status, old.guide.title.zh.as_str()), (GuideStatus::Replaced, "新生儿出生"));
    assert_eq!(
        mother.case(&filed.number).await.submission.version,
        1,
        "a running case keeps its own"
    );

    let reply = mother.post(paths::CASES, &mother.filing(&draft, signature)).await.expect(409);
    reply.problem(Code::GuideChanged);
    let kept: onething_api::drafts::Draft =
        mother.save(&draft, &draft.content).await.expect(200).json();
    assert_eq!(kept.version, 2, "a save takes the draft along");
    let signature = mother.sign(&kept).await;
    mother.post(paths::CASES, &mother.filing(&kept, signature)).await.expect(201);
}

async fn what_is_no_longer_there_is_retired(world: World) {
    let mother = world.log_in(MOTHER).await;
    let draft = mother.draft("newborn", 0).await;
    let signature = mother.sign(&draft).await;
    let folder = copy(&world);
    std::fs::remove_file(folder.join("things/newborn.toml")).unwrap();
    // What names it must go too.
    std::fs::remove_dir_all(folder.join("notices")).unwrap();
    change(&folder.join("things/newborn-social-card.toml"), "thing = \"newborn\"", "");
    assert_eq!(imported(&world, &folder).await.retired, ["newborn"]);
    mother.get(&fill(paths::GUIDE, &["newborn"])).await.expect(410).problem(Code::GuideRetired);
    mother.get(&fill(paths::GUIDE_VERSION, &["newborn", "1"])).await.expect(200);
    let reply = mother.post(paths::CASES, &mother.filing(&draft, signature)).await.expect(410);
    reply.problem(Code::GuideRetired);
    let begin = onething_api::drafts::NewDraft {
        thing: "newborn".into(),
        content: Default::default(),
        anew: false,
    };
    mother.post(paths::DRAFTS, &begin).await.expect(410).problem(Code::GuideRetired);
    mother.get(&fill(paths::DRAFT, &[&draft.id])).await.expect(200);
}

async fn drafts_of_guides_are_staffs_only(world: World) {
    let thing = "newborn-social-card";
    let mother = world.log_in(MOTHER).await;
    mother.get(&fill(paths::GUIDE, &[thing])).await.expect(404);
    mother
        .get(&fill(paths::GUIDE_VERSION, &[thing, "1"]))
        .await
        .expect(404)
        .problem(Code::NotFound);
    let preview = fill(paths::WORK_GUIDE, &[thing, "1"]);
    mother.get(&preview).await.expect(403).problem(Code::Forbidden);
    let editor = world.staff("editor").await;
    let view: GuideView = editor.get(&preview).await.expect(200).json();
    assert_eq!(view.status, GuideStatus::Draft);
    let mut all: Vec<(String, u32)> = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = format!("{}?limit=7&cursor={cursor}", paths::WORK_GUIDES);
        let page: WorkGuides = editor.get(&page).await.expect(200).json();
        assert!(page.guides.len() <= 7);
        all.extend(page.guides.into_iter().map(|guide| (guide.thing, guide.version)));
        match page.next {
            Some(next) => cursor = next,
            None => break,
        }
    }
    assert_eq!(all.len(), things());
    assert!(all.is_sorted() && all.contains(&(thing.to_owned(), 1)));
    let page = format!("{}?limit=101", paths::WORK_GUIDES);
    editor.get(&page).await.expect(400).problem(Code::BadParameter);
    let folder = copy(&world);
    change(&folder.join("things/newborn-social-card.toml"), "draft = true\n", "");
    assert_eq!(imported(&world, &folder).await.changed, ["newborn-social-card 1 (published)"]);
    mother.get(&fill(paths::GUIDE, &[thing])).await.expect(200);
}

async fn an_unchanged_guide_is_not_sent_again(world: World) {
    let nobody = world.nobody();
    let path = fill(paths::GUIDE, &["newborn"]);
    let first = nobody.get(&path).await.expect(200);
    let tag = first.headers["etag"].to_str().unwrap();
    assert!(tag.starts_with('"'), "a strong one: {tag}");
    let again = nobody.call("GET", &path, &[("if-none-match", tag)], Vec::new()).await.expect(304);
    assert!(again.body.is_empty());
    assert_eq!(again.headers["etag"], tag);
    nobody.call("GET", &path, &[("if-none-match", "\"other\"")], Vec::new()).await.expect(200);
    for encoding in ["br", "gzip"] {
        let accepts = [("accept-encoding", encoding)];
        let packed = nobody.call("GET", &path, &accepts, Vec::new()).await.expect(200);
        assert_eq!(packed.headers["content-encoding"], encoding);
        assert!(packed.body.len() * 3 < first.body.len());
        assert_ne!(packed.headers["etag"], tag, "another representation, another strong tag");
    }
}

async fn search_puts_titles_first(world: World) {
    let nobody = world.nobody();
    let found = async |query: &str| -> Vec<String> {
        let list: GuideList =
            nobody.get(&format!("{}?{query}", paths::GUIDES)).await.expect(200).json();
        list.guides.into_iter().map(|guide| guide.thing).collect()
    };
    let all = found("").await;
    assert_eq!((all.len(), all[0].as_str()), (things() - 1, "newborn"), "by life events");
    assert_eq!(found("q=%E7%96%AB%E8%8B%97").await[0], "newborn");
    assert_eq!(found("q=BABY%20born").await[0], "newborn");
    assert_eq!(found("event=home").await, ["second-hand-home", "fund-withdrawal"]);
    assert_eq!(found("q=%E7%96%91%E7%84%B6%E9%83%81%E9%83%81").await, [""; 0]);
}

async fn every_fault_is_named_with_file_line_and_remedy_and_nothing_is_imported(world: World) {
    let before = world.nobody().get(paths::GUIDES).await.body;
    let cases: [(&str, &str, &str, &str); 8] = [
        ("things/newborn.toml", "event = \"birth\"", "evnt = \"birth\"", "unknown field"),
        (
            "things/newborn.toml",
            "applicant = \"citizen\"",
            "applicant = \"alien\"",
            "unknown variant",
        ),
        ("items/vaccination.toml", "promised_days = ", "promised_days = 9", "promised_days"),
        ("items/vaccination.toml", "id = \"vaccination\"", "id = \"vaccine\"", "holds the id"),
        ("people.toml", "519902199406120020", "519902199406120021", "id_card"),
        ("licences.toml", "issuer = \"police\"", "issuer = \"polis\"", "no department"),
        ("licences.toml", "person = \"lin-yue\"", "person = \"nobody\"", "whom nobody knows"),
        ("city.toml", "region = \"519900\"", "region = 519900,", "city.toml"),
    ];
    for (file, from, to, told) in cases {
        let folder = copy(&world);
        change(&folder.join(file), from, to);
        let faults = match import(&world.app, &folder).await {
            Err(ImportError::Faults(faults)) => faults,
            other => panic!("{file}: {other:?}"),
        };
        let named = faults
            .iter()
            .find(|fault| fault.file.ends_with(file))
            .unwrap_or_else(|| panic!("{faults:?}"));
        assert!(named.to_string().contains(told), "{named}");
        assert!(named.line > 0 && !named.remedy.is_empty());
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        if text.lines().any(|line| line == to) {
            assert_eq!(text.lines().nth(named.line - 1), Some(to), "{named}");
        }
    }
    assert_eq!(world.nobody().get(paths::GUIDES).await.body, before);
}

async fn huge_circular_and_scripted_content_is_refused_whole(world: World) {
    let before = world.nobody().get(paths::GUIDES).await.body;
    let huge = format!("# {}\nid = \"vaccination\"", "长".repeat(4_000_000));
    for (file, from, to, told, line) in [
        ("items/vaccination.toml", "id = \"vaccination\"", huge.as_str(), "larger than 4 MB", 1),
        (
            "things/newborn.toml",
            "item = \"birth-certificate\"\nneeds = []",
            "item = \"birth-certificate\"\nneeds = [\"social-card\"]",
            "circle",
            0,
        ),
        ("items/vaccination.toml", "给宝宝建", "<script>x</script>给宝宝建", "summary.zh", 5),
    ] {
        let folder = copy(&world);
        change(&folder.join(file), from, to);
        let Err(ImportError::Faults(faults)) = import(&world.app, &folder).await else {
            panic!("{told}: it is imported");
        };
        let named = faults.iter().find(|fault| fault.message.contains(told));
        let named = named.unwrap_or_else(|| panic!("{told}: {faults:?}"));
        assert!(named.file.ends_with(file) && !named.remedy.is_empty(), "{named}");
        assert!(named.line == line || line == 0 && named.line > 0, "{named}");
    }
    assert_eq!(world.nobody().get(paths::GUIDES).await.body, before);
}

async fn an_export_is_read_back_as_it_was(world: World) {
    let folder = world.folder.join("export");
    export::export(&world.app, &folder).await.unwrap();
    let mut original = content::read(&demo_city()).unwrap();
    original.people = Default::default();
    original.licences = Default::default();
    original.registries.record.clear();
    original.items.sort_by(|a, b| a.id.cmp(&b.id));
    original.things.sort_by(|a, b| a.id.cmp(&b.id));
    let mut back = content::read(&folder).unwrap_or_else(|faults| panic!("{faults:?}"));
    back.items.sort_by(|a, b| a.id.cmp(&b.id));
    back.things.sort_by(|a, b| a.id.cmp(&b.id));
    for (item, known) in back.items.iter().zip(&original.items) {
        assert_eq!(item, known);
    }
    for (thing, known) in back.things.iter().zip(&original.things) {
        assert_eq!(thing, known);
    }
    assert!(back == original, "the city's own files");
}

async fn another_nodes_import_is_seen(world: World) {
    let other = world.another_node().await;
    let folder = copy(&world);
    change(&folder.join("things/newborn.toml"), NAMED, "title = { zh = \"宝宝出生一件事\"");
    imported(&world, &folder).await;
    assert_eq!(other.nobody().guide("newborn").await.version, 1);
    other.app.refresh().await.unwrap();
    assert_eq!(other.nobody().guide("newborn").await.version, 2);
}

on_both!(
    an_import_of_the_same_changes_nothing,
    a_changed_guide_is_a_new_version_and_the_old_one_stays,
    what_is_no_longer_there_is_retired,
    drafts_of_guides_are_staffs_only,
    an_unchanged_guide_is_not_sent_again,
    search_puts_titles_first,
    every_fault_is_named_with_file_line_and_remedy_and_nothing_is_imported,
    huge_circular_and_scripted_content_is_refused_whole,
    an_export_is_read_back_as_it_was,
    another_nodes_import_is_seen,
);
