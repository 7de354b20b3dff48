//! As much of an HTTP client as providers need.

use std::time::Duration;

use serde::de::DeserializeOwned;
use ureq::Agent;

use super::Outcome;

/// Seconds within which a provider answers.
const SECONDS: u64 = 20;
/// Largest answer in bytes.
const MOST_BYTES: u64 = 64 * 1024;

/// Asks providers.
pub struct Http(Agent);

impl Http {
    /// A client that follows nobody elsewhere and waits for nobody too long.
    pub fn new() -> Self {
        let config = Agent::config_builder()
            .timeout_global(Some(Duration::from_secs(SECONDS)))
            .http_status_as_error(false)
            .max_redirects(0)
            .user_agent("onething")
            .build();
        Self(config.into())
    }

    /// GET; the answer as JSON.
    pub fn get<T: DeserializeOwned>(&self, url: &str) -> Result<T, Outcome> {
        read(self.0.get(url).call())
    }

    /// POST of nothing with headers; the answer as JSON.
    pub fn post_empty<T: DeserializeOwned>(
        &self,
        url: &str,
        headers: &[(&str, &str)],
    ) -> Result<T, Outcome> {
        let mut request = self.0.post(url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        read(request.send_empty())
    }

    /// POST of JSON; the answer as JSON.
    pub fn post<T: DeserializeOwned>(&self, url: &str, body: &[u8]) -> Result<T, Outcome> {
        read(self.0.post(url).header("content-type", "application/json").send(body))
    }
}

/// The addresses that are asked hold keys, so an error is told by its kind alone.
fn read<T: DeserializeOwned>(
    answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
) -> Result<T, Outcome> {
    let mut answer = answer.map_err(|error| {
        Outcome::Later(match error {
            ureq::Error::Timeout(_) => "timeout".to_owned(),
            ureq::Error::HostNotFound => "host_not_found".to_owned(),
            _ => "unreachable".to_owned(),
        })
    })?;
    let status = answer.status().as_u16();
    let body = answer.body_mut().with_config().limit(MOST_BYTES).read_to_vec();
    let body = body.map_err(|_| Outcome::Later("unreachable".to_owned()))?;
    serde_json::from_slice(&body).map_err(|_| Outcome::Later(format!("http_{status}")))
}

/// Percent-encodes a value (RFC 3986: everything but unreserved characters).
pub fn encode(value: &str) -> String {
    let mut out = String::with_capacity(value.len() * 3);
    for byte in value.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// A query of names and values, sorted by name.
pub fn query(pairs: &[(&str, &str)]) -> String {
    let mut pairs: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    pairs.sort();
    pairs.join("&")
}
