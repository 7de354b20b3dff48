//! The service as a program sees it: for what a journey checks behind the pages.

use std::cell::RefCell;
use std::time::Duration;

use serde_json::{Value, json};
use ureq::http::Request;

use crate::wire::agent;

/// One person's connection to the service.
pub struct Api {
    agent: ureq::Agent,
    url: String,
    cookies: RefCell<Vec<(String, String)>>,
}

impl Api {
    /// A connection, nobody being logged in.
    pub fn new(url: &str) -> Self {
        Self {
            agent: agent(Duration::from_secs(30)),
            url: url.to_owned(),
            cookies: RefCell::default(),
        }
    }

    /// Sends a request: status and JSON of the answer (null where it has none).
    pub fn send(&self, method: &str, path: &str, body: Option<&Value>) -> (u16, Value) {
        self.try_send(method, path, body).unwrap_or_else(|| panic!("{method} {path}: no answer"))
    }

    /// As [`Api::send`]; nothing where the server went away before it answered.
    pub fn try_send(&self, method: &str, path: &str, body: Option<&Value>) -> Option<(u16, Value)> {
        let (status, bytes) = self.exchange(method, path, body)?;
        Some((status, serde_json::from_slice(&bytes).unwrap_or_default()))
    }

    /// The bytes of a file that has to be there.
    pub fn bytes(&self, path: &str) -> Vec<u8> {
        let (status, bytes) = self.exchange("GET", path, None).expect("the server answers");
        assert_eq!(status, 200, "GET {path}");
        bytes
    }

    fn exchange(&self, method: &str, path: &str, body: Option<&Value>) -> Option<(u16, Vec<u8>)> {
        let cookies: Vec<String> =
            self.cookies.borrow().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.url))
            .header("origin", &self.url)
            .header("content-type", "application/json")
            .header("cookie", cookies.join("; "))
            .body(body.map(Value::to_string).unwrap_or_default().into_bytes())
            .expect("a request can be made");
        let mut answer = self.agent.run(request).ok()?;
        for set in answer.headers().get_all("set-cookie") {
            self.keep(set.to_str().unwrap_or_default());
        }
        let bytes = answer.body_mut().read_to_vec().ok()?;
        Some((answer.status().as_u16(), bytes))
    }

    /// `GET` that has to succeed.
    pub fn get(&self, path: &str) -> Value {
        let (status, answer) = self.send("GET", path, None);
        assert_eq!(status, 200, "GET {path}: {answer}");
        answer
    }

    /// Asks for a one-time code and reads it in the demo outbox.
    pub fn log_in(&self, phone: &str) {
        let (status, answer) =
            self.send("POST", "/api/v1/session/codes", Some(&json!({ "phone": phone })));
        assert!((200..300).contains(&status), "a code for {phone}: {status} {answer}");
        let code = self.code(phone);
        let (status, answer) =
            self.send("POST", "/api/v1/session", Some(&json!({ "phone": phone, "code": code })));
        assert!((200..300).contains(&status), "log in as {phone}: {status} {answer}");
    }

    /// The newest one-time code that was sent to a number.
    pub fn code(&self, phone: &str) -> String {
        let outbox = self.get("/api/v1/demo/outbox");
        let messages = outbox["messages"].as_array().cloned().unwrap_or_default();
        let code = messages
            .iter()
            .find(|message| message["phone"] == phone && message["code"].is_string())
            .and_then(|message| message["code"].as_str());
        code.unwrap_or_else(|| panic!("no code was sent to {phone}: {outbox}")).to_owned()
    }

    fn keep(&self, set: &str) {
        let pair = set.split(';').next().unwrap_or_default();
        let Some((name, value)) = pair.split_once('=') else { return };
        let mut cookies = self.cookies.borrow_mut();
        cookies.retain(|(kept, _)| kept != name);
        cookies.push((name.to_owned(), value.to_owned()));
    }
}
