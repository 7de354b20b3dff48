//! Guide reads beside nginx serving the same bytes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::{Figure, note, timed};
use crate::http::{Answer, Connection, free_port};
use crate::server::Running;
use crate::{place, tools};

/// The guide that is read.
pub const GUIDE: &str = "/api/v1/guides/newborn";

const CONNECTIONS: usize = 8;
const ROUNDS: usize = 3;
/// How it is measured.
pub const HOW: &str = "Requests for the newborn guide over eight kept connections on the loopback; beside it nginx with \
as many workers as processors, serving the same bytes with the same headers from a file. The two take turns, and the \
best of three rounds counts.";

const ROUND: Duration = Duration::from_secs(4);

/// Reads per second from the server and from nginx.
pub fn beside_nginx(server: &Running) -> Result<Figure> {
    timed("Measure guide reads beside nginx", || {
        let answer = Connection::local(server.port)?.send("GET", GUIDE, &[], b"")?;
        if answer.status != 200 {
            bail!("{GUIDE} answered {}", answer.status);
        }
        let nginx = Nginx::serving(&answer)?;
        let (mut ours, mut theirs) = (0.0_f64, 0.0_f64);
        for round in 1..=ROUNDS {
            ours = ours.max(load(server.port)?);
            theirs = theirs.max(load(nginx.port)?);
            note(&format!("{round} of {ROUNDS}: {ours:.0}/s, nginx {theirs:.0}/s"));
        }
        Ok(Figure {
            what: "Guide reads".to_owned(),
            ours: format!("{ours:.0}/s"),
            beside: format!("{theirs:.0}/s from nginx, {} bytes", answer.body.len()),
            ratio: ours / theirs,
            limit: None,
        })
    })
}

/// Answers per second for one round over all connections.
fn load(port: u16) -> Result<f64> {
    let started = Instant::now();
    let counts: Vec<Result<usize>> = std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..CONNECTIONS).map(|_| scope.spawn(|| client(port, started))).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|_| bail!("a client died")))
            .collect()
    });
    let total: usize = counts.into_iter().sum::<Result<usize>>()?;
    Ok(total as f64 / started.elapsed().as_secs_f64())
}

/// One connection's answers until the round is over.
fn client(port: u16, started: Instant) -> Result<usize> {
    let mut connection = Connection::local(port)?;
    let mut count = 0;
    while started.elapsed() < ROUND {
        let answer = connection.send("GET", GUIDE, &[], b"")?;
        if answer.status != 200 {
            bail!("answered {} after {count} reads", answer.status);
        }
        count += 1;
    }
    Ok(count)
}

/// An nginx of our own on a free port.
struct Nginx {
    child: Child,
    port: u16,
}

impl Nginx {
    /// Starts nginx with one file: the body of an answer, sent with the headers of that answer.
    fn serving(answer: &Answer) -> Result<Self> {
        // Its workers belong to another user, who may not be let into target/.
        let folder = std::env::temp_dir().join(format!("onething-nginx-{}", std::process::id()));
        let file = folder.join("www").join(GUIDE.trim_start_matches('/'));
        fs::create_dir_all(file.parent().context("a guide has a folder")?)?;
        fs::create_dir_all(place::scratch())?;
        fs::write(&file, &answer.body)?;
        let port = free_port()?;
        let settings = folder.join("nginx.conf");
        fs::write(&settings, configuration(&folder, port, answer))?;
        let program: PathBuf = tools::find("nginx").context("nginx is missing")?;
        let child = Command::new(program)
            .arg("-p")
            .arg(&folder)
            .arg("-c")
            .arg(&settings)
            .args(["-g", "daemon off;"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let nginx = Self { child, port };
        let until = Instant::now() + Duration::from_secs(10);
        loop {
            let read = Connection::local(port)
                .and_then(|mut connection| connection.send("GET", GUIDE, &[], b""));
            match read {
                Ok(theirs) if theirs.status == 200 && theirs.body == answer.body => {
                    return Ok(nginx);
                }
                Ok(theirs) => {
                    bail!("nginx answered {} with {} bytes", theirs.status, theirs.body.len())
                }
                Err(_) if Instant::now() < until => std::thread::sleep(Duration::from_millis(50)),
                Err(error) => return Err(error.context("nginx did not start")),
            }
        }
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // SIGTERM to the master ends the workers too, which a killed master would leave behind.
        let id = self.child.id().to_string();
        let _ = Command::new("kill").arg(id).status();
        let _ = self.child.wait();
    }
}

/// The settings of nginx: quick, quiet, and with the headers that the server sends.
fn configuration(folder: &Path, port: u16, answer: &Answer) -> String {
    let own =
        ["content-length", "content-type", "date", "connection", "etag", "last-modified", "server"];
    let headers: String = answer
        .headers
        .iter()
        .filter(|(name, value)| !own.contains(&name.as_str()) && !value.contains(['"', '$', '\\']))
        .map(|(name, value)| format!("    add_header {name} \"{value}\";\n"))
        .collect();
    let folder = folder.display();
    let kind = answer.header("content-type").unwrap_or("application/json");
    format!(
        "worker_processes auto;\npid {folder}/pid;\nerror_log {folder}/error.log;\n\
         events {{ worker_connections 256; }}\n\
         http {{\n  access_log off; sendfile on; tcp_nopush on; tcp_nodelay on; etag on;\n  \
         keepalive_requests 100000000; open_file_cache max=10; default_type {kind};\n  \
         server {{\n    listen 127.0.0.1:{port}; root {folder}/www;\n{headers}  }}\n}}\n"
    )
}
