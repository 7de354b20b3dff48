//! A case, as far as going on with it asks for it: to correct it, to supply what was to follow, to have results sent
//! elsewhere, and to tell where a new one leads.

use onething_domain::case::{Action, Bill, CaseStatus, CorrectionRound, Deferred, TaskStatus};
use onething_domain::submission::{Delivery, Submission};
use serde::Deserialize;
use serde::de::IgnoredAny;

/// A part of [`onething_api::cases::CaseView`]: what reads the whole of it would make a twentieth of this program (X4).
#[derive(Clone, Deserialize)]
pub struct Filed {
    /// Case number.
    pub number: String,
    /// Sequence number of the last event.
    pub seq: i64,
    /// Where it stands.
    pub status: CaseStatus,
    /// What was filed, with corrections applied.
    pub submission: Submission,
    /// Whether the company's seal stands beside the signature.
    #[serde(default)]
    pub stamped: bool,
    /// How results are handed over, with the applicant's changes applied.
    pub delivery: Delivery,
    /// Money.
    pub bill: Bill,
    /// Requests for corrections.
    pub corrections: Vec<CorrectionRound>,
    /// What the reader may do now.
    pub allowed: Vec<Action>,
    /// Materials that are or were to follow.
    #[serde(default)]
    pub deferred: Vec<Deferred>,
    /// There where it is signed on paper.
    #[serde(default)]
    pub paper: Option<IgnoredAny>,
    /// Items.
    pub tasks: Vec<FiledTask>,
}

/// Where an item stands.
#[derive(Clone, Deserialize)]
pub struct FiledTask {
    /// Id of the item.
    pub item: String,
    /// Where it stands.
    pub status: TaskStatus,
}
