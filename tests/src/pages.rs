//! A small server of static pages, for the harness to try itself on.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};

use crate::place;

/// Serves the files of `tests/fixtures` with the portal's content security policy, until the tests end.
pub struct StaticPages {
    /// Its address.
    pub url: String,
}

impl StaticPages {
    /// Starts serving.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("this machine has a free port");
        let url = format!("http://{}", listener.local_addr().expect("a listener has an address"));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                std::thread::spawn(move || answer(stream));
            }
        });
        Self { url }
    }
}

/// Answers one request and closes, which is all that a browser needs.
fn answer(mut stream: TcpStream) {
    let mut line = String::new();
    let mut reader = BufReader::new(&stream);
    if reader.read_line(&mut line).is_err() {
        return;
    }
    // The rest of the request is read, or closing would reset the connection.
    let mut header = String::new();
    while reader.read_line(&mut header).is_ok_and(|read| read > 2) {
        header.clear();
    }
    let name = line.split(['/', ' ', '?']).nth(2).unwrap_or_default();
    let file = place::fixtures().join(name);
    let (status, body) = match std::fs::read(&file) {
        Ok(body) => ("200 OK", body),
        // Every browser asks for it, and complains where it is missing.
        Err(_) if name == "favicon.ico" => ("204 No Content", Vec::new()),
        Err(_) => ("404 Not Found", Vec::new()),
    };
    let kind = if name.ends_with(".js") { "text/javascript" } else { "text/html" };
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: {kind}; charset=utf-8\r\ncontent-length: {}\r\n\
         content-security-policy: default-src 'self'; frame-ancestors 'none'\r\nconnection: close\r\n\r\n",
        body.len()
    );
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
}
