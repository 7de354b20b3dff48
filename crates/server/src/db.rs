//! Two databases behind one text of SQL (docs/adr/0002-two-databases.md).
//!
//! [`on!`] type-checks the same body against both real drivers; [`exec!`], [`insert!`], [`one!`] and [`all!`]
//! are its short forms. The SQL in them is portable: `$1` parameters, `ON CONFLICT`, `RETURNING`, no functions of
//! time. What cannot be said portably is a named function at the end of this file.

use std::path::Path;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{AssertSqlSafe, PgPool, Postgres, Sqlite, SqlitePool, Transaction};

/// The store: SQLite in one file, or PostgreSQL.
#[derive(Clone, Debug)]
pub enum Db {
    /// SQLite in WAL mode: many readers, and one writer that waits its turn in the pool, not in the file.
    Sqlite {
        /// For reading.
        read: SqlitePool,
        /// For writing; one connection.
        write: SqlitePool,
    },
    /// PostgreSQL.
    Postgres(PgPool),
}

/// A transaction; rolled back where it is dropped without [`Tx::commit`].
pub enum Tx {
    /// On SQLite.
    Sqlite(Transaction<'static, Sqlite>),
    /// On PostgreSQL.
    Postgres(Transaction<'static, Postgres>),
}

/// Runs one body on the connection of a [`Tx`](crate::db::Tx), whichever driver it has.
#[macro_export]
macro_rules! on {
    ($tx:expr, $conn:ident => $body:expr) => {
        match $tx {
            $crate::db::Tx::Sqlite(tx) => {
                let $conn = &mut **tx;
                $body
            }
            $crate::db::Tx::Postgres(tx) => {
                let $conn = &mut **tx;
                $body
            }
        }
    };
}

/// Executes a statement with its parameters; gives the number of rows it touched.
#[macro_export]
macro_rules! exec {
    ($tx:expr, $sql:expr $(, $bind:expr)* $(,)?) => {
        $crate::on!($tx, conn => sqlx::query($sql)$(.bind($bind))*.execute(conn).await.map(|done| done.rows_affected()))
    };
}

/// The first row of a query as a type that is `FromRow`, or none.
#[macro_export]
macro_rules! one {
    ($tx:expr, $row:ty, $sql:expr $(, $bind:expr)* $(,)?) => {
        $crate::on!($tx, conn => sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_optional(conn).await)
    };
}

/// All rows of a query as a type that is `FromRow`.
#[macro_export]
macro_rules! all {
    ($tx:expr, $row:ty, $sql:expr $(, $bind:expr)* $(,)?) => {
        $crate::on!($tx, conn => sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_all(conn).await)
    };
}

/// Inserts a row for each of a list with one statement: what stands before `VALUES`, what stands behind, the rows, and
/// the values of one. Nothing is sent for no rows; all together have at most 32,766 values (SQLite). A list in one
/// statement costs about as much as one row: most of a statement's time goes into handing it over.
#[macro_export]
macro_rules! insert {
    ($tx:expr, $into:expr, $on:expr, $rows:expr, |$row:ident| $($value:expr),+ $(,)?) => {{
        let rows: Vec<_> = $rows.into_iter().collect();
        if rows.is_empty() {
            Ok(0)
        } else {
            $crate::on!($tx, conn => {
                let mut query = sqlx::QueryBuilder::new($into);
                query.push_values(rows, |mut values, $row| { $(values.push_bind($value);)+ });
                query.push($on);
                query.build().execute(conn).await.map(|done| done.rows_affected())
            })
        }
    }};
}

/// What a SQLite connection keeps of the file in memory, as SQLite writes it: 64 MB for the one that writes, 16 MB for
/// each that reads. With SQLite's own 2 MB a page of a list is read from the file again for every row of it, once there
/// are a million.
const CACHES: [&str; 2] = ["-65536", "-16384"];

impl Db {
    /// Opens the SQLite file, making it where it is missing.
    ///
    /// # Errors
    /// Where the file cannot be opened.
    pub async fn sqlite(file: &Path, durable: bool) -> Result<Self, sqlx::Error> {
        // What is acknowledged survives a loss of power.
        let synchronous = if durable { SqliteSynchronous::Full } else { SqliteSynchronous::Off };
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(synchronous)
            .busy_timeout(Duration::from_secs(10))
            .foreign_keys(true);
        let [writing, reading] = CACHES.map(|size| options.clone().pragma("cache_size", size));
        let write = SqlitePoolOptions::new().max_connections(1).connect_with(writing).await?;
        let read = SqlitePoolOptions::new().max_connections(8).connect_with(reading).await?;
        Ok(Self::Sqlite { read, write })
    }

    /// Connects to PostgreSQL.
    ///
    /// # Errors
    /// Where the address cannot be read or nobody answers there.
    pub async fn postgres(url: &str) -> Result<Self, sqlx::Error> {
        let options: PgConnectOptions = url.parse()?;
        let pool = PgPoolOptions::new()
            .max_connections(16)
            .acquire_timeout(Duration::from_secs(10))
            .connect_with(options)
            .await?;
        Ok(Self::Postgres(pool))
    }

    /// Begins to read: a consistent picture, of the moment of its first query. PostgreSQL gives each statement a picture of
    /// its own unless it is asked not to.
    ///
    /// # Errors
    /// Where no connection can be had.
    pub async fn read(&self) -> Result<Tx, sqlx::Error> {
        Ok(match self {
            Self::Sqlite { read, .. } => Tx::Sqlite(read.begin().await?),
            Self::Postgres(pool) => Tx::Postgres(
                pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY").await?,
            ),
        })
    }

    /// Begins to write. On SQLite the write lock is taken at once, so that no read in it can go stale.
    ///
    /// # Errors
    /// Where no connection can be had.
    pub async fn write(&self) -> Result<Tx, sqlx::Error> {
        Ok(match self {
            Self::Sqlite { write, .. } => Tx::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }

    /// Closes all connections; writes the WAL back.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    /// Makes everything durable.
    ///
    /// # Errors
    /// Where the database refuses.
    pub async fn commit(self) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(tx) => tx.commit().await,
            Self::Postgres(tx) => tx.commit().await,
        }
    }
}

/// Whether an error says that a row with this key exists already.
pub fn is_unique(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(|error| error.is_unique_violation())
}

// What the two databases say differently.

/// Runs a script of several statements.
///
/// # Errors
/// The database's.
pub async fn script(tx: &mut Tx, text: &'static str) -> Result<(), sqlx::Error> {
    on!(tx, conn => sqlx::raw_sql(text).execute(conn).await.map(|_| ()))
}

/// Takes a lock until the end of the transaction, so that only one node migrates or imports. SQLite's
/// write lock, which [`Db::write`] has taken, is that lock.
///
/// # Errors
/// The database's.
pub async fn lock(tx: &mut Tx, number: i64) -> Result<(), sqlx::Error> {
    match tx {
        Tx::Sqlite(_) => Ok(()),
        Tx::Postgres(tx) => sqlx::query("SELECT pg_advisory_xact_lock($1)")
            .bind(number)
            .execute(&mut **tx)
            .await
            .map(|_| ()),
    }
}

/// Lets nobody else write to some tables until the end of the transaction, and waits for whoever has written to them; they
/// are read as before. They are named in the order in which others write to them. SQLite's write lock, which [`Db::write`]
/// has taken, does as much.
///
/// # Errors
/// The database's.
pub async fn hold_tables(tx: &mut Tx, tables: &str) -> Result<(), sqlx::Error> {
    match tx {
        Tx::Sqlite(_) => Ok(()),
        Tx::Postgres(tx) => {
            let sql = format!("LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE");
            sqlx::query(AssertSqlSafe(sql)).execute(&mut **tx).await.map(drop)
        }
    }
}

/// How a member of a column that holds JSON, or nothing, is read as text. Both are names that we write ourselves.
pub fn member(tx: &Tx, column: &str, name: &str) -> String {
    match tx {
        Tx::Sqlite(_) => format!("json_extract(NULLIF({column}, ''), '$.{name}')"),
        Tx::Postgres(_) => format!("(NULLIF({column}, '')::jsonb ->> '{name}')"),
    }
}

/// Lets the database learn how many rows there are, after very many have come at once, and which of its pages everybody
/// may see, as PostgreSQL does by itself in the course of a day. SQLite is left without: its plans must hold without such
/// knowledge, for a server never gathers it.
///
/// # Errors
/// The database's.
pub async fn analyze(db: &Db) -> Result<(), sqlx::Error> {
    match db {
        Db::Sqlite { .. } => Ok(()),
        Db::Postgres(pool) => sqlx::raw_sql("VACUUM ANALYZE").execute(pool).await.map(drop),
    }
}

/// Ends a sub-select that takes rows which no other node holds.
pub fn skip_locked(tx: &Tx) -> &'static str {
    match tx {
        Tx::Sqlite(_) => "",
        Tx::Postgres(_) => " FOR UPDATE SKIP LOCKED",
    }
}
