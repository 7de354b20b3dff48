//! What every request shares: settings, store, keys, clock, files, the catalogue in memory.

use std::ops::Deref;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::cases::live::Live;
use crate::city::catalogue::Shelf;
use crate::clock::Clock;
use crate::config::Settings;
use crate::crypto::{self, Keys};
use crate::db::Db;
use crate::documents::Press;
use crate::error::Result;
use crate::figures;
use crate::generate::Chance;
use crate::licences;
use crate::limit::Limits;
use crate::migrate;
use crate::outbox::Post;
use crate::pades::Authority;
use crate::registries;
use crate::seal;
use crate::uploads::files::Files;
use crate::web::Web;
use crate::{exec, one};

/// The service's shared state; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// What [`App`] holds.
pub struct Parts {
    /// Settings.
    pub settings: Settings,
    /// Database.
    pub db: Db,
    /// Clock and ids.
    pub clock: Clock,
    /// Keys.
    pub keys: Keys,
    /// Keys under which the service vouches for signatures.
    pub seals: seal::keys::Keys,
    /// Keys under which licences are shown.
    pub showings: licences::keys::Keys,
    /// Sets documents; opened when the first one is made.
    pub press: OnceLock<Press>,
    /// Signs documents; opened when the first one is made, for it bears the city's name.
    pub authority: Mutex<Option<Arc<Authority>>>,
    /// Providers that bring messages to people.
    pub post: Post,
    /// Where registries are asked, by their ids.
    pub registries: registries::http::Endpoints,
    /// Which instant approvals a person checks afterwards.
    pub lot: Mutex<Chance>,
    /// Stored files.
    pub files: Files,
    /// City and guides in memory.
    pub shelf: Shelf,
    /// Who watches which case.
    pub live: Live,
    /// This process among all nodes.
    pub node: String,
    /// Open figures, as they were read last.
    pub figures: figures::Cache,
    /// Limits of frequency.
    pub limits: Limits,
    /// Front ends.
    pub web: Web,
    stopping: AtomicBool,
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl App {
    /// Opens everything: folder, key, database (migrated), files, catalogue.
    ///
    /// # Errors
    /// What cannot be opened, and what to do.
    pub async fn open(settings: Settings, clock: Clock) -> std::result::Result<Self, String> {
        let app = Self::open_store(settings, clock).await?;
        app.refresh().await.map_err(|error| format!("cannot read the catalogue: {error:?}"))?;
        Ok(app)
    }

    /// Opens everything but the catalogue, for work that reads all of the content itself or none.
    ///
    /// # Errors
    /// What cannot be opened, and what to do.
    pub async fn open_store(settings: Settings, clock: Clock) -> std::result::Result<Self, String> {
        let data = settings.data.display();
        std::fs::create_dir_all(&settings.data).map_err(|error| {
            format!("data: cannot make the folder {data}: {error}; name another with --data")
        })?;
        let secret = match &settings.key_file {
            Some(file) => crypto::secret(file, false),
            None => crypto::secret(&settings.data.join("key"), true),
        };
        let keys = Keys::new(&secret.map_err(|error| format!("key_file: {error}"))?);
        let db = match &settings.database_url {
            Some(url) => Db::postgres(url)
                .await
                .map_err(|error| format!("database_url: nobody answers: {error}"))?,
            None => Db::sqlite(&settings.data.join("onething.db"), settings.durable)
                .await
                .map_err(|error| format!("data: cannot open the database in {data}: {error}"))?,
        };
        migrate::migrate(&db, clock.now()).await.map_err(|error| error.to_string())?;
        check_key(&db, &keys, &clock).await?;
        let algorithm = settings.seal_algorithm;
        let seals = seal::keys::Keys::open(&settings.seal_folder(), algorithm, clock.now())
            .map_err(|error| format!("seal_keys: {error}"))?;
        let showings = licences::keys::Keys::open(&settings.showing_folder(), clock.now())
            .map_err(|error| format!("showing_keys: {error}"))?;
        let post = Post::open(settings.message_providers.as_deref())?;
        let registries = match &settings.registries {
            Some(file) => registries::http::read(file)?,
            None => Default::default(),
        };
        let lot = Mutex::new(Chance::of(u64::from_le_bytes(crypto::random()), "lot"));
        let files = Files::open(&settings)?;
        let web = Web::open(settings.web.clone())?;
        let limits = Limits::new(&settings);
        let node = clock.id();
        Ok(Self(Arc::new(Parts {
            settings,
            db,
            clock,
            keys,
            seals,
            showings,
            press: OnceLock::new(),
            authority: Mutex::new(None),
            post,
            registries,
            lot,
            files,
            shelf: Shelf::default(),
            live: Live::default(),
            node,
            figures: figures::Cache::default(),
            limits,
            web,
            stopping: AtomicBool::new(false),
        })))
    }

    /// Reads city and guides anew where an import has changed them.
    ///
    /// # Errors
    /// The database's.
    pub async fn refresh(&self) -> Result<()> {
        self.shelf.refresh(self).await
    }

    /// The same after something was committed: it has happened, whatever becomes of the copy in memory, which
    /// the jobs read anew anyway.
    pub async fn refresh_soon(&self) {
        if let Err(error) = self.refresh().await {
            tracing::warn!(?error, "the catalogue is read anew later");
        }
    }

    /// Draws the lot whether a person checks an instant approval afterwards.
    pub fn draws_sample(&self) -> bool {
        let mut lot = self.lot.lock().unwrap_or_else(PoisonError::into_inner);
        lot.happens(self.settings.sample_percent)
    }

    /// Whether the process is stopping.
    pub fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }

    /// Begins to stop: not ready any more, open event streams end.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
        self.live.close();
    }
}

/// Refuses a key that is not the one this database was written with: with a new key beside an old database
/// nothing personal would open, and with two keys on two nodes half of it.
async fn check_key(db: &Db, keys: &Keys, clock: &Clock) -> std::result::Result<(), String> {
    let own = keys.hash("check", "onething");
    let broken = |error: sqlx::Error| format!("cannot check the key: {error}");
    let mut tx = db.write().await.map_err(broken)?;
    exec!(
        &mut tx,
        "INSERT INTO content (name, body, changed_at) VALUES ('key_check', $1, $2) ON CONFLICT (name) DO NOTHING",
        &own,
        clock.now()
    )
    .map_err(broken)?;
    let row = one!(&mut tx, (String,), "SELECT body FROM content WHERE name = 'key_check'")
        .map_err(broken)?;
    if row.is_some_and(|(known,)| known != own) {
        return Err("key_file: not the key that this database was written with; bring back the one of your backup, \
            or give every node the same file"
            .to_owned());
    }
    tx.commit().await.map_err(broken)
}
