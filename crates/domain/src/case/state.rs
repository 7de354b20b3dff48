//! The state of a case: what its events add up to.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::command::{CorrectionEntry, RefusalReport};
use super::event::{Cosignature, Party};
use super::office::Mark;
use super::plan::DeferredPlan;
use super::task::Task;
use super::watch::LimitKind;
use crate::fee::BillLine;
use crate::item::{Paper, StepKind};
use crate::submission::{Delivery, Digests, Evidence, Submission};
use crate::text::Text;
use crate::thing::DeliveryKind;

/// One application for one guide version.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Case {
    /// Sequence number of the last event; 0 before the case is filed.
    pub seq: i64,
    /// Where it stands.
    pub status: CaseStatus,
    /// What was filed, with corrections applied. `None` before filing.
    pub submission: Option<Submission>,
    /// Who filed it.
    pub applicant: Option<Party>,
    /// Title of the thing.
    pub title: Text,
    /// Id of the signature that binds the current submission.
    pub signature: String,
    /// Signatures beside the applicant's.
    pub cosignatures: Vec<Cosignature>,
    /// Ids of cosigners whose signature a correction has made void: they sign again before anything goes on.
    pub cosigners_open: Vec<String>,
    /// Digests of the current submission.
    pub digests: Option<Digests>,
    /// How results are handed over, with the applicant's changes applied. `None` before filing.
    pub delivery: Option<Delivery>,
    /// When and how they were handed over, in order: what one item has given need not wait for another.
    pub handed_out: Vec<HandedOut>,
    /// One task for each item that applies, in the order of the graph.
    pub tasks: Vec<Task>,
    /// What is owed and paid.
    pub bill: Bill,
    /// When the applicant is reminded of the bill, if it is not paid by then; none once they were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub remind_payment_at: Option<DateTime<Utc>>,
    /// Requests for corrections, in order; the last may be open.
    pub corrections: Vec<CorrectionRound>,
    /// A second request that waits for a supervisor or was sent back, until the case moves on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub proposal: Option<CorrectionProposal>,
    /// Materials that are or were to follow.
    pub deferred: Vec<Deferred>,
    /// Why it is signed on paper, where it is.
    pub paper: Option<Paper>,
    /// Id of the clerk at whose window it was filed; none on line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<String>,
    /// When the intake had it signed by hand.
    pub paper_at: Option<DateTime<Utc>>,
    /// When it reached the intake (filed, and paid where something is due; signed, where that is done on paper).
    pub received_at: Option<DateTime<Utc>>,
    /// When it was accepted.
    pub accepted_at: Option<DateTime<Utc>>,
    /// When it was finished, declined or withdrawn.
    pub ended_at: Option<DateTime<Utc>>,
    /// Grounds and remedy of a decline.
    pub declined: Option<RefusalReport>,
    /// Limits that have passed, each with what was said about it.
    pub overdue: Vec<Overdue>,
    /// Inspections of several departments at once.
    pub inspections: Vec<Inspection>,
    /// Id of the member of staff who does the intake's share.
    pub clerk: Option<String>,
    /// Id of the member of staff who answers for it (首问负责).
    pub owner: Option<String>,
    /// How the person is helped.
    pub marks: BTreeSet<Mark>,
}

/// A limit that has passed: an accountability record (问责, C4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Overdue {
    /// Sequence number of the event that recorded it.
    pub seq: i64,
    /// Id of the item; none for the intake.
    pub item: Option<String>,
    /// Which limit.
    pub limit: LimitKind,
    /// Which step or pause of the task, or which round of the intake, counted from 0.
    pub nth: u32,
    /// What is done in the step, where it is a step's.
    pub step: Option<StepKind>,
    /// The last day.
    pub due: NaiveDate,
    /// When it was recorded.
    pub at: DateTime<Utc>,
    /// What the department says about it; empty until it does.
    pub explanation: String,
    /// What the supervisor says to that; empty until then.
    pub finding: String,
    /// When the supervisor closed it.
    pub settled_at: Option<DateTime<Utc>>,
}

impl Overdue {
    /// Where the record stands.
    pub fn state(&self) -> OverdueState {
        match (self.settled_at, self.explanation.is_empty()) {
            (Some(_), _) => OverdueState::Settled,
            (None, false) => OverdueState::Explained,
            (None, true) => OverdueState::Open,
        }
    }
}

