//! Chromium's WebDriver as a process of its own for each browser, on a port that it chooses.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use crate::place;

/// A running chromedriver; it ends with this value.
pub struct Driver {
    child: Child,
    /// Its address.
    pub url: String,
}

impl Driver {
    /// Starts a driver and waits until it tells its port.
    pub fn start() -> Self {
        let program = place::chromedriver();
        let mut child = Command::new(&program)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| {
                panic!(
                    "cannot start {}: {error}; `cargo xtask tools` installs it",
                    program.display()
                )
            });
        let mut lines = BufReader::new(child.stdout.take().expect("stdout is piped")).lines();
        let port = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| port(&line))
            .expect("chromedriver ended without telling its port");
        // Read on, or the driver would block on a full pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, url: format!("http://127.0.0.1:{port}") }
    }
}

/// The port in `… started successfully on port 12345.`
fn port(line: &str) -> Option<u16> {
    line.rsplit_once("successfully on port ")?.1.trim_end_matches('.').parse().ok()
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
