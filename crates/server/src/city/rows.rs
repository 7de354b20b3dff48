//! Versions of guides in the database: what is published stays as it is, and only where it stands changes.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use onething_domain::canonical;
use onething_domain::guide::Guide;
use sqlx::QueryBuilder;

use crate::db::Tx;
use crate::error::Result;
use crate::{all, exec, on};

/// Where the newest version of a guide stands.
pub struct Newest {
    /// Its number.
    pub version: i64,
    /// Its status, as it is stored.
    pub status: String,
    /// Digest of its canonical bytes.
    pub digest: String,
}

impl Newest {
    /// Whether nobody has seen it yet.
    pub fn is_draft(&self) -> bool {
        self.status == "draft"
    }

    /// The number of the version that comes next: a draft is changed in place, what was published never is.
    pub fn next(&self) -> i64 {
        if self.is_draft() { self.version } else { self.version + 1 }
    }
}

/// The newest version of every guide, by thing.
///
/// # Errors
/// The database's.
pub async fn newest(tx: &mut Tx) -> Result<HashMap<String, Newest>> {
    let rows = all!(
        &mut *tx,
        (String, i64, String, String),
        "SELECT thing, version, status, digest FROM guide AS one
         WHERE version = (SELECT MAX(version) FROM guide AS other WHERE other.thing = one.thing)"
    )?;
    let rows = rows.into_iter();
    Ok(rows
        .map(|(thing, version, status, digest)| (thing, Newest { version, status, digest }))
        .collect())
}

/// A version of a guide as it is stored.
pub struct Row {
    /// Id of the thing.
    pub thing: String,
    /// Its number.
    pub version: i64,
    /// Where it stands, as it is stored.
    pub status: &'static str,
    /// Whether it takes the place of a draft.
    over_draft: bool,
    digest: String,
    title: String,
    items: i64,
    body: String,
}

impl Row {
    /// The version that a guide makes; none where it is the newest one already.
    ///
    /// # Errors
    /// Never, for guides.
    pub fn new(
        guide: &Guide,
        status: &'static str,
        newest: Option<&Newest>,
    ) -> Result<Option<Self>> {
        let digest = canonical::digest(guide);
        if newest.is_some_and(|known| known.status == status && known.digest == digest) {
            return Ok(None);
        }
        Ok(Some(Self {
            thing: guide.thing.clone(),
            version: newest.map_or(1, Newest::next),
            status,
            over_draft: newest.is_some_and(Newest::is_draft),
            digest,
            title: serde_json::to_string(&guide.title)?,
            items: i64::try_from(guide.nodes.len()).unwrap_or(i64::MAX),
            body: serde_json::to_string(guide)?,
        }))
    }
}

/// Stores versions of guides: in the place of a draft, or behind the one that is published.
///
/// # Errors
/// The database's.
pub async fn store_rows(tx: &mut Tx, rows: &[Row], now: DateTime<Utc>) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    for row in rows.iter().filter(|row| row.over_draft) {
        for delete in [
            "DELETE FROM guide WHERE thing = $1 AND version = $2",
            "DELETE FROM guide_body WHERE thing = $1 AND version = $2",
        ] {
            exec!(&mut *tx, delete, &row.thing, row.version)?;
        }
    }
    replace_published(tx, rows, now).await?;
    insert_guides(tx, rows, now).await
}

/// What was published is replaced by what is published now.
async fn replace_published(tx: &mut Tx, rows: &[Row], now: DateTime<Utc>) -> Result<()> {
    let published: Vec<&str> = rows
        .iter()
        .filter(|row| row.status == "published" && row.version > 1)
        .map(|row| row.thing.as_str())
        .collect();
    if published.is_empty() {
        return Ok(());
    }
    on!(&mut *tx, conn => {
        let mut update = QueryBuilder::new("UPDATE guide SET status = 'replaced', changed_at = ");
        update.push_bind(now).push(" WHERE status = 'published' AND thing IN (");
        let mut things = update.separated(", ");
        for thing in published {
            things.push_bind(thing);
        }
        update.push(")");
        update.build().execute(conn).await.map(drop)
    })?;
    Ok(())
}

async fn insert_guides(tx: &mut Tx, rows: &[Row], now: DateTime<Utc>) -> Result<()> {
    on!(&mut *tx, conn => {
        let mut insert = QueryBuilder::new(
            "INSERT INTO guide (thing, version, status, digest, title, items, changed_at) ",
        );
        insert.push_values(rows, |mut values, row| {
            values
                .push_bind(&row.thing)
                .push_bind(row.version)
                .push_bind(row.status)
                .push_bind(&row.digest)
                .push_bind(&row.title)
                .push_bind(row.items)
                .push_bind(now);
        });
        insert.build().execute(conn).await.map(drop)
    })?;
    on!(&mut *tx, conn => {
        let mut insert = QueryBuilder::new("INSERT INTO guide_body (thing, version, body) ");
        insert.push_values(rows, |mut values, row| {
            values.push_bind(&row.thing).push_bind(row.version).push_bind(&row.body);
        });
        insert.build().execute(conn).await.map(drop)
    })?;
    Ok(())
}