/// Where an accountability record stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum OverdueState {
    /// The department has to explain it.
    Open,
    /// The supervisor has to judge the explanation.
    Explained,
    /// Closed by the supervisor.
    Settled,
}

impl OverdueState {
    /// Its name as the wire spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Explained => "explained",
            Self::Settled => "settled",
        }
    }
}

/// One visit of several departments (联合踏勘, C8).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Inspection {
    /// When they come.
    pub at: DateTime<Utc>,
    /// Where.
    pub place: String,
    /// What the applicant should have ready; may be empty.
    pub note: String,
    /// Ids of the items.
    pub items: Vec<String>,
}

/// Results that were handed over (A8).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HandedOut {
    /// When.
    pub at: DateTime<Utc>,
    /// Number of the parcel; empty where nothing was posted.
    pub tracking: String,
    /// Ids of the items whose results they were.
    pub items: Vec<String>,
    /// How the way of a parcel ended; none while it is under way, and for what was not posted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub end: Option<ParcelEnd>,
}

/// How the way of a parcel ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ParcelEnd {
    /// When that was known.
    pub at: DateTime<Utc>,
    /// Why it came back; none where it arrived.
    pub returned: Option<String>,
}

/// Where a case stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum CaseStatus {
    /// Not filed yet.
    #[default]
    New,
    /// Filed; a bill has to be paid before it reaches the intake.
    Unpaid,
    /// In the intake queue.
    Received,
    /// Waiting for the applicant's corrections (补正).
    Correcting,
    /// Accepted: departments are at work.
    Accepted,
    /// Every task has ended.
    Finished,
    /// Not accepted (不予受理).
    Declined,
    /// Withdrawn by the applicant.
    Withdrawn,
}

impl CaseStatus {
    /// Whether nothing more happens to it but money being paid back.
    pub fn is_ended(self) -> bool {
        matches!(self, Self::Finished | Self::Declined | Self::Withdrawn)
    }
}

/// Money of a case, in cents. Invariant: what came in = what is kept + what is paid back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Bill {
    /// Lines.
    pub lines: Vec<BillLine>,
    /// The payment that settled it.
    pub payment: Option<String>,
    /// What came in.
    pub paid_cents: i64,
    /// What is or will be paid back.
    pub refunds: Vec<Refund>,
}

impl Bill {
    /// What has to be paid.
    pub fn total(&self) -> i64 {
        crate::fee::total(&self.lines)
    }

    /// What the city keeps.
    pub fn kept(&self) -> i64 {
        self.paid_cents - self.refunds.iter().map(|refund| refund.cents).sum::<i64>()
    }
}

/// Money that goes back for one item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Refund {
    /// Id, unique; the cashier does each once.
    pub id: String,
    /// Id of the item.
    pub item: String,
    /// Cents.
    pub cents: i64,
    /// Whether the cashier has confirmed it.
    pub paid: bool,
}

/// One request for corrections (补正): everything that is missing, at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CorrectionRound {
    /// What is asked.
    pub entries: Vec<CorrectionEntry>,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// When the applicant answered.
    pub answered_at: Option<DateTime<Utc>>,
    /// The submission as it was before the answer, for a comparison.
    pub before: Option<Submission>,
}

/// A second request for corrections, which needs a supervisor (C1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CorrectionProposal {
    /// What is to be asked.
    pub entries: Vec<CorrectionEntry>,
    /// Id of the member of staff who proposes it.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Why the supervisor sent it back, where they did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returned: Option<String>,
}

/// A material that is or was to follow (容缺后补).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Deferred {
    /// What was planned.
    #[serde(flatten)]
    pub plan: DeferredPlan,
    /// Since when.
    pub since: DateTime<Utc>,
    /// How often the applicant was reminded.
    pub reminded: u32,
    /// When the day had passed without it.
    pub lapsed_at: Option<DateTime<Utc>>,
    /// How it was handed in.
    pub supplied: Option<Supplied>,
}

/// A material that has followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Supplied {
    /// When.
    pub at: DateTime<Utc>,
    /// How.
    pub evidence: Evidence,
}

