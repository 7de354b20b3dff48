//! A citizen who files the newborn thing again and again, through the API.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use onething_domain::canonical;
use onething_domain::submission::Submission;
use serde_json::{Value, json};

use crate::http::{Answer, Connection};
use crate::place;
use crate::server::Running;

/// A person of the demo city, logged in.
pub struct Citizen {
    connection: Connection,
    origin: String,
    cookies: BTreeMap<String, String>,
    id: String,
    /// The version of the guide.
    version: Value,
    /// A filled-in form.
    content: Value,
    serial: u32,
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
    /// Logs in with the one-time code of the demo's outbox, and uploads the one photo.
    pub fn log_in(server: &Running) -> Result<Self> {
        let mut citizen = Self {
            connection: Connection::local(server.port)?,
            origin: server.url(),
            cookies: BTreeMap::new(),
            id: String::new(),
            version: Value::Null,
            content: Value::Null,
            serial: 0,
        };
        citizen.post("/session/codes", &json!({ "phone": PHONE }))?;
        let outbox = citizen.get("/demo/outbox")?;
        let messages = outbox["messages"].as_array().context("the outbox has messages")?;
        let code = messages.iter().find(|m| m["phone"] == PHONE && m["code"].is_string());
        let code = code.context("no code was sent")?["code"].clone();
        let session = citizen.post("/session", &json!({ "phone": PHONE, "code": code }))?;
        citizen.id = session["id"].as_str().context("a session has an id")?.to_owned();
        citizen.version = citizen.get("/guides/newborn")?["version"].clone();
        let file = citizen.upload()?;
        citizen.content = content(&file)?;
        Ok(citizen)
    }

    /// Writes and signs a draft.
    pub fn prepare(&mut self) -> Result<Ready> {
        let draft = self.post("/drafts", &json!({ "thing": "newborn", "anew": true }))?;
        let id = draft["id"].clone();
        let path = format!("/drafts/{}", id.as_str().unwrap_or_default());
        let etag = format!("\"{}\"", draft["revision"]);
        let content = self.content.clone();
        let revision =
            self.json("PUT", &path, &[("if-match", &etag)], &content)?["revision"].clone();
        let submission: Submission = serde_json::from_value(json!({
            "thing": "newborn", "version": self.version, "applicant": self.id,
            "situation": content["situation"], "answers": content["answers"],
            "evidence": content["evidence"], "delivery": content["delivery"], "total_cents": 0,
        }))?;
        let signature = self.new_id();
        let signed = json!({
            "id": signature, "draft": { "id": id, "revision": revision },
            "digests": canonical::digests(&submission), "image": BASE64.encode(IMAGE),
        });
        self.post("/signatures", &signed)?;
        let filing = json!({ "id": self.new_id(), "draft": id, "revision": revision, "signature": signature });
        Ok(Ready { filing })
    }

    /// Files it: the request that is measured.
    pub fn file(&mut self, ready: &Ready) -> Result<()> {
        self.post("/cases", &ready.filing).map(drop)
    }

    /// Uploads the photo by tus 1.0, and gives back what the server calls the file.
    fn upload(&mut self) -> Result<Value> {
        let length = IMAGE.len().to_string();
        let name = format!("filename {}", BASE64.encode("photo.png"));
        let tus = ("tus-resumable", "1.0.0");
        let made = self.send(
            "POST",
            "/uploads",
            &[tus, ("upload-length", &length), ("upload-metadata", &name)],
            b"",
        )?;
        let location = made.header("location").context("an upload has a location")?;
        let upload = location.rsplit('/').next().unwrap_or_default();
        let path = format!("/uploads/{upload}");
        let kind = ("content-type", "application/offset+octet-stream");
        let stored = self.send("PATCH", &path, &[tus, ("upload-offset", "0"), kind], IMAGE)?;
        let file = stored.header("onething-file").context("a stored file has a name")?;
        Ok(serde_json::from_slice(&BASE64.decode(file)?)?)
    }

    fn get(&mut self, path: &str) -> Result<Value> {
        self.send("GET", path, &[], b"")?.json()
    }

    fn post(&mut self, path: &str, body: &Value) -> Result<Value> {
        self.json("POST", path, &[], body)
    }

    fn json(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &Value,
    ) -> Result<Value> {
        let mut all = vec![("content-type", "application/json")];
        all.extend(headers);
        let answer = self.send(method, path, &all, &serde_json::to_vec(body)?)?;
        if answer.body.is_empty() { Ok(Value::Null) } else { answer.json() }
    }

    fn send(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<Answer> {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let cookies = cookies.join("; ");
        let mut all = vec![("origin", self.origin.as_str()), ("cookie", &cookies)];
        all.extend(headers);
        let answer = self.connection.send(method, &format!("/api/v1{path}"), &all, body)?;
        for (_, set) in answer.headers.iter().filter(|(name, _)| name == "set-cookie") {
            if let Some((name, value)) = set.split(';').next().and_then(|pair| pair.split_once('='))
            {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        if !(200..300).contains(&answer.status) {
            bail!("{method} {path}: {} {}", answer.status, String::from_utf8_lossy(&answer.body));
        }
        Ok(answer)
    }

    /// An id in the form of a UUIDv7 that no other has in this run.
    fn new_id(&mut self) -> String {
        self.serial += 1;
        format!("01890000-0000-7000-8000-{:012x}", self.serial)
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
    Ok(serde_json::from_str(&sample.replace("$FILE", &file.to_string()).replace("$UNTIL", &until))?)
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
