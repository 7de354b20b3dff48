//! The state of a task: one item's share of a case.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::command::RefusalReport;
use super::event::RuleCheck;
use super::plan::{Procedure, StepPlan, TaskPlan};
use crate::clock::Limit;
use crate::item::{PauseKind, StepKind};
use crate::text::Text;

/// One item's share of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Task {
    /// Id of the item.
    pub item: String,
    /// Name of the item.
    pub name: Text,
    /// Id of the department.
    pub department: String,
    /// Items of this case whose results it needs.
    pub needs: Vec<String>,
    /// Its limits.
    pub limit: Limit,
    /// Its steps, each with a standard time; none in cases of before.
    #[serde(default)]
    pub steps: Vec<TaskStep>,
    /// Procedures that may stop its clock, and how far it may be extended.
    #[serde(default)]
    pub procedures: Vec<Procedure>,
    /// Where it stands.
    pub status: TaskStatus,
    /// When its clock started.
    pub started_at: Option<DateTime<Utc>>,
    /// Since when its limit by law counts, where that is before its start: the receipt of what was accepted by silence
    /// (行政许可法 art. 32).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub law_from: Option<DateTime<Utc>>,
    /// When it ended: result issued, refused or ended with what it needs.
    pub ended_at: Option<DateTime<Utc>>,
    /// Pauses, in order; the last may be running.
    pub pauses: Vec<Pause>,
    /// Times in which a material that was to follow had not come (容缺后补), in order; the last may be running. It may be
    /// worked on meanwhile, but gives no result, and its clock stands.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub waits: Vec<Wait>,
    /// A refusal that waits for the second pair of eyes.
    pub proposed: Option<RefusalReport>,
    /// Who proposed it, or an extension.
    pub proposed_by: String,
    /// An extension that waits for the second pair of eyes.
    #[serde(default)]
    pub asked: Option<Extension>,
    /// The one extension.
    #[serde(default)]
    pub extension: Option<Extension>,
    /// When and where that was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub extended: Option<Extended>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// What decided it without a person.
    pub checks: Vec<RuleCheck>,
    /// The check afterwards, where it was drawn by lot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample: Option<Sample>,
    /// The document that was issued.
    pub result: Option<ResultDocument>,
    /// Id of the member of staff who works on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
}

impl Task {
    /// A task as it was planned, before anything is done.
    pub fn new(plan: &TaskPlan) -> Self {
        let step = |step: &StepPlan| TaskStep {
            name: step.name.clone(),
            kind: step.kind,
            days: step.days,
            started_at: None,
            ended_at: None,
        };
        Self {
            item: plan.item.clone(),
            name: plan.name.clone(),
            department: plan.department.clone(),
            needs: plan.needs.clone(),
            limit: plan.limit,
            steps: plan.steps.iter().map(step).collect(),
            procedures: plan.procedures.clone(),
            status: TaskStatus::Waiting,
            started_at: None,
            law_from: None,
            ended_at: None,
            pauses: Vec::new(),
            waits: Vec::new(),
            proposed: None,
            proposed_by: String::new(),
            asked: None,
            extension: None,
            extended: None,
            outcome: None,
            checks: Vec::new(),
            sample: None,
            result: None,
            assignee: None,
        }
    }

    /// Its limits with the extension.
    pub fn whole_limit(&self) -> Limit {
        let more = self.extension.as_ref().map_or(0, |extension| extension.days);
        Limit { statutory: self.limit.statutory + more, promised: self.limit.promised + more }
    }

    /// Since when its limit by law counts; none before it starts.
    pub fn law_since(&self) -> Option<DateTime<Utc>> {
        self.law_from.or(self.started_at)
    }

    /// The pause that runs.
    pub fn running_pause(&self) -> Option<&Pause> {
        self.pauses.last().filter(|pause| pause.to.is_none())
    }

    /// Whether a material that is to follow has not come.
    pub fn is_waiting_for_material(&self) -> bool {
        self.waits.last().is_some_and(|wait| wait.to.is_none())
    }

    /// Days of a procedure that have not been announced yet; 0 where the item does not name it. However often it is
    /// begun, it lasts no longer in all.
    pub fn procedure_left(&self, kind: PauseKind) -> u32 {
        let of_kind = self.pauses.iter().filter(|pause| pause.kind == kind);
        self.procedure_days(kind).saturating_sub(of_kind.map(|pause| pause.days).sum())
    }

    /// Days that the item gives to a procedure; 0 where it does not name it.
    pub fn procedure_days(&self, kind: PauseKind) -> u32 {
        let named = self.procedures.iter().find(|procedure| procedure.kind == kind);
        named.map_or(0, |procedure| procedure.days)
    }

    /// The step at which it stands; none before it starts, once it is decided, and in cases of before.
    pub fn current_step(&self) -> Option<usize> {
        self.steps.iter().position(|step| step.started_at.is_some() && step.ended_at.is_none())
    }

