//! A PostgreSQL cluster that lives as long as the tests.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::{http, step, tools};

/// A running cluster on a free port of the loopback; it stops and vanishes with this value.
pub struct Cluster {
    bin: PathBuf,
    folder: PathBuf,
    port: u16,
}

impl Cluster {
    /// Makes and starts a cluster.
    pub fn start() -> Result<Self> {
        let bin = tools::postgres_bin().context("PostgreSQL's initdb is not installed")?;
        // Not below target/: the server's own user must be able to reach it.
        let folder = std::env::temp_dir().join(format!("onething-postgres-{}", std::process::id()));
        let cluster = Self { bin, folder, port: http::free_port()? };
        let mut initdb = cluster.command("initdb");
        initdb.args([
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ]);
        step::run("Make a PostgreSQL cluster for the tests", &mut initdb)?;
        // It is thrown away after the tests, so a crash may take its data.
        let settings = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=300 \
             -c fsync=off -c synchronous_commit=off -c full_page_writes=off",
            cluster.port
        );
        let log = cluster.folder.join("server.log");
        let mut start = cluster.command("pg_ctl");
        start.arg("--wait").arg("--log").arg(log).arg("--options").arg(settings).arg("start");
        step::run("Start PostgreSQL", &mut start)?;
        Ok(cluster)
    }

    /// The address of the cluster; tests make databases of their own in it.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// A program of PostgreSQL on this cluster. It refuses to run as root, so root lends it the
    /// user that Debian's package made.
    fn command(&self, program: &str) -> Command {
        let file: OsString = self.bin.join(program).into();
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(file);
            command
        } else {
            Command::new(file)
        };
        command.arg("--pgdata").arg(&self.folder).current_dir(std::env::temp_dir());
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let mut stop = self.command("pg_ctl");
        let _ = stop.args(["--mode=immediate", "stop"]).output();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Whether this process belongs to root.
fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}
