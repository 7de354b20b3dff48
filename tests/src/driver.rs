//! A WebDriver as a process of its own for each browser, on a port of its own.

use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::place;

/// A running driver and what it needs; it ends with this value.
pub struct Driver {
    /// In the order in which they are ended.
    children: Vec<Child>,
    /// Its address.
    pub url: String,
}

impl Driver {
    /// Starts Chromium's driver and waits until it tells its port. It looks for one that is free and takes it
    /// later: where another driver was quicker it ends, and is started again.
    pub fn chromium() -> Self {
        let started = "successfully on port ";
        let attempt = || {
            let mut child = start(Command::new(place::chromedriver()).arg("--port=0"));
            let port = said(&mut child, |line| {
                line.rsplit_once(started)?.1.trim_end_matches('.').parse::<u16>().ok()
            });
            if port.is_none() {
                let _ = child.wait();
            }
            port.map(|port| (child, port))
        };
        let found = std::iter::repeat_with(attempt).take(5).flatten().next();
        let (child, port) = found.expect("a driver ends without telling where it listens");
        Self { children: vec![child], url: format!("http://127.0.0.1:{port}") }
    }

    /// Starts WebKit's driver on a screen that nobody sees; WebKit has no other way.
    pub fn webkit() -> Self {
        let mut screen = start(Command::new("Xvfb").args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            "1280x1024x24",
            "-nolisten",
            "tcp",
        ]));
        let display = said(&mut screen, |line| line.trim().parse::<u32>().ok());
        let display = display.expect("Xvfb tells its display");
        let port = place::free_port();
        let driver = start(
            Command::new("WebKitWebDriver")
                .arg(format!("--port={port}"))
                .env("DISPLAY", format!(":{display}")),
        );
        let end = Instant::now() + Duration::from_secs(30);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < end, "WebKitWebDriver does not listen");
            std::thread::yield_now();
        }
        Self { children: vec![driver, screen], url: format!("http://127.0.0.1:{port}") }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        for child in &mut self.children {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn start(command: &mut Command) -> Child {
    let program = command.get_program().to_owned();
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    command.spawn().unwrap_or_else(|error| {
        panic!("cannot start {}: {error}; `cargo xtask tools` installs it", program.display())
    })
}

/// The first thing in a program's output that `find` takes.
fn said<T>(child: &mut Child, find: impl Fn(&str) -> Option<T>) -> Option<T> {
    let mut lines = BufReader::new(child.stdout.take().expect("stdout is piped")).lines();
    let found = lines.by_ref().map_while(Result::ok).find_map(|line| find(&line));
    // Read on, or the program would block on a full pipe.
    std::thread::spawn(move || lines.for_each(drop));
    found
}
