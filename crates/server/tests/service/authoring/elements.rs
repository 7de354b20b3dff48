//! Data elements that editors add.

use onething_api::catalogue::Dictionary;
use onething_api::paths;
use onething_api::problem::Code;
use onething_api::work::WorkGuides;
use onething_domain::city::DataElement;
use onething_domain::field::FieldType;
use onething_domain::text::Text;

use crate::content::imported;
use crate::world::{World, demo_city};

fn element(id: &str, zh: &str) -> DataElement {
    DataElement { id: id.into(), name: Text::new(zh, "Pet name"), r#type: FieldType::Text }
}

async fn known(world: &World) -> Vec<DataElement> {
    let editor = world.staff("editor").await;
    let dictionary: Dictionary = editor.get(paths::WORK_DICTIONARY).await.expect(200).json();
    dictionary.elements
}

async fn an_editor_adds_one_and_a_clash_is_told(world: World) {
    let editor = world.staff("editor").await;
    let before = known(&world).await.len();
    let new = element("child.pet_name", "宝宝小名");
    for _ in 0..2 {
        let added: DataElement = editor.post(paths::WORK_ELEMENTS, &new).await.expect(201).json();
        assert_eq!(added, new);
    }
    assert_eq!(known(&world).await.len(), before + 1, "sent twice, it is there once");
    let other = editor.post(paths::WORK_ELEMENTS, &element("child.pet_name", "别的")).await;
    let problem = other.expect(409).problem(Code::IdReused);
    assert_eq!(
        (problem.field.as_deref(), problem.detail.as_deref()),
        (Some("id"), Some("宝宝小名"))
    );
    for wrong in [
        element("petname", "小名"),
        element("Child.name", "小名"),
        element("child..name", "小名"),
        element("child.nick", " "),
        element("child.nick", &"长".repeat(61)),
    ] {
        editor.post(paths::WORK_ELEMENTS, &wrong).await.expect(422).problem(Code::WrongShape);
    }
    assert!(known(&world).await.contains(&new) && known(&world).await.len() == before + 1);
}

async fn an_import_keeps_what_was_added_here(world: World) {
    let editor = world.staff("editor").await;
    let new = element("child.pet_name", "宝宝小名");
    editor.post(paths::WORK_ELEMENTS, &new).await.expect(201);
    imported(&world, &demo_city()).await;
    assert!(known(&world).await.contains(&new));
}

async fn the_versions_of_one_guide_are_listed(world: World) {
    let editor = world.staff("editor").await;
    let path = format!("{}?thing=newborn", paths::WORK_GUIDES);
    let list: WorkGuides = editor.get(&path).await.expect(200).json();
    assert!(!list.guides.is_empty() && list.guides.iter().all(|guide| guide.thing == "newborn"));
}

on_both!(
    an_editor_adds_one_and_a_clash_is_told,
    an_import_keeps_what_was_added_here,
    the_versions_of_one_guide_are_listed,
);
