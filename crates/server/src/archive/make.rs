//! Makes packages: in quiet once a case has ended, or here and now for who asks. Both of a case are made at once.

use onething_api::problem::Code;
use onething_domain::canonical::sha256;

use super::Reader;
use super::gather::{self, Packages};
use super::store::{self, ArchiveRow};
use crate::app::App;
use crate::cases::store as cases;
use crate::error::{Error, Result};

/// Makes the packages of the case that has been due longest; whether there was one.
///
/// # Errors
/// Where it cannot be made.
pub async fn next(app: &App) -> Result<bool> {
    let Some(row) = store::take(app).await? else { return Ok(false) };
    make(app, &row).await.map(|_| true)
}

/// The package of a case for one of its readers, as it stands now, made where there is none yet.
///
/// # Errors
/// Not found before the case has ended; what cannot be read or made.
pub async fn ready(app: &App, number: &str, reader: Reader) -> Result<Vec<u8>> {
    let row = {
        let mut tx = app.db.read().await?;
        store::get(&mut tx, number).await?
    };
    let row = match row {
        Some(row) => row,
        None => begin(app, number).await?,
    };
    if row.is_ready() {
        match app.files.get(&app.keys, &row.object(reader)).await {
            // Of before applicants had one of their own, only the whole one is there.
            Err(_) if reader == Reader::Applicant => {}
            got => return got,
        }
    }
    make(app, &row).await.map(|made| made.take(reader))
}

/// The row of a case that ended before there were packages.
async fn begin(app: &App, number: &str) -> Result<ArchiveRow> {
    let mut tx = app.db.write().await?;
    let loaded = cases::load(app, &mut tx, number).await?;
    store::project(&mut tx, &loaded).await?;
    let row = store::get(&mut tx, number).await?;
    let row = row.ok_or_else(|| Error::detail(Code::NotFound, "the case has not ended"))?;
    tx.commit().await?;
    Ok(row)
}

async fn make(app: &App, row: &ArchiveRow) -> Result<Packages> {
    let loaded = {
        let mut tx = app.db.read().await?;
        cases::load(app, &mut tx, &row.number).await?
    };
    let made = gather::packages(app, &loaded).await?;
    let digest = sha256(made.of(Reader::Staff));
    for reader in Reader::ALL {
        let object = store::object(&row.number, &digest, reader);
        app.files.put(&app.keys, &object, made.of(reader)).await?;
    }
    let mut tx = app.db.write().await?;
    let held = ArchiveRow { head: loaded.head().to_owned(), ..row.clone() };
    let bytes = made.of(Reader::Staff).len();
    store::made(&mut tx, &held, &digest, bytes, app.clock.now()).await?;
    let noted = store::get(&mut tx, &row.number).await?.unwrap_or(held).sha256;
    tx.commit().await?;
    // Where ours was not noted, another node was quicker or the case has moved on; what it says is true all the same.
    for obsolete in [&digest, &row.sha256].into_iter().filter(|sha256| **sha256 != noted) {
        for reader in Reader::ALL {
            let object = store::object(&row.number, obsolete, reader);
            app.files.delete(&object).await?; // no matter whether there was one
        }
    }
    Ok(made)
}
