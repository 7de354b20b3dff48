//! An nginx of our own: what ours is measured beside, and what serves pages that are measured without our server.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::http::{Connection, free_port};
use crate::tools;

/// nginx on a free port; it ends with this value.
pub struct Nginx {
    child: Child,
    /// The port of 127.0.0.1 that it listens on.
    pub port: u16,
}

impl Nginx {
    /// Starts nginx on a folder that `fill` fills. `settings` go into its server block.
    pub fn start(
        name: &str,
        settings: &str,
        fill: impl FnOnce(&Path) -> Result<()>,
    ) -> Result<Self> {
        // Its workers belong to another user, who may not be let into target/.
        let folder =
            std::env::temp_dir().join(format!("onething-nginx-{name}-{}", std::process::id()));
        let www = folder.join("www");
        if www.exists() {
            fs::remove_dir_all(&www)?;
        }
        fs::create_dir_all(&www)?;
        fill(&www)?;
        let port = free_port()?;
        let file = folder.join("nginx.conf");
        fs::write(&file, configuration(&folder, port, settings))?;
        let program: PathBuf = tools::find("nginx").context("nginx is missing")?;
        let child = Command::new(program)
            .arg("-p")
            .arg(&folder)
            .arg("-c")
            .arg(&file)
            .args(["-g", "daemon off;"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let nginx = Self { child, port };
        let until = Instant::now() + Duration::from_secs(10);
        loop {
            match Connection::local(port) {
                Ok(_) => return Ok(nginx),
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

/// The settings of nginx: quick and quiet.
fn configuration(folder: &Path, port: u16, settings: &str) -> String {
    let folder = folder.display();
    format!(
        "worker_processes auto;\npid {folder}/pid;\nerror_log {folder}/error.log;\n\
         events {{ worker_connections 256; }}\n\
         http {{\n  access_log off; sendfile on; tcp_nopush on; tcp_nodelay on; etag on;\n  \
         keepalive_requests 100000000; open_file_cache max=100;\n  \
         server {{\n    listen 127.0.0.1:{port}; root {folder}/www;\n{settings}  }}\n}}\n"
    )
}
