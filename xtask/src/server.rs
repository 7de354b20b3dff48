//! The server: built, filled with the demo city, started.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::{http, place, step, tools};

/// Answers 200 as soon as the server can take requests.
const READY: &str = "/readyz";
/// Within so many seconds: a large store of before may have to get an index first.
const READY_SECONDS: u64 = 300;

/// Builds the server for development and tells where its binary is.
pub fn build() -> Result<PathBuf> {
    // With the whole workspace in view cargo chooses the features of shared dependencies as it does
    // for the tests, and compiles them once for both.
    let mut cargo = tools::cargo(&["build", "--workspace", "--bin", "onething"]);
    step::run("Build the server", &mut cargo)?;
    Ok(place::target().join("debug/onething"))
}

/// Builds the server as shipped, with the pages in `dist/` inside, and tells where its binary is.
pub fn build_shipped() -> Result<PathBuf> {
    let args =
        ["build", "--release", "-p", "onething-server", "--bin", "onething", "--features", "embed"];
    step::run("Build the server as shipped", &mut tools::cargo(&args))?;
    Ok(place::target().join("release/onething"))
}

/// Builds the server optimised, but without what renders pages and sets documents, which takes two thirds of the time:
/// for what is measured over its API alone. It has a folder of its own, so that nobody takes it for what is shipped.
/// `BENCH_SERVER` names one that was built before, to be measured again.
pub fn build_bare() -> Result<PathBuf> {
    if let Some(known) = std::env::var_os("BENCH_SERVER") {
        return Ok(PathBuf::from(known));
    }
    let folder = place::target().join("bare");
    let args = ["build", "--release", "-p", "onething-server", "--no-default-features"];
    let mut cargo = tools::cargo(&args);
    cargo.args(["--bin", "onething", "--target-dir"]).arg(&folder);
    step::run("Build the server without pages", &mut cargo)?;
    Ok(folder.join("release/onething"))
}

/// Imports the demo city; `settings` are the server's, such as `--data DIR`.
pub fn import(binary: &Path, settings: &[String]) -> Result<()> {
    let mut import = Command::new(binary);
    import.arg("import").arg("content/demo-city").args(settings).current_dir(place::root());
    step::run("Import the demo city", &mut import)?;
    Ok(())
}

/// A server with data of its own that ends with this value.
pub struct Running {
    child: Child,
    /// The port of 127.0.0.1 that it listens on.
    pub port: u16,
    /// Its folder of data.
    pub data: PathBuf,
}

impl Running {
    /// Starts a demo server on fresh data in the scratch folder `name`, with the pages of the
    /// folder `web` or those inside the binary.
    pub fn fresh(name: &str, binary: &Path, web: Option<&Path>) -> Result<Self> {
        let data = place::scratch().join(name);
        if data.exists() {
            fs::remove_dir_all(&data)?;
        }
        fs::create_dir_all(&data)?;
        import(binary, &["--data".into(), data.display().to_string()])?;
        Self::start(data, binary, web)
    }

    /// Starts a demo server on data that is there, with the pages inside the binary.
    pub fn serving(data: &Path, binary: &Path) -> Result<Self> {
        Self::start(data.to_owned(), binary, None)
    }

    /// Starts a demo server with these settings, which name its folder of data.
    pub fn with(data: &Path, binary: &Path, settings: &[String]) -> Result<Self> {
        Self::run(data.to_owned(), binary, settings)
    }

    fn start(data: PathBuf, binary: &Path, web: Option<&Path>) -> Result<Self> {
        let mut settings = vec!["--data".to_owned(), data.display().to_string()];
        if let Some(web) = web {
            settings.extend(["--web".to_owned(), web.display().to_string()]);
        }
        Self::run(data, binary, &settings)
    }

    fn run(data: PathBuf, binary: &Path, settings: &[String]) -> Result<Self> {
        let port = http::free_port()?;
        let log = File::create(data.join("server.log"))?;
        let child = Command::new(binary)
            .args(["serve", "--demo", "--port", &port.to_string()])
            .args(settings)
            .current_dir(place::root())
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .with_context(|| format!("starting {}", binary.display()))?;
        let mut server = Self { child, port, data };
        server.wait()?;
        Ok(server)
    }

    /// The address of the server.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    fn wait(&mut self) -> Result<()> {
        let until = Instant::now() + Duration::from_secs(READY_SECONDS);
        while Instant::now() < until {
            let ready = http::Connection::local(self.port)
                .and_then(|mut connection| connection.send("GET", READY, &[], b""));
            if ready.is_ok_and(|answer| answer.status == 200) {
                return Ok(());
            }
            if let Some(status) = self.child.try_wait()? {
                bail!("the server ended at once ({status}): {}", self.log());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        bail!("the server did not answer {READY} in {READY_SECONDS} s: {}", self.log())
    }

    /// The end of what the server said.
    pub fn log(&self) -> String {
        let text = fs::read_to_string(self.data.join("server.log")).unwrap_or_default();
        step::tail(&text, 20)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
