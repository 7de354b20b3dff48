//! What a crash leaves behind in the store: bytes are put before their row is written and deleted after it is gone, so
//! that no row ever misses its bytes. Once a day everything is looked through that no row names.

use std::collections::HashSet;

use chrono::TimeDelta;
use futures_util::TryStreamExt;

use super::store::{OBJECTS, PARTS, object};
use crate::app::App;
use crate::db::Tx;
use crate::error::Result;
use crate::{exec, on, one};

/// Hours after which what no row names is none that is just being written.
const HOURS: i64 = 24;
/// Names that are looked up at once.
const AT_ONCE: usize = 500;
/// The name under which the last day is noted on which a node has looked.
const NOTE: &str = "lost uploads";

/// Deletes what was left behind, unless a node has done so today; gives how much.
///
/// # Errors
/// The database's or the store's; the rest is looked through tomorrow.
pub async fn sweep(app: &App) -> Result<usize> {
    if !is_due(app).await? {
        return Ok(0);
    }
    let before = app.clock.now() - TimeDelta::hours(HOURS);
    let mut gone = 0;
    for folder in [PARTS, OBJECTS] {
        let mut old = std::pin::pin!(app.files.older(folder, before, AT_ONCE));
        while let Some(names) = old.try_next().await? {
            let mut tx = app.db.read().await?;
            let known = known(&mut tx, folder, &names).await?;
            drop(tx);
            for name in names.iter().filter(|name| !known.contains(*name)) {
                app.files.delete(name).await?;
                gone += 1;
            }
        }
    }
    if gone > 0 {
        tracing::info!(gone, "deleted what no upload names");
    }
    Ok(gone)
}

/// Notes that this node looks today; false where one has, and where nobody noted yesterday: a database that is new, or
/// comes from an old backup, does not know yet what it misses, and whoever put it there has a day to see that.
async fn is_due(app: &App) -> Result<bool> {
    let today = app.clock.now().timestamp() / 86_400;
    let mut tx = app.db.write().await?;
    let last = one!(&mut tx, (i64,), "SELECT value FROM revision WHERE name = $1", NOTE)?;
    let noted = exec!(
        &mut tx,
        "INSERT INTO revision (name, value) VALUES ($1, $2)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE revision.value < excluded.value",
        NOTE,
        today
    )?;
    tx.commit().await?;
    Ok(noted > 0 && last == Some((today - 1,)))
}

/// Those of some names that a row names.
async fn known(tx: &mut Tx, folder: &str, names: &[String]) -> Result<HashSet<String>> {
    let mut ids: Vec<&str> = names.iter().filter_map(|name| upload_of(folder, name)).collect();
    ids.dedup();
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let sql = match folder {
        PARTS => "SELECT object, '' FROM upload_part WHERE upload IN (",
        _ => "SELECT id, sha256 FROM upload WHERE id IN (",
    };
    let rows: Vec<(String, String)> = on!(tx, conn => {
        let mut query = sqlx::QueryBuilder::new(sql);
        let mut places = query.separated(", ");
        for id in ids {
            places.push_bind(id);
        }
        query.push(")");
        query.build_query_as().fetch_all(conn).await
    })?;
    let name = |(id, sha256): (String, String)| match folder {
        PARTS => id,
        _ => object(&id, &sha256),
    };
    Ok(rows.into_iter().map(name).collect())
}

/// The id of the upload in the name of a part, or of a whole.
fn upload_of<'a>(folder: &str, name: &'a str) -> Option<&'a str> {
    match folder {
        PARTS => name.split('/').nth(1),
        _ => name.rsplit('/').next(),
    }
}
