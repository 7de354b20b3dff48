//! Where a document stands, and what may be done to it beside writing.

use serde::{Deserialize, Serialize};

use super::release::ReleaseStatus;
use crate::city::Role;

/// Where a document stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum DocumentStatus {
    /// As published, nobody is writing on it.
    InForce,
    /// Being written.
    Draft,
    /// In a release that waits for a second person; held.
    InReview,
    /// In an approved release; held.
    Approved,
    /// In a release that will be published at a time; held.
    Scheduled,
    /// No longer in force.
    Retired,
}

impl DocumentStatus {
    /// Of a document with a working copy or without, that is in force or not, and held by a release or not.
    pub fn of(open: bool, in_force: bool, held: Option<ReleaseStatus>) -> Self {
        match (open, held) {
            (true, Some(ReleaseStatus::InReview)) => Self::InReview,
            (true, Some(ReleaseStatus::Approved)) => Self::Approved,
            (true, Some(ReleaseStatus::Scheduled)) => Self::Scheduled,
            (true, _) => Self::Draft,
            (false, _) if in_force => Self::InForce,
            (false, _) => Self::Retired,
        }
    }

    /// Whether a release holds it: nobody writes on it meanwhile.
    pub fn is_held(self) -> bool {
        matches!(self, Self::InReview | Self::Approved | Self::Scheduled)
    }

    /// Whether its working copy may be submitted, or given up.
    pub fn has_copy(self) -> bool {
        self == Self::Draft
    }

    /// Whether somebody with these roles may take it out of force. Whose working copy it is gives that up first.
    pub fn may_retire(self, roles: &[Role]) -> bool {
        self == Self::InForce && roles.contains(&Role::Publisher)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_stands_where_its_copy_and_its_release_are() {
        let review = Some(ReleaseStatus::InReview);
        assert_eq!(DocumentStatus::of(false, true, None), DocumentStatus::InForce);
        assert_eq!(DocumentStatus::of(false, false, None), DocumentStatus::Retired);
        assert_eq!(DocumentStatus::of(true, true, review), DocumentStatus::InReview);
        let returned = Some(ReleaseStatus::Returned);
        assert_eq!(DocumentStatus::of(true, false, returned), DocumentStatus::Draft);
        for status in ReleaseStatus::ALL {
            let held = DocumentStatus::of(true, true, Some(status)).is_held();
            assert_eq!(held, status.is_open(), "{status:?}");
        }
    }

    #[test]
    fn only_what_is_in_force_is_retired_and_only_by_publishers() {
        let (publisher, editor) = ([Role::Publisher], [Role::Editor]);
        assert!(DocumentStatus::InForce.may_retire(&publisher));
        assert!(!DocumentStatus::InForce.may_retire(&editor));
        for other in [DocumentStatus::Draft, DocumentStatus::InReview, DocumentStatus::Retired] {
            assert!(!other.may_retire(&publisher), "{other:?}");
        }
        assert!(DocumentStatus::Draft.has_copy() && !DocumentStatus::Approved.has_copy());
    }
}
