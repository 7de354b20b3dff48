//! The wire: JSON over HTTP to a WebDriver (W3C WebDriver, section 6).

use std::cell::Cell;
use std::time::Duration;

use serde_json::{Value, json};
use ureq::http::Request;

/// An agent that leaves judging a status to its caller.
pub fn agent(limit: Duration) -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(limit))
        .build()
        .into()
}

/// What a WebDriver answers when it cannot do what it was asked.
#[derive(Debug)]
pub struct Refused {
    /// One of the standard's error codes, as `stale element reference`.
    pub code: String,
    /// In words.
    pub message: String,
}

impl Refused {
    /// Whether the page was only not ready for it: a later try may succeed.
    pub fn passes(&self) -> bool {
        matches!(
            self.code.as_str(),
            "no such element"
                | "stale element reference"
                | "element click intercepted"
                | "element not interactable"
                | "invalid element state"
                | "move target out of bounds"
                | "javascript error"
                | "unknown error"
        )
    }
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let first = self.message.lines().next().unwrap_or_default();
        write!(f, "{}: {first}", self.code)
    }
}

/// What a WebDriver answers.
pub type Answer = Result<Value, Refused>;

/// A WebDriver session: one browser.
pub struct Wire {
    agent: ureq::Agent,
    session: String,
    /// Whether the driver or its browser stopped answering. Nothing is asked of it any more then: each question
    /// would wait as long as the first, and a failure would be told half an hour late.
    lost: Cell<bool>,
}

impl Wire {
    /// Opens a session at a driver.
    pub fn open(driver: &str, capabilities: &Value) -> Result<Self, Refused> {
        let agent = agent(Duration::from_secs(90));
        let wanted = json!({ "capabilities": { "alwaysMatch": capabilities } });
        let answer = send(&agent, "POST", &format!("{driver}/session"), Some(&wanted))?;
        let id = answer["sessionId"].as_str().unwrap_or_default();
        Ok(Self { session: format!("{driver}/session/{id}"), agent, lost: Cell::new(false) })
    }

    /// `GET` of an endpoint of this session.
    pub fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, None)
    }

    /// `POST` to an endpoint of this session.
    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.ask("POST", path, Some(body))
    }

    /// `DELETE` of an endpoint of this session; of the session itself where the path is empty.
    pub fn delete(&self, path: &str) -> Answer {
        self.ask("DELETE", path, None)
    }

    fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        let url = format!("{}{path}", self.session);
        if self.lost.get() {
            return Err(lost(&format!("{method} {url}: it did not answer before")));
        }
        let answer = send(&self.agent, method, &url, body);
        self.lost.set(answer.as_ref().is_err_and(|refused| refused.code == LOST));
        answer
    }

    /// Runs a script in the page; `arguments` are its `arguments`.
    pub fn run(&self, script: &str, arguments: &[Value]) -> Answer {
        self.post("/execute/sync", &json!({ "script": script, "args": arguments }))
    }

    /// Runs a script that calls its last argument when it is done.
    pub fn run_async(&self, script: &str, arguments: &[Value]) -> Answer {
        self.post("/execute/async", &json!({ "script": script, "args": arguments }))
    }

    /// A command of Chromium's own protocol.
    pub fn chromium(&self, command: &str, parameters: Value) -> Answer {
        self.post("/goog/cdp/execute", &json!({ "cmd": command, "params": parameters }))
    }
}

/// The code for a driver that does not answer; none of the standard's.
const LOST: &str = "driver lost";

fn lost(message: &str) -> Refused {
    Refused { code: LOST.to_owned(), message: message.to_owned() }
}

fn send(agent: &ureq::Agent, method: &str, url: &str, body: Option<&Value>) -> Answer {
    let broken = |what: &dyn std::fmt::Display| lost(&format!("{method} {url}: {what}"));
    let bytes = body.map(Value::to_string).unwrap_or_default().into_bytes();
    let request = Request::builder()
        .method(method)
        .uri(url)
        .header("content-type", "application/json")
        .body(bytes)
        .map_err(|error| broken(&error))?;
    let mut answer = agent.run(request).map_err(|error| broken(&error))?;
    let text = answer
        .body_mut()
        .with_config()
        .limit(128 * 1024 * 1024)
        .read_to_string()
        .map_err(|error| broken(&error))?;
    let mut json: Value = serde_json::from_str(&text).map_err(|error| broken(&error))?;
    let value = json["value"].take();
    if answer.status().is_success() {
        return Ok(value);
    }
    Err(Refused {
        code: value["error"].as_str().unwrap_or("unknown error").to_owned(),
        message: value["message"].as_str().unwrap_or_default().to_owned(),
    })
}
