//! Registries behind a gateway (前置机) of the city's own network: signed JSON over HTTP/1.1.
//!
//! `POST` of `{ "id", "registry", "keys" }`, answered by `{ "id", "record" }`, where `record` is null for what is not
//! known. Both bodies carry `x-onething-signature`: HMAC-SHA256 under the shared secret, hexadecimal. The id is new each
//! time, so that an old answer answers nothing. The gateway speaks TLS to the world outside; between it and us lies the
//! inner network.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures_util::future::BoxFuture;
use hmac::{Hmac, KeyInit, Mac};
use onething_domain::canonical::hex;
use onething_domain::instant::Query;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{Down, Record, Registry};
use crate::app::App;

/// Name of the header that signs a body.
pub const SIGNATURE: &str = "x-onething-signature";

/// Largest answer in bytes.
const MOST: u64 = 64 * 1024;

/// The file that the setting `registries` names.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    registry: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    url: String,
    secret_file: PathBuf,
}

/// Where a registry is asked.
pub struct Endpoint {
    /// `host:port`.
    host: String,
    path: String,
    secret: Vec<u8>,
}

/// Endpoints by the id of their registry.
pub type Endpoints = BTreeMap<String, Arc<Endpoint>>;

/// Reads the file of endpoints.
///
/// # Errors
/// What is wrong with it, and what would be right.
pub fn read(file: &Path) -> Result<Endpoints, String> {
    let shown = file.display();
    let text = std::fs::read_to_string(file);
    let text = text.map_err(|error| format!("registries: cannot read {shown}: {error}"))?;
    let read: File =
        toml::from_str(&text).map_err(|error| format!("registries: {shown}: {error}"))?;
    let endpoint = |entry: Entry| {
        let id = entry.id.clone();
        let wrong = |why: String| format!("registries: {shown}: {id}: {why}");
        let secret = std::fs::read_to_string(&entry.secret_file).map_err(|error| {
            wrong(format!("cannot read {}: {error}", entry.secret_file.display()))
        })?;
        let secret = secret.trim().as_bytes().to_vec();
        if secret.len() < 32 {
            return Err(wrong(
                "its secret must have 32 characters or more: openssl rand -hex 32".into(),
            ));
        }
        let rest = entry.url.strip_prefix("http://");
        let rest = rest.ok_or_else(|| {
            wrong(
                "url must begin with http://; a gateway of your network speaks TLS outside".into(),
            )
        })?;
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        if host.rsplit_once(':').is_none_or(|(_, port)| port.parse::<u16>().is_err()) {
            return Err(wrong(
                "url must name host and port, as http://10.0.0.5:9000/look-ups".into(),
            ));
        }
        let endpoint = Endpoint { host: host.to_owned(), path: format!("/{path}"), secret };
        Ok((entry.id, Arc::new(endpoint)))
    };
    read.registry.into_iter().map(endpoint).collect()
}

/// A registry that is asked over HTTP.
pub struct Http {
    /// The service.
    pub app: App,
    /// Where it is asked.
    pub endpoint: Arc<Endpoint>,
}

/// What is asked.
#[derive(Debug, Serialize, Deserialize)]
pub struct Request {
    /// A new id each time.
    pub id: String,
    /// Id of the registry.
    pub registry: String,
    /// The keys, by name.
    pub keys: BTreeMap<String, String>,
}

/// What is answered.
#[derive(Debug, Serialize, Deserialize)]
pub struct Answer {
    /// The id of the request.
    pub id: String,
    /// The record; none where the registry knows of none.
    pub record: Option<Record>,
}

impl Registry for Http {
    fn look_up<'a>(&'a self, query: &'a Query) -> BoxFuture<'a, Result<Option<Record>, Down>> {
        Box::pin(async move {
            let request = Request {
                id: self.app.clock.id(),
                registry: query.registry.clone(),
                keys: query.keys.clone(),
            };
            let body = serde_json::to_vec(&request).map_err(|error| Down(error.to_string()))?;
            let (signature, body) = self.endpoint.post(&body).await.map_err(Down)?;
            if !is_signed(&self.endpoint.secret, &body, &signature) {
                return Err(Down("the answer is not signed with our secret".to_owned()));
            }
            let answer: Answer = serde_json::from_slice(&body).map_err(|error| {
                Down(format!("the answer cannot be read: {:?}", error.classify()))
            })?;
            if answer.id != request.id {
                return Err(Down("the answer is one to another question".to_owned()));
            }
            Ok(answer.record)
        })
    }
}

impl Endpoint {
    /// Posts a signed body; gives signature and body of the answer.
    async fn post(&self, body: &[u8]) -> Result<(String, Vec<u8>), String> {
        let mut stream = TcpStream::connect(&self.host).await.map_err(|error| error.to_string())?;
        // HTTP/1.0: the answer comes whole, and ends with the connection.
        let head = format!(
            "POST {} HTTP/1.0\r\nhost: {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n{SIGNATURE}: {}\r\n\r\n",
            self.path,
            self.host,
            body.len(),
            sign(&self.secret, body)
        );
        stream.write_all(head.as_bytes()).await.map_err(|error| error.to_string())?;
        stream.write_all(body).await.map_err(|error| error.to_string())?;
        let mut answer = Vec::new();
        let read = stream.take(MOST).read_to_end(&mut answer).await;
        read.map_err(|error| error.to_string())?;
        split(&answer)
    }
}

/// Signature and body of an answer.
fn split(answer: &[u8]) -> Result<(String, Vec<u8>), String> {
    let end = answer.windows(4).position(|it| it == b"\r\n\r\n").ok_or("no head of an answer")?;
    let head = std::str::from_utf8(&answer[..end]).map_err(|_| "a head that is no text")?;
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).unwrap_or_default();
    if status != "200" {
        return Err(format!("status {status}"));
    }
    let signature = lines.find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case(SIGNATURE).then(|| value.trim().to_owned())
    });
    Ok((signature.unwrap_or_default(), answer[end + 4..].to_vec()))
}

/// Signs a body.
pub fn sign(secret: &[u8], body: &[u8]) -> String {
    hex(&mac(secret, body).finalize().into_bytes())
}

/// Whether a body is signed with a secret; compared in constant time.
pub fn is_signed(secret: &[u8], body: &[u8], signature: &str) -> bool {
    let pair = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    let bytes: Option<Vec<u8>> = signature.as_bytes().chunks(2).map(pair).collect();
    bytes.is_some_and(|bytes| mac(secret, body).verify_slice(&bytes).is_ok())
}

fn mac(secret: &[u8], body: &[u8]) -> Hmac<Sha256> {
    let mut mac = match <Hmac<Sha256> as KeyInit>::new_from_slice(secret) {
        Ok(mac) => mac,
        Err(_) => unreachable!("HMAC takes keys of any length (RFC 2104 §2)"),
    };
    mac.update(body);
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_split_and_believed_only_when_signed() {
        let body = br#"{"id":"1","record":null}"#;
        let signature = sign(b"secret", body);
        let answer = [
            format!("HTTP/1.1 200 OK\r\nX-Onething-Signature: {signature}\r\n\r\n").as_bytes(),
            body,
        ]
        .concat();
        let (found, rest) = split(&answer).unwrap();
        assert!(is_signed(b"secret", &rest, &found));
        assert!(!is_signed(b"other", &rest, &found));
        assert!(!is_signed(b"secret", b"{}", &found));
        assert!(!is_signed(b"secret", &rest, "zz") && !is_signed(b"secret", &rest, ""));
        assert!(split(b"HTTP/1.1 503 No\r\n\r\n").is_err() && split(b"nonsense").is_err());
    }
}
