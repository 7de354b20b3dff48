//! Filing over the wire, as the portal does it, for what must be done many times.

use journeys::Api;
use onething_domain::canonical::digests;
use onething_domain::draft::{DraftContent, submission};
use onething_domain::guide::Guide;
use serde_json::{Value, json};

/// A signature: the smallest PNG that is one.
const SIGNATURE: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/// Files the same application again and again.
pub struct Filer {
    /// The connection, logged in.
    pub api: Api,
    guide: Guide,
    version: u32,
    person: String,
    content: DraftContent,
}

impl Filer {
    /// Takes the content of a draft that is ready to be filed.
    pub fn new(api: Api, thing: &str, content: &Value) -> Self {
        let view = api.get(&format!("/api/v1/guides/{thing}"));
        let person = api.get("/api/v1/session")["id"].as_str().unwrap_or_default().to_owned();
        Self {
            guide: serde_json::from_value(view["guide"].clone()).expect("a guide"),
            version: serde_json::from_value(view["version"].clone()).expect("a version"),
            content: serde_json::from_value(content.clone()).expect("a draft's content"),
            person,
            api,
        }
    }

    /// Begins and signs a draft; what files it under this id (the signature has one beside it). Nothing where the server went away.
    pub fn prepare(&self, id: &str) -> Option<Value> {
        let thing = &self.guide.thing;
        let begin = json!({ "thing": thing, "content": self.content, "anew": true });
        let draft = self.post("/api/v1/drafts", &begin)?;
        let submission = submission(&self.guide, self.version, &self.person, None, &self.content);
        let revision = json!({ "id": draft["id"], "revision": draft["revision"] });
        let sign = json!({
            "id": id.replacen("7000", "7001", 1), "draft": revision, "digests": digests(&submission), "image": SIGNATURE,
        });
        let signature = self.post("/api/v1/signatures", &sign)?;
        Some(json!({
            "id": id, "draft": draft["id"], "revision": draft["revision"], "signature": signature["id"],
        }))
    }

    /// Sends what [`Filer::prepare`] made: the number of the case. Nothing where the server went away.
    pub fn file(&self, request: &Value) -> Option<String> {
        Some(self.post("/api/v1/cases", request)?["number"].as_str().unwrap_or_default().to_owned())
    }

    fn post(&self, path: &str, body: &Value) -> Option<Value> {
        let (status, answer) = self.api.try_send("POST", path, Some(body))?;
        assert!((200..300).contains(&status), "POST {path}: {status} {answer}");
        Some(answer)
    }
}
