//! The chain of events: each record carries the hash of the one before, so that tampering shows (X6).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::event::Event;
use crate::canonical;

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

fn hash(record: &Record) -> String {
    canonical::sha256(&canonical::canonical(&Sealed {
        case: &record.case,
        seq: record.seq,
        at: record.at.timestamp_micros(),
        actor: &record.actor,
        event: &record.event,
        before: &record.before,
    }))
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
            record.hash = hash(&record);
            last.clone_from(&record.hash);
            record
        })
        .collect()
}

/// Checks a whole chain; `Err` carries the first sequence number that does not fit.
pub fn verify(records: &[Record]) -> Result<(), i64> {
    let mut before = GENESIS;
    for (record, seq) in records.iter().zip(1..) {
        if record.seq != seq || record.before != before || record.hash != hash(record) {
            return Err(seq);
        }
        before = &record.hash;
    }
    Ok(())
}
