//! The registries of a demonstration: records of the content, found by the keyed hash of what one asks with.

use futures_util::future::BoxFuture;
use onething_domain::instant::Query;

use super::{Down, Record, Registry, content};
use crate::app::App;
use crate::error::Result;
use crate::one;

/// The records of the content.
pub struct Demo {
    /// The service.
    pub app: App,
}

impl Registry for Demo {
    fn look_up<'a>(
        &'a self,
        query: &'a Query,
    ) -> BoxFuture<'a, std::result::Result<Option<Record>, Down>> {
        Box::pin(async move { find(&self.app, query).await.map_err(|_| Down("broken".to_owned())) })
    }
}

async fn find(app: &App, query: &Query) -> Result<Option<Record>> {
    let hash = content::hash(app, &query.registry, &query.keys);
    let mut tx = app.db.read().await?;
    let sql = "SELECT body FROM registry_record WHERE registry = $1 AND key_hash = $2";
    let Some((body,)) = one!(&mut tx, (Vec<u8>,), sql, &query.registry, &hash)? else {
        return Ok(None);
    };
    let plain = app.keys.open(&content::place(&query.registry, &hash), &body)?;
    Ok(Some(serde_json::from_slice(&plain)?))
}
