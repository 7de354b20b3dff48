//! Releases (送审单): documents that go through review and publication together, and who may do what to one.
//!
//! Nobody approves what they have written themselves: a release needs a second pair of eyes (G9).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::document::DocumentKind;
use crate::city::Role;

/// Names a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DocumentRef {
    /// Its kind.
    pub kind: DocumentKind,
    /// Its id.
    pub id: String,
}

/// A member of staff who wrote, reviewed or published.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Author {
    /// Id; `import` and `system` are no people.
    pub id: String,
    /// Name.
    pub name: String,
}

/// Where a release stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ReleaseStatus {
    /// Waits for a second person.
    InReview,
    /// A second person has read it and agrees.
    Approved,
    /// Will be published at a time.
    Scheduled,
    /// Published.
    Published,
    /// Sent back with comments.
    Returned,
    /// Taken back by who wrote it.
    Withdrawn,
}

impl ReleaseStatus {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::InReview,
        Self::Approved,
        Self::Scheduled,
        Self::Published,
        Self::Returned,
        Self::Withdrawn,
    ];

    /// Whether its documents are held: nobody edits them meanwhile.
    pub fn is_open(self) -> bool {
        matches!(self, Self::InReview | Self::Approved | Self::Scheduled)
    }
}

/// A release, as far as its rules go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// Where it stands.
    pub status: ReleaseStatus,
    /// Ids of all who wrote a part of it, and of who submitted it.
    pub writers: Vec<String>,
    /// When it is to be published, while scheduled.
    pub publish_at: Option<DateTime<Utc>>,
}

/// A comment on a place of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewComment {
    /// The document.
    pub document: DocumentRef,
    /// Where in it, as in a finding; the whole of it where empty.
    #[serde(default)]
    pub path: String,
    /// What is to be done, 1 to 1,000 characters.
    pub text: String,
}

/// What is done to a release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ReleaseCommand {
    /// Agree to what it says.
    Approve {
        /// A note; may be empty.
        #[serde(default)]
        note: String,
    },
    /// Send it back.
    Return {
        /// Why, in a sentence.
        reason: String,
        /// What is to be done where.
        #[serde(default)]
        comments: Vec<NewComment>,
    },
    /// Take it back to write on.
    Withdraw {},
    /// Publish it now.
    Publish {},
    /// Publish it at a time.
    Schedule {
        /// When.
        at: DateTime<Utc>,
    },
    /// Do not publish it at that time after all.
    Unschedule {},
}

/// What may be done to a release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ReleaseAction {
    /// Agree to what it says.
    Approve,
    /// Send it back.
    Return,
    /// Take it back to write on.
    Withdraw,
    /// Publish it now.
    Publish,
    /// Publish it at a time.
    Schedule,
    /// Do not publish it at that time after all.
    Unschedule,
}

impl ReleaseAction {
    /// All of them, as screens list them.
    pub const ALL: [Self; 6] = [
        Self::Approve,
        Self::Publish,
        Self::Schedule,
        Self::Unschedule,
        Self::Return,
        Self::Withdraw,
    ];
}

impl ReleaseCommand {
    /// What it does.
    pub fn action(&self) -> ReleaseAction {
        match self {
            Self::Approve { .. } => ReleaseAction::Approve,
            Self::Return { .. } => ReleaseAction::Return,
            Self::Withdraw {} => ReleaseAction::Withdraw,
            Self::Publish {} => ReleaseAction::Publish,
            Self::Schedule { .. } => ReleaseAction::Schedule,
            Self::Unschedule {} => ReleaseAction::Unschedule,
        }
    }
}

/// Why a command is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ReleaseRefusal {
    /// The role does not permit it.
    NotAllowed,
    /// Who wrote it does not review it.
    OwnWork,
    /// Only who wrote it takes it back.
    NotYours,
    /// It does not stand where this can be done.
    WrongStatus,
    /// The time lies in the past, or more than a year ahead.
    WrongTime,
    /// A return says why.
    NoReason,
}

/// Longest time ahead for which a publication may be set, in days.
const YEAR: i64 = 366;

/// What somebody may do to a release now.
pub fn allowed(release: &Release, staff: &str, roles: &[Role]) -> Vec<ReleaseAction> {
    let may = |action: &ReleaseAction| permit(release, *action, staff, roles).is_ok();
    ReleaseAction::ALL.into_iter().filter(may).collect()
}

fn permit(
    release: &Release,
    action: ReleaseAction,
    staff: &str,
    roles: &[Role],
) -> Result<(), ReleaseRefusal> {
    use ReleaseAction as Action;
    use ReleaseStatus as Status;
    let publisher = roles.contains(&Role::Publisher);
    let writes = publisher || roles.contains(&Role::Editor);
    let own = release.writers.iter().any(|writer| writer == staff);
    let role = match action {
        Action::Approve | Action::Return | Action::Withdraw => writes,
        Action::Publish | Action::Schedule | Action::Unschedule => publisher,
    };
    let status = match action {
        Action::Approve => release.status == Status::InReview,
        Action::Return | Action::Withdraw => release.status.is_open(),
        Action::Publish => matches!(release.status, Status::Approved | Status::Scheduled),
        Action::Schedule => release.status == Status::Approved,
        Action::Unschedule => release.status == Status::Scheduled,
    };
    match action {
        _ if !role => Err(ReleaseRefusal::NotAllowed),
        _ if !status => Err(ReleaseRefusal::WrongStatus),
        Action::Approve | Action::Return if own => Err(ReleaseRefusal::OwnWork),
        Action::Withdraw if !own => Err(ReleaseRefusal::NotYours),
        _ => Ok(()),
    }
}

