//! `registries.toml`: the registries that rules may ask, and – for a demonstration – what they say.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use onething_domain::canonical::canonical;
use onething_domain::instant::Registry;
use serde::{Deserialize, Serialize};

use super::{Record, fits};
use crate::app::App;
use crate::city::content::{Content, Fault};
use crate::city::locate::line_of;
use crate::db::Tx;
use crate::error::Result;
use crate::exec;

/// `registries.toml`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Registries {
    /// Registries.
    #[serde(default)]
    pub registry: Vec<Registry>,
    /// What those of a demonstration say; an export leaves it out.
    #[serde(default, skip_serializing)]
    pub record: Vec<Entry>,
}

/// What a registry of a demonstration says about one thing.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Id of the registry.
    pub registry: String,
    /// What one asks with.
    pub by: BTreeMap<String, String>,
    /// What it says.
    pub says: Record,
}

/// Checks ids, keys and values.
///
/// # Errors
/// Everything that is wrong, with file, line and remedy.
pub fn check(content: &Content, folder: &Path) -> Vec<Fault> {
    let file = folder.join("registries.toml");
    let text = std::fs::read_to_string(&file).unwrap_or_default();
    let mut faults = Vec::new();
    let mut fault = |key: String, message: String, remedy: &str| {
        let line = line_of(&text, &key);
        let message = format!("{key} {message}");
        faults.push(Fault { file: file.clone(), line, message, remedy: remedy.to_owned() });
    };
    let mut ids = BTreeSet::new();
    for (i, registry) in content.registries.registry.iter().enumerate() {
        let key = |name: &str| format!("registry.{i}.{name}");
        if registry.id.is_empty() || registry.id.contains('.') || !ids.insert(&registry.id) {
            fault(key("id"), "is empty, has a point, or is taken".into(), "name it otherwise");
        }
        if registry.keys.is_empty() || registry.gives.is_empty() {
            fault(key("keys"), "or gives is empty".into(), "say what it is asked with, and gives");
        }
    }
    for (i, entry) in content.registries.record.iter().enumerate() {
        let key = |name: &str| format!("record.{i}.{name}");
        let known = content.registries.registry.iter().find(|known| known.id == entry.registry);
        let Some(known) = known else {
            fault(key("registry"), format!("names {}", entry.registry), "name one of this file");
            continue;
        };
        if !entry.by.keys().eq(known.keys.iter().collect::<BTreeSet<_>>()) {
            fault(key("by"), "has other keys than its registry".into(), "give each of its keys");
        }
        for (name, value) in &entry.says {
            let given = known.gives.iter().find(|given| given.name == *name);
            if !given.is_some_and(|given| fits(given.r#type, value)) {
                let message = format!("says {name}, which it does not give, or as another type");
                fault(key("says"), message, "give what the registry gives");
            }
        }
    }
    faults
}

/// Stores what the registries of a demonstration say, in place of what was there: sealed, under the keyed hash of what
/// one asks with.
///
/// # Errors
/// The database's.
pub async fn store(app: &App, tx: &mut Tx, content: &Content) -> Result<()> {
    exec!(&mut *tx, "DELETE FROM registry_record")?;
    for entry in &content.registries.record {
        let hash = hash(app, &entry.registry, &entry.by);
        let body = serde_json::to_vec(&entry.says)?;
        exec!(
            &mut *tx,
            "INSERT INTO registry_record (registry, key_hash, body) VALUES ($1, $2, $3)
             ON CONFLICT (registry, key_hash) DO UPDATE SET body = excluded.body",
            &entry.registry,
            &hash,
            app.keys.seal(&place(&entry.registry, &hash), &body)
        )?;
    }
    Ok(())
}

/// The keyed hash of what a registry is asked with.
pub fn hash(app: &App, registry: &str, keys: &BTreeMap<String, String>) -> String {
    let keys = String::from_utf8(canonical(keys)).unwrap_or_default();
    app.keys.hash("registry", &format!("{registry} {keys}"))
}

/// Where a record is sealed.
pub fn place(registry: &str, hash: &str) -> String {
    format!("registry/{registry}/{hash}")
}
