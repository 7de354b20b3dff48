//! The city's documents (文书) about a case: which event brings which.

use serde::{Deserialize, Serialize};

use super::event::Event;

/// A document about a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum CaseDocumentKind {
    /// Receipt of what was filed (收件回执).
    Receipt,
    /// Notice of acceptance (受理通知书, 行政许可法 art. 32).
    Acceptance,
    /// Notice of everything that is missing (补正告知书, art. 32).
    Corrections,
    /// Notice that it is not accepted (不予受理通知书, art. 32).
    Decline,
    /// Decision to grant an item (准予决定书, art. 38).
    Approval,
    /// Notice that the limit is extended, with the reason (延期通知书, art. 42).
    Extension,
    /// Decision not to grant an item, with its grounds (不予许可决定书, art. 38).
    Refusal,
    /// The result of an item (结果文书, art. 39).
    Result,
}

impl CaseDocumentKind {
    /// All kinds, in the order of a case.
    pub const ALL: [Self; 8] = [
        Self::Receipt,
        Self::Acceptance,
        Self::Corrections,
        Self::Decline,
        Self::Approval,
        Self::Extension,
        Self::Refusal,
        Self::Result,
    ];

    /// The document that an event brings, with the item that it is about.
    pub fn of(event: &Event) -> Option<(Self, Option<&str>)> {
        match event {
            Event::Filed { .. } => Some((Self::Receipt, None)),
            Event::Accepted { .. } => Some((Self::Acceptance, None)),
            Event::CorrectionsRequested { .. } => Some((Self::Corrections, None)),
            Event::Declined { .. } => Some((Self::Decline, None)),
            Event::TaskApproved { item, .. } => Some((Self::Approval, Some(item))),
            Event::TaskExtended { item, .. } => Some((Self::Extension, Some(item))),
            Event::TaskRefused { item, .. } => Some((Self::Refusal, Some(item))),
            Event::ResultIssued { item, .. } => Some((Self::Result, Some(item))),
            _ => None,
        }
    }

    /// Its name as the wire and the templates spell it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::Acceptance => "acceptance",
            Self::Corrections => "corrections",
            Self::Decline => "decline",
            Self::Approval => "approval",
            Self::Extension => "extension",
            Self::Refusal => "refusal",
            Self::Result => "result",
        }
    }

    /// Its title.
    pub fn title(self) -> crate::text::Text {
        use crate::text::Text;
        match self {
            Self::Receipt => Text::new("收件回执", "Receipt"),
            Self::Acceptance => Text::new("受理通知书", "Notice of acceptance"),
            Self::Corrections => Text::new("补正告知书", "Notice of corrections"),
            Self::Decline => Text::new("不予受理通知书", "Notice of non-acceptance"),
            Self::Approval => Text::new("准予决定书", "Decision to grant"),
            Self::Extension => Text::new("延长办理期限通知书", "Notice of an extended limit"),
            Self::Refusal => Text::new("不予准许决定书", "Decision not to grant"),
            Self::Result => Text::new("办理结果", "Result"),
        }
    }
}
