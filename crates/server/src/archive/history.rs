//! The events of a package. The whole one has all of them; in the applicant's, what staff told each other is left out, but
//! for the hashes on which the chain hangs, so that it is still checked from its first event to its last.

use onething_domain::case::{GENESIS, Record};
use onething_domain::chain::{self, Link};
use serde::{Deserialize, Serialize};

use super::Reader;

/// What stands in the history for an event.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Entry {
    /// The event.
    Open(Box<Record>),
    /// That there is one.
    Withheld(Withheld),
}

/// An event that is left out: its place in the chain, and neither what, when nor who.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withheld {
    case: String,
    seq: i64,
    before: String,
    hash: String,
}

impl Entry {
    fn of(record: &Record, reader: Reader) -> Self {
        if reader == Reader::Applicant && record.event.is_internal() {
            return Self::Withheld(Withheld {
                case: record.case.clone(),
                seq: record.seq,
                before: record.before.clone(),
                hash: record.hash.clone(),
            });
        }
        Self::Open(Box::new(record.clone()))
    }

    /// Number of the case.
    pub fn case(&self) -> &str {
        match self {
            Self::Open(record) => &record.case,
            Self::Withheld(withheld) => &withheld.case,
        }
    }

    /// The record, where it is not left out.
    pub fn record(&self) -> Option<&Record> {
        match self {
            Self::Open(record) => Some(record),
            Self::Withheld(_) => None,
        }
    }
}

impl Link for Entry {
    fn seq(&self) -> i64 {
        match self {
            Self::Open(record) => record.seq,
            Self::Withheld(withheld) => withheld.seq,
        }
    }

    fn before(&self) -> &str {
        match self {
            Self::Open(record) => &record.before,
            Self::Withheld(withheld) => &withheld.before,
        }
    }

    fn hash(&self) -> &str {
        match self {
            Self::Open(record) => &record.hash,
            Self::Withheld(withheld) => &withheld.hash,
        }
    }

    /// There is nothing of which to take the hash of what is left out: its own counts, for the next event names it, and
    /// the last is in the manifest.
    fn sealed(&self) -> String {
        match self {
            Self::Open(record) => record.sealed(),
            Self::Withheld(withheld) => withheld.hash.clone(),
        }
    }
}

/// The history as a reader may have it.
pub fn of(records: &[Record], reader: Reader) -> Vec<Entry> {
    records.iter().map(|record| Entry::of(record, reader)).collect()
}

/// Numbers of the events that are left out.
pub fn withheld(entries: &[Entry]) -> Vec<i64> {
    entries.iter().filter(|entry| entry.record().is_none()).map(Link::seq).collect()
}

/// Checks the chain.
///
/// # Errors
/// The first number that does not fit.
pub fn verify(entries: &[Entry]) -> Result<(), i64> {
    chain::verify(entries, GENESIS).map(drop)
}
