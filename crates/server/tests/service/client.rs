//! Somebody at a browser, and what comes back.

use std::sync::atomic::{AtomicU32, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use onething_api::account::Outbox;
use onething_api::cases::{CaseView, CommandRequest, FileCase};
use onething_api::drafts::{Draft, NewDraft};
use onething_api::guides::GuideView;
use onething_api::paths::{self, fill};
use onething_api::problem::{Code, Problem};
use onething_api::uploads::{DraftRevision, FILE_HEADER, SignRequest, Signature};
use onething_domain::canonical;
use onething_domain::case::Command;
use onething_domain::draft::{DraftContent, submission};
use onething_domain::submission::{Evidence, FileRef, Submission};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tower::ServiceExt;

use crate::sample;

/// Somebody at a browser, or nobody.
#[derive(Clone)]
pub struct Client {
    router: Router,
    pub cookie: Option<String>,
    pub id: String,
    pub phone: String,
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Reply {
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        self
    }

    #[track_caller]
    pub fn json<T: DeserializeOwned>(&self) -> T {
        let text = String::from_utf8_lossy(&self.body);
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    /// Checks that it is a problem with this code, as RFC 9457 has it.
    #[track_caller]
    pub fn problem(&self, code: Code) -> Problem {
        let problem: Problem = self.json();
        assert_eq!(problem.code, code, "{problem:?}");
        assert_eq!(problem.status, self.status);
        assert_eq!(self.headers["content-type"], "application/problem+json");
        assert!(!problem.request_id.is_empty());
        problem
    }
}

pub fn id() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(1);
    format!("0199aa00-0000-7000-8000-{:012x}", COUNT.fetch_add(1, Ordering::Relaxed))
}

/// The smallest PNG that a browser shows, with something behind it to make it one of a kind.
pub fn png(mark: &str) -> Vec<u8> {
    let mut bytes =
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89".to_vec();
    bytes.extend(b"\0\0\0\nIDATx\x9cc\0\x01\0\0\x05\0\x01\r\n-\xb4\0\0\0\0IEND\xaeB`\x82");
    bytes.extend(mark.as_bytes());
    bytes
}

impl Client {
    pub fn new(router: Router) -> Self {
        Self { router, cookie: None, id: String::new(), phone: String::new() }
    }

    pub async fn call(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> Reply {
        let mut request = Request::builder().method(method).uri(path).header("host", "127.0.0.1");
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body)).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Reply { status: parts.status.as_u16(), headers: parts.headers, body }
    }

    /// An answer that goes on: its body is not read.
    pub async fn open(&self, path: &str, headers: &[(&str, &str)]) -> axum::response::Response {
        let mut request = Request::builder().uri(path).header("host", "127.0.0.1");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.header("cookie", self.cookie.as_deref().unwrap_or_default());
        self.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.call("GET", path, &[], Vec::new()).await
    }

    async fn send(
        &self,
        method: &str,
        path: &str,
        body: &impl Serialize,
        headers: &[(&str, &str)],
    ) -> Reply {
        let mut all = vec![("content-type", "application/json")];
        all.extend(headers);
        self.call(method, path, &all, serde_json::to_vec(body).unwrap()).await
    }

    pub async fn post(&self, path: &str, body: &impl Serialize) -> Reply {
        self.send("POST", path, body, &[]).await
    }

    pub async fn put(&self, path: &str, body: &impl Serialize, headers: &[(&str, &str)]) -> Reply {
        self.send("PUT", path, body, headers).await
    }

    pub async fn delete(&self, path: &str) -> Reply {
        self.call("DELETE", path, &[], Vec::new()).await
    }

    pub async fn code_for(&self, phone: &str) -> String {
        let outbox: Outbox = self.get(paths::OUTBOX).await.expect(200).json();
        let found = outbox
            .messages
            .into_iter()
            .find(|message| message.phone == phone && message.code.is_some());
        found.and_then(|message| message.code).unwrap_or_else(|| panic!("no code for {phone}"))
    }

    pub async fn guide(&self, thing: &str) -> GuideView {
        self.get(&fill(paths::GUIDE, &[thing])).await.expect(200).json()
    }

    pub async fn upload(&self, name: &str, bytes: &[u8]) -> FileRef {
        let path = self.begin_upload(name, bytes.len()).await;
        let reply = self.part(&path, 0, bytes).await.expect(204);
        let file = STANDARD.decode(&reply.headers[FILE_HEADER]).unwrap();
        serde_json::from_slice(&file).unwrap()
    }

    pub async fn begin_upload(&self, name: &str, length: usize) -> String {
        let metadata = format!("filename {}", STANDARD.encode(name));
        let length = length.to_string();
        let headers = [
            ("tus-resumable", "1.0.0"),
            ("upload-length", &length),
            ("upload-metadata", &metadata),
        ];
        let reply = self.call("POST", paths::UPLOADS, &headers, Vec::new()).await.expect(201);
        reply.headers["location"].to_str().unwrap().to_owned()
    }

    pub async fn part(&self, path: &str, offset: usize, bytes: &[u8]) -> Reply {
        let offset = offset.to_string();
        let headers = [
            ("tus-resumable", "1.0.0"),
            ("upload-offset", offset.as_str()),
            ("content-type", "application/offset+octet-stream"),
        ];
        self.call("PATCH", path, &headers, bytes.to_vec()).await
    }

    /// A draft of a thing with everything filled in, its files uploaded.
    pub async fn draft(&self, thing: &str, n: usize) -> Draft {
        let guide = self.guide(thing).await.guide;
        let mut content = sample::content(&guide, n);
        let file = self.upload("证件.png", &png(thing)).await;
        for how in content.evidence.values_mut() {
            *how = Evidence::Upload { files: vec![file.clone()] };
        }
        let new = NewDraft { thing: thing.into(), content: DraftContent::default(), anew: true };
        let draft: Draft = self.post(paths::DRAFTS, &new).await.expect(201).json();
        self.save(&draft, &content).await.expect(200).json()
    }

    pub async fn save(&self, draft: &Draft, content: &DraftContent) -> Reply {
        let tag = format!("\"{}\"", draft.revision);
        self.put(&fill(paths::DRAFT, &[&draft.id]), content, &[("if-match", &tag)]).await
    }

    pub async fn submission(&self, draft: &Draft) -> Submission {
        let view = self.guide(&draft.thing).await;
        submission(&view.guide, draft.version, &self.id, draft.company.as_deref(), &draft.content)
    }

    pub async fn sign_request(&self, draft: &Draft) -> SignRequest {
        SignRequest {
            id: id(),
            draft: Some(DraftRevision { id: draft.id.clone(), revision: draft.revision }),
            digests: canonical::digests(&self.submission(draft).await),
            image: STANDARD.encode(png("signature")),
            stamp: false,
            company: None,
        }
    }

    pub async fn sign(&self, draft: &Draft) -> String {
        let request = self.sign_request(draft).await;
        self.post(paths::SIGNATURES, &request).await.expect(201).json::<Signature>().id
    }

    pub async fn sign_correction(&self, submission: &Submission) -> String {
        let request = SignRequest {
            id: id(),
            draft: None,
            digests: canonical::digests(submission),
            image: STANDARD.encode(png("signature")),
            stamp: false,
            company: None,
        };
        self.post(paths::SIGNATURES, &request).await.expect(201).json::<Signature>().id
    }

    pub fn filing(&self, draft: &Draft, signature: String) -> FileCase {
        FileCase { id: id(), draft: draft.id.clone(), revision: draft.revision, signature }
    }

    /// Files a thing with everything filled in.
    pub async fn file(&self, thing: &str, n: usize) -> CaseView {
        let draft = self.draft(thing, n).await;
        let signature = self.sign(&draft).await;
        self.post(paths::CASES, &self.filing(&draft, signature)).await.expect(201).json()
    }

    pub async fn case(&self, number: &str) -> CaseView {
        self.get(&fill(paths::CASE, &[number])).await.expect(200).json()
    }

    pub async fn try_command(&self, number: &str, command: Command) -> Reply {
        let seq = self.case(number).await.seq;
        self.command_at(number, seq, command).await
    }

    pub async fn command_at(&self, number: &str, expected_seq: i64, command: Command) -> Reply {
        let request = CommandRequest { id: id(), expected_seq, command };
        self.post(&fill(paths::COMMANDS, &[number]), &request).await
    }

    pub async fn command(&self, number: &str, command: Command) -> CaseView {
        self.try_command(number, command).await.expect(200).json()
    }
}
