//! Stored bytes: a folder or a bucket behind one interface, encrypted at rest.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use futures_util::{Stream, TryStreamExt};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};

use crate::config::Settings;
use crate::crypto::Keys;
use crate::error::Result;

/// The store of files.
#[derive(Clone)]
pub struct Files {
    store: Arc<dyn ObjectStore>,
}

impl Files {
    /// Opens what the settings name.
    ///
    /// # Errors
    /// Where it cannot be opened, with the setting's name.
    pub fn open(settings: &Settings) -> std::result::Result<Self, String> {
        let folder = match &settings.files_url {
            #[cfg(feature = "s3")]
            Some(url) if url.starts_with("s3://") => return bucket(url),
            Some(folder) => folder.strip_prefix("file://").unwrap_or(folder).into(),
            None => settings.data.join("files"),
        };
        std::fs::create_dir_all(&folder).map_err(|error| {
            format!("files_url: cannot make the folder {}: {error}", folder.display())
        })?;
        let store = LocalFileSystem::new_with_prefix(&folder)
            .map_err(|error| format!("files_url: {error}"))?
            .with_fsync(true); // what is acknowledged survives a loss of power
        Ok(Self { store: Arc::new(store) })
    }

    /// Puts bytes, sealed, under a name.
    ///
    /// # Errors
    /// The store's.
    pub async fn put(&self, keys: &Keys, name: &str, bytes: &[u8]) -> Result<()> {
        let sealed = keys.seal(name, bytes);
        self.store.put(&Path::from(name), PutPayload::from(sealed)).await?;
        Ok(())
    }

    /// The bytes under a name.
    ///
    /// # Errors
    /// The store's, or where they do not open.
    pub async fn get(&self, keys: &Keys, name: &str) -> Result<Vec<u8>> {
        let sealed = self.store.get(&Path::from(name)).await?.bytes().await?;
        Ok(keys.open(name, &sealed)?)
    }

    /// Names below a folder that were written before a moment, each time so many at once.
    pub fn older(
        &self,
        folder: &str,
        than: DateTime<Utc>,
        at_once: usize,
    ) -> impl Stream<Item = Result<Vec<String>>> {
        let old = self.store.list(Some(&Path::from(folder))).try_filter_map(move |found| {
            let old = found.last_modified < than;
            std::future::ready(Ok(old.then(|| found.location.to_string())))
        });
        old.try_chunks(at_once).map_err(|error| error.1.into())
    }

    /// Deletes a name; no matter whether it was there.
    ///
    /// # Errors
    /// The store's.
    pub async fn delete(&self, name: &str) -> Result<()> {
        match self.store.delete(&Path::from(name)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

/// A bucket `s3://name/prefix`; address and credentials come from the `AWS_…` variables.
#[cfg(feature = "s3")]
fn bucket(url: &str) -> std::result::Result<Files, String> {
    let rest = url.trim_start_matches("s3://");
    let (name, prefix) = rest.split_once('/').unwrap_or((rest, ""));
    let store = object_store::aws::AmazonS3Builder::from_env()
        .with_bucket_name(name)
        .build()
        .map_err(|error| format!("files_url: {error}"))?;
    Ok(Files { store: Arc::new(object_store::prefix::PrefixStore::new(store, prefix)) })
}
