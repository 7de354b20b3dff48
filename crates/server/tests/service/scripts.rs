//! Scripts in texts: whatever stands in an element of the content, a page shows it as words. The linter keeps
//! such texts out; here they are put past it, into every element at once.

use onething_portal::app::{GUIDE_PAGES, OWN_PAGES, PAGES};
use onething_portal::router::Who;
use onething_server::city::import::changed;
use onething_server::{all, exec};
use serde_json::Value;

use crate::rendered::{example, read, with_portal};
use crate::world::World;

/// What would run if a page took it for anything but words, in each of the ways that markup knows.
fn hostile(nth: usize) -> String {
    format!(
        "javascript:hit({nth})//\"'`><script>hit({nth})</script><img src=x onerror=hit({nth})></title></script>\
         <a href=\"javascript:hit({nth})\" onclick=hit({nth})>]]>${{hit({nth})}}{{{{hit({nth})}}}}"
    )
}

/// Words that name something else rather than being read: ids, codes, dates, times, digests.
fn is_name(key: &str, text: &str) -> bool {
    let spoken = ["zh", "en", "phone", "hotline", "law", "article", "address", "title", "seal"];
    !spoken.contains(&key)
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:/".contains(&byte))
}

/// Puts something hostile into every text; counts them.
fn poison(key: &str, value: &mut Value, count: &mut usize) {
    match value {
        Value::String(text) if !is_name(key, text) => {
            *count += 1;
            *text = hostile(*count);
        }
        Value::Array(list) => list.iter_mut().for_each(|value| poison(key, value, count)),
        Value::Object(map) => map.iter_mut().for_each(|(key, value)| poison(key, value, count)),
        _ => {}
    }
}

/// Poisons all that people read of the content, in the database; gives how many texts.
async fn poisoned(world: &World) -> usize {
    let mut count = 0;
    let mut tx = world.app.db.write().await.unwrap();
    let guides =
        all!(&mut tx, (String, i64, String), "SELECT thing, version, body FROM guide_body")
            .unwrap();
    for (thing, version, body) in guides {
        let mut value: Value = serde_json::from_str(&body).unwrap();
        poison("", &mut value, &mut count);
        let of = "UPDATE guide_body SET body = $3 WHERE thing = $1 AND version = $2";
        exec!(&mut tx, of, &thing, version, value.to_string()).unwrap();
    }
    let documents = all!(&mut tx, (String, String), "SELECT name, body FROM content").unwrap();
    // How people speak is only looked up, never shown.
    for (name, body) in documents.into_iter().filter(|(name, _)| name != "synonyms") {
        // What is no JSON is the digest of a file.
        let Ok(mut value) = serde_json::from_str::<Value>(&body) else { continue };
        poison("", &mut value, &mut count);
        let of = "UPDATE content SET body = $2 WHERE name = $1";
        exec!(&mut tx, of, &name, value.to_string()).unwrap();
    }
    exec!(&mut tx, "UPDATE guide SET digest = 'poisoned'").unwrap();
    changed(&mut tx, &[""]).await.unwrap();
    tx.commit().await.unwrap();
    world.app.refresh().await.unwrap();
    count
}

/// A tag as a browser reads it, with its attributes; of a script also what is in it.
#[derive(Debug)]
struct Tag {
    name: String,
    attributes: Vec<(String, String)>,
    script: String,
}

/// The tags of a page (HTML § 13.2.5, as far as what begins a tag, its attributes and the end of scripts go).
fn tags(html: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let end = rest.find(|c: char| c.is_whitespace() || "/>".contains(c)).unwrap_or(rest.len());
        let name = rest[..end].to_ascii_lowercase();
        rest = &rest[end..];
        let attributes = attributes(&mut rest);
        let mut script = String::new();
        if name == "script" {
            let end = rest.to_ascii_lowercase().find("</script").unwrap_or(rest.len());
            script = rest[..end].to_owned();
            rest = &rest[end..];
        }
        tags.push(Tag { name, attributes, script });
    }
    tags
}

