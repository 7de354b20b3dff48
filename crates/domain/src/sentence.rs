//! A department's own sentences for texts that its staff write again and again (C10): what they may be, and who keeps
//! them. Everybody at the same desk is offered them.

use serde::{Deserialize, Serialize};

use crate::city::Role;

/// Sentences that a department may keep for one kind of text: what still fits beside a field and is found at a glance.
pub const MOST: usize = 20;

/// What stands for the intake among departments: those of the whole city sit there.
pub const INTAKE: &str = "";

/// For which text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum SentenceKind {
    /// What is wrong with an answer.
    Field,
    /// What is wrong with a material.
    Material,
    /// Why a case is not accepted.
    Decline,
    /// Why an item is refused.
    Refuse,
    /// What the person can do about it.
    Remedy,
    /// What the applicant is told about a pause.
    Pause,
    /// What came out of a pause.
    Finding,
    /// What a reviewer notes.
    Opinion,
    /// Why a proposed refusal goes back.
    Return,
    /// Why a limit is to be extended.
    Extension,
    /// Why a limit has passed.
    Overdue,
    /// What follows from it.
    Settle,
    /// What the applicant should have ready for an inspection.
    Ready,
    /// What staff note for each other.
    Note,
    /// Why work is given to another.
    Assign,
    /// Why a person is helped so.
    Mark,
    /// Why a masked value is uncovered.
    Reveal,
}

impl SentenceKind {
    /// All kinds, in the order of the work.
    pub const ALL: [Self; 17] = [
        Self::Field,
        Self::Material,
        Self::Decline,
        Self::Opinion,
        Self::Pause,
        Self::Finding,
        Self::Refuse,
        Self::Remedy,
        Self::Return,
        Self::Extension,
        Self::Overdue,
        Self::Settle,
        Self::Ready,
        Self::Note,
        Self::Assign,
        Self::Mark,
        Self::Reveal,
    ];
}

/// A sentence with the words of its button.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Sentence {
    /// For which text.
    pub kind: SentenceKind,
    /// Words of its button.
    pub short: String,
    /// What is put into the text.
    pub text: String,
}

impl Sentence {
    /// Longest words of a button, in characters.
    pub const SHORT: usize = 20;
    /// Longest sentence, in characters.
    pub const TEXT: usize = 500;

    /// As it was typed, without what typing adds.
    pub fn tidy(&self) -> Self {
        Self {
            kind: self.kind,
            short: self.short.trim().to_owned(),
            text: self.text.trim().to_owned(),
        }
    }

    /// The fields that cannot be kept, in the order of the form.
    pub fn wrong(&self) -> Vec<&'static str> {
        let fits = |text: &str, most: usize| (1..=most).contains(&text.chars().count());
        let found =
            [("short", fits(&self.short, Self::SHORT)), ("text", fits(&self.text, Self::TEXT))];
        found.into_iter().filter(|(_, right)| !right).map(|(field, _)| field).collect()
    }
}

/// Whose sentences somebody keeps: chief representatives those of their department, supervisors of the whole city those of
/// the intake; nobody else any.
pub fn keeps<'a>(roles: &[Role], department: Option<&'a str>) -> Option<&'a str> {
    match department {
        Some(id) => roles.contains(&Role::Chief).then_some(id),
        None => roles.contains(&Role::Supervisor).then_some(INTAKE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_short_and_says_something() {
        let wrong = |short: &str, text: &str| {
            let sentence = Sentence {
                kind: SentenceKind::Refuse,
                short: short.to_owned(),
                text: text.to_owned(),
            };
            sentence.tidy().wrong()
        };
        assert!(wrong(" 不符合 ", &"字".repeat(500)).is_empty());
        assert_eq!(wrong(" ", "\n"), ["short", "text"]);
        assert_eq!(wrong(&"字".repeat(21), "好"), ["short"]);
        assert_eq!(wrong("好", &"字".repeat(501)), ["text"]);
    }

    #[test]
    fn is_kept_by_whoever_leads_the_desk() {
        assert_eq!(keeps(&[Role::Reviewer, Role::Chief], Some("health")), Some("health"));
        assert_eq!(keeps(&[Role::Supervisor], None), Some(INTAKE));
        assert_eq!(keeps(&[Role::Reviewer], Some("health")), None);
        assert_eq!(keeps(&[Role::Clerk], None), None);
        assert_eq!(keeps(&[Role::Supervisor], Some("health")), None);
    }
}
