//! Programs of others against uploads: tuspy sends to us, and the daemon of ClamAV scans for us (A3).

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command as Program, Stdio};

use onething_api::paths::{self, fill};
use onething_api::problem::Code;
use onething_domain::canonical::sha256;
use onething_server::config::Settings;
use onething_server::router;

use crate::world::{MOTHER, World, png};

/// A file of `.tools`, where `cargo xtask test` puts what is not of the system; another by the variable.
fn tool(variable: &str, file: &str) -> PathBuf {
    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.tools");
    std::env::var_os(variable).map_or_else(|| tools.join(file), PathBuf::from)
}

/// Sends the first part and stops; then another client, who knows only the address, sends the rest.
const RESUMED: &str = "
import sys
from tusclient import client
address, cookie, file = sys.argv[1:]
tus = client.TusClient(address, headers={'Cookie': cookie})
first = tus.uploader(file, chunk_size=40, metadata={'filename': '出生证明.png'})
first.upload_chunk()
rest = client.TusClient(address, headers={'Cookie': cookie}).uploader(file, url=first.url, chunk_size=33)
assert rest.offset == 40, rest.offset
rest.upload()
print(first.url.rsplit('/', 1)[1], rest.offset)
";

async fn tuspy_uploads_and_goes_on_where_another_stopped(world: World) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}{}", listener.local_addr().unwrap(), paths::UPLOADS);
    let serving = router::router(world.app.clone());
    let serving = tokio::spawn(async move { axum::serve(listener, serving).await });
    let mother = world.log_in(MOTHER).await;
    let bytes = png(&"tuspy".repeat(30));
    let file = world.folder.join("tuspy.png");
    std::fs::write(&file, &bytes).unwrap();
    let cookie = mother.cookie.clone().unwrap();
    let run = tokio::task::spawn_blocking(move || {
        let mut python = Program::new(tool("TUSPY", "tuspy/bin/python"));
        python.args(["-c", RESUMED, &address, &cookie]).arg(&file);
        python.output().expect("a Python with tuspy; cargo xtask test installs it")
    });
    let output = run.await.unwrap();
    let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    let (id, offset) = said.split_once(' ').unwrap();
    assert_eq!(offset, bytes.len().to_string());
    let stored = mother.get(&fill(paths::FILE, &[id])).await.expect(200);
    assert_eq!(sha256(&stored.body), sha256(&bytes));
    serving.abort();
}

/// A clamd of its own with one signature; it ends with this value.
struct Scanner {
    child: Child,
    address: String,
}

impl Scanner {
    fn start(folder: &Path) -> Self {
        let database = folder.join("clamav");
        std::fs::create_dir_all(&database).unwrap();
        let words: String = WANTED.bytes().map(|byte| format!("{byte:02x}")).collect();
        std::fs::write(database.join("own.ndb"), format!("Onething.Test:0:*:{words}\n")).unwrap();
        let socket = folder.join("clamd.sock");
        let config = folder.join("clamd.conf");
        let settings = format!(
            "DatabaseDirectory {}\nLocalSocket {}\nForeground yes\n",
            database.display(),
            socket.display()
        );
        std::fs::write(&config, settings).unwrap();
        let own = tool("CLAMD", "clamav/usr/sbin/clamd");
        let program = if own.is_file() { own } else { PathBuf::from("clamd") };
        let mut child = Program::new(program)
            .arg("--config-file")
            .arg(&config)
            .stdout(Stdio::piped())
            .spawn()
            .expect("clamd; cargo xtask test brings it");
        // It says this once it listens; what it says afterwards nobody needs, but somebody has to take it.
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let listens =
            lines.by_ref().map_while(Result::ok).any(|line| line.contains("Self checking"));
        assert!(listens, "clamd ended at once");
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address: socket.display().to_string() }
    }
}

impl Drop for Scanner {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const WANTED: &str = "ONETHING-TEST-VIRUS";

async fn clamd_refuses_what_it_knows(world: World) {
    let folder = world.folder.clone();
    let scanner = tokio::task::spawn_blocking(move || Scanner::start(&folder)).await.unwrap();
    let settings = Settings { clamd: Some(scanner.address.clone()), ..world.app.settings.clone() };
    let mother = World::open(settings, world.app.clock.clone()).await.log_in(MOTHER).await;
    mother.upload("clean.png", &png("clean")).await;
    let bad = png(WANTED);
    let path = mother.begin_upload("bad.png", bad.len()).await;
    mother.part(&path, 0, &bad).await.expect(422).problem(Code::InfectedFile);
    let head = [("tus-resumable", "1.0.0")];
    mother.call("HEAD", &path, &head, Vec::new()).await.expect(404);
}

on_both!(tuspy_uploads_and_goes_on_where_another_stopped, clamd_refuses_what_it_knows);
