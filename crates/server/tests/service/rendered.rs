//! Public pages as HTML, as a reader without scripts, a search engine or a messenger gets them (G8).

use std::path::Path;

use onething_portal::app::PROGRAMS;
use onething_portal::router::Who;
use onething_server::config::Settings;

use crate::world::World;

/// The service with the portal's real document, as Trunk would hand it on.
pub async fn with_portal(world: World) -> World {
    let web = world.folder.join("web");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for (program, _) in PROGRAMS {
        let folder = web.join(program.base().trim_matches('/'));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::copy(root.join("index.html"), folder.join("index.html")).unwrap();
    }
    let settings = Settings { web: Some(web), ..world.app.settings.clone() };
    world.reopened(settings).await
}

/// A page in a language.
pub async fn read(world: &World, path: &str, language: &str) -> (u16, String) {
    let headers = [("accept-language", language)];
    let reply = world.nobody().call("GET", path, &headers, Vec::new()).await;
    (reply.status, String::from_utf8(reply.body).unwrap())
}

/// An address of a page of the table.
pub fn example(pattern: &str) -> String {
    pattern
        .replace("{thing}", "newborn")
        .replace("{id}", "newborn-allowance-2026")
        .replace("{department}", "police")
}

#[tokio::test]
async fn every_public_page_is_whole_in_both_languages() {
    let world = with_portal(World::sqlite().await).await;
    let pages = PROGRAMS.into_iter().flat_map(|(_, pages)| pages);
    for page in pages.filter(|page| page.who == Who::Reader) {
        let path = example(page.path);
        assert!(!path.contains('{'), "{path}: give an example of its parameter");
        for language in ["zh-CN", "en"] {
            let (status, html) = read(&world, &path, language).await;
            assert_eq!(status, 200, "{path} {language}");
            assert!(html.contains(&format!("<html lang=\"{language}\" data-rendered")), "{path}");
            assert_eq!(html.matches("<h1").count(), 1, "{path} {language}");
            assert_eq!(html.matches("<title>").count(), 1, "{path} {language}");
            assert!(!html.contains("class=\"skeleton"), "{path} {language} waits for something");
            assert!(
                !html.contains(" style=\""),
                "{path} {language}: the policy forbids inline style"
            );
            assert!(!html.contains("<!--page-->"), "{path} {language}");
        }
    }
}

#[tokio::test]
async fn a_notice_can_be_read_without_scripts() {
    let world = with_portal(World::sqlite().await).await;
    let (_, html) = read(&world, "/notices/newborn-allowance-2026", "zh-CN").await;
    assert!(html.contains("<h2>变了什么") && html.contains("<td>158 天"), "{html}");
    assert!(html.contains("href=\"/guides/newborn\"") && html.contains("<title>生育津贴"));
    let (_, english) = read(&world, "/notices/newborn-allowance-2026?lang=en", "zh-CN").await;
    assert!(english.contains("<h2>What has changed"));
    let (_, guide) = read(&world, "/guides/newborn", "zh-CN").await;
    assert!(guide.contains("/notices/newborn-allowance-2026"), "the guide leads to its reading");
    let (status, _) = read(&world, "/notices/talent-rules-draft", "zh-CN").await;
    assert_eq!(status, 404);
}

#[tokio::test]
async fn a_guide_can_be_read_without_scripts() {
    let world = with_portal(World::sqlite().await).await;
    let (_, html) = read(&world, "/guides/newborn", "zh-CN").await;
    let guide = world.nobody().guide("newborn").await.guide;
    let shown = [&guide.title, &guide.summary, &guide.materials[0].name, &guide.faq[0].answer];
    for text in shown.into_iter().chain(guide.nodes.iter().map(|node| &node.item.name)) {
        assert!(html.contains(&text.zh), "{}", text.zh);
    }
    let title = format!("<title>{} · ", guide.title.zh);
    assert!(html.contains(&title), "{title}");
    let description = format!("<meta name=\"description\" content=\"{}", guide.summary.zh);
    assert!(html.contains(&description), "{description}");
    assert!(html.contains("property=\"og:title\"") && html.contains("property=\"og:image\""));
    let (_, english) = read(&world, "/guides/newborn?lang=en", "zh-CN").await;
    assert!(english.contains("<html lang=\"en\"") && english.contains(&guide.summary.en));
}

#[tokio::test]
async fn the_lists_have_links_that_work_without_scripts() {
    let world = with_portal(World::sqlite().await).await;
    for path in ["/", "/guides"] {
        let (_, html) = read(&world, path, "zh-CN").await;
        assert!(html.contains("href=\"/guides/newborn\""), "{path}");
    }
    let (_, found) = read(&world, "/guides?q=%E6%96%B0%E7%94%9F%E5%84%BF", "zh-CN").await;
    assert!(found.contains("href=\"/guides/newborn\""));
}

#[tokio::test]
async fn what_is_not_there_is_said_with_the_status_and_in_words() {
    let world = with_portal(World::sqlite().await).await;
    for path in ["/guides/no-such-thing", "/mystery", "/guides/%E4%B8%80%3Cscript%3E"] {
        let (status, html) = read(&world, path, "zh-CN").await;
        assert_eq!(status, 404, "{path}");
        assert!(html.contains("<h1") && html.contains("href=\"/\""), "{path}");
    }
}

#[tokio::test]
async fn an_address_cannot_bring_a_script_into_the_page() {
    let world = with_portal(World::sqlite().await).await;
    let attack = "%3C/script%3E%3Cscript%3Ealert(1)%3C/script%3E%22onload=%22x";
    let (status, html) = read(&world, &format!("/guides?q={attack}&event={attack}"), "zh-CN").await;
    assert_eq!(status, 200);
    assert!(!html.contains("<script>alert"), "{html}");
    assert!(!html.contains("\"onload="), "{html}");
}

#[tokio::test]
async fn a_page_that_has_not_changed_is_not_sent_again() {
    let world = with_portal(World::sqlite().await).await;
    let first = world.nobody().get("/guides/newborn").await.expect(200);
    let tag = first.headers["etag"].to_str().unwrap().to_owned();
    let again = [("if-none-match", tag.as_str())];
    world.nobody().call("GET", "/guides/newborn", &again, Vec::new()).await.expect(304);
    let english = [("if-none-match", tag.as_str()), ("cookie", "lang=en")];
    world.nobody().call("GET", "/guides/newborn", &english, Vec::new()).await.expect(200);
}
