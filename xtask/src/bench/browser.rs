//! As much of WebDriver as a measurement needs.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::http::{Connection, free_port};
use crate::tools;

/// Chromium with a session of its own; both end with this value.
pub struct Browser {
    driver: Child,
    port: u16,
    session: String,
}

impl Browser {
    /// Starts Chromium as a phone.
    pub fn phone() -> Result<Self> {
        let port = free_port()?;
        let driver = Command::new(tools::find("chromedriver").context("chromedriver is missing")?)
            .arg(format!("--port={port}"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let mut browser = Self { driver, port, session: String::new() };
        browser.wait_for_driver()?;
        let capabilities = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": {
                "binary": tools::find("chromium"),
                "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--lang=zh-CN"],
                "mobileEmulation": { "deviceMetrics": { "width": 390, "height": 844, "pixelRatio": 2.0 } },
            },
        }}});
        let made = browser.call("POST", "/session", &capabilities)?;
        browser.session =
            made["sessionId"].as_str().context("Chromium gave no session")?.to_owned();
        let patience = Duration::from_secs(60).as_millis() as u64;
        browser.in_session("/timeouts", &json!({ "script": patience, "pageLoad": patience }))?;
        Ok(browser)
    }

    fn wait_for_driver(&self) -> Result<()> {
        let until = Instant::now() + Duration::from_secs(10);
        while self.call("GET", "/status", &Value::Null).is_err() {
            if Instant::now() > until {
                bail!("chromedriver did not start in 10 s");
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    /// Sends a command of the DevTools protocol.
    pub fn devtools(&self, command: &str, params: Value) -> Result<Value> {
        self.in_session("/goog/cdp/execute", &json!({ "cmd": command, "params": params }))
    }

    /// Opens an address and waits until it has loaded.
    pub fn open(&self, url: &str) -> Result<()> {
        self.in_session("/url", &json!({ "url": url })).map(drop)
    }

    /// Runs a script whose last argument is the function to hand its answer to.
    pub fn ask(&self, script: &str) -> Result<Value> {
        self.in_session("/execute/async", &json!({ "script": script, "args": [] }))
    }

    fn in_session(&self, path: &str, body: &Value) -> Result<Value> {
        self.call("POST", &format!("/session/{}{path}", self.session), body)
    }

    fn call(&self, method: &str, path: &str, body: &Value) -> Result<Value> {
        let body = if body.is_null() { Vec::new() } else { serde_json::to_vec(body)? };
        let headers = [("content-type", "application/json")];
        let answer = Connection::local(self.port)?.send(method, path, &headers, &body)?.json()?;
        let value = &answer["value"];
        if let Some(error) = value["error"].as_str() {
            bail!("{path}: {error}: {}", value["message"].as_str().unwrap_or_default());
        }
        Ok(value.clone())
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !self.session.is_empty() {
            let _ = self.call("DELETE", &format!("/session/{}", self.session), &Value::Null);
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