/// The attributes up to the end of a tag, which is taken away.
fn attributes(rest: &mut &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    loop {
        *rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if rest.is_empty() {
            return found;
        }
        if let Some(after) = rest.strip_prefix('>') {
            *rest = after;
            return found;
        }
        let end = rest[1..].find(|c: char| c.is_whitespace() || "/>=".contains(c));
        let (name, after) = rest.split_at(end.map_or(rest.len(), |end| end + 1));
        *rest = after.trim_start();
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            let after = after.trim_start();
            let quote = after.chars().next().filter(|c| "\"'".contains(*c));
            let (from, end) = match quote {
                Some(quote) => (&after[1..], after[1..].find(quote)),
                None => (after, after.find(|c: char| c.is_whitespace() || c == '>')),
            };
            let end = end.unwrap_or(from.len());
            value = &from[..end];
            *rest = &from[(end + usize::from(quote.is_some())).min(from.len())..];
        }
        found.push((name.to_ascii_lowercase(), value.to_owned()));
    }
}

/// What would run on a page.
fn runs(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for tag in tags(html) {
        if tag.script.contains('<') || tag.script.contains("hit(") && !is_data(&tag) {
            found.push(format!("{tag:?}"));
        }
        for (name, value) in &tag.attributes {
            let address = ["href", "src", "action", "formaction", "xlink:href", "data", "srcdoc"];
            let value = value.trim().to_ascii_lowercase().replace(['\t', '\n', '\r'], "");
            let leads = ["javascript:", "data:text", "vbscript:"];
            let runs = name.starts_with("on")
                || address.contains(&name.as_str())
                    && leads.iter().any(|scheme| value.starts_with(scheme));
            if runs || tag.name == "img" && value == "x" {
                found.push(format!("<{} {name}={value}>", tag.name));
            }
        }
    }
    found
}

/// Whether a script is only data that a program reads.
fn is_data(tag: &Tag) -> bool {
    tag.attributes.iter().any(|(name, value)| name == "type" && value.ends_with("json"))
}

#[test]
fn the_scanner_finds_what_would_run() {
    for html in [
        "<p onclick=hit(1)>",
        "<a href=' JavaScript:hit(1)'>x</a>",
        "<a href=java\nscript:hit(1)>".replace("java\nscript", "javascript").as_str(),
        "<img src=x onerror=hit(1)>",
        "<script>hit(1)</script>",
        "<script type=\"application/json\">{\"a\":\"<\"}</script>",
        "<svg/onload=hit(1)>",
    ] {
        assert!(!runs(html).is_empty(), "{html}");
    }
    let words = "<p title=\"javascript:hit(1) &quot; onclick=hit(1)\">&lt;script&gt;hit(1)</p>";
    assert_eq!(runs(words), [""; 0]);
    assert_eq!(runs("<script type=\"application/json\">{\"a\":\"hit(1)\"}</script>"), [""; 0]);
}

#[tokio::test]
async fn every_text_of_the_content_is_shown_as_words() {
    let world = with_portal(World::sqlite().await).await;
    let pictures: Vec<String> = {
        let guide = world.nobody().guide("newborn").await.guide;
        guide.materials.iter().map(|of| format!("/api/v1/samples/{}", of.id)).collect()
    };
    let count = poisoned(&world).await;
    assert!(count > 5_000, "{count} texts");
    let readers =
        [PAGES, GUIDE_PAGES, OWN_PAGES].concat().into_iter().filter(|page| page.who == Who::Reader);
    let mut paths: Vec<String> = readers.map(|page| example(page.path)).collect();
    paths.extend(
        [
            "/guides/new-car?as=company",
            "/guides?q=hit",
            "/guides?event=birth",
            "/places?thing=newborn",
        ]
        .map(str::to_owned),
    );
    let mut shown = 0;
    for path in &paths {
        for language in ["zh-CN", "en"] {
            let (status, html) = read(&world, path, language).await;
            assert_eq!(status, 200, "{path}");
            assert_eq!(runs(&html), [""; 0], "{path} {language}");
            shown += html.matches("&lt;script&gt;hit(").count();
        }
    }
    assert!(shown > 1_000, "{shown} texts were shown: the pages are drawn from what is poisoned");
    for path in pictures {
        let svg = world.nobody().get(&path).await.expect(200);
        let svg = String::from_utf8(svg.body).unwrap();
        assert_eq!(runs(&svg), [""; 0], "{path}");
        assert!(svg.contains("hit("), "{path}: {svg}");
    }
}
