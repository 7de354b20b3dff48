//! Signatures in the database, their images sealed.

use chrono::{DateTime, Utc};
use onething_api::seals::Sealed;
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
    seal: Option<Vec<u8>>,
    /// Media type of the company's seal beside it; empty where there is none.
    pub stamp_media: String,
    stamp: Option<Vec<u8>>,
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

    /// The image of the company's seal beside it, as it was then.
    ///
    /// # Errors
    /// Where it does not open.
    pub fn stamp(&self, app: &App) -> Result<Option<Vec<u8>>> {
        let open = |stamp: &Vec<u8>| app.keys.open(&stamp_place(&self.id), stamp);
        Ok(self.stamp.as_ref().map(open).transpose()?)
    }

    /// What the service said of it; none for one from before the service sealed.
    ///
    /// # Errors
    /// Where it does not open.
    pub fn sealed(&self, app: &App) -> Result<Option<Sealed>> {
        let Some(seal) = &self.seal else { return Ok(None) };
        let json = app.keys.open(&seal_place(&self.id), seal)?;
        Ok(Some(serde_json::from_slice(&json)?))
    }
}

/// What a signature binds to.
#[derive(Clone, Copy, Debug)]
pub struct Bound<'a> {
    /// Id of the signature, made by the client.
    pub id: &'a str,
    /// Digests of what was shown.
    pub digests: &'a Digests,
    /// Whether the service has compared them with what is stored.
    pub checked: bool,
}

/// A signature that is to be kept.
pub struct NewSignature<'a> {
    /// Id, made by the client.
    pub id: &'a str,
    /// Code by which anyone may ask whether it is genuine.
    pub code: &'a str,
    /// Id of the person.
    pub owner: &'a str,
    /// What it binds to.
    pub digests: &'a Digests,
    /// Media type of the image.
    pub media: &'a str,
    /// The image.
    pub image: &'a [u8],
    /// What the service says of it.
    pub sealed: &'a Sealed,
    /// The company's seal beside it: media type and image.
    pub stamp: Option<(&'a str, &'a [u8])>,
}

fn place(id: &str) -> String {
    format!("signature/{id}")
}

fn stamp_place(id: &str) -> String {
    format!("signature/{id}/stamp")
}

fn seal_place(id: &str) -> String {
    format!("signature/{id}/seal")
}

/// Adds a signature; false where the id is taken.
///
/// # Errors
/// The database's.
pub async fn add(app: &App, tx: &mut Tx, new: NewSignature<'_>) -> Result<bool> {
    let sealed = serde_json::to_vec(new.sealed)?;
    let (stamp_media, stamp) = new.stamp.unwrap_or_default();
    let stamp = (!stamp_media.is_empty()).then(|| app.keys.seal(&stamp_place(new.id), stamp));
    let added = exec!(
        tx,
        "INSERT INTO signature (id, owner, sm3, sha256, media, image, signed_at, seal, code, stamp_media, stamp)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         ON CONFLICT (id) DO NOTHING",
        new.id,
        new.owner,
        &new.digests.sm3,
        &new.digests.sha256,
        new.media,
        app.keys.seal(&place(new.id), new.image),
        new.sealed.statement.signed_at,
        app.keys.seal(&seal_place(new.id), &sealed),
        new.code,
        stamp_media,
        stamp
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
        "SELECT id, owner, sm3, sha256, media, image, seal, stamp_media, stamp, signed_at FROM signature WHERE id = $1",
        id
    )?)
}

/// A signature by its code.
///
/// # Errors
/// The database's.
pub async fn by_code(tx: &mut Tx, code: &str) -> Result<Option<SignatureRow>> {
    Ok(one!(
        tx,
        SignatureRow,
        "SELECT id, owner, sm3, sha256, media, image, seal, stamp_media, stamp, signed_at FROM signature WHERE code = $1",
        code
    )?)
}
