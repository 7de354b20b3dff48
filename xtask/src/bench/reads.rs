//! Guide reads beside nginx serving the same bytes.

use std::fs;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::nginx::Nginx;
use super::{Figure, note, timed};
use crate::http::{Answer, Connection};
use crate::server::Running;

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
        let nginx = serving(&answer)?;
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

/// Has nginx send one file: the body of an answer, with the headers of that answer.
fn serving(answer: &Answer) -> Result<Nginx> {
    let own =
        ["content-length", "content-type", "date", "connection", "etag", "last-modified", "server"];
    let headers: String = answer
        .headers
        .iter()
        .filter(|(name, value)| !own.contains(&name.as_str()) && !value.contains(['"', '$', '\\']))
        .map(|(name, value)| format!("add_header {name} \"{value}\";\n"))
        .collect();
    let kind = answer.header("content-type").unwrap_or("application/json");
    let nginx = Nginx::start("reads", &format!("default_type {kind};\n{headers}"), |www| {
        let file = www.join(GUIDE.trim_start_matches('/'));
        fs::create_dir_all(file.parent().context("a guide has a folder")?)?;
        Ok(fs::write(&file, &answer.body)?)
    })?;
    let theirs = Connection::local(nginx.port)?.send("GET", GUIDE, &[], b"")?;
    if theirs.status != 200 || theirs.body != answer.body {
        bail!("nginx answered {} with {} bytes", theirs.status, theirs.body.len());
    }
    Ok(nginx)
}
