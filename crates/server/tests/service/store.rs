//! Stores for the worlds. The demo city is imported once for each database; every world stands on a copy.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use onething_server::app::App;
use onething_server::city::import::import;
use onething_server::clock::Clock;
use onething_server::config::Settings;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tokio::sync::OnceCell;

use crate::world::{demo_city, monday};

/// A database of its own on the server that `TEST_DATABASE_URL` names; it goes with this value.
pub struct Database {
    name: String,
}

/// A store with nothing in it.
pub struct Empty {
    pub settings: Settings,
    _database: Option<Database>,
}

impl Empty {
    pub fn sqlite() -> Self {
        Self { settings: settings(None), _database: None }
    }

    /// None where no server is named.
    pub async fn postgres() -> Option<Self> {
        let database = Database::like("template1").await?;
        Some(Self { settings: settings(Some(database.url())), _database: Some(database) })
    }
}

impl Drop for Empty {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.settings.data);
    }
}

/// SQLite with the demo city in it.
pub async fn sqlite() -> Settings {
    static FIRST: OnceCell<Files> = OnceCell::const_new();
    let first = FIRST.get_or_init(async || filled(settings(None)).await).await;
    let settings = settings(None);
    first.write(&settings.data);
    settings
}

/// PostgreSQL with the demo city in it; none where no server is named.
pub async fn postgres() -> Option<(Settings, Database)> {
    static FIRST: OnceCell<Option<(Files, Database)>> = OnceCell::const_new();
    let first = FIRST.get_or_init(async || {
        let database = Database::like("template1").await?;
        Some((filled(settings(Some(database.url()))).await, database))
    });
    let (files, first) = first.await.as_ref()?;
    let database = Database::like(&first.name).await?;
    let settings = settings(Some(database.url()));
    files.write(&settings.data);
    Some((settings, database))
}

/// Imports the demo city, lets go of the store and takes its files.
async fn filled(settings: Settings) -> Files {
    let data = settings.data.clone();
    let app = App::open(settings, Clock::at(monday())).await.expect("the service opens");
    import(&app, &demo_city()).await.expect("the demo city imports");
    app.db.close().await;
    let mut files = Files::default();
    files.read(&data, Path::new(""));
    std::fs::remove_dir_all(data).expect("the folder goes");
    files
}

/// The files of a folder, by their path in it.
#[derive(Default)]
struct Files(Vec<(PathBuf, Vec<u8>)>);

impl Files {
    fn read(&mut self, folder: &Path, below: &Path) {
        for entry in std::fs::read_dir(folder.join(below)).expect("a folder can be read").flatten()
        {
            let path = below.join(entry.file_name());
            if entry.path().is_dir() {
                self.read(folder, &path);
            } else {
                self.0.push((path, std::fs::read(entry.path()).expect("a file can be read")));
            }
        }
    }

    fn write(&self, folder: &Path) {
        for (path, bytes) in &self.0 {
            let file = folder.join(path);
            std::fs::create_dir_all(file.parent().expect("it is in the folder")).expect("a folder");
            std::fs::write(file, bytes).expect("a file can be written");
        }
    }
}

fn fresh_name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("onething_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

fn settings(database_url: Option<String>) -> Settings {
    Settings {
        data: std::env::temp_dir().join(fresh_name()),
        database_url,
        demo: true,
        // No power is cut here: what a kill leaves behind is for the simulation and the journeys.
        durable: false,
        login_per_minute: 10_000,
        ..Settings::default()
    }
}

impl Database {
    /// A new database that is a copy of another, which nobody is connected to.
    async fn like(template: &str) -> Option<Self> {
        std::env::var_os("TEST_DATABASE_URL")?;
        let name = fresh_name();
        run(format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
        Some(Self { name })
    }

    fn url(&self) -> String {
        let server = server();
        let (place, query) = server.split_once('?').unwrap_or((&server, ""));
        let (host, _) = place.rsplit_once('/').expect("the address names a database");
        format!("{host}/{}?{query}", self.name)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let sql = format!("DROP DATABASE {} WITH (FORCE)", self.name);
        // A value that goes cannot await, and a runtime cannot begin another on its own thread.
        let gone = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime").block_on(run(sql));
        });
        let _ = gone.join();
    }
}

fn server() -> String {
    std::env::var("TEST_DATABASE_URL").expect("a server is named")
}

/// Runs a statement on the server's own database. One at a time: PostgreSQL refuses to copy a database while
/// another copy of it is made.
async fn run(sql: String) {
    static TURN: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
    let _turn = TURN.lock().await;
    let mut server = PgConnection::connect(&server()).await.expect("TEST_DATABASE_URL answers");
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut server).await.expect("the server obeys");
    server.close().await.expect("the connection ends");
}
