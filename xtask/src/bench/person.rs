//! Somebody who is logged in, through the API.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::http::{Answer, Connection};
use crate::server::Running;

/// A connection with a session.
pub struct Person {
    connection: Connection,
    origin: String,
    cookies: BTreeMap<String, String>,
    /// Id of the person or member of staff.
    pub id: String,
}

impl Person {
    /// Logs in with the one-time code of the demo's outbox.
    pub fn log_in(server: &Running, phone: &str) -> Result<Self> {
        let mut person = Self {
            connection: Connection::local(server.port)?,
            origin: server.url(),
            cookies: BTreeMap::new(),
            id: String::new(),
        };
        person.post("/session/codes", &json!({ "phone": phone }))?;
        let outbox = person.get("/demo/outbox")?;
        let messages = outbox["messages"].as_array().context("the outbox has messages")?;
        let code = messages.iter().find(|m| m["phone"] == phone && m["code"].is_string());
        let code = code.context("no code was sent")?["code"].clone();
        let session = person.post("/session", &json!({ "phone": phone, "code": code }))?;
        person.id = session["id"].as_str().context("a session has an id")?.to_owned();
        Ok(person)
    }

    /// Reads.
    pub fn get(&mut self, path: &str) -> Result<Value> {
        self.send("GET", path, &[], b"")?.json()
    }

    /// Posts.
    pub fn post(&mut self, path: &str, body: &Value) -> Result<Value> {
        self.json("POST", path, &[], body)
    }

    /// Sends JSON with more headers.
    pub fn json(
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

    /// Sends anything; an answer that is no success is an error.
    pub fn send(
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

    /// An id in the form of a UUIDv7 that nobody has used in this run.
    pub fn new_id(&self) -> String {
        static SERIAL: AtomicU32 = AtomicU32::new(1);
        format!("01890000-0000-7000-8000-{:012x}", SERIAL.fetch_add(1, Ordering::Relaxed))
    }
}
