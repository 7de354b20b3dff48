//! Seals of companies in the database, their images sealed.

use chrono::{DateTime, Utc};
use onething_domain::canonical::sha256;
use sqlx::FromRow;

use crate::app::App;
use crate::db::Tx;
use crate::error::Result;
use crate::signatures::Drawn;
use crate::{exec, one};

/// The seal of a company.
#[derive(Clone, Debug, FromRow)]
pub struct SealRow {
    /// Code of the company.
    pub company: String,
    /// Media type of the image.
    pub media: String,
    image: Vec<u8>,
    /// SHA-256 of the image.
    pub sha256: String,
    /// Id of the person who gave it.
    pub kept_by: String,
    /// When.
    pub kept_at: DateTime<Utc>,
}

impl SealRow {
    /// The image.
    ///
    /// # Errors
    /// Where it does not open.
    pub fn image(&self, app: &App) -> Result<Vec<u8>> {
        Ok(app.keys.open(&place(&self.company), &self.image)?)
    }
}

fn place(company: &str) -> String {
    format!("company-seal/{company}")
}

/// The seal of a company.
///
/// # Errors
/// The database's.
pub async fn get(tx: &mut Tx, company: &str) -> Result<Option<SealRow>> {
    Ok(one!(
        tx,
        SealRow,
        "SELECT company, media, image, sha256, kept_by, kept_at FROM company_seal WHERE company = $1",
        company
    )?)
}

/// Keeps a seal in the place of the one before.
///
/// # Errors
/// The database's.
pub async fn keep(app: &App, tx: &mut Tx, company: &str, by: &str, seal: &Drawn) -> Result<()> {
    exec!(
        tx,
        "INSERT INTO company_seal (company, media, image, sha256, kept_by, kept_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (company) DO UPDATE SET media = excluded.media, image = excluded.image,
         sha256 = excluded.sha256, kept_by = excluded.kept_by, kept_at = excluded.kept_at",
        company,
        seal.media,
        app.keys.seal(&place(company), &seal.bytes),
        sha256(&seal.bytes),
        by,
        app.clock.now()
    )?;
    Ok(())
}

/// Takes a seal away; false where there is none.
///
/// # Errors
/// The database's.
pub async fn remove(tx: &mut Tx, company: &str) -> Result<bool> {
    Ok(exec!(tx, "DELETE FROM company_seal WHERE company = $1", company)? == 1)
}