impl Deferred {
    /// Whether it is still to follow, and an item that needs it goes on.
    pub fn is_wanted(&self, goes_on: impl Fn(&str) -> bool) -> bool {
        self.supplied.is_none() && self.plan.items.iter().any(|item| goes_on(item))
    }
}

impl Case {
    /// Materials that are still to follow.
    pub fn outstanding(&self) -> impl Iterator<Item = &Deferred> {
        self.deferred.iter().filter(|deferred| deferred.supplied.is_none())
    }

    /// Those of them that are asked after: before acceptance all, later as long as an item that needs them has not ended.
    pub fn wanted(&self) -> impl Iterator<Item = &Deferred> {
        let goes_on = move |item: &str| self.task(item).is_some_and(|task| !task.status.is_ended());
        self.deferred.iter().filter(move |deferred| deferred.is_wanted(goes_on))
    }

    /// A material without which there is no result of an item yet.
    pub fn lacks(&self, item: &str) -> Option<&Deferred> {
        self.outstanding().find(|deferred| deferred.plan.items.iter().any(|id| id == item))
    }

    /// Whether it waits for being signed by hand.
    pub fn waits_for_paper(&self) -> bool {
        self.paper.is_some() && self.paper_at.is_none()
    }

    /// Whether everybody who has to has signed what stands here.
    pub fn is_signed(&self) -> bool {
        !self.waits_for_paper() && self.cosigners_open.is_empty()
    }

    /// Since when the intake has to answer: received, and signed by everybody. Before that nobody may accept it, and no
    /// clock runs.
    pub fn intake_since(&self) -> Option<DateTime<Utc>> {
        self.received_at.filter(|_| self.status == CaseStatus::Received && self.is_signed())
    }

    /// Whether a cosigner's signature, which a correction has made void, is waited for: only then may they be asked anew.
    pub fn waits_for_cosigner(&self, id: &str) -> bool {
        self.status == CaseStatus::Received && self.cosigners_open.iter().any(|open| open == id)
    }

    /// Ids of the items whose results the applicant does not have yet.
    pub fn to_hand_out(&self) -> Vec<String> {
        let kept = |handed: &&HandedOut| !handed.is_back();
        let has = |item| self.handed_out.iter().filter(kept).any(|one| one.items.contains(item));
        let issued = self.tasks.iter().filter(|task| task.result.is_some() && !has(&task.item));
        issued.map(|task| task.item.clone()).collect()
    }

    /// Since when a result lies ready, at first or again, and how it is handed over; `None` where there is none, or none
    /// on paper.
    pub fn ready(&self) -> Option<(DateTime<Utc>, DeliveryKind)> {
        let by = self.delivery.as_ref()?.kind;
        let items = self.to_hand_out();
        let back = |item: &String| {
            let parcels = self.handed_out.iter().filter(|handed| handed.items.contains(item));
            parcels.filter_map(|parcel| parcel.end.as_ref()).map(|end| end.at).max()
        };
        let since = |item: &String| {
            back(item).or_else(|| Some(self.task(item)?.result.as_ref()?.issued_at))
        };
        let since = items.iter().filter_map(since).min()?;
        (by != DeliveryKind::Electronic).then_some((since, by))
    }

    /// Whether a task waits for its check by lot.
    pub fn has_open_sample(&self, item: &str) -> bool {
        let sample = self.task(item).and_then(|task| task.sample.as_ref());
        sample.is_some_and(|sample| sample.check.is_none())
    }

    /// Whether a broken promise is recorded for an item, and told; more time given afterwards takes nothing of it back.
    pub fn has_broken_promise(&self, item: &str) -> bool {
        let of = |past: &&Overdue| past.item.as_deref() == Some(item);
        self.overdue.iter().filter(of).any(|past| past.limit == LimitKind::Promised)
    }

    /// The task of an item.
    pub fn task(&self, item: &str) -> Option<&Task> {
        self.tasks.iter().find(|task| task.item == item)
    }

    /// The second request for corrections that waits for a supervisor.
    pub fn open_proposal(&self) -> Option<&CorrectionProposal> {
        self.proposal.as_ref().filter(|proposal| proposal.returned.is_none())
    }

    /// The open request for corrections.
    pub fn open_correction(&self) -> Option<&CorrectionRound> {
        self.corrections.last().filter(|round| round.answered_at.is_none())
    }
}
