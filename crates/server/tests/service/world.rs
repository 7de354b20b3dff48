//! A city under a virtual clock, and people who use it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use axum::Router;
use chrono::{DateTime, TimeDelta, Utc};
use onething_api::paths;
use onething_api::session::{Acting, CodeRequest, LogIn, Session};
use onething_domain::case::{Command, TaskStatus};
use onething_server::app::App;
use onething_server::city::content;
use onething_server::clock::Clock;
use onething_server::config::Settings;
use onething_server::{one, router};

pub use crate::client::{Client, Reply, id, png};
use crate::store::{self, Database};

/// Makes of each `async fn(World)` a test on SQLite and one on PostgreSQL.
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test] async fn $name() { super::$name($crate::world::World::sqlite().await).await })+
        }
        mod postgres {
            $(#[tokio::test] async fn $name() {
                if let Some(world) = $crate::world::World::postgres().await {
                    super::$name(world).await
                }
            })+
        }
    };
}

pub const MOTHER: &str = "13800000001";
pub const BUYER: &str = "13800000003";
pub const AGENT: &str = "13800000006";
pub const COMPANY: &str = "91519902MA6QH00125";

/// A service with the demo city in it.
pub struct World {
    pub app: App,
    pub folder: PathBuf,
    /// Whether the folder goes when this world ends; another node's is the first one's.
    pub owns_folder: bool,
    router: Router,
    /// Goes last: the database of its own that the world stands on.
    database: Option<Database>,
}

pub fn demo_city() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content/demo-city")
}

/// Ten in the morning in Shanghai, on a Monday without holidays near.
pub fn monday() -> DateTime<Utc> {
    "2026-03-02T02:00:00Z".parse().unwrap()
}

impl World {
    /// On SQLite, with the demo city in it.
    pub async fn sqlite() -> Self {
        let mut world = Self::open(store::sqlite().await, Clock::at(monday())).await;
        world.owns_folder = true;
        world
    }

    /// On PostgreSQL, with the demo city in it; none where no server is named.
    pub async fn postgres() -> Option<Self> {
        let (settings, database) = store::postgres().await?;
        let mut world = Self::open(settings, Clock::at(monday())).await;
        world.owns_folder = true;
        world.database = Some(database);
        Some(world)
    }

    pub async fn open(settings: Settings, clock: Clock) -> Self {
        let folder = settings.data.clone();
        let app = App::open(settings, clock).await.expect("the service opens");
        let router = router::router(app.clone());
        Self { router, app, folder, owns_folder: false, database: None }
    }

    /// The same world with other settings.
    pub async fn reopened(mut self, settings: Settings) -> Self {
        let mut world = Self::open(settings, self.app.clock.clone()).await;
        world.owns_folder = std::mem::take(&mut self.owns_folder);
        world.database = self.database.take();
        world
    }

    /// The same data opened once more, as by another node.
    pub async fn another_node(&self) -> World {
        World::open(self.app.settings.clone(), self.app.clock.clone()).await
    }

    /// Waits until so many of this database wait for a lock. Only PostgreSQL knows.
    pub async fn until_waiting(&self, wanted: i64) {
        loop {
            let mut tx = self.app.db.read().await.unwrap();
            let sql = "SELECT COUNT(*) FROM pg_stat_activity
                       WHERE datname = current_database() AND wait_event_type = 'Lock'";
            let waiting = one!(&mut tx, (i64,), sql).unwrap().map_or(0, |(count,)| count);
            if waiting >= wanted {
                return;
            }
        }
    }

    pub fn nobody(&self) -> Client {
        Client::new(self.router.clone())
    }

    pub fn pass(&self, by: TimeDelta) {
        self.app.clock.advance(by);
    }

    pub async fn log_in(&self, phone: &str) -> Client {
        self.pass(TimeDelta::milliseconds(1)); // so that the newest message is known by its time
        let mut client = self.nobody();
        client.post(paths::CODES, &CodeRequest { phone: phone.into() }).await.expect(200);
        let code = client.code_for(phone).await;
        let reply =
            client.post(paths::SESSION, &LogIn { phone: phone.into(), code }).await.expect(200);
        let cookie = reply.headers["set-cookie"].to_str().unwrap();
        client.cookie = Some(cookie.split(';').next().unwrap().to_owned());
        client.id = reply.json::<Session>().id;
        client.phone = phone.to_owned();
        client
    }

    /// Logs in a member of staff by id, as `health-reviewer`.
    pub async fn staff(&self, id: &str) -> Client {
        // Read once: the whole city's content costs more than most tests.
        static PHONES: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
            let people = content::read(&demo_city()).expect("the demo city reads").people;
            people.staff.into_iter().map(|member| (member.id, member.phone)).collect()
        });
        self.log_in(PHONES.get(id).unwrap_or_else(|| panic!("no {id}"))).await
    }

    pub async fn agent(&self) -> Client {
        let agent = self.log_in(AGENT).await;
        agent.put(paths::ACTING, &Acting { company: Some(COMPANY.into()) }, &[]).await.expect(200);
        agent
    }

    /// Approves and issues whatever is open, department by department, until nothing is.
    pub async fn work_through(&self, number: &str, except: &[&str]) {
        let clerk = self.staff("clerk-1").await;
        loop {
            let case = clerk.case(number).await;
            let open = case.tasks.iter().find(|task| {
                matches!(task.status, TaskStatus::Open | TaskStatus::Approved)
                    && !except.contains(&task.item.as_str())
            });
            let Some(task) = open else {
                return;
            };
            let reviewer = self.staff(&format!("{}-reviewer", task.department)).await;
            let item = task.item.clone();
            let command = match task.status {
                TaskStatus::Open => Command::Approve { item, opinion: "材料齐全".into() },
                _ => Command::IssueResult { item },
            };
            reviewer.command(number, command).await;
        }
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if self.owns_folder {
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}
