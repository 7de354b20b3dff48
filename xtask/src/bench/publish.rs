//! Publishing one guide in a large catalogue: how long editors wait, and that nothing else is touched.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::person::Person;
use super::scale::limited;
use super::{Figure, median, timed};
use crate::http::Connection;
use crate::server::Running;

/// Who edits, and who approves and publishes.
const EDITOR: &str = "13900000025";
const PUBLISHER: &str = "13900000026";
/// Milliseconds that a save may take, and a publication until everybody is served the new guide.
const SAVE_LIMIT: f64 = 100.0;
const PUBLISH_LIMIT: f64 = 1_000.0;
/// Guides that are published one after another.
const PUBLISHED: usize = 10;

/// Gives a generated catalogue the two of them.
pub fn bring_staff(folder: &Path) -> Result<()> {
    let staff = |id: &str, phone: &str| {
        format!(
            "[[staff]]\nid = \"{id}\"\nname = \"{id}\"\nphone = \"{phone}\"\nroles = [\"{id}\"]\n"
        )
    };
    let people = [staff("editor", EDITOR), staff("publisher", PUBLISHER)];
    Ok(fs::write(folder.join("people.toml"), people.concat())?)
}

/// Times of saving and publishing; fails where a guide changes that was not published.
pub fn figures(server: &Running, things: &[String]) -> Result<Vec<Figure>> {
    timed("Measure publishing", || {
        let (mut editor, mut publisher) =
            (Person::log_in(server, EDITOR)?, Person::log_in(server, PUBLISHER)?);
        let (mut saves, mut publications) = (Vec::new(), Vec::new());
        let mut before = tags(server)?;
        for thing in things.iter().take(PUBLISHED) {
            let (save, publication) = publish(&mut editor, &mut publisher, thing)?;
            saves.push(save);
            publications.push(publication);
            let after = tags(server)?;
            let changed: Vec<&String> =
                after.keys().filter(|id| before.get(*id) != after.get(*id)).collect();
            if changed != [thing] || before.len() != after.len() {
                bail!("publishing {thing} changed {changed:?}");
            }
            before = after;
        }
        let (save, publication) = (median(saves), median(publications));
        let among = format!("among {} guides", before.len());
        Ok(vec![
            limited(
                format!("Saving a document {among}"),
                format!("{save:.0} ms"),
                save,
                (SAVE_LIMIT, "ms"),
            ),
            limited(
                format!("Publishing a guide {among}, others as they were"),
                format!("{publication:.0} ms"),
                publication,
                (PUBLISH_LIMIT, "ms"),
            ),
        ])
    })
}

/// Edits the item of a thing and brings it into force; milliseconds of the save and of the publication.
fn publish(editor: &mut Person, publisher: &mut Person, thing: &str) -> Result<(f64, f64)> {
    let found = editor.get(&format!("/work/documents/thing/{thing}"))?;
    let item = found["document"]["thing"]["nodes"][0]["item"].as_str().context("an item")?;
    let path = format!("/work/documents/item/{item}");
    let mut view = editor.get(&path)?;
    view["document"]["item"]["summary"]["en"] = json!("Edited to see how long it takes.");
    let tag = format!("\"{}\"", view["revision"]);
    let started = Instant::now();
    let saved = editor.json(
        "PUT",
        &path,
        &[("if-match", &tag)],
        &json!({ "document": view["document"] }),
    )?;
    let save = milliseconds(started);
    let release = editor.new_id();
    editor.post(
        "/work/releases",
        &json!({
            "id": release, "note": "Edited",
            "documents": [{ "kind": "item", "id": item, "revision": saved["revision"] }],
        }),
    )?;
    let commands = format!("/work/releases/{release}/commands");
    let command = |id: String, seq: Value, what: &str| json!({ "id": id, "expected_seq": seq, "command": { "do": what } });
    let seen = publisher.get(&format!("/work/releases/{release}"))?;
    let approve = command(publisher.new_id(), seen["seq"].clone(), "approve");
    let approved = publisher.post(&commands, &approve)?;
    let publish = command(publisher.new_id(), approved["seq"].clone(), "publish");
    let started = Instant::now();
    publisher.post(&commands, &publish)?;
    Ok((save, milliseconds(started)))
}

/// The tag of every published guide.
fn tags(server: &Running) -> Result<BTreeMap<String, String>> {
    let mut connection = Connection::local(server.port)?;
    let (mut tags, mut cursor) = (BTreeMap::new(), String::new());
    loop {
        let path = format!("/api/v1/guides?limit=100&cursor={cursor}");
        let list = connection.send("GET", &path, &[], b"")?.json()?;
        for guide in list["guides"].as_array().context("a list of guides")? {
            let thing = guide["thing"].as_str().context("a thing")?;
            let path = format!("/api/v1/guides/{thing}");
            let answer = connection.send("GET", &path, &[], b"")?;
            let tag = answer.header("etag").context("a guide has a tag")?;
            tags.insert(thing.to_owned(), tag.to_owned());
        }
        match list["next"].as_str() {
            Some(next) => next.clone_into(&mut cursor),
            None => return Ok(tags),
        }
    }
}

fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1e3
}
