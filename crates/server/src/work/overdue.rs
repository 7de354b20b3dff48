//! The desk of records that wait for an explanation (问责, C4, E3): a department's for its chief representatives, the
//! intake's for clerks.

use std::collections::BTreeSet;

use onething_domain::case::OverdueState;

use super::ask::Ask;
use super::store::{Along, CASE, Wanted, count};
use crate::db::Tx;
use crate::error::Result;
use crate::session::Staff;

/// Where a record stands for which nobody has said anything, and is named first of what one explanation answers: all of an
/// item, as [`onething_domain::case::Command::ExplainOverdue`] takes them.
const FIRST: &str = "AND NOT EXISTS (SELECT 1 FROM accountability AS b WHERE b.number = a.number AND b.item = a.item
     AND b.state = a.state AND (b.recorded_at, b.id) < (a.recorded_at, a.id))";

/// For what a member of staff answers, as [`onething_domain::case::Actor::explains`] has it: ids of departments, of which
/// the intake's is empty. Nothing for those who explain nothing.
#[derive(Clone, Debug)]
pub struct Answers(Vec<String>);

impl Answers {
    /// The answers of a member of staff.
    pub fn of(staff: &Staff) -> Self {
        let actor = staff.actor();
        let places = [None, staff.department.as_deref()];
        let own = places.into_iter().filter(|of| actor.explains(*of));
        // Twice for nobody: who has no department explains at most the intake's.
        let own: BTreeSet<String> = own.map(|of| of.unwrap_or_default().to_owned()).collect();
        Self(own.into_iter().collect())
    }

    /// Whether they answer for nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The conditions on records.
    fn narrow(&self, ask: &mut Ask) {
        let places = vec!["?"; self.0.len()].join(", ");
        ask.add(&format!("WHERE a.department IN ({places})"), self.0.iter().map(String::as_str));
        ask.say(&format!("AND a.state = '{}'", OverdueState::Open.name()));
        ask.say(FIRST);
    }
}

impl Wanted<'_> {
    /// Records without an explanation, one for each item of a case.
    pub fn unexplained(&self, answers: &Answers) -> Ask {
        let mut ask = Ask::new(&format!(
            "SELECT {CASE}, a.item, a.due, t.assignee, COALESCE(t.state, '') AS state, a.id AS record,
             a.kind AS missed, a.recorded_at FROM accountability AS a
             JOIN case_summary AS c ON c.number = a.number
             LEFT JOIN task AS t ON t.number = a.number AND t.item = a.item"
        ));
        answers.narrow(&mut ask);
        self.filter(&mut ask, Along::Records);
        self.page(&mut ask, &["a.recorded_at", "a.id"]);
        ask
    }
}

/// How many records wait for an explanation.
///
/// # Errors
/// The database's.
pub async fn count_unexplained(tx: &mut Tx, answers: &Answers) -> Result<i64> {
    let mut ask = Ask::new("SELECT 1 AS found FROM accountability AS a");
    answers.narrow(&mut ask);
    count(tx, ask).await
}