/// Where a command brings a release. That what it publishes has no findings is checked where the documents
/// are.
///
/// # Errors
/// Why it is refused; nothing has changed then.
pub fn decide(
    release: &Release,
    command: &ReleaseCommand,
    staff: &str,
    roles: &[Role],
    now: DateTime<Utc>,
) -> Result<Release, ReleaseRefusal> {
    permit(release, command.action(), staff, roles)?;
    let (status, publish_at) = match command {
        ReleaseCommand::Approve { .. } | ReleaseCommand::Unschedule {} => {
            (ReleaseStatus::Approved, None)
        }
        ReleaseCommand::Return { reason, .. } if reason.trim().is_empty() => {
            return Err(ReleaseRefusal::NoReason);
        }
        ReleaseCommand::Return { .. } => (ReleaseStatus::Returned, None),
        ReleaseCommand::Withdraw {} => (ReleaseStatus::Withdrawn, None),
        ReleaseCommand::Publish {} => (ReleaseStatus::Published, None),
        ReleaseCommand::Schedule { at } => {
            if *at <= now || *at > now + chrono::TimeDelta::days(YEAR) {
                return Err(ReleaseRefusal::WrongTime);
            }
            (ReleaseStatus::Scheduled, Some(*at))
        }
    };
    Ok(Release { status, publish_at, writers: release.writers.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    const EDITOR: &[Role] = &[Role::Editor];
    const PUBLISHER: &[Role] = &[Role::Publisher];

    fn release(status: ReleaseStatus) -> Release {
        Release { status, writers: vec!["editor".to_owned()], publish_at: None }
    }

    fn now() -> DateTime<Utc> {
        "2026-03-02T02:00:00Z".parse().unwrap()
    }

    #[test]
    fn nobody_reviews_their_own() {
        let own = release(ReleaseStatus::InReview);
        let approve = ReleaseCommand::Approve { note: String::new() };
        let refused = decide(&own, &approve, "editor", EDITOR, now()).unwrap_err();
        assert_eq!(refused, ReleaseRefusal::OwnWork);
        let both = [Role::Editor, Role::Publisher];
        assert_eq!(
            decide(&own, &approve, "editor", &both, now()).unwrap_err(),
            ReleaseRefusal::OwnWork,
            "no role makes up for it"
        );
        let approved = decide(&own, &approve, "editor-2", EDITOR, now()).unwrap();
        assert_eq!(approved.status, ReleaseStatus::Approved);
    }

    #[test]
    fn only_publishers_publish_and_only_what_is_approved() {
        let publish = ReleaseCommand::Publish {};
        let refused = |status, roles| {
            decide(&release(status), &publish, "editor-2", roles, now()).unwrap_err()
        };
        assert_eq!(refused(ReleaseStatus::Approved, EDITOR), ReleaseRefusal::NotAllowed);
        assert_eq!(refused(ReleaseStatus::Approved, &[Role::Clerk]), ReleaseRefusal::NotAllowed);
        for status in [ReleaseStatus::InReview, ReleaseStatus::Published, ReleaseStatus::Returned] {
            assert_eq!(refused(status, PUBLISHER), ReleaseRefusal::WrongStatus);
        }
    }

    #[test]
    fn a_time_lies_ahead_and_a_return_has_a_reason() {
        let approved = release(ReleaseStatus::Approved);
        let at = |at| decide(&approved, &ReleaseCommand::Schedule { at }, "p", PUBLISHER, now());
        assert_eq!(at(now()).unwrap_err(), ReleaseRefusal::WrongTime);
        let late = now() + chrono::TimeDelta::days(400);
        assert_eq!(at(late).unwrap_err(), ReleaseRefusal::WrongTime);
        let tomorrow = now() + chrono::TimeDelta::days(1);
        assert_eq!(at(tomorrow).unwrap().publish_at, Some(tomorrow));
        let back = ReleaseCommand::Return { reason: " ".to_owned(), comments: Vec::new() };
        let refused = decide(&approved, &back, "p", PUBLISHER, now()).unwrap_err();
        assert_eq!(refused, ReleaseRefusal::NoReason);
    }

    #[test]
    fn what_is_listed_is_let_through_and_nothing_else() {
        let commands = [
            ReleaseCommand::Approve { note: String::new() },
            ReleaseCommand::Return { reason: "x".to_owned(), comments: Vec::new() },
            ReleaseCommand::Withdraw {},
            ReleaseCommand::Publish {},
            ReleaseCommand::Schedule { at: now() + chrono::TimeDelta::hours(1) },
            ReleaseCommand::Unschedule {},
        ];
        for status in ReleaseStatus::ALL {
            for (staff, roles) in [("editor", EDITOR), ("editor-2", EDITOR), ("p", PUBLISHER)] {
                let release = release(status);
                let listed = allowed(&release, staff, roles);
                for command in &commands {
                    let done = decide(&release, command, staff, roles, now());
                    assert_eq!(done.is_ok(), listed.contains(&command.action()), "{command:?}");
                }
            }
        }
    }
}
