//! The desk of second requests for corrections, which a supervisor agrees to or sends back (C1).

use super::ask::{Ask, cases};
use super::store::{Along, Wanted, count};
use crate::db::Tx;
use crate::error::Result;

/// Those that wait.
const WAIT: &str = "waits = 'confirm'";

impl Wanted<'_> {
    /// Cases whose second request for corrections waits for a supervisor.
    pub fn proposed(&self) -> Ask {
        let mut ask = Ask::new(&cases());
        ask.say(&format!("WHERE c.{WAIT}"));
        self.filter(&mut ask, Along::Cases);
        self.page(&mut ask, &["c.received_at", "c.number"]);
        ask
    }
}

/// How many second requests for corrections wait for a supervisor.
///
/// # Errors
/// The database's.
pub async fn count_proposed(tx: &mut Tx) -> Result<i64> {
    count(tx, Ask::new(&format!("SELECT 1 AS found FROM case_summary WHERE {WAIT}"))).await
}
