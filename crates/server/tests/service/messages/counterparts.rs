//! Counterparts of providers: an HTTP server that writes down what it is asked and answers what it is told, and an
//! SMTP server (RFC 5321) of the smallest kind.

use std::collections::VecDeque;
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, OwnedRwLockWriteGuard, RwLock};

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Seen {
    pub method: String,
    pub path: String,
    pub query: String,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Seen {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// A value of the query, decoded.
    pub fn value(&self, name: &str) -> String {
        let pairs = self.query.split('&').filter_map(|pair| pair.split_once('='));
        let found = pairs.into_iter().find(|(key, _)| *key == name);
        let (_, value) = found.unwrap_or_else(|| panic!("no {name} in {}", self.query));
        let mut bytes = Vec::new();
        let mut rest = value.bytes();
        while let Some(byte) = rest.next() {
            if byte == b'%' {
                let digits = [rest.next().unwrap(), rest.next().unwrap()];
                bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap());
            } else {
                bytes.push(byte);
            }
        }
        String::from_utf8(bytes).unwrap()
    }
}

#[derive(Clone, Default)]
struct Kept {
    seen: Arc<Mutex<Vec<Seen>>>,
    answers: Arc<Mutex<VecDeque<(u16, String)>>>,
    asked: Arc<Notify>,
    gate: Arc<RwLock<()>>,
}

/// An HTTP provider.
pub struct Http {
    pub url: String,
    kept: Kept,
}

impl Http {
    /// Starts one that answers the same to everything until it is told otherwise.
    pub async fn start(usual: fn(&Seen) -> String) -> Self {
        let kept = Kept::default();
        let answer = move |State(kept): State<Kept>, request: Request| async move {
            let (parts, body) = request.into_parts();
            let seen = Seen {
                method: parts.method.to_string(),
                path: parts.uri.path().to_owned(),
                query: parts.uri.query().unwrap_or_default().to_owned(),
                headers: parts.headers,
                body: to_bytes(body, 1 << 20).await.unwrap().to_vec(),
            };
            let told = kept.answers.lock().unwrap().pop_front();
            let (status, text) = told.unwrap_or_else(|| (200, usual(&seen)));
            kept.seen.lock().unwrap().push(seen);
            kept.asked.notify_one();
            let _open = kept.gate.clone().read_owned().await;
            (axum::http::StatusCode::from_u16(status).unwrap(), text)
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(answer).with_state(kept.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, kept }
    }

    /// Answers nothing for as long as the guard lives.
    pub async fn shut(&self) -> OwnedRwLockWriteGuard<()> {
        self.kept.gate.clone().write_owned().await
    }

    /// Lets [`Http::asked`] wait for what comes from now on.
    pub async fn forget_asked(&self) {
        let asked = self.kept.asked.notified();
        tokio::select! {
            biased;
            () = asked => {}
            () = std::future::ready(()) => {}
        }
    }

    /// Waits until somebody asks.
    pub async fn asked(&self) {
        self.kept.asked.notified().await;
    }

    /// What it was asked since the last time.
    pub fn seen(&self) -> Vec<Seen> {
        std::mem::take(&mut *self.kept.seen.lock().unwrap())
    }

    /// Answers this to what comes next.
    pub fn then(&self, status: u16, text: &str) {
        self.kept.answers.lock().unwrap().push_back((status, text.to_owned()));
    }
}

/// An e-mail as it came: from, to, and the text of RFC 5322.
#[derive(Clone, Debug)]
pub struct Mail {
    pub from: String,
    pub to: String,
    pub text: String,
}

impl Mail {
    /// What Python's parser reads of it: subject, message id and text.
    pub fn read(&self) -> (String, String, String) {
        let script = "import sys,email,email.policy,json\n\
            m=email.message_from_bytes(sys.stdin.buffer.read(),policy=email.policy.default)\n\
            print(json.dumps([m['subject'],m['message-id'],m.get_content()]))";
        let said = python(script, self.text.as_bytes());
        serde_json::from_str(&said).unwrap()
    }
}

/// What a Python program says to an input.
pub fn python(script: &str, input: &[u8]) -> String {
    let mut child = Command::new("python3")
        .args(["-c", script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 can be started");
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

/// An SMTP server that refuses receivers called `nobody` for ever and those called `later` for now.
pub struct Smtp {
    pub url: String,
    mails: Arc<Mutex<Vec<Mail>>>,
}

impl Smtp {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let mails: Arc<Mutex<Vec<Mail>>> = Arc::default();
        let kept = mails.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(talk(stream, kept.clone()));
            }
        });
        Self { url, mails }
    }

    /// What came since the last time.
    pub fn mails(&self) -> Vec<Mail> {
        std::mem::take(&mut *self.mails.lock().unwrap())
    }
}

async fn talk(stream: TcpStream, kept: Arc<Mutex<Vec<Mail>>>) {
    let mut stream = BufReader::new(stream);
    let (mut from, mut to) = (String::new(), String::new());
    let mut say = "220 test ESMTP\r\n".to_owned();
    loop {
        stream.write_all(say.as_bytes()).await.unwrap();
        let mut line = String::new();
        if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
            return;
        }
        let between = |line: &str| {
            let rest = line.split_once('<').map_or("", |(_, rest)| rest);
            rest.split('>').next().unwrap_or_default().to_owned()
        };
        say = match line.to_uppercase().split_whitespace().next().unwrap_or_default() {
            "EHLO" => "250-test\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n".to_owned(),
            "MAIL" => {
                from = between(&line);
                "250 ok\r\n".to_owned()
            }
            "RCPT" if line.contains("<nobody@") => "550 no such mailbox\r\n".to_owned(),
            "RCPT" if line.contains("<later@") => "451 try again\r\n".to_owned(),
            "RCPT" => {
                to = between(&line);
                "250 ok\r\n".to_owned()
            }
            "DATA" => {
                stream.write_all(b"354 go on\r\n").await.unwrap();
                let mut text = String::new();
                loop {
                    let mut line = String::new();
                    stream.read_line(&mut line).await.unwrap();
                    if line == ".\r\n" {
                        break;
                    }
                    text.push_str(line.strip_prefix('.').unwrap_or(&line));
                }
                kept.lock().unwrap().push(Mail { from: from.clone(), to: to.clone(), text });
                "250 taken\r\n".to_owned()
            }
            "QUIT" => {
                let _ = stream.write_all(b"221 bye\r\n").await;
                return;
            }
            _ => "250 ok\r\n".to_owned(),
        };
    }
}
