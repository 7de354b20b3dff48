//! The chain of events: each record carries the hash of the one before, so that tampering shows (X6).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::event::Event;
use crate::canonical;
use crate::chain::{self, Link};

/// What the first record of a case names as the hash before it.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// An event with its place in the chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Number of the case.
    pub case: String,
    /// Sequence number, counted from 1.
    pub seq: i64,
    /// When, cut to microseconds (what both databases keep).
    pub at: DateTime<Utc>,
    /// Who: `applicant:<id>`, `staff:<id>` or `system`.
    pub actor: String,
    /// What happened.
    pub event: Event,
    /// Hash of the record before.
    pub before: String,
    /// SHA-256 over the canonical bytes of all above, lower-case hexadecimal.
    pub hash: String,
}

#[derive(Serialize)]
struct Sealed<'a> {
    case: &'a str,
    seq: i64,
    at: i64,
    actor: &'a str,
    event: &'a Event,
    before: &'a str,
}

impl Link for Record {
    fn seq(&self) -> i64 {
        self.seq
    }

    fn before(&self) -> &str {
        &self.before
    }

    fn hash(&self) -> &str {
        &self.hash
    }

    fn sealed(&self) -> String {
        canonical::digest(&Sealed {
            case: &self.case,
            seq: self.seq,
            at: self.at.timestamp_micros(),
            actor: &self.actor,
            event: &self.event,
            before: &self.before,
        })
    }
}

/// Chains events behind `before`, the last hash (or [`GENESIS`]) at sequence number `seq`.
pub fn seal(
    case: &str,
    seq: i64,
    before: &str,
    at: DateTime<Utc>,
    actor: &str,
    events: Vec<Event>,
) -> Vec<Record> {
    let mut last = before.to_owned();
    events
        .into_iter()
        .zip(seq + 1..)
        .map(|(event, seq)| {
            let mut record = Record {
                case: case.to_owned(),
                seq,
                at,
                actor: actor.to_owned(),
                event,
                before: std::mem::take(&mut last),
                hash: String::new(),
            };
            record.hash = record.sealed();
            last.clone_from(&record.hash);
            record
        })
        .collect()
}

/// Checks a whole chain; `Err` carries the first sequence number that does not fit.
pub fn verify(records: &[Record]) -> Result<(), i64> {
    chain::verify(records, GENESIS).map(drop)
}
