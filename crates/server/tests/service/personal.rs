//! The pages of a draft as HTML, for its owner: what was filled in stands there before the program has come (A1, X4).

use onething_api::drafts::{Draft, NewDraft};
use onething_api::guides::GuideList;
use onething_api::paths;
use onething_domain::draft::DraftContent;
use serde_json::json;

use crate::client::{Client, Reply};
use crate::rendered::with_portal;
use crate::window::at_window;
use crate::world::World;

/// What would end a tag, a value or the data block if it were not kept from it.
const HOSTILE: &str = "\"><script>hit()</script>";

async fn page(of: &Client, draft: &Draft, step: &str) -> (Reply, String) {
    let path = format!("/apply/{}/{step}", draft.id);
    let reply =
        of.call("GET", &path, &[("accept-language", "zh-CN")], Vec::new()).await.expect(200);
    let html = String::from_utf8(reply.body.clone()).unwrap();
    (reply, html)
}

/// Every thing, and so every kind of field: empty, with what the profile knows, and filled in.
#[tokio::test]
async fn the_form_of_every_thing_is_rendered_for_its_owner() {
    let world = with_portal(World::sqlite().await).await;
    let mother = world.log_in("13800000001").await;
    let things = mother.get("/api/v1/guides?limit=100").await.expect(200).json::<GuideList>();
    for thing in things.guides.iter().map(|one| one.thing.as_str()) {
        let new = NewDraft { thing: thing.into(), content: DraftContent::default(), anew: true };
        let reply = mother.post(paths::DRAFTS, &new).await;
        if reply.status != 201 {
            continue; // for companies, or not to be applied for on line
        }
        is_whole(&mother, &reply.json()).await;
        is_whole(&mother, &mother.draft(thing, 1).await).await;
    }
}

async fn is_whole(of: &Client, draft: &Draft) {
    let (reply, html) = page(of, draft, "form").await;
    let thing = &draft.thing;
    assert_eq!(reply.headers["cache-control"], "no-store", "{thing}");
    assert!(html.contains("<html lang=\"zh-CN\" data-rendered"), "{thing}");
    assert_eq!(html.matches("<h1").count(), 1, "{thing}");
    assert!(!html.contains("class=\"skeleton"), "{thing} waits for something");
    assert!(!html.contains(" style=\""), "{thing}: the policy forbids inline style");
}

/// In the name of a company, and of who came to a window.
#[tokio::test]
async fn whoever_acts_for_somebody_gets_the_form() {
    let world = with_portal(World::sqlite().await).await;
    let agent = world.agent().await;
    is_whole(&agent, &agent.draft("open-restaurant", 1).await).await;
    let window = at_window(&world).await;
    let draft = window.draft("newborn", 0).await;
    is_whole(&window, &draft).await;
    let (_, html) = page(&window, &draft, "form").await;
    assert!(html.contains("window-bar"), "whose window it is stands above the form");
}

#[tokio::test]
async fn what_was_filled_in_stands_in_the_form() {
    let world = with_portal(World::sqlite().await).await;
    let mother = world.log_in("13800000001").await;
    let draft = mother.draft("newborn", 1).await;
    let (_, form) = page(&mother, &draft, "form").await;
    let name = draft.content.answers["child_name"].as_str().unwrap();
    assert!(form.contains(&format!("value=\"{name}\"")), "{form}");
    assert!(form.contains(" checked"), "a choice is there");
    assert!(form.contains(" selected"), "a choice of many is there");
}

#[tokio::test]
async fn nobody_else_gets_the_page_of_a_draft() {
    let world = with_portal(World::sqlite().await).await;
    let mother = world.log_in("13800000001").await;
    let draft = mother.draft("newborn", 1).await;
    let name = draft.content.answers["child_name"].as_str().unwrap();
    let father = world.log_in("13800000002").await;
    for other in [world.nobody(), father, world.staff("health-reviewer").await] {
        let (_, html) = page(&other, &draft, "form").await;
        assert!(html.contains("<!--page-->") && !html.contains(name), "{html}");
    }
}

#[tokio::test]
async fn what_was_typed_stays_text() {
    let world = with_portal(World::sqlite().await).await;
    let mother = world.log_in("13800000001").await;
    let draft = mother.draft("newborn", 1).await;
    let before = page(&mother, &draft, "form").await.1.matches("<script").count();
    let mut content = draft.content.clone();
    content.answers.insert("child_name".into(), json!(HOSTILE));
    mother.save(&draft, &content).await.expect(200);
    let (_, html) = page(&mother, &draft, "form").await;
    assert!(html.contains("value=\"&quot;&gt;&lt;script"), "{html}");
    assert_eq!(html.matches("<script").count(), before);
}
