//! Applications filed through the API beside the same rows committed to the bare database.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::citizen::Citizen;
use super::{Figure, note, timed};
use crate::server::Running;

/// How many applications are filed and measured.
const FILED: usize = 200;

/// How it is measured.
pub const HOW: &str = "Newborn applications filed through the API, one after another, each acknowledged; beside it the \
very rows they left behind, committed once more to an empty copy of the database by SQLite's own shell, one \
transaction per application, with the same settings for durability.";

/// The settings of durability that the server gives its SQLite.
const DURABLE: &str = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;";

/// Applications per second through the server and, as bare rows, into the database.
pub fn beside_database(server: &Running) -> Result<Figure> {
    timed("Measure submissions beside the bare database", || {
        let live = server.data.join("onething.db");
        let mut citizen = Citizen::log_in(server)?;
        let ready = citizen.prepare()?;
        let prepared = counts(&live)?;
        citizen.file(&ready)?;
        let filed = counts(&live)?;
        // What a filing adds rows to, as opposed to what its preparation does.
        let grown = filed
            .iter()
            .filter(|(table, rows)| prepared.get(*table).is_none_or(|before| *rows > before));
        let tables: Vec<&str> = grown.map(|(table, _)| table.as_str()).collect();
        note(&format!("a filing adds rows to {}", tables.join(", ")));
        if tables.is_empty() {
            bail!("a filing left no row behind in {}", live.display());
        }

        let bare = server.data.join("bare.db");
        sqlite(&live, &format!("VACUUM INTO '{}';", bare.display()))?;
        let last = last_rows(&live, &tables)?;
        let mut ours = Duration::ZERO;
        for count in 1..=FILED {
            let ready = citizen.prepare()?;
            let started = Instant::now();
            citizen.file(&ready)?;
            ours += started.elapsed();
            if count % 50 == 0 {
                note(&format!("{count} of {FILED} filed"));
            }
        }
        let replay = transactions(&live, &last)?;
        let started = Instant::now();
        sqlite(&bare, &replay)?;
        let theirs = started.elapsed();

        let rate = |time: Duration| FILED as f64 / time.as_secs_f64();
        Ok(Figure {
            what: "Submissions".to_owned(),
            ours: format!("{:.0}/s", rate(ours)),
            beside: format!("{:.0}/s as bare rows in SQLite", rate(theirs)),
            ratio: rate(ours) / rate(theirs),
            limit: None,
        })
    })
}

/// How many rows each table has.
fn counts(file: &Path) -> Result<BTreeMap<String, u64>> {
    let tables = sqlite(
        file,
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%';",
    )?;
    let query: String = tables.lines().fold(String::new(), |mut query, table| {
        let _ = writeln!(query, "SELECT '{table}', count(*) FROM \"{table}\";");
        query
    });
    let counted = sqlite(file, &query)?;
    let pairs = counted.lines().filter_map(|line| line.split_once('|'));
    Ok(pairs.filter_map(|(table, rows)| Some((table.to_owned(), rows.parse().ok()?))).collect())
}

/// The last row of each of these tables.
fn last_rows<'a>(file: &Path, tables: &[&'a str]) -> Result<Vec<(&'a str, u64)>> {
    let last = |table: &&'a str| -> Result<(&'a str, u64)> {
        let row = sqlite(file, &format!("SELECT coalesce(max(rowid), 0) FROM \"{table}\";"))?;
        Ok((*table, row.trim().parse()?))
    };
    tables.iter().map(last).collect()
}

/// The rows that came after, as one transaction for each application.
fn transactions(file: &Path, last: &[(&str, u64)]) -> Result<String> {
    let mut steps = vec![String::new(); FILED];
    for (table, row) in last {
        let query = format!(
            ".mode insert {table}\nSELECT * FROM \"{table}\" WHERE rowid > {row} ORDER BY rowid;"
        );
        let rows = sqlite(file, &query)?;
        // A text may hold a line break; a statement ends where a line ends in `);`.
        let statements: Vec<&str> = rows.split_inclusive(");\n").collect();
        for (at, statement) in statements.iter().enumerate() {
            steps[at * FILED / statements.len()].push_str(statement);
        }
    }
    let mut sql = format!("{DURABLE}\n");
    for rows in steps {
        let _ = writeln!(sql, "BEGIN IMMEDIATE;\n{rows}\nCOMMIT;");
    }
    Ok(sql)
}

/// Hands a script to SQLite's own shell.
fn sqlite(file: &Path, script: &str) -> Result<String> {
    // From a file, so that a long script and a long answer cannot wait for each other.
    let input = file.with_extension("sql");
    fs::write(&input, script)?;
    let output = Command::new("sqlite3")
        .arg("-bail")
        .arg(file)
        .stdin(fs::File::open(&input)?)
        .stderr(Stdio::piped())
        .output()
        .context("running sqlite3")?;
    if !output.status.success() {
        bail!("sqlite3: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8(output.stdout)?)
}