    /// Working days of a step: its standard time, with the extension's where that was given in it.
    pub fn step_days(&self, number: usize) -> u32 {
        let standard = self.steps.get(number).map_or(0, |step| step.days);
        let here = self.extended.is_some_and(|extended| extended.step == Some(number));
        let more = self.extension.as_ref().filter(|_| here).map_or(0, |extension| extension.days);
        standard + more
    }

    /// Whether the clock runs and it is decided in the department.
    pub fn is_in_hand(&self) -> bool {
        matches!(
            self.status,
            TaskStatus::Open | TaskStatus::RefusalProposed | TaskStatus::ExtensionProposed
        )
    }
}

/// A step of a task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TaskStep {
    /// Name.
    pub name: Text,
    /// What is done in it.
    pub kind: StepKind,
    /// Standard time in working days.
    pub days: u32,
    /// When it began.
    pub started_at: Option<DateTime<Utc>>,
    /// When it was handed on, or the task decided.
    pub ended_at: Option<DateTime<Utc>>,
}

/// More days for a decision, once, with its reason (行政许可法 art. 42).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Extension {
    /// Working days.
    pub days: u32,
    /// What the applicant is told.
    pub reason: String,
}

/// When an extension was given, and in which step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Extended {
    /// When.
    pub at: DateTime<Utc>,
    /// The step that ran then, counted from 0: the days are its own. None in cases of before, which have no steps.
    pub step: Option<usize>,
}

/// An instant approval that was drawn by lot to be checked by a person afterwards (C5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = DrawnSample))]
pub struct Sample {
    /// When it was drawn.
    pub drawn_at: DateTime<Utc>,
    /// What the check has found.
    pub check: Option<SampleCheck>,
}

/// What a person has found in a sample.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SampleCheck {
    /// When.
    pub at: DateTime<Utc>,
    /// Whether they would have decided alike.
    pub agrees: bool,
    /// What they found.
    pub note: String,
    /// Id of the member of staff.
    pub by: String,
}

/// Where a task stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TaskStatus {
    /// Before acceptance, or waiting for what it needs.
    Waiting,
    /// The department is at work; its clock runs.
    Open,
    /// Its clock stands by a procedure that the law names.
    Paused,
    /// A refusal is proposed and waits for the chief representative; its clock runs.
    RefusalProposed,
    /// An extension is proposed and waits for the chief representative; its clock runs.
    ExtensionProposed,
    /// Approved; the result has to be issued.
    Approved,
    /// Result issued.
    Done,
    /// Refused.
    Refused,
    /// Ended without a decision: withdrawn, declined, or what it needs was refused.
    Ended,
}

impl TaskStatus {
    /// Whether it has ended, one way or another.
    pub fn is_ended(self) -> bool {
        matches!(self, Self::Done | Self::Refused | Self::Ended)
    }
}

/// How a task ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Outcome {
    /// Approved, by a person or by a rule.
    Approved {
        /// What the reviewer noted.
        opinion: String,
        /// Whether a rule decided.
        instantly: bool,
        /// Conditions under which it holds.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "openapi", schema(required = false))]
        conditions: Vec<String>,
    },
    /// Refused with a report.
    Refused {
        /// The report.
        report: RefusalReport,
    },
    /// Ended because an item that it needs was refused or ended.
    NeedRefused {
        /// Id of that item.
        item: String,
    },
    /// Ended because a material that was to follow did not.
    MaterialLacking {
        /// Id of the material.
        material: String,
    },
    /// The applicant took this item back.
    Withdrawn {
        /// Why; may be empty.
        reason: String,
    },
    /// Ended with the whole case.
    CaseEnded,
}

/// A stop of a clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Pause {
    /// Which procedure.
    pub kind: PauseKind,
    /// Announced length in working days.
    pub days: u32,
    /// What the applicant is told.
    pub reason: String,
    /// When it began.
    pub from: DateTime<Utc>,
    /// When it ended; `None` while it runs.
    pub to: Option<DateTime<Utc>>,
    /// What came out of it.
    pub finding: String,
    /// Whether it is part of an inspection of several departments.
    #[serde(default)]
    pub joint: bool,
}

/// A time in which a material that was to follow had not come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = TaskWait))]
pub struct Wait {
    /// Since when.
    pub from: DateTime<Utc>,
    /// When it came, or the task ended; `None` while it is waited for.
    pub to: Option<DateTime<Utc>>,
}

/// A document that was issued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResultDocument {
    /// Number.
    pub number: String,
    /// Name.
    pub name: Text,
    /// When it was issued.
    pub issued_at: DateTime<Utc>,
    /// Months for which it is valid; without end where missing.
    pub valid_months: Option<u32>,
}
