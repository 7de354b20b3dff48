//! Signatures in the database, their images sealed.

use chrono::{DateTime, Utc};
use onething_domain::submission::Digests;
use sqlx::FromRow;

use crate::app::App;
use crate::db::Tx;
use crate::error::Result;
use crate::{exec, one};

/// A signature.
#[derive(Clone, Debug, FromRow)]
pub struct SignatureRow {
    /// Id.
    pub id: String,
    /// Id of the person.
    pub owner: String,
    sm3: String,
    sha256: String,
    /// Media type of the image.
    pub media: String,
    image: Vec<u8>,
    /// When it was made.
    pub signed_at: DateTime<Utc>,
}

impl SignatureRow {
    /// What it binds to.
    pub fn digests(&self) -> Digests {
        Digests { sm3: self.sm3.clone(), sha256: self.sha256.clone() }
    }

    /// The image.
    ///
    /// # Errors
    /// Where it does not open.
    pub fn image(&self, app: &App) -> Result<Vec<u8>> {
        Ok(app.keys.open(&place(&self.id), &self.image)?)
    }
}

fn place(id: &str) -> String {
    format!("signature/{id}")
}

/// Adds a signature; false where the id is taken.
///
/// # Errors
/// The database's.
pub async fn add(
    app: &App,
    tx: &mut Tx,
    id: &str,
    owner: &str,
    digests: &Digests,
    (media, image): (&str, &[u8]),
) -> Result<bool> {
    let added = exec!(
        tx,
        "INSERT INTO signature (id, owner, sm3, sha256, media, image, signed_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (id) DO NOTHING",
        id,
        owner,
        &digests.sm3,
        &digests.sha256,
        media,
        app.keys.seal(&place(id), image),
        app.clock.now()
    )?;
    Ok(added == 1)
}

/// A signature by id.
///
/// # Errors
/// The database's.
pub async fn get(tx: &mut Tx, id: &str) -> Result<Option<SignatureRow>> {
    Ok(one!(
        tx,
        SignatureRow,
        "SELECT id, owner, sm3, sha256, media, image, signed_at FROM signature WHERE id = $1",
        id
    )?)
}
