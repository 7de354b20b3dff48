//! A citizen who files a thing again and again, through the API.

use std::fs;

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use onething_api::guides::GuideView;
use onething_domain::submission::{Evidence, FileRef, Submission};
use onething_domain::{canonical, fill};
use serde_json::{Value, json};

use super::person::Person;
use crate::place;
use crate::server::Running;

/// A person of the demo city, logged in.
pub struct Citizen {
    person: Person,
    /// Id of the thing.
    thing: &'static str,
    /// The version of its guide.
    version: Value,
    /// A filled-in form.
    content: Value,
}

/// The mother of the demo city (content/demo-city/people.toml).
const PHONE: &str = "13800000001";

/// The smallest PNG: 1 × 1.
const IMAGE: &[u8] = include_bytes!("dot.png");

/// An application that only has to be filed.
pub struct Ready {
    filing: Value,
}

impl Citizen {
    /// Logs in with the one-time code of the demo's outbox, and uploads the one photo; files births.
    pub fn log_in(server: &Running) -> Result<Self> {
        let mut citizen = Self::of(server, "newborn")?;
        let file = citizen.upload()?;
        citizen.content = content(&file)?;
        Ok(citizen)
    }

    /// One who files another thing, in the situation of the `nth` choice in every question.
    pub fn filing(server: &Running, thing: &'static str, nth: usize) -> Result<Self> {
        let mut citizen = Self::of(server, thing)?;
        let view: GuideView =
            serde_json::from_value(citizen.person.get(&format!("/guides/{thing}"))?)?;
        let mut content = fill::content(&view.guide, nth);
        let file: FileRef = serde_json::from_value(citizen.upload()?)?;
        for how in content.evidence.values_mut() {
            *how = Evidence::Upload { files: vec![file.clone()] };
        }
        citizen.content = serde_json::to_value(content)?;
        Ok(citizen)
    }

    fn of(server: &Running, thing: &'static str) -> Result<Self> {
        let mut person = Person::log_in(server, PHONE)?;
        let version = person.get(&format!("/guides/{thing}"))?["version"].clone();
        Ok(Self { person, thing, version, content: Value::Null })
    }

    /// Writes and signs a draft.
    pub fn prepare(&mut self) -> Result<Ready> {
        let draft = self.person.post("/drafts", &json!({ "thing": self.thing, "anew": true }))?;
        let id = draft["id"].clone();
        let path = format!("/drafts/{}", id.as_str().unwrap_or_default());
        let etag = format!("\"{}\"", draft["revision"]);
        let content = self.content.clone();
        let revision =
            self.person.json("PUT", &path, &[("if-match", &etag)], &content)?["revision"].clone();
        let submission: Submission = serde_json::from_value(json!({
            "thing": self.thing, "version": self.version, "applicant": self.person.id,
            "situation": content["situation"], "answers": content["answers"],
            "evidence": content["evidence"], "delivery": content["delivery"], "total_cents": 0,
        }))?;
        let signature = self.person.new_id();
        let signed = json!({
            "id": signature, "draft": { "id": id, "revision": revision },
            "digests": canonical::digests(&submission), "image": BASE64.encode(IMAGE),
        });
        self.person.post("/signatures", &signed)?;
        let filing = json!({ "id": self.person.new_id(), "draft": id, "revision": revision, "signature": signature });
        Ok(Ready { filing })
    }

    /// Files it, the request that is measured; gives the number.
    pub fn file(&mut self, ready: &Ready) -> Result<String> {
        let case = self.person.post("/cases", &ready.filing)?;
        Ok(case["number"].as_str().context("a case has a number")?.to_owned())
    }

    /// Uploads the photo by tus 1.0, and gives back what the server calls the file.
    fn upload(&mut self) -> Result<Value> {
        let length = IMAGE.len().to_string();
        let name = format!("filename {}", BASE64.encode("photo.png"));
        let tus = ("tus-resumable", "1.0.0");
        let made = self.person.send(
            "POST",
            "/uploads",
            &[tus, ("upload-length", &length), ("upload-metadata", &name)],
            b"",
        )?;
        let location = made.header("location").context("an upload has a location")?;
        let upload = location.rsplit('/').next().unwrap_or_default();
        let path = format!("/uploads/{upload}");
        let kind = ("content-type", "application/offset+octet-stream");
        let stored =
            self.person.send("PATCH", &path, &[tus, ("upload-offset", "0"), kind], IMAGE)?;
        let file = stored.header("onething-file").context("a stored file has a name")?;
        Ok(serde_json::from_slice(&BASE64.decode(file)?)?)
    }
}

/// The filled-in form of docs/walk.sh: one sample for whoever files without a browser.
fn content(file: &Value) -> Result<Value> {
    let script = fs::read_to_string(place::root().join("docs/walk.sh"))?;
    let sample = script
        .split_once("/content\" <<JSON\n")
        .and_then(|(_, rest)| rest.split_once("\nJSON\n"))
        .map(|(sample, _)| sample)
        .context("docs/walk.sh has no filled-in form")?;
    let until = days_from_now(7)?;
    let sample = sample.replace("$FILE", &file.to_string()).replace("$UNTIL", &until);
    let mut content: Value = serde_json::from_str(&sample)?;
    // Nothing is to follow: what needs it would wait, and the case not end.
    content["evidence"]["first-vaccination-record"] = json!({ "how": "upload", "files": [file] });
    Ok(content)
}

/// A date as `date` of coreutils writes it.
fn days_from_now(days: u32) -> Result<String> {
    let output = std::process::Command::new("date")
        .args(["-u", "-d", &format!("+{days} days"), "+%F"])
        .output()?;
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_is_found() {
        let content = content(&json!({ "id": "f" })).expect("docs/walk.sh has one");
        assert_eq!(content["situation"]["parents"], "married");
    }
}
