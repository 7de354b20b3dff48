//! Registries (登记系统): what the service may ask other systems before a rule decides (C5).
//!
//! Whom a registry is asked of is a setting ([`http`]); in a demonstration the content has records of its own ([`demo`]).
//! One that is not connected, does not answer, or answers something else than it should is down: nothing is known then,
//! and a person decides.

pub mod content;
mod demo;
mod found;
pub mod http;
mod samples;

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::future::BoxFuture;
use onething_domain::field::FieldType;
use onething_domain::instant::{Query, Registry as Kind};
use onething_domain::number;
use serde_json::Value;

use crate::app::App;

pub use found::{Looked, for_command, for_payment, for_submission};
pub use samples::{project, routes};

/// How long a registry may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// What a registry says of what it was asked about, by the names of its values.
pub type Record = BTreeMap<String, Value>;

/// Why a registry said nothing; for the log, so without what it was asked with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Down(pub String);

/// Something that can be asked.
pub trait Registry: Send + Sync {
    /// Looks something up; none where the registry does not know it.
    fn look_up<'a>(&'a self, query: &'a Query) -> BoxFuture<'a, Result<Option<Record>, Down>>;
}

/// Asks a registry, whichever way it is connected.
async fn ask(app: &App, kinds: &[Kind], query: &Query) -> Result<Option<Record>, Down> {
    let kind = kinds.iter().find(|kind| kind.id == query.registry);
    let kind = kind.ok_or_else(|| Down("no such registry".to_owned()))?;
    let connected: Box<dyn Registry> = match app.registries.get(&query.registry) {
        Some(endpoint) => Box::new(http::Http { app: app.clone(), endpoint: endpoint.clone() }),
        None if app.settings.demo => Box::new(demo::Demo { app: app.clone() }),
        None => return Err(Down("not connected".to_owned())),
    };
    let answer = tokio::time::timeout(PATIENCE, connected.look_up(query)).await;
    let record = answer.map_err(|_| Down("no answer in time".to_owned()))??;
    record.map(|record| fitting(kind, record)).transpose()
}

/// Of what a registry says, what it is there to say. A value of another type is no answer at all.
fn fitting(kind: &Kind, mut record: Record) -> Result<Record, Down> {
    record.retain(|name, value| {
        !value.is_null() && kind.gives.iter().any(|known| known.name == *name)
    });
    for (name, value) in &record {
        let known = kind.gives.iter().find(|known| known.name == *name);
        if !known.is_some_and(|known| fits(known.r#type, value)) {
            return Err(Down(format!("{name} is of another type")));
        }
    }
    Ok(record)
}

/// Whether a value is of a type that registries give.
pub fn fits(of: FieldType, value: &Value) -> bool {
    match of {
        FieldType::Flag => value.is_boolean(),
        FieldType::Number => number::scaled(value).is_some(),
        FieldType::Money => value.is_i64(),
        FieldType::Text | FieldType::Date | FieldType::Choice => value.is_string(),
        _ => false,
    }
}
