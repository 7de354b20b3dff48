//! The real server on data of its own, to be stopped, killed and started again.

use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use crate::place;
use crate::wire::agent;

/// A running server; it ends with this value.
pub struct Server {
    child: Child,
    /// Tells whenever the server says something.
    heard: Receiver<()>,
    port: u16,
    data: PathBuf,
    log: PathBuf,
    /// The folder of the pages.
    web: PathBuf,
    /// Settings of its own.
    options: Vec<String>,
}

impl Server {
    /// Serves the demo city, on data of its own.
    pub(crate) fn start(folder: &Path) -> Self {
        let data = folder.join("data");
        copy(demo_city(), &data);
        let log = folder.join("server.log");
        let port = place::free_port();
        let web = place::web();
        let (child, heard) = serve(&data, &log, &web, port, &[]);
        let mut server = Self { child, heard, port, data, log, web, options: Vec::new() };
        server.wait();
        server
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Ends it as a power cut does: no signal handler runs.
    pub fn kill(&mut self) {
        self.child.kill().expect("SIGKILL can be sent");
        self.child.wait().expect("the server has ended");
    }

    /// Starts it again on the same data and the same port.
    pub fn restart(&mut self) {
        (self.child, self.heard) =
            serve(&self.data, &self.log, &self.web, self.port, &self.options);
        self.wait();
    }

    /// Starts it again with settings, as the command line takes them.
    pub fn restart_with(&mut self, options: &[&str]) {
        self.options = options.iter().map(|option| (*option).to_owned()).collect();
        self.kill();
        self.restart();
    }

    /// Starts it again with pages of another release: the same programs under another name.
    pub fn release_again(&mut self) {
        let web = self.data.with_file_name("web");
        copy(&self.web, &web);
        let worker = web.join("sw.js");
        let text = fs::read_to_string(&worker).expect("the pages have a service worker");
        let (before, rest) = text.split_once("\"release\":\"").expect("it names the release");
        let (_, after) = rest.split_once('"').expect("the name ends");
        fs::write(worker, format!("{before}\"release\":\"next\"{after}")).expect("written");
        self.web = web;
        self.kill();
        self.restart();
    }

    /// Runs a command of the program on the same data: whether it succeeded, and what it said.
    pub fn command(&self, arguments: &[&str]) -> (bool, String) {
        let output = program()
            .args(arguments)
            .arg("--data")
            .arg(&self.data)
            .current_dir(place::root())
            .output()
            .expect("the program can be started");
        let said = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8_lossy(&said).into_owned())
    }

    /// The end of what it said.
    pub fn log(&self) -> String {
        tail(&self.log)
    }

    /// Waits until it answers that it is ready, asking again whenever it has said something.
    fn wait(&mut self) {
        let end = Instant::now() + Duration::from_secs(60);
        let agent = agent(Duration::from_secs(5));
        let ready = format!("{}/readyz", self.url());
        while Instant::now() < end {
            if agent.get(&ready).call().is_ok_and(|answer| answer.status().is_success()) {
                return;
            }
            if let Some(status) = self.child.try_wait().expect("the server can be asked after") {
                panic!("the server ended at once ({status}):\n{}", self.log());
            }
            let _ = self.heard.recv_timeout(Duration::from_millis(100));
        }
        panic!("the server was not ready in a minute:\n{}", self.log());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Data with the demo city in it, imported once for all journeys.
fn demo_city() -> &'static Path {
    static DATA: LazyLock<PathBuf> = LazyLock::new(|| {
        let folder = place::artefacts("demo-city");
        let _ = fs::remove_dir_all(&folder);
        let data = folder.join("data");
        fs::create_dir_all(&data).expect("the folder of data can be made");
        let log = folder.join("import.log");
        let imported = command(&data, &log, &["import", "content/demo-city"]).status();
        let imported = imported.unwrap_or_else(|error| {
            panic!("cannot start {}: {error}", place::onething().display())
        });
        assert!(imported.success(), "the demo city was not imported:\n{}", tail(&log));
        data
    });
    &DATA
}

/// Copies a folder with all that is in it.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder can be made");
    for entry in fs::read_dir(from).expect("a folder can be read").flatten() {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(&from, &to).expect("a file can be copied");
        }
    }
}

fn serve(
    data: &Path,
    log: &Path,
    web: &Path,
    port: u16,
    options: &[String],
) -> (Child, Receiver<()>) {
    let port = port.to_string();
    let mut command = command(data, log, &["serve", "--demo", "--port", &port]);
    command.arg("--web").arg(web).args(options).stdout(Stdio::piped());
    let mut child = command.spawn().expect("the server can be started");
    let lines = BufReader::new(child.stdout.take().expect("stdout is piped")).lines();
    let mut kept = append(log);
    let (tell, heard) = mpsc::channel();
    std::thread::spawn(move || {
        for line in lines.map_while(Result::ok) {
            let _ = writeln!(kept, "{line}");
            // Nobody listens any more once the server is ready.
            let _ = tell.send(());
        }
    });
    (child, heard)
}

fn append(log: &Path) -> File {
    OpenOptions::new().create(true).append(true).open(log).expect("a log can be kept")
}

fn command(data: &Path, log: &Path, arguments: &[&str]) -> Command {
    let log = append(log);
    let share = |log: &File| Stdio::from(log.try_clone().expect("a file can be shared"));
    let mut command = program();
    command
        .args(arguments)
        .arg("--data")
        .arg(data)
        .current_dir(place::root())
        .stdin(Stdio::null())
        .stdout(share(&log))
        .stderr(share(&log));
    command
}

/// The server's program, with settings from the command line only: it takes every `ONETHING_…` variable
/// for a setting, and those that name it to the journeys are none.
pub fn program() -> Command {
    let mut program = Command::new(place::onething());
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("ONETHING_") {
            program.env_remove(name);
        }
    }
    program
}

fn tail(log: &Path) -> String {
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(40)..].join("\n")
}
