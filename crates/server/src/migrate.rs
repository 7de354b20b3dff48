//! Migrations: run at start under a lock; an earlier one is never edited.

use chrono::{DateTime, Utc};

use crate::db::{self, Db, Tx};
use crate::{all, exec};

/// One step, told to both databases.
struct Migration {
    version: i64,
    name: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

macro_rules! migration {
    ($version:literal, $name:literal) => {
        Migration {
            version: $version,
            name: $name,
            sqlite: include_str!(concat!("../migrations/sqlite/", $name, ".sql")),
            postgres: include_str!(concat!("../migrations/postgres/", $name, ".sql")),
        }
    };
}

const MIGRATIONS: [Migration; 30] = [
    migration!(1, "0001_foundation"),
    migration!(2, "0002_authoring"),
    migration!(3, "0003_notices"),
    migration!(4, "0004_seals"),
    migration!(5, "0005_materials"),
    migration!(6, "0006_cosigners"),
    migration!(7, "0007_licences"),
    migration!(8, "0008_documents"),
    migration!(9, "0009_clocks"),
    migration!(10, "0010_guide_bodies"),
    migration!(11, "0011_corrections"),
    migration!(12, "0012_company_seals"),
    migration!(13, "0013_messages"),
    migration!(14, "0014_bookings"),
    migration!(15, "0015_workbench"),
    migration!(16, "0016_archives"),
    migration!(17, "0017_registries"),
    migration!(18, "0018_judged"),
    migration!(19, "0019_windows"),
    migration!(20, "0020_office"),
    migration!(21, "0021_replaced_invitations"),
    migration!(22, "0022_status_of_things"),
    migration!(23, "0023_ready"),
    migration!(24, "0024_filed_drafts"),
    migration!(25, "0025_second_corrections"),
    migration!(26, "0026_unsigned_cases"),
    migration!(27, "0027_uploaded_at"),
    migration!(28, "0028_unfiled_signatures"),
    migration!(29, "0029_asked_codes"),
    migration!(30, "0030_names"),
];

/// A number that names the lock among all of a PostgreSQL database's advisory locks.
const LOCK: i64 = 0x6f6e_6574_6869_6e67;

/// Why a database cannot be used.
#[derive(Debug)]
pub enum MigrateError {
    /// It was written by a newer `onething`.
    Newer(i64),
    /// The database's own error.
    Database(sqlx::Error),
}

impl std::fmt::Display for MigrateError {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self {
            Self::Newer(version) => write!(
                f,
                "the database is at version {version}, this program knows {}: start a newer onething, or restore a backup",
                MIGRATIONS.last().map_or(0, |newest| newest.version)
            ),
            Self::Database(error) => write!(f, "the database refuses a migration: {error}"),
        }
    }
}

impl From<sqlx::Error> for MigrateError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

/// Brings a database up to this program's version.
///
/// # Errors
/// Where it is newer, or refuses.
pub async fn migrate(db: &Db, now: DateTime<Utc>) -> Result<(), MigrateError> {
    let mut tx = db.write().await?;
    db::lock(&mut tx, LOCK).await?;
    let created = match &tx {
        Tx::Sqlite(_) => {
            "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT PRIMARY KEY NOT NULL, name TEXT NOT NULL, applied_at DATETIME NOT NULL)"
        }
        Tx::Postgres(_) => {
            "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT PRIMARY KEY NOT NULL, name TEXT NOT NULL, applied_at TIMESTAMPTZ NOT NULL)"
        }
    };
    db::script(&mut tx, created).await?;
    let applied: Vec<(i64,)> = all!(&mut tx, (i64,), "SELECT version FROM schema_version")?;
    let last = applied.into_iter().map(|(version,)| version).max().unwrap_or(0);
    if MIGRATIONS.last().is_some_and(|newest| last > newest.version) {
        return Err(MigrateError::Newer(last));
    }
    for step in MIGRATIONS.iter().filter(|step| step.version > last) {
        let text = match &tx {
            Tx::Sqlite(_) => step.sqlite,
            Tx::Postgres(_) => step.postgres,
        };
        db::script(&mut tx, text).await?;
        exec!(
            &mut tx,
            "INSERT INTO schema_version (version, name, applied_at) VALUES ($1, $2, $3)",
            step.version,
            step.name,
            now
        )?;
    }
    tx.commit().await?;
    Ok(())
}
